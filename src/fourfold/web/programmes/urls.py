"""Addresses of the slice programmes."""

from django.urls import path

from fourfold.web.programmes import pages

urlpatterns = [path("", pages.start, name="programme")]
