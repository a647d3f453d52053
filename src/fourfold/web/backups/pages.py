"""The page that answers: is it safe?"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from fourfold.web.backups import queries
from fourfold.web.backups.actions import back_up
from fourfold.web.backups.manifest import BackupDamaged
from fourfold.web.request import Request
from fourfold.web.words import site_words


@require_http_methods(["GET", "HEAD"])
def safety(request: Request) -> HttpResponse:
    """The last backup that was restored and checked, the end of the log to write down, and what is due."""
    return render(request, "backups/safety.html", {"safety": queries.safety(request.viewer)})


@require_POST
def make(request: Request) -> HttpResponse:
    """A backup made now."""
    queries.safety(request.viewer)
    try:
        back_up(settings.BACKUPS, by=request.viewer.actor)
    except BackupDamaged:
        messages.error(request, site_words(get_language()).say("backups.not_made"))
    else:
        messages.success(request, site_words(get_language()).say("backups.made"))
    return redirect("safety")
