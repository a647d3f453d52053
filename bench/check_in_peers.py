"""What the check-in door is measured beside: a floor that does nothing, and an idiomatic Django form."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fourfold.web.settings")


def floor(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def _site() -> Any:
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "bench.check_in_peers"
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _pages() -> list[Any]:
    import json

    from django import forms
    from django.contrib.auth.decorators import login_not_required
    from django.db import transaction
    from django.http import HttpResponse
    from django.shortcuts import get_object_or_404, redirect
    from django.template import engines
    from django.urls import path
    from django.utils import timezone

    from fourfold.instruments import instrument, questions_for
    from fourfold.web.audit.actions import note
    from fourfold.web.checkins.tokens import Opens, read_token
    from fourfold.web.models import Card, Person, Submission

    page = engines["django"].from_string(
        "<!doctype html><title>Check-in</title><form method=post>{% csrf_token %}"
        "{% for field in form %}<div>{{ field.label }}{{ field }}{{ field.errors }}</div>{% endfor %}<button>Send</button>"
    )

    def form_for(card: Card) -> type[forms.Form]:
        named = Person.objects.in_bulk([*card.asked, *card.leading])
        asked = questions_for(
            instrument("member_check_in"),
            card.session.number,
            card.place,
            facilitators=[(str(p), named[p].label) for p in card.leading],
            peers=[(str(p), named[p].label) for p in card.asked],
            language="en",
        )
        fields = {
            q.key: forms.ChoiceField(
                label=q.wording, choices=[(a, a) for a in q.answers], widget=forms.RadioSelect, required=False
            )
            for q in asked
        }
        return type("CheckInForm", (forms.Form,), fields)

    @login_not_required
    def check_in(request: Any, token: str) -> HttpResponse:
        told = read_token(token, Opens.CARD)
        card = get_object_or_404(Card.objects.select_related("session__group", "person"), pk=told.number if told else 0)
        form = form_for(card)(request.POST or None)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                stored = Submission.objects.create(
                    key=token,
                    group=card.session.group,
                    session=card.session,
                    person=card.person,
                    instrument="member_check_in",
                    version="1",
                    language="en",
                    source="phone",
                    answers=json.dumps(form.cleaned_data),
                    answered_at=timezone.now(),
                    received_at=timezone.now(),
                )
                card.used_at = timezone.now()
                card.save()
                note(f"card:{card.pk}", "check in", f"submission:{stored.pk}", group=card.session.group_id)
            return redirect("/thanks")
        return HttpResponse(page.render({"form": form}, request))

    @login_not_required
    def thanks(request: Any) -> HttpResponse:
        return HttpResponse("<!doctype html><title>Thank you</title><p>Thank you")

    from django.urls import include

    site = __import__("fourfold.web.urls", fromlist=["urlpatterns"]).urlpatterns
    return [path("peer/<str:token>", check_in), path("thanks", thanks), path("", include(site))]


def __getattr__(name: str) -> Any:
    if name == "idiomatic":
        return _site()
    if name == "urlpatterns":
        return _pages()
    raise AttributeError(name)
