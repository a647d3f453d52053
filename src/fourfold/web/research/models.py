"""The ledger of what left the site for research."""

from uuid import uuid4

from django.db import models


class Release(models.Model):
    """One release: who took what, for which study, over whom. Never changed and never deleted.

    `people` are keyed digests of those in it, `tables` every table of counts and means that it told, so that a later release
    is audited against all before; `digest` is the SHA-256 of the file that left.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    programme = models.ForeignKey("web.Programme", on_delete=models.PROTECT, related_name="releases")
    made_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    study = models.CharField(max_length=200)
    purpose = models.CharField(max_length=400)
    form = models.CharField(max_length=20)
    last_day = models.DateField()
    people = models.JSONField()
    tables = models.JSONField()
    findings = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
