"""Addresses of the slice notes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
