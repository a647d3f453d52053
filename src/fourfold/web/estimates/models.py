"""What was estimated of a group, until its record changes. Deletable: it is made again on demand."""

from django.db import models


class Estimate(models.Model):
    """One group's estimates. `revision` and `last_submission` say which state of the group they belong to at a glance,

    `fingerprint` and `version` exactly; `tables` are the estimates' tables, `reading_*` the latest bond by level,
    `told` the marks of the `n_signals` signals of which the group's reports tell.
    """

    group = models.OneToOneField("web.Group", on_delete=models.CASCADE, related_name="estimate")
    revision = models.PositiveBigIntegerField()
    last_submission = models.BigIntegerField()
    fingerprint = models.CharField(max_length=16)
    version = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    n_sessions = models.PositiveIntegerField(default=0)
    n_signals = models.PositiveIntegerField(default=0)
    told = models.JSONField(default=list)
    n_groups_in_priors = models.PositiveIntegerField(default=0)
    reading_member_facilitator = models.FloatField(null=True, blank=True)
    reading_member_member = models.FloatField(null=True, blank=True)
    reading_facilitator_group = models.FloatField(null=True, blank=True)
    reading_member_group = models.FloatField(null=True, blank=True)
    # Last: SQLite reads through whatever stands before a column, and the tables are many pages long.
    tables = models.BinaryField()


class ProgrammePriors(models.Model):
    """What a programme's own groups say before a new group has spoken, fitted by night from ten groups on.

    `fingerprint` and `version` say from which records and by which library; `parameters` are those of each quality.
    """

    programme = models.OneToOneField("web.Programme", on_delete=models.CASCADE, related_name="priors")
    fingerprint = models.CharField(max_length=16)
    version = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    n_groups = models.PositiveIntegerField()
    parameters = models.JSONField()
