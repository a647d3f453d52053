"""Sites and programmes."""

from django.db import models


class Site(models.Model):
    """The clinic or prison that runs programmes; `time_zone` is where its clocks stand."""

    name = models.CharField(max_length=80)
    time_zone = models.CharField(max_length=40, default="UTC")
    language = models.CharField(max_length=5, default="en")


class Programme(models.Model):
    """Groups that are run alike."""

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="programmes")
    name = models.CharField(max_length=80)
