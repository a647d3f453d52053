"""After a self-assessment: members who are signed in find back to their page, and nobody else is told of one."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.checkins.tokens import KIOSK_COOKIE
from tests.web.personas import World

BACK = "Back to my page"


def goodbye(client: Client) -> str:
    return client.get(reverse("assessment-goodbye", args=["en"])).content.decode()


def test_a_member_who_is_signed_in_finds_back_to_their_page(signed_in: Callable[[str], Client]) -> None:
    page = goodbye(signed_in("member"))
    assert BACK in page
    assert f'href="{reverse("my-page")}"' in page


@pytest.mark.parametrize("persona", ["facilitator", "supervisor", "administrator"])
def test_nobody_else_is_led_there(signed_in: Callable[[str], Client], persona: str) -> None:
    assert BACK not in goodbye(signed_in(persona))


def test_neither_is_a_phone_on_which_nobody_is_signed_in(world: World) -> None:
    assert BACK not in goodbye(Client())


def test_a_kiosk_leads_nowhere(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("member")
    client.cookies[KIOSK_COOKIE] = "1"
    assert BACK not in goodbye(client)
