"""Addresses of the slice figures."""

from django.urls import path

from fourfold.web.figures import pages

urlpatterns = [path("", pages.start, name="programme")]
