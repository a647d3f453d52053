"""The log of the server holds no word that opens anything."""

import logging
from io import StringIO

import pytest
from django.test import Client

from fourfold.web.accounts.actions import hand_over_way_in, invite_member
from fourfold.web.checkins.tokens import Opens, token_of
from fourfold.web.logs import WithoutWords
from tests.web.personas import World


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the server's own handler writes."""
    written = StringIO()
    root = logging.getLogger()
    handler = next(h for h in root.handlers if isinstance(h, logging.StreamHandler) and _leaves_out(h))
    monkeypatch.setattr(handler, "stream", written)
    return written


def test_a_refused_form_behind_a_link_does_not_write_the_link_down(world: World, log: StringIO) -> None:
    way_in = hand_over_way_in(world.users["facilitator"].pk, "password", "lost", by=world.viewer("administrator"))
    invited = invite_member(world.members[1].pk, "member-two@example.invalid", by=world.viewer("facilitator"))
    kiosk, card = token_of(Opens.KIOSK, 1, 0), token_of(Opens.CARD, 1, 1)
    browser = Client(enforce_csrf_checks=True)
    addresses = (f"/accounts/way-in/{way_in}/", f"/accounts/invitation/{invited}/", f"/c/kiosk/{kiosk}/{card}/", f"/c/{card}/")
    for address in addresses:
        assert browser.post(address, {"password": "x"}).status_code in (403, 404)
    lines = log.getvalue()
    assert lines.count("Forbidden") == 2
    assert lines.count("Not Found") == 2
    assert "/accounts/way-in/…/" in lines
    assert not [word for word in (way_in, invited, kiosk, card) if word in lines]


def _leaves_out(handler: logging.Handler) -> bool:
    return any(isinstance(kept, WithoutWords) for kept in handler.filters)
