"""What was counted of a programme and told. It is kept: what is told later must not tell of a few people beside it."""

from django.db import models


class ProgrammeCount(models.Model):
    """One programme from one day to another: counts only, nobody's answer. The newest row of a span is the one that is told.

    Of a year: `stayed` and `left` are members at its end. Of a quarter: `came` of `expected` attendances of members, who are
    `awaited`; `answered` of `came` check-ins, by `comers`. `behind` is what is counted of each person.
    """

    programme = models.ForeignKey("web.Programme", on_delete=models.CASCADE, related_name="counts")
    is_year = models.BooleanField(default=False)
    first_day = models.DateField()
    last_day = models.DateField()
    groups = models.PositiveIntegerField(default=0)
    sessions = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    awaited = models.PositiveIntegerField(default=0)
    comers = models.PositiveIntegerField(default=0)
    behind = models.JSONField(default=dict)
    made_at = models.DateTimeField()


class ProgrammeChange(models.Model):
    """How many members of a programme changed reliably on one scale, from their first to their last answers up to a day.

    The newest row of a scale is the one that is told. `behind` is the word for each person.
    """

    programme = models.ForeignKey("web.Programme", on_delete=models.CASCADE, related_name="changes")
    instrument = models.CharField(max_length=40)
    scale = models.CharField(max_length=40)
    last_day = models.DateField()
    better = models.PositiveIntegerField()
    alike = models.PositiveIntegerField()
    worse = models.PositiveIntegerField()
    behind = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["programme", "instrument", "scale"]),)
