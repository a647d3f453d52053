"""The audit log: append-only, each entry sealed to the one before it."""

from django.db import models


class AuditEntry(models.Model):
    """Who did or saw what, when. `link` is the HMAC of the entry and of the link before it.

    `actor` is `user:ID`, `card:ID`, `kiosk:ID`, `token:ID`, `nobody` or `system`; `subject` is `table:ID`. No content of an
    answer stands here.
    """

    at = models.DateTimeField()
    actor = models.CharField(max_length=40)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    group_id = models.BigIntegerField(null=True, blank=True)
    person_id = models.BigIntegerField(null=True, blank=True)
    detail = models.CharField(max_length=400, blank=True)
    link = models.BinaryField(max_length=32)

    class Meta:
        indexes = (models.Index(fields=["group_id", "id"]), models.Index(fields=["person_id", "id"]))
