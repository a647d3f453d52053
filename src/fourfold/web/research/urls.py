"""Addresses of the slice research."""

from django.urls import path

from fourfold.web.research import pages

urlpatterns = [
    path("", pages.start, name="research"),
    path("file/", pages.make, name="research-make"),
    path("ledger/", pages.releases, name="research-ledger"),
]
