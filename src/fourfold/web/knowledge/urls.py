"""Addresses of the slice knowledge."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
