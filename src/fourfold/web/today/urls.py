"""Addresses of the slice today."""

from django.urls import path

from fourfold.web.today import pages

urlpatterns = [path("", pages.start, name="today")]
