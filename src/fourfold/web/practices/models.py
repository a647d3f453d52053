"""Practices planned in sessions, given to people, and done."""

from uuid import uuid4

from django.db import models


class PlannedPractice(models.Model):
    """A practice planned for a session; `led_at` and `minutes` once it was led. `why` is a word of the suggestion, or empty."""

    session = models.ForeignKey("web.Session", on_delete=models.CASCADE, related_name="practices")
    practice = models.CharField(max_length=40)
    why = models.CharField(max_length=40, blank=True)
    planned_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    led_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "practice"], name="practice_once_a_session"),)


class AssignedPractice(models.Model):
    """A practice that a member takes along between sessions, from one day on; `ended_on` is the first day without it."""

    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="assigned_practices")
    group = models.ForeignKey("web.Group", on_delete=models.CASCADE, related_name="assigned_practices")
    practice = models.CharField(max_length=40)
    times_a_week = models.PositiveSmallIntegerField(default=3)
    begins_on = models.DateField()
    assigned_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    assigned_at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)


class PracticeLog(models.Model):
    """A practice that somebody did on a day, with its minutes; `before` and `after` are answers of the state check, or null.

    `planned` is set where it was done in a session. `key` makes a repeated sending harmless.
    """

    key = models.CharField(max_length=64, unique=True)
    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="practice_logs")
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="practice_logs")
    practice = models.CharField(max_length=40)
    planned = models.ForeignKey(PlannedPractice, null=True, blank=True, on_delete=models.CASCADE, related_name="logs")
    done_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    logged_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["group", "done_on"]), models.Index(fields=["person", "done_on"]))
