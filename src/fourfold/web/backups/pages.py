"""Pages of the slice backups."""

from django.http import HttpResponse
from django.shortcuts import render

from fourfold.web.request import Request


def start(request: Request) -> HttpResponse:
    """The first page."""
    return render(request, "base.html")
