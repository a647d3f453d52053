"""Addresses of the slice people."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
