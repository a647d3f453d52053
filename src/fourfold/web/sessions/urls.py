"""Addresses of the slice sessions."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
