"""The door of process notes: what opens it, for how long, and what never does."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from fourfold.web.checkins.tokens import KIOSK_COOKIE
from fourfold.web.models import AuditEntry, ProcessKey
from fourfold.web.notes import door
from fourfold.web.notes.actions import process as actions
from fourfold.web.notes.process_keys import as_word, recovery_word
from fourfold.web.refusal import Refused
from tests.web.notes.process import NEW, OTHER, PASSPHRASE, START, begin, reopened, shows, the_note
from tests.web.personas import PASSWORD, World, browser_of

SignIn = Callable[[str], Client]


def test_loss_is_said_before_the_first_note_and_must_be_understood(world: World, signed_in: SignIn) -> None:
    browser = signed_in("facilitator")
    page = browser.get(START).content.decode()
    assert "lost for good" in page
    browser.post(START, {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert not ProcessKey.objects.exists()
    assert browser.get(NEW).headers["Location"] == START


@pytest.mark.parametrize(
    ("passphrase", "again", "said"),
    [
        (PASSPHRASE, OTHER, "not alike"),
        ("short", "short", "at least 12"),
        (" " * 20, " " * 20, "at least 12"),
        ("qwerty123456", "qwerty123456", "Many people"),
        (PASSWORD, PASSWORD, "administrator"),
    ],
)
def test_a_passphrase_is_long_and_not_the_password(world: World, passphrase: str, again: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        actions.begin(passphrase, again, by=world.viewer("facilitator"))
    assert not ProcessKey.objects.exists()


def test_with_a_wrong_passphrase_the_author_gets_nothing(world: World, author: Client) -> None:
    browser = reopened(world, PASSPHRASE + "x")
    assert not shows(browser)
    assert browser.get(f"{START}{the_note().pk}/").status_code == 302
    assert door.COOKIE not in browser.cookies
    assert AuditEntry.objects.filter(verb="fail to open process notes").count() == 1
    assert shows(reopened(world, PASSPHRASE))


def test_after_five_wrong_tries_even_the_right_passphrase_waits(world: World, author: Client) -> None:
    viewer = world.viewer("facilitator")
    for _ in range(actions.TRIES):
        with pytest.raises(Refused, match="does not open"):
            actions.open_with("a wrong one, again", by=viewer)
    with pytest.raises(Refused, match="Wait 15 minutes"):
        actions.open_with(PASSPHRASE, by=viewer)
    assert not shows(reopened(world, PASSPHRASE))
    begin(browser_of(world.users["colleague"]), OTHER)
    assert actions.open_with(OTHER, by=world.viewer("colleague"))


def test_a_right_passphrase_forgets_the_wrong_ones(world: World, author: Client) -> None:
    viewer = world.viewer("facilitator")
    for _ in range(2):
        for _ in range(actions.TRIES - 1):
            with pytest.raises(Refused, match="does not open"):
                actions.open_with("a wrong one, again", by=viewer)
        assert actions.open_with(PASSPHRASE, by=viewer)


def test_the_key_lies_in_a_cookie_of_this_place_alone_and_of_this_session(world: World, author: Client) -> None:
    cookie = author.cookies[door.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (START, True, "Strict", 900)
    assert bool(cookie["secure"]) is settings.SECURE
    for name in ("facilitator", "colleague"):
        other = browser_of(world.users[name])
        other.get(START)
        other.cookies[door.COOKIE] = cookie.value
        assert not shows(other)


def test_the_half_of_one_session_put_into_another_opens_nothing(world: World, author: Client) -> None:
    """What somebody could do who writes in the database and has copied the cookie."""
    for name in ("facilitator", "colleague"):
        thief = browser_of(world.users[name])
        session = thief.session
        session["process_half"] = author.session["process_half"]
        session.save()
        thief.cookies[door.COOKIE] = author.cookies[door.COOKIE].value
        assert not shows(thief)


def test_over_tls_the_cookie_is_secure(world: World, author: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "SECURE", True)
    author.get(START)
    assert author.cookies[door.COOKIE]["secure"]


def test_after_a_quarter_of_an_hour_idle_it_is_shut_and_each_page_opens_it_anew(
    world: World, author: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = {"now": door.time.time()}
    monkeypatch.setattr(door.time, "time", lambda: clock["now"])
    monkeypatch.setattr(settings, "IDLE_SECONDS", 10**9)
    for _ in range(3):
        clock["now"] += 14 * 60
        assert shows(author)
    kept = author.cookies[door.COOKIE].value
    clock["now"] += 15 * 60 + 1
    author.cookies[door.COOKIE] = kept
    assert not shows(author)
    clock["now"] -= 3600
    author.cookies[door.COOKIE] = kept
    assert not shows(author)


@pytest.mark.parametrize("way", ["/process-notes/close/", "/accounts/logout/"])
def test_shut_or_signed_out_no_copy_of_the_cookie_opens_any_more(world: World, author: Client, way: str) -> None:
    kept = author.cookies[door.COOKIE].value
    author.post(way)
    if "logout" in way:
        author.force_login(world.users["facilitator"])
        session = author.session
        session["second_factor"] = world.users["facilitator"].pk
        session.save()
    author.cookies[door.COOKIE] = kept
    assert not shows(author)


@pytest.mark.parametrize("forged", ["", "x", "AAAA", "é", "A" * 200])
def test_a_forged_cookie_opens_nothing(world: World, author: Client, forged: str) -> None:
    author.cookies[door.COOKIE] = forged
    assert not shows(author)


def test_another_passphrase_opens_the_same_notes_and_the_old_one_nothing(world: World, author: Client) -> None:
    wrong = {"now": OTHER, "passphrase": OTHER, "again": OTHER}
    assert "does not open" in author.post(f"{START}passphrase/", wrong).content.decode()
    author.post(f"{START}passphrase/", {"now": PASSPHRASE, "passphrase": OTHER, "again": OTHER})
    assert not shows(reopened(world, PASSPHRASE))
    assert shows(reopened(world, OTHER))


def test_another_passphrase_shuts_the_notes_where_they_are_open_elsewhere(world: World, author: Client) -> None:
    elsewhere = reopened(world, PASSPHRASE)
    assert shows(elsewhere)
    author.post(f"{START}passphrase/", {"now": PASSPHRASE, "passphrase": OTHER, "again": OTHER})
    assert shows(author)
    assert not shows(elsewhere)


def test_the_word_of_the_sheet_opens_them_however_it_is_typed_and_a_new_one_ends_it(world: World, author: Client) -> None:
    refused = author.post(f"{START}recovery/", {"sheet-passphrase": OTHER}).content.decode()
    assert "does not open" in refused
    assert "recovery-word" not in refused
    page = author.post(f"{START}recovery/", {"sheet-passphrase": PASSPHRASE}).content.decode()
    word = page.split('recovery-word num">')[1].split("<")[0]
    assert len(word.replace("-", "")) == 30
    assert shows(reopened(world, word.lower().replace("-", " ")))
    assert shows(reopened(world, PASSPHRASE))
    author.post(f"{START}recovery/", {"sheet-passphrase": PASSPHRASE})
    assert not shows(reopened(world, word))
    assert not shows(reopened(world, word[:-1] + ("A" if word[-1] != "A" else "B")))


def test_a_word_is_long_and_read_as_it_was_printed() -> None:
    words = {recovery_word() for _ in range(50)}
    assert len(words) == 50
    assert all(as_word(f" {word.lower()} ") == word for word in words)


def test_on_a_device_that_serves_as_a_kiosk_they_do_not_open(world: World, author: Client) -> None:
    assert shows(author)
    author.cookies[KIOSK_COOKIE] = "1"
    for address in (START, NEW, f"{START}{the_note().pk}/"):
        assert author.get(address).status_code == 403
