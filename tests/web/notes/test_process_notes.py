"""Process notes: nobody but their author opens one, and nothing of them stands readable anywhere."""

import io
import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session as SignedIn
from django.db import connection
from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import Missing, Right, groups
from fourfold.web.models import Appointment, AuditEntry, BreakGlass, ProcessKey, ProcessNote
from fourfold.web.mypage.queries import own_record
from fourfold.web.notes.actions import process as actions
from fourfold.web.notes.process_keys import OpenKey, Shut, opened_with
from fourfold.web.notes.queries import process as queries
from fourfold.web.refusal import Refused
from tests.web.notes.process import CANARY, NEW, OTHER, PASSPHRASE, START, begin, reopened, shows, the_note
from tests.web.personas import World

SignIn = Callable[[str], Client]


def test_the_author_writes_reads_changes_and_deletes(world: World, author: Client) -> None:
    assert shows(author)
    address = f"{START}{the_note().pk}/"
    assert f"Text {CANARY}</textarea>" in author.get(address).content.decode()
    version = queries.version_of(the_note())
    author.post(address, {"title": "", "text": "Changed", "version": version})
    assert "Changed</textarea>" in author.get(address).content.decode()
    stale = author.post(address, {"title": "", "text": "Stale", "version": version}).content.decode()
    assert "changed in another window" in stale
    assert "Stale</textarea>" in stale
    assert "gone for good" in author.get(f"{address}delete/").content.decode()
    assert ProcessNote.objects.count() == 1
    author.post(f"{address}delete/")
    assert not ProcessNote.objects.exists()


def test_a_script_keeps_a_draft_and_is_told_where_it_went(world: World, author: Client) -> None:
    told = author.post(NEW, {"title": "", "text": "Draft", "version": ""}, headers={"Accept": "application/json"}).json()
    again = {"title": "", "text": "Draft, more", "version": told["set"]["version"]}
    assert author.post(told["address"], again, headers={"Accept": "application/json"}).json()["said"] == {}
    empty = author.post(NEW, {"title": " ", "text": "", "version": ""}, headers={"Accept": "application/json"}).json()
    assert empty["said"]["text"]
    assert ProcessNote.objects.count() == 2
    author.post(f"{START}close/")
    shut = author.post(told["address"], again, headers={"Accept": "application/json"})
    assert shut.status_code == 409
    assert "shut" in shut.json()["said"][""]


@pytest.mark.parametrize("who", ["supervisor", "administrator", "manager", "researcher", "member"])
def test_for_everybody_who_leads_no_group_there_are_none(world: World, author: Client, signed_in: SignIn, who: str) -> None:
    browser = signed_in(who)
    for address in (START, NEW, f"{START}{the_note().pk}/", f"{START}{the_note().pk}/delete/", f"{START}passphrase/"):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"passphrase": PASSPHRASE}).status_code == 404
    for address in (f"{START}recovery/", f"{START}close/"):
        assert browser.post(address).status_code == 404
    with pytest.raises(Missing):
        actions.open_with(PASSPHRASE, by=world.viewer(who))
    assert ProcessNote.objects.count() == 1


def test_breaking_the_glass_opens_a_group_and_no_process_note(world: World, author: Client, signed_in: SignIn) -> None:
    keeper, now = world.users["administrator"], timezone.now()
    BreakGlass.objects.create(
        group=world.group,
        asked_by=keeper,
        reason="A complaint",
        agreed_by=world.users["supervisor"],
        agreed_at=now,
        ends_at=now + timedelta(minutes=60),
    )
    assert groups(world.viewer("administrator"), Right.OVERSEE).exists()
    browser = signed_in("administrator")
    for address in (START, f"{START}{the_note().pk}/"):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"passphrase": PASSPHRASE}).status_code == 404


def test_a_colleague_of_the_same_group_finds_a_note_of_another_missing(world: World, author: Client, signed_in: SignIn) -> None:
    browser = signed_in("colleague")
    begin(browser, OTHER)
    assert not shows(browser)
    for address in (f"{START}{the_note().pk}/", f"{START}{the_note().pk}/delete/"):
        assert browser.get(address).status_code == 404
        assert browser.post(address, {"title": "", "text": "Mine", "version": ""}).status_code == 404
    key = actions.open_with(OTHER, by=world.viewer("colleague"))
    with pytest.raises(Missing):
        actions.rewrite(key, the_note().pk, ("", "Mine", ""), by=world.viewer("colleague"))
    with pytest.raises(Missing):
        actions.delete(the_note().pk, by=world.viewer("colleague"))


def test_a_note_or_a_key_moved_to_another_author_does_not_open(world: World, author: Client, signed_in: SignIn) -> None:
    other = signed_in("colleague")
    begin(other, OTHER)
    thief = world.users["colleague"]
    ProcessNote.objects.update(author=thief)
    page = other.get(START).content.decode()
    assert CANARY not in page
    assert "does not open" in page
    assert CANARY not in other.get(f"{START}{the_note().pk}/").content.decode()
    answer = other.post(f"{START}{the_note().pk}/", {"title": "", "text": "Over it", "version": ""})
    assert "does not open" in answer.content.decode()
    stolen = ProcessKey.objects.get(user=world.users["facilitator"]).sealed_key
    ProcessKey.objects.filter(user=thief).update(sealed_key=stolen)
    with pytest.raises(Refused, match="does not open"):
        actions.open_with(PASSPHRASE, by=world.viewer("colleague"))


def test_a_note_moved_to_another_row_does_not_open(world: World, author: Client) -> None:
    author.post(NEW, {"title": "", "text": "Second", "version": ""})
    first, second = ProcessNote.objects.order_by("pk")
    ProcessNote.objects.filter(pk=second.pk).update(sealed_text=first.sealed_text)
    assert "does not open" in author.get(START).content.decode()


def test_what_was_typed_while_the_notes_fell_shut_stands_on_the_page_to_be_copied(world: World, author: Client) -> None:
    author.post(f"{START}close/")
    page = author.post(NEW, {"title": "", "text": "Typed in vain", "version": ""}).content.decode()
    assert "Typed in vain" in page
    assert ProcessNote.objects.count() == 1


def test_an_account_that_was_closed_leaves_its_notes_sealed(world: World, author: Client) -> None:
    account = world.users["facilitator"]
    account.is_active = False
    account.save()
    assert author.get(START).status_code in {302, 404}
    Appointment.objects.filter(user=account).update(ended_at=timezone.now())
    with pytest.raises(Missing):
        queries.own_notes(world.viewer("facilitator"))
    assert ProcessNote.objects.count() == 1


def test_who_leads_no_group_any_more_keeps_them_sealed_and_who_leads_again_opens_them(world: World, author: Client) -> None:
    Appointment.objects.filter(user=world.users["facilitator"]).update(ended_at=timezone.now())
    assert author.get(START).status_code == 404
    Appointment.objects.create(user=world.users["facilitator"], role=Role.FACILITATOR, site=world.site)
    assert shows(reopened(world, PASSPHRASE))


def test_the_log_tells_who_opened_one_and_when_and_nothing_of_it(world: World, author: Client) -> None:
    author.get(f"{START}{the_note().pk}/")
    rows = AuditEntry.objects.filter(verb__contains="process note")
    assert {"begin process notes", "write process note", "read process note"} <= {row.verb for row in rows}
    assert {row.actor for row in rows} == {f"user:{world.users['facilitator'].pk}"}
    assert {(row.group_id, row.person_id, row.detail) for row in rows} == {(None, None, "")}


def test_writing_on_is_logged_once_a_quarter_of_an_hour(world: World, author: Client) -> None:
    address, logged = f"{START}{the_note().pk}/", AuditEntry.objects.filter(verb="write process note")
    for k in range(3):
        author.post(address, {"title": "", "text": f"Draft {k}", "version": queries.version_of(the_note())})
    assert logged.count() == 1
    ProcessNote.objects.update(changed_at=timezone.now() - timedelta(minutes=15))
    author.post(address, {"title": "", "text": "Later", "version": queries.version_of(the_note())})
    assert logged.count() == 2


def test_they_are_in_no_members_record(world: World, author: Client) -> None:
    text = str(own_record(world.viewer("member")))
    assert CANARY not in text
    assert "process" not in text


def _sealed_everywhere(key: OpenKey) -> tuple[bytes, ...]:
    """What must stand nowhere: title, text and passphrase in several spellings, and the author's key."""
    words = [CANARY, PASSPHRASE, CANARY.encode("utf-16-le").decode("latin-1")]
    spelt = [word.encode(code, "ignore") for word in words for code in ("utf-8", "latin-1", "utf-16-le")]
    return (*spelt, key.secret, key.secret.hex().encode(), CANARY.encode().hex().encode())


def test_nothing_stands_readable_in_files_rows_sessions_or_logs(world: World, author: Client) -> None:
    """Every row of every table, opened with the site's own key, holds neither text nor key; nor does any file or line."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    logging.getLogger().addHandler(handler)
    try:
        browser = reopened(world, PASSPHRASE)
        browser.get(f"{START}{the_note().pk}/")
        browser.post(NEW, {"title": CANARY, "text": CANARY, "version": ""})
    finally:
        logging.getLogger().removeHandler(handler)
    key = opened_with(world.users["facilitator"].pk, bytes(ProcessKey.objects.get().sealed_key), PASSPHRASE)
    forbidden = _sealed_everywhere(key)
    assert SignedIn.objects.exists()
    told = [str(SignedIn.objects.get(pk=row.pk).get_decoded()).encode() for row in SignedIn.objects.all()]
    told.append(lines.getvalue().encode())
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                told += [bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row]
    for folder in (settings.HOME, settings.KEYS):
        told += [path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()]
    assert not [word for word in forbidden if any(word in place for place in told)]
    assert len(apps.get_models()) < len(told)


def test_a_key_opens_for_its_author_alone() -> None:
    key = OpenKey(1, bytes(32))
    uid = uuid4()
    sealed = key.seal(uid, "text")
    assert key.unseal(uid, sealed) == "text"
    for other, place, content in (
        (OpenKey(2, bytes(32)), uid, sealed),
        (key, uuid4(), sealed),
        (OpenKey(1, b"\x01" * 32), uid, sealed),
        (key, uid, sealed[:-1]),
        (key, uid, b""),
        (key, uid, b"\x02" + sealed[1:]),
    ):
        with pytest.raises(Shut):
            other.unseal(place, content)
    assert "0000" not in repr(key)
