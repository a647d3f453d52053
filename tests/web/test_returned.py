"""A form sent after the session ended: its sender comes back to the page on which it stood, with what was typed."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms
from django.test import Client

import fourfold.web
from fourfold.web.returned import GIVEN_BACK
from fourfold.web.worded_form import WordedForm
from tests.web.personas import World, browser_of

PAGE = "/sessions/1/notes/"
ADD = f"{PAGE}add/"
FROM_PAGE = {"referer": f"http://testserver{PAGE}?part=1"}
BACK = "/accounts/login/?next=%2Fsessions%2F1%2Fnotes%2F%3Fpart%3D1"

pytestmark = pytest.mark.django_db


def test_whoever_was_signed_out_comes_back_to_the_page_and_not_to_where_the_form_was_sent() -> None:
    browser = Client()
    answer = browser.post("/sessions/1/notes/withdraw/", {"request": "1"}, headers=FROM_PAGE)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/?next=/sessions/1/notes/%3Fpart%3D1")
    assert "Nothing was kept. Sign in, then send it again." in browser.get(answer.headers["Location"]).content.decode()


def test_what_was_typed_comes_back_to_be_copied() -> None:
    answer = Client().post(ADD, {"part": "group", "text": "A long <b>sentence</b>"}, headers=FROM_PAGE)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "A long &lt;b&gt;sentence&lt;/b&gt;" in page
    assert f'href="{BACK}"' in page


def test_no_passphrase_comes_back() -> None:
    answer = Client().post("/process-notes/", {"passphrase": "four words of mine", "text": "Kept"}, headers=FROM_PAGE)
    assert "four words of mine" not in answer.content.decode()


@pytest.mark.parametrize("referer", ["", "http://elsewhere.invalid/page", "http://testserver//elsewhere.invalid/"])
def test_a_form_from_nowhere_or_elsewhere_leads_to_the_first_page(referer: str) -> None:
    answer = Client().post("/sessions/1/notes/withdraw/", {"request": "1"}, headers={"referer": referer})
    assert answer.headers["Location"] == "/accounts/login/?next=/"


@pytest.mark.parametrize("referer", ["", "http://elsewhere.invalid/page"])
def test_words_that_another_site_sends_are_not_shown(referer: str) -> None:
    answer = Client().post(ADD, {"text": "Words of another site"}, headers={"referer": referer})
    assert (answer.status_code, answer.content) == (302, b"")


def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in() -> None:
    browser = Client()
    answer = browser.post("/sessions/1/mark/", {"reason": "ill"}, headers={"HX-Request": "true", **FROM_PAGE})
    assert answer.headers["HX-Redirect"].startswith("/accounts/login/?next=/sessions/1/notes/")
    assert "Nothing was kept." in browser.get(answer.headers["HX-Redirect"]).content.decode()


def test_a_form_whose_protection_ran_out_leads_back_to_its_page_with_what_was_typed() -> None:
    answer = Client(enforce_csrf_checks=True).post(ADD, {"text": "A long sentence"}, headers=FROM_PAGE)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "A long sentence" in page
    assert f'href="{PAGE}?part=1"' in page


def test_an_address_that_only_takes_what_is_sent_says_so(world: World) -> None:
    answer = browser_of(world.users["facilitator"]).get(ADD)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This address only takes what is sent from one of our pages." in answer.content.decode()


def _fields_for_sentences() -> Iterator[str]:
    for module in walk_packages(fourfold.web.__path__, "fourfold.web."):
        if ".forms" in module.name:
            import_module(module.name)
    waiting = [WordedForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        yield from (name for name, field in form.base_fields.items() if isinstance(field.widget, forms.Textarea))


def test_every_field_for_sentences_is_given_back() -> None:
    assert set(_fields_for_sentences()) == GIVEN_BACK - {"title"}
