"""Addresses of the slice practices."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
