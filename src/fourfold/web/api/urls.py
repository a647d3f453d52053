"""Addresses of the slice api: the page of tokens, and the interface for programs."""

from django.urls import include, path

from fourfold.web.api import pages
from fourfold.web.api.interface import addresses

urlpatterns = [
    path("tokens/", pages.tokens, name="tokens"),
    path("tokens/<int:token_id>/withdraw/", pages.withdraw, name="token-withdraw"),
    path("1/", include((addresses(), "api"), namespace="api")),
]
