"""What staff answer about themselves, and the readings of teams that were told."""

from uuid import uuid4

from django.db import models


class StaffAnswers(models.Model):
    """One instrument that a member of staff answered for themselves; sealed with a key of the account, the account's own."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey("web.User", on_delete=models.CASCADE, related_name="staff_answers")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    sealed_answers = models.BinaryField()
    answered_at = models.DateTimeField()
    counts = models.BooleanField(default=False)
    """Whether the person lets it count in the team's reading."""

    class Meta:
        indexes = (models.Index(fields=["user", "instrument", "answered_at"]),)


class TeamReading(models.Model):
    """A team's reading of one scale in one quarter, frozen once told; `value` is null where too few stand behind it.

    `people` are digests of who counted, against whom a later reading is compared.
    """

    site = models.ForeignKey("web.Site", on_delete=models.CASCADE, related_name="team_readings")
    first_day = models.DateField()
    instrument = models.CharField(max_length=40)
    scale = models.CharField(max_length=40)
    value = models.FloatField(null=True, blank=True)
    withheld = models.CharField(max_length=20, blank=True)
    people = models.JSONField(default=list)
    told_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["site", "first_day", "instrument", "scale"], name="one_team_reading_a_quarter"),
        )
