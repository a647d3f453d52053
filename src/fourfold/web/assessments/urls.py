"""Addresses of the slice assessments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
