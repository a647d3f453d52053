"""The facilitator's check-in: guesses first, once, and by who leads the group."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from fourfold.web.models import AuditEntry, Submission
from tests.web.checkins.ground import Opened

GUESSES = {"guess.facilitator": "5", "guess.members": "4", "guess.group": "6"}
OWN = {"bond.group": "6", "work.group": "5", "negative.group": "2", "discussed": "1"}


def address(opened: Opened) -> str:
    return f"/c/lead/{opened.session.pk}/"


def kept_in(page: str) -> str:
    found = re.search(r'name="guesses" value="([^"]+)"', page)
    assert found
    return found[1]


def test_guesses_come_before_anything_else(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    client: Client = signed_in("facilitator")
    first = client.get(address(opened)).content.decode()
    assert set(re.findall(r'type="radio" name="([^"]+)"', first)) == set(GUESSES)
    second = client.post(address(opened), GUESSES).content.decode()
    assert set(re.findall(r'type="radio" name="([^"]+)"', second)) == set(OWN)
    assert not Submission.objects.exists()
    client.post(address(opened), {**OWN, "guesses": kept_in(second)})
    stored = Submission.objects.get()
    assert json.loads(stored.answers) == {key: int(value) for key, value in {**GUESSES, **OWN}.items()}
    assert (stored.source, stored.instrument) == ("staff", "facilitator_check_in")
    assert AuditEntry.objects.last().actor == f"user:{opened.world.users['facilitator'].pk}"


def test_guesses_cannot_be_skipped_or_made_up(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    assert client.post(address(opened), OWN).status_code == 422
    assert client.post(address(opened), {**OWN, "guesses": "made-up"}).status_code == 422
    assert not Submission.objects.exists()


def test_a_first_part_without_any_choice_is_asked_about_once(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    asked = client.post(address(opened), {})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "Go on without a guess?" in page
    assert set(re.findall(r'type="radio" name="([^"]+)"', page)) == set(GUESSES)
    again = re.findall(r'type="hidden" name="(no_guess)" value="([^"]+)"', page)
    second = client.post(address(opened), dict(again)).content.decode()
    assert set(re.findall(r'type="radio" name="([^"]+)"', second)) == set(OWN)
    client.post(address(opened), {**OWN, "guesses": kept_in(second)})
    assert json.loads(Submission.objects.get().answers)["guess.group"] is None


def test_whoever_chooses_to_say_nothing_is_not_asked(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("facilitator").post(address(opened), dict.fromkeys(GUESSES, "")).content.decode()
    assert set(re.findall(r'type="radio" name="([^"]+)"', page)) == set(OWN)


def test_a_facilitator_answers_once_a_session(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    kept = kept_in(client.post(address(opened), GUESSES).content.decode())
    for answer in ("6", "1"):
        client.post(address(opened), {**OWN, "bond.group": answer, "guesses": kept})
    assert json.loads(Submission.objects.get().answers)["bond.group"] == 6
    assert "type=radio" not in client.get(address(opened)).content.decode()


@pytest.mark.parametrize("persona", ["colleague", "outsider", "supervisor", "manager", "administrator", "member", "former"])
def test_nobody_else_finds_the_page(opened: Opened, persona: str, signed_in: Callable[[str], Client]) -> None:
    assert signed_in(persona).get(address(opened)).status_code == 404


def test_an_answer_off_the_scale_is_refused(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    assert client.post(address(opened), {**GUESSES, "guess.group": "8"}).status_code == 422
    assert client.post(address(opened), {**GUESSES, "weight": "8"}).status_code == 422
