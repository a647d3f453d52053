"""Addresses of the slice groups."""

from django.urls import path

from fourfold.web.groups import pages

urlpatterns = [path("", pages.start, name="groups")]
