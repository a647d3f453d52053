"""Addresses of accounts: allauth's sign-in and second factors, and our own."""

from django.urls import include, path

from fourfold.web.accounts import pages

urlpatterns = [
    path("all/", pages.start, name="accounts"),
    path("", include("allauth.urls")),
]
