"""Addresses of the slice audit."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
