"""Turns and acts: no words are kept."""

from django.db import models


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
