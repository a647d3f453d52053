"""The page of the audit log: no content, only who, what, when; and whether the log is whole."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from fourfold.web.audit import queries
from fourfold.web.audit.forms import AnchorForm, SoughtForm
from fourfold.web.request import Request


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    """The newest entries, the end of the log to write down, and by POST whether the log is whole."""
    form = SoughtForm(request.GET or None, viewer=request.viewer)
    form.is_valid()
    anchor = AnchorForm(request.POST if request.method == "POST" else None)
    finding = queries.check(anchor.anchor) if anchor.is_valid() else None
    shown = {
        "head": queries.head(),
        "lines": queries.lines(request.viewer, form.sought),
        "form": form,
        "anchor": anchor,
        "finding": finding,
        "anchored": finding is not None and anchor.anchor is not None,
    }
    return render(request, "audit/audit.html", shown)
