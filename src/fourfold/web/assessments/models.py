"""Wording that a site imported, when what is asked of whom, and each time it was asked."""

from uuid import uuid4

from django.db import models

SOURCES = ("phone", "kiosk", "staff", "totals")
"""How answers came: by the member's own device, a shared one, typed from paper, or as totals only."""


def source_choices() -> list[tuple[str, str]]:
    """How answers can come."""
    return [(word, word) for word in SOURCES]


def moment_choices() -> list[tuple[str, str]]:
    """When a schedule asks: at joining, every so many weeks, at leaving."""
    return [(word, word) for word in ("joining", "weeks", "leaving")]


class Wording(models.Model):
    """The sentences of one instrument in one language, as a site imported them; never changed, only replaced.

    `original` is the text of the file as it came, `texts` maps item keys, and `title`, `instructions`, to what is read, and
    `answers` the values of each item to their words.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey("web.Site", on_delete=models.PROTECT, related_name="wordings")
    instrument = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    licence = models.CharField(max_length=300)
    source = models.CharField(max_length=300)
    original = models.TextField()
    texts = models.JSONField()
    answers = models.JSONField(default=dict)
    imported_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["site", "instrument", "language"]),)


class Schedule(models.Model):
    """An instrument that every member of a group is asked at one kind of moment; `weeks` is for those that come again."""

    group = models.ForeignKey("web.Group", on_delete=models.CASCADE, related_name="schedules")
    instrument = models.CharField(max_length=40)
    moment = models.CharField(max_length=8, choices=moment_choices)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    set_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class Administration(models.Model):
    """One instrument asked of one person once. Answers are kept as they are given; `finished_at` closes it for good.

    `answers` maps item keys to whole numbers, null: prefers not to say; `totals` maps scales to numbers where only those were
    typed. `issue` ends older addresses of the door. `schedule` or, where somebody asked by hand, `asked_by` says why it was
    asked; where both are empty, a plan for leaving asked.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="administrations")
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="administrations")
    instrument = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    wording = models.ForeignKey(Wording, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    schedule = models.ForeignKey(Schedule, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    language = models.CharField(max_length=5)
    code = models.CharField(max_length=12, unique=True, null=True, blank=True)
    issue = models.PositiveSmallIntegerField(default=1)
    due_on = models.DateField()
    asked_by = models.ForeignKey("web.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=source_choices, blank=True)
    answers = models.JSONField(default=dict)
    totals = models.JSONField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["group", "due_on"]), models.Index(fields=["person", "instrument", "finished_at"]))


class UrgentWords(models.Model):
    """What a member reads where an answer about safety cannot wait, in a site's own words; never changed, only followed."""

    site = models.ForeignKey("web.Site", on_delete=models.PROTECT, related_name="urgent_words")
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=400, blank=True)
    set_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
