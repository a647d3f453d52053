"""What the tests of the check-in stand on: a session whose check-ins are open, and forms as a browser sends them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from fourfold.web.checkins.actions import open_check_ins
from fourfold.web.checkins.queries import AtDoor, card_behind
from fourfold.web.checkins.tokens import Opens, token_of
from fourfold.web.models import Card, Session
from tests.web.personas import World

FORM = "application/x-www-form-urlencoded"
HTML = {"HTTP_ACCEPT_LANGUAGE": "en"}


@dataclass
class Opened:
    """The latest session of the world, its check-ins open."""

    world: World
    session: Session
    cards: list[Card]

    def token(self, k: int = 0) -> str:
        card = self.cards[k]
        return token_of(Opens.CARD, card.pk, card.issue)

    def at_door(self, k: int = 0) -> AtDoor:
        card = card_behind(self.token(k))
        assert card is not None
        return card


def open_session(world: World) -> Opened:
    session = Session.objects.get(group=world.group, number=3)
    cards = open_check_ins(session.pk, by=world.viewer("facilitator"))
    return Opened(world, session, cards)


def close_now(session: Session, hours_ago: float = 0) -> None:
    """Check-ins that ended some hours ago."""
    ended = timezone.now() - timedelta(hours=hours_ago)
    Session.objects.filter(pk=session.pk).update(closed_at=ended, opened_at=ended - timedelta(hours=1))


def fields_of(html: str) -> dict[str, str]:
    """The hidden fields of a form."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


def questions_of(html: str) -> list[str]:
    """The keys of the questions on a page, in order."""
    return list(dict.fromkeys(re.findall(r'type=radio name="?([^" ]+)', html)))


def filled(html: str, value: str = "5") -> dict[str, str]:
    """A form with every question answered alike."""
    return {**fields_of(html), **dict.fromkeys(questions_of(html), value)}


def text(client: Client, address: str) -> str:
    return client.get(address, **HTML).content.decode()


def post(address: str, form: dict[str, str], **headers: str) -> HttpResponse:
    """A form as a browser sends it."""
    return Client().post(address, urlencode(form), content_type=FORM, **headers)
