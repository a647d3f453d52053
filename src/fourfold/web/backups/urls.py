"""Addresses of the slice backups."""

from django.urls import path

from fourfold.web.backups import pages

urlpatterns = [
    path("", pages.safety, name="safety"),
    path("backup/", pages.make, name="backup-make"),
]
