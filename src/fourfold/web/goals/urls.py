"""Addresses of the slice goals."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
