"""Pages of accounts."""

from django.http import HttpResponse
from django.shortcuts import render

from fourfold.web.request import Request


def start(request: Request) -> HttpResponse:
    """The accounts of the administrator's sites."""
    return render(request, "base.html")
