"""Addresses of the audit log."""

from django.urls import path

from fourfold.web.audit import pages

urlpatterns = [path("", pages.start, name="audit")]
