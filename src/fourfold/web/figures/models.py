"""What was counted of a programme: made anew each night, deletable."""

from django.db import models


class ProgrammeCount(models.Model):
    """One programme from one day to another: counts only, nobody's answer. `stayed` and `left` are members at its end.

    `came` of `expected` attendances of members, `answered` of `came` check-ins.
    """

    programme = models.ForeignKey("web.Programme", on_delete=models.CASCADE, related_name="counts")
    first_day = models.DateField()
    last_day = models.DateField()
    groups = models.PositiveIntegerField(default=0)
    sessions = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)
    expected = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["programme", "first_day", "last_day"], name="one_count_a_programme_and_span"),
        )


class ProgrammeChange(models.Model):
    """How many members of a programme changed reliably on one scale, from their first to their last answers up to a day."""

    programme = models.ForeignKey("web.Programme", on_delete=models.CASCADE, related_name="changes")
    instrument = models.CharField(max_length=40)
    scale = models.CharField(max_length=40)
    last_day = models.DateField()
    better = models.PositiveIntegerField()
    alike = models.PositiveIntegerField()
    worse = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["programme", "instrument", "scale"], name="one_change_a_programme_and_scale"),
        )
