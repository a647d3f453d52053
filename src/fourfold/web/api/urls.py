"""Addresses of the slice api."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
