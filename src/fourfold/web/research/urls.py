"""Addresses of the slice research."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
