"""Addresses of the slice briefs."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
