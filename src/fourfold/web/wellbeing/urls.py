"""Addresses of the slice wellbeing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
