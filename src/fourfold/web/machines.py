"""Answers for machines: whether the site works, what a search engine may read, and where its picture is."""

from django.contrib.auth.decorators import login_not_required
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe

_A_DAY = {"Cache-Control": "public, max-age=86400"}


@login_not_required
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Says ok where the database answers, and nothing else of the site; 503 where it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            cursor.fetchone()
    except Error:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Nothing here is for search engines."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain", headers=_A_DAY)


@login_not_required
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """Where the picture is for which browsers ask without being told."""
    return redirect(static("fourfold/seats.svg"))
