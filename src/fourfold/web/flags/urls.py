"""Addresses of the slice flags."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
