"""Addresses of the slice checkins."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
