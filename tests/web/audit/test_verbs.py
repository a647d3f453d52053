"""Whatever the code writes into the log is told in the language of whoever reads it."""

from collections.abc import Callable

import pytest
from django.test import Client

from fourfold.feedback.words import LANGUAGES
from fourfold.web.audit.actions import note
from fourfold.web.audit.models import AuditEntry
from fourfold.web.audit.verbs import SECTION, key_of, spoken
from fourfold.web.storage.writing import write_transaction
from fourfold.web.words import site_words
from tests.web.audit.verbs import verbs_in_code
from tests.web.personas import World


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_of_the_code_has_words_and_no_words_are_left_over(language: str) -> None:
    assert set(site_words(language).entries[SECTION]) == {key_of(verb) for verb in verbs_in_code()}


def test_the_verbs_are_those_of_calls_near_and_far() -> None:
    found = verbs_in_code()
    far = {"read brief", "finish flag", "make backup", "fail at backup", "check in", "refuse sign-in", "arrive", "skip session"}
    assert far <= found
    longest = AuditEntry._meta.get_field("verb").max_length
    assert longest
    assert all(len(verb) <= longest for verb in found)


def test_no_two_verbs_share_a_key() -> None:
    assert len({key_of(verb) for verb in verbs_in_code()}) == len(verbs_in_code())


def test_a_verb_without_words_is_told_as_it_stands() -> None:
    assert spoken("fold a paper boat", "es") == "fold a paper boat"


@pytest.mark.parametrize(("language", "said"), [("en", "began a group"), ("es", "comenzó un grupo")])
def test_the_page_and_its_filter_speak_the_readers_language(
    world: World, signed_in: Callable[[str], Client], language: str, said: str
) -> None:
    with write_transaction():
        note(world.viewer("facilitator"), "begin group", "group:1", group=world.group.pk)
        note(world.viewer("facilitator"), "fold a paper boat", "boat:1", group=world.group.pk)
    browser = signed_in("administrator")
    browser.cookies["fourfold_language"] = language
    page = browser.get("/audit/").content.decode()
    assert f'<option value="begin group">{said}</option>' in page
    assert f"<p>{said} <span" in page
    assert "<p>fold a paper boat <span" in page
    one = browser.get("/audit/", {"verb": "begin group"}).content.decode()
    assert "<p>fold a paper boat <span" not in one
    assert f"<p>{said} <span" in one
