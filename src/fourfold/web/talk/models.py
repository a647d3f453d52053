"""Turns and acts, and the codings they were made from: no words are kept."""

from uuid import uuid4

from django.db import models

MODES = ("live", "second_pass", "recall", "imported")
"""How somebody coded: taps while the session ran, a pass over its turns afterwards, from memory, or a file."""


def mode_choices() -> list[tuple[str, str]]:
    """How somebody coded a session."""
    return [(mode, mode) for mode in MODES]


class Coding(models.Model):
    """What one observer took down of one session. The one that `counts` gives the session its turns and acts.

    `of` is the coding whose turns a second pass looks at. `source` is a word of `fourfold.conversation.talk.Source`.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    session = models.ForeignKey("web.Session", on_delete=models.CASCADE, related_name="codings")
    observer = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    mode = models.CharField(max_length=12, choices=mode_choices, default="live")
    source = models.CharField(max_length=16, default="taps")
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="passes")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.BooleanField(default=False)

    class Meta:
        indexes = (models.Index(fields=["session", "mode"]),)


class BoardEvent(models.Model):
    """One thing an observer tapped. Only ever added: what was undone stays, followed by the event that undid it.

    `number` is its place in the coding, counted by the device; `uid` is made there, so that sending twice adds once.
    `kind` and `detail` are those of `fourfold.conversation.board`.
    """

    coding = models.ForeignKey(Coding, on_delete=models.CASCADE, related_name="events")
    uid = models.UUIDField(unique=True)
    number = models.PositiveIntegerField()
    at_s = models.FloatField()
    kind = models.CharField(max_length=12)
    detail = models.JSONField(default=dict)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["coding", "number"], name="event_number_once_a_coding"),)


class WaitingImport(models.Model):
    """A file's stretches of speech between reading and the moment somebody says who is who; gone after a day. No words."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    session = models.ForeignKey("web.Session", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("web.User", on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(max_length=16)
    file_name = models.CharField(max_length=200)
    cues = models.JSONField()
    remarks = models.JSONField(default=list)


class Turn(models.Model):
    """One stretch of speech. `to_group` says that everybody was addressed; neither it nor an addressee: not known."""

    session = models.ForeignKey("web.Session", on_delete=models.CASCADE, related_name="turns")
    speaker = models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="+")
    addressee = models.ForeignKey("web.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_group = models.BooleanField(default=False)
    start_s = models.FloatField()
    end_s = models.FloatField()


class Act(models.Model):
    """One act that an observer marked."""

    session = models.ForeignKey("web.Session", on_delete=models.CASCADE, related_name="acts")
    person = models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey("web.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_group = models.BooleanField(default=False)
    kind = models.CharField(max_length=40)
    at_s = models.FloatField()
