"""Sessions and attendance."""

from uuid import uuid4

from django.db import models

from fourfold.vocabulary import Presence, SessionStatus
from fourfold.web.people.models import new_code


def status_choices() -> list[tuple[str, str]]:
    """Whether a session took place."""
    return [(str(status), str(status)) for status in SessionStatus]


def presence_choices() -> list[tuple[str, str]]:
    """How somebody attended."""
    return [(str(presence), str(presence)) for presence in Presence]


class Session(models.Model):
    """One meeting of a group, from `began_at` to `ended_at`. Check-ins are open from `opened_at` until `closed_at`."""

    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="sessions")
    code = models.CharField(max_length=40, default=new_code)
    number = models.PositiveIntegerField()
    held_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=status_choices, default=SessionStatus.PLANNED)
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["group", "number"], name="session_number_once_a_group"),
            models.UniqueConstraint(fields=["group", "code"], name="session_code_once_a_group"),
        )
        indexes = (models.Index(fields=["held_on"]),)


class Attendance(models.Model):
    """How one person attended one session; no row means that it was not written down."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendance")
    person = models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="attendance")
    presence = models.CharField(max_length=24, choices=presence_choices)
    came_at = models.TimeField(null=True, blank=True)
    left_at = models.TimeField(null=True, blank=True)
    sealed_reason = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "person"], name="attendance_once"),)


class AttendanceBefore(models.Model):
    """How somebody's attendance stood before a tap, so that the tap can be undone; gone when the session is closed.

    `step` counts the taps of a session: one tap can change several people. An empty `presence` was not written down.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="before")
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="+")
    step = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=status_choices)
    presence = models.CharField(max_length=24, choices=presence_choices, blank=True)
    came_at = models.TimeField(null=True, blank=True)
    left_at = models.TimeField(null=True, blank=True)
    sealed_reason = models.BinaryField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["session", "step", "person"], name="one_before_a_step"),)
