"""Beginning process notes anew: what it destroys, what it asks for, and who cannot do it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fourfold.web.access import Missing
from fourfold.web.checkins.tokens import KIOSK_COOKIE
from fourfold.web.models import AuditEntry, ProcessKey, ProcessNote
from fourfold.web.notes import door
from fourfold.web.notes.actions import process as actions
from fourfold.web.notes.process_keys import OpenKey
from fourfold.web.refusal import Refused
from tests.web.notes.process import CANARY, NEW, OTHER, PASSPHRASE, START, begin, reopened, shows
from tests.web.personas import PASSWORD, World, browser_of

ANEW = f"{START}anew/"


def test_the_locked_page_leads_there_and_says_what_is_lost(world: World, author: Client) -> None:
    author.post(NEW, {"title": "", "text": "A second one", "version": ""})
    browser = browser_of(world.users["facilitator"])
    assert ANEW in browser.get(START).content.decode()
    page = browser.get(ANEW).content.decode()
    assert "Two process notes of yours are destroyed" in page
    assert "cannot be undone" in page
    assert CANARY not in page
    assert ProcessNote.objects.count() == 2


def test_notes_and_key_are_destroyed_and_a_new_passphrase_begins(world: World, author: Client) -> None:
    browser = browser_of(world.users["facilitator"])
    page = browser.post(ANEW, {"password": PASSWORD, "number": "1"}, follow=True).content.decode()
    assert "Choose a new passphrase" in page
    assert not ProcessNote.objects.exists()
    assert not ProcessKey.objects.exists()
    begin(browser, OTHER)
    browser.post(NEW, {"title": "", "text": "After", "version": ""})
    assert "Without a title" in browser.get(START).content.decode()
    assert not shows(browser)
    assert door.COOKIE not in reopened(world, PASSPHRASE).cookies
    assert door.COOKIE in reopened(world, OTHER).cookies


def test_the_notes_that_were_open_elsewhere_are_shut(world: World, author: Client) -> None:
    browser_of(world.users["facilitator"]).post(ANEW, {"password": PASSWORD, "number": "1"})
    assert author.post(NEW, {"title": "", "text": "Late", "version": ""}).status_code == 409
    begin(browser_of(world.users["facilitator"]), OTHER)
    assert author.post(NEW, {"title": "", "text": "Late", "version": ""}).status_code == 409
    assert not ProcessNote.objects.exists()


@pytest.mark.parametrize("begun_again", [False, True])
@pytest.mark.parametrize("by_script", [False, True])
def test_a_note_written_in_the_instant_of_beginning_anew_is_refused_and_comes_back(
    world: World, author: Client, monkeypatch: pytest.MonkeyPatch, by_script: bool, begun_again: bool
) -> None:
    """The key is open and the form is read; then another browser begins anew, before the note is written."""
    whole, viewer = actions.write, world.viewer("facilitator")

    def meanwhile(*given: Any, **named: Any) -> ProcessNote:
        actions.begin_anew(PASSWORD, 1, by=viewer)
        if begun_again:
            actions.begin(PASSPHRASE, PASSPHRASE, by=viewer)
        return whole(*given, **named)

    monkeypatch.setattr(actions, "write", meanwhile)
    told = {"title": "Late", "text": "What was typed", "version": ""}
    answer = author.post(NEW, told, headers={"accept": "application/json"} if by_script else {})
    assert "begun anew meanwhile" in answer.content.decode()
    assert by_script or "What was typed" in answer.content.decode()
    assert not ProcessNote.objects.exists()
    monkeypatch.setattr(actions, "write", whole)
    assert author.post(NEW, told).status_code == 409
    assert not ProcessNote.objects.exists()


def test_a_key_that_was_destroyed_meanwhile_is_sealed_into_nothing(world: World, author: Client) -> None:
    viewer = world.viewer("facilitator")
    old = actions.open_with(PASSPHRASE, by=viewer)
    actions.begin_anew(PASSWORD, 1, by=viewer)
    new = actions.begin(PASSPHRASE, PASSPHRASE, by=viewer)
    with pytest.raises(Refused, match="begun anew meanwhile"):
        actions.write(old, "Late", "", by=viewer)
    assert actions.write(new, "In time", "", by=viewer).pk
    assert actions.open_with(PASSPHRASE, by=viewer) == new


@pytest.mark.parametrize("what", ["passphrase", "sheet"])
def test_neither_passphrase_nor_sheet_brings_back_a_key_that_was_destroyed_meanwhile(
    world: World, author: Client, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    whole, viewer = actions.locked_with, world.viewer("facilitator")

    def meanwhile(key: OpenKey, word: str) -> bytes:
        monkeypatch.setattr(actions, "locked_with", whole)
        actions.begin_anew(PASSWORD, 1, by=viewer)
        actions.begin(OTHER, OTHER, by=viewer)
        return whole(key, word)

    def change() -> object:
        another = "five brown hares at dawn"
        if what == "sheet":
            return actions.make_recovery_word(PASSPHRASE, by=viewer)
        return actions.change_passphrase(PASSPHRASE, another, another, by=viewer)

    monkeypatch.setattr(actions, "locked_with", meanwhile)
    with pytest.raises(Refused, match="begun anew meanwhile"):
        change()
    kept = ProcessKey.objects.get()
    assert kept.sealed_for_recovery is None
    assert actions.open_with(OTHER, by=viewer).row == kept.pk


@pytest.mark.parametrize("given", [{"number": "1"}, {"password": "", "number": "1"}, {"password": PASSPHRASE, "number": "1"}])
def test_without_the_password_nothing_is_lost(world: World, author: Client, given: dict[str, str]) -> None:
    page = author.post(ANEW, given)
    assert page.status_code == 200
    assert "faults" in page.content.decode()
    assert shows(author)
    assert shows(reopened(world, PASSPHRASE))


def test_a_number_that_was_not_told_destroys_nothing(world: World, author: Client) -> None:
    author.post(NEW, {"title": "", "text": "Written meanwhile", "version": ""})
    page = author.post(ANEW, {"password": PASSWORD, "number": "1"}).content.decode()
    assert "more or fewer notes by now" in page
    assert 'name="number" value="2"' in page
    assert ProcessNote.objects.count() == 2


def test_wrong_tries_wait_and_beginning_anew_is_no_way_round(world: World, author: Client) -> None:
    viewer = world.viewer("facilitator")
    for k in range(actions.TRIES):
        with pytest.raises(Refused, match=r"Tries left|does not open"):
            actions.begin_anew("wrong", 1, by=viewer) if k % 2 else actions.open_with("wrong, all of it", by=viewer)
    with pytest.raises(Refused, match="Wait 15 minutes"):
        actions.begin_anew(PASSWORD, 1, by=viewer)
    with pytest.raises(Refused, match="Wait 15 minutes"):
        actions.open_with(PASSPHRASE, by=viewer)
    assert ProcessNote.objects.count() == 1


def test_it_stands_in_the_log_with_the_number_and_so_does_a_wrong_password(world: World, author: Client) -> None:
    author.post(ANEW, {"password": "wrong", "number": "1"})
    author.post(ANEW, {"password": PASSWORD, "number": "1"})
    entries = AuditEntry.objects.filter(verb__endswith="anew").order_by("id").values_list("verb", "subject", "detail")
    subject = f"user:{world.users['facilitator'].pk}"
    assert list(entries) == [
        ("fail to begin process notes anew", subject, ""),
        ("begin process notes anew", subject, "1 destroyed"),
    ]


@pytest.mark.parametrize("who", ["supervisor", "administrator", "manager", "researcher", "member", "outsider"])
def test_nobody_else_can_and_whoever_has_none_begins(
    world: World, author: Client, signed_in: Callable[[str], Client], who: str
) -> None:
    assert signed_in(who).post(ANEW, {"password": PASSWORD, "number": "1"}).status_code in (302, 404)
    with pytest.raises((Missing, Refused)):
        actions.begin_anew(PASSWORD, 1, by=world.viewer(who))
    assert shows(author)


def test_a_colleague_destroys_their_own_alone(world: World, author: Client) -> None:
    colleague = browser_of(world.users["colleague"])
    assert colleague.get(ANEW).headers["Location"] == START
    begin(colleague, OTHER)
    colleague.post(ANEW, {"password": PASSWORD, "number": "0"})
    assert list(ProcessKey.objects.values_list("user", flat=True)) == [world.users["facilitator"].pk]
    assert shows(author)


def test_on_a_device_that_serves_as_a_kiosk_nothing_is_destroyed(world: World, author: Client) -> None:
    author.cookies[KIOSK_COOKIE] = "1"
    assert author.post(ANEW, {"password": PASSWORD, "number": "1"}).status_code == 403
    assert ProcessNote.objects.count() == 1
