"""The notes of a session: written once, kept part by part, locked for good, added to."""

from collections.abc import Callable

import pytest
from django.test import Client

from fourfold.web.access import Missing
from fourfold.web.models import Addendum, AuditEntry, Note, Session
from fourfold.web.notes.actions import sessions as actions
from fourfold.web.notes.actions.sessions import LONGEST, Draft
from fourfold.web.notes.queries.sessions import GROUP, notes_of_session
from fourfold.web.refusal import Refused
from fourfold.web.storage.sealing import SealBroken, erase, unseal
from tests.web.notes.writing import let_colleague_lead, lock, write
from tests.web.personas import World, seat

SignIn = Callable[[str], Client]


@pytest.fixture
def session(world: World) -> Session:
    return Session.objects.get(group=world.group, number=2)


def test_the_group_and_each_member_are_written_on_one_page(world: World, session: Session, signed_in: SignIn) -> None:
    browser, who = signed_in("facilitator"), world.members[0]
    page = browser.get(f"/sessions/{session.pk}/notes/").content.decode()
    assert 'name="text-group"' in page
    assert all(f'name="text-{person.pk}"' in page for person in world.members)
    posted = {"text-group": "The group was quiet.", f"text-{who.pk}": "Spoke of the debt.\r\nWill call."}
    answer = browser.post(f"/sessions/{session.pk}/notes/", {**posted, "version-group": "", f"version-{who.pk}": ""})
    assert answer.status_code == 302
    page = browser.get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "The group was quiet." in page
    assert "Spoke of the debt.\nWill call." in page
    assert Note.objects.filter(session=session).count() == 2


def test_texts_lie_sealed_the_members_with_their_key_and_the_groups_with_its_own(world: World, session: Session) -> None:
    who = world.members[0]
    write(world, session, {GROUP: "About all", str(who.pk): "About one"})
    mine, ours = Note.objects.get(person=who), Note.objects.get(person=None)
    assert unseal(who.pk, f"note:{mine.uid}:text", bytes(mine.sealed_text)) == "About one"
    assert b"About" not in bytes(mine.sealed_text) + bytes(ours.sealed_text)
    with pytest.raises(SealBroken):
        unseal(who.pk, f"note:{ours.uid}:text", bytes(ours.sealed_text))


@pytest.mark.parametrize("who", ["supervisor", "former", "colleague", "outsider", "manager", "administrator", "member"])
def test_only_those_who_lead_the_group_write(world: World, session: Session, who: str) -> None:
    write(world, session, {GROUP: "About all"})
    for act in (
        lambda by: actions.save_drafts(session.pk, {GROUP: Draft("Mine", "")}, by=by),
        lambda by: actions.lock(session.pk, "", by=by),
        lambda by: actions.add(session.pk, GROUP, "Mine", by=by),
    ):
        with pytest.raises(Missing):
            act(world.viewer(who))


def test_a_supervisor_reads_drafts_and_finds_nothing_to_type_in(world: World, session: Session, signed_in: SignIn) -> None:
    write(world, session, {GROUP: "The group was quiet."})
    browser = signed_in("supervisor")
    page = browser.get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "The group was quiet." in page
    assert "<textarea" not in page
    assert browser.post(f"/sessions/{session.pk}/notes/", {"text-group": "x"}).status_code == 404
    assert browser.get(f"/sessions/{session.pk}/notes/lock/").status_code == 404


def test_two_who_write_at_once_never_overwrite_one_another_and_see_both(
    world: World, session: Session, signed_in: SignIn
) -> None:
    let_colleague_lead(world)
    write(world, session, {GROUP: "First."})
    old = notes_of_session(world.viewer("facilitator"), session.pk).of_group.version
    write(world, session, {GROUP: "Second, by a colleague."}, "colleague")
    posted = {"text-group": "First, gone on.", "version-group": old, f"text-{world.members[0].pk}": "Mine."}
    answer = signed_in("facilitator").post(f"/sessions/{session.pk}/notes/", posted)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Second, by a colleague." in page
    assert "First, gone on.</textarea>" in page
    assert "Colleague" in page
    now = notes_of_session(world.viewer("facilitator"), session.pk)
    assert now.of_group.text == "Second, by a colleague."
    assert now.of_members[0].text == "Mine."
    assert f'name="version-group" value="{now.of_group.version}"' in page
    both = {"text-group": "Second and first.", "version-group": now.of_group.version}
    assert signed_in("facilitator").post(f"/sessions/{session.pk}/notes/", both).status_code == 302
    assert notes_of_session(world.viewer("colleague"), session.pk).of_group.text == "Second and first."


def test_a_part_begun_by_two_at_once_is_a_conflict_too_and_the_same_words_are_none(world: World, session: Session) -> None:
    write(world, session, {GROUP: "Mine."})
    kept = actions.save_drafts(session.pk, {GROUP: Draft("Other.", "")}, by=world.viewer("facilitator"))
    assert kept.conflicts == [GROUP]
    kept = actions.save_drafts(session.pk, {GROUP: Draft(" Mine.\r\n", "")}, by=world.viewer("facilitator"))
    assert kept.conflicts == []
    assert kept.versions[GROUP]


def test_what_a_colleague_emptied_is_a_conflict(world: World, session: Session) -> None:
    let_colleague_lead(world)
    write(world, session, {GROUP: "First."})
    old = notes_of_session(world.viewer("facilitator"), session.pk).of_group.version
    write(world, session, {GROUP: ""}, "colleague")
    kept = actions.save_drafts(session.pk, {GROUP: Draft("First, more.", old)}, by=world.viewer("facilitator"))
    assert kept.conflicts == [GROUP]
    assert not Note.objects.exists()


def test_a_script_is_told_when_it_was_kept_and_from_which_state_to_go_on(
    world: World, session: Session, signed_in: SignIn
) -> None:
    browser, address = signed_in("facilitator"), f"/sessions/{session.pk}/notes/"
    told = browser.post(address, {"text-group": "First.", "version-group": ""}, headers={"Accept": "application/json"}).json()
    assert told["state"].startswith("Saved ")
    version = told["set"]["version-group"]
    posted = {"text-group": "First, more.", "version-group": version}
    assert browser.post(address, posted, headers={"Accept": "application/json"}).json()["said"] == {}
    stale = browser.post(address, posted | {"text-group": "Stale."}, headers={"Accept": "application/json"}).json()
    assert stale["said"] == {"text-group": "Somebody else has changed this meanwhile. Save to see both."}
    assert notes_of_session(world.viewer("facilitator"), session.pk).of_group.text == "First, more."
    lock(world, session)
    refused = browser.post(address, posted, headers={"Accept": "application/json"})
    assert refused.status_code == 409
    assert "locked" in refused.json()["said"][""]


def test_a_text_too_long_is_said_and_nothing_of_it_is_cut_off_or_lost(
    world: World, session: Session, signed_in: SignIn
) -> None:
    long = "word " * (LONGEST // 5) + "end"
    posted = {"text-group": long, "version-group": "", f"text-{world.members[0].pk}": "Short."}
    page = signed_in("facilitator").post(f"/sessions/{session.pk}/notes/", posted).content.decode()
    assert f"{len(long)} characters long and can be {LONGEST}" in page
    assert f"{long}</textarea>" in page
    found = notes_of_session(world.viewer("facilitator"), session.pk)
    assert (found.of_group.text, found.of_members[0].text) == ("", "Short.")


def test_nobody_is_written_about_who_was_not_expected(world: World, session: Session) -> None:
    stranger = seat(world.neighbour, "Stranger", "member")
    for name in (str(stranger.pk), "x", "-1", "²", "", str(world.users["facilitator"].person_id)):
        with pytest.raises(Missing):
            actions.save_drafts(session.pk, {name: Draft("About", "")}, by=world.viewer("facilitator"))
    assert not Note.objects.exists()


@pytest.mark.parametrize("status", ["planned", "not_held"])
def test_a_session_that_was_not_held_has_no_notes(world: World, session: Session, signed_in: SignIn, status: str) -> None:
    Session.objects.filter(pk=session.pk).update(status=status)
    with pytest.raises(Refused, match="once it has begun"):
        actions.save_drafts(session.pk, {GROUP: Draft("About", "")}, by=world.viewer("facilitator"))
    assert "<textarea" not in signed_in("facilitator").get(f"/sessions/{session.pk}/notes/").content.decode()


def test_drafts_of_a_session_that_was_skipped_later_can_still_be_read(
    world: World, session: Session, signed_in: SignIn
) -> None:
    write(world, session, {GROUP: "About all"})
    Session.objects.filter(pk=session.pk).update(status="not_held")
    assert "About all" in signed_in("facilitator").get(f"/sessions/{session.pk}/notes/").content.decode()


def test_writing_is_logged_once_a_quarter_of_an_hour_and_reading_each_time(
    world: World, session: Session, signed_in: SignIn
) -> None:
    for k in range(4):
        write(world, session, {GROUP: f"Draft {k}"})
    assert AuditEntry.objects.filter(verb="write notes").count() == 1
    Note.objects.update(changed_at="2026-01-01T00:00Z")
    write(world, session, {GROUP: "Later"})
    assert AuditEntry.objects.filter(verb="write notes").count() == 2
    signed_in("supervisor").get(f"/sessions/{session.pk}/notes/")
    assert AuditEntry.objects.filter(verb="read notes", group_id=world.group.pk).count() == 1
    assert not AuditEntry.objects.filter(detail__contains="Draft").exists()


def test_locking_asks_first_and_names_whoever_stays_unwritten(world: World, session: Session, signed_in: SignIn) -> None:
    browser = signed_in("facilitator")
    posted = {"text-group": "About all.", "version-group": "", "then": "lock"}
    answer = browser.post(f"/sessions/{session.pk}/notes/", posted)
    assert answer.headers["Location"] == f"/sessions/{session.pk}/notes/lock/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "cannot be undone" in page
    assert "About all." in page
    assert "Nothing is written about A., B." in page
    assert not Note.objects.filter(locked_at__isnull=False).exists()
    digest = notes_of_session(world.viewer("facilitator"), session.pk).digest
    browser.post(answer.headers["Location"], {"digest": digest})
    assert Note.objects.filter(locked_at__isnull=False).count() == 1 + len(world.members)
    assert "<textarea" not in browser.get(f"/sessions/{session.pk}/notes/").content.decode().split("Addendum to the note")[0]


def test_once_locked_no_text_changes(world: World, session: Session) -> None:
    write(world, session, {GROUP: "About all", str(world.members[0].pk): "About one"})
    lock(world, session)
    before = {row.pk: (bytes(row.sealed_text), row.changed_at) for row in Note.objects.all()}
    for name in (GROUP, str(world.members[0].pk), str(world.members[1].pk)):
        for text in ("Another", ""):
            with pytest.raises(Refused, match="locked"):
                write(world, session, {name: text})
    with pytest.raises(Refused, match="locked"):
        lock(world, session)
    assert {row.pk: (bytes(row.sealed_text), row.changed_at) for row in Note.objects.all()} == before


def test_what_was_typed_when_somebody_else_locked_stays_on_the_page(world: World, session: Session, signed_in: SignIn) -> None:
    write(world, session, {GROUP: "About all"})
    version = notes_of_session(world.viewer("facilitator"), session.pk).of_group.version
    lock(world, session)
    answer = signed_in("facilitator").post(
        f"/sessions/{session.pk}/notes/", {"text-group": "Typed in vain", "version-group": version}
    )
    assert answer.status_code == 409
    assert "Typed in vain" in answer.content.decode()


def test_a_lock_holds_for_what_was_shown_and_not_for_what_came_after(world: World, session: Session) -> None:
    write(world, session, {GROUP: "About all"})
    shown = notes_of_session(world.viewer("facilitator"), session.pk).digest
    write(world, session, {GROUP: "About all, and more"})
    with pytest.raises(Refused, match="since you read"):
        actions.lock(session.pk, shown, by=world.viewer("facilitator"))
    assert not Note.objects.filter(locked_at__isnull=False).exists()


def test_nothing_written_cannot_be_locked(world: World, session: Session) -> None:
    with pytest.raises(Refused, match="nothing to lock"):
        lock(world, session)


def test_addenda_stand_beside_with_author_and_time_and_only_once_locked(
    world: World, session: Session, signed_in: SignIn
) -> None:
    write(world, session, {GROUP: "About all", str(world.members[0].pk): "About one"})
    with pytest.raises(Refused, match="still drafts"):
        actions.add(session.pk, GROUP, "Too early", by=world.viewer("facilitator"))
    lock(world, session)
    browser = signed_in("facilitator")
    for name, text in ((GROUP, "Added to all"), (str(world.members[0].pk), "Added to one"), (str(world.members[1].pk), "New")):
        browser.post(f"/sessions/{session.pk}/notes/add/", {"part": name, "text": text})
    page = browser.get(f"/sessions/{session.pk}/notes/").content.decode()
    assert all(text in page for text in ("About all", "Added to all", "Added to one", "New", "Addendum by Facilitator"))
    assert not any(text.encode() in bytes(row.sealed_text) for row in Addendum.objects.all() for text in ("Added", "New"))
    browser.post(f"/sessions/{session.pk}/notes/add/", {"part": GROUP, "text": "  "})
    browser.post(f"/sessions/{session.pk}/notes/add/", {"part": GROUP, "text": "x" * (LONGEST + 1)})
    assert Addendum.objects.count() == 3


def test_of_an_erased_member_the_paragraph_is_unreadable_and_the_page_says_so(
    world: World, session: Session, signed_in: SignIn
) -> None:
    who = world.members[0]
    write(world, session, {GROUP: "About all", str(who.pk): "About one"})
    lock(world, session)
    actions.add(session.pk, str(who.pk), "Added to one", by=world.viewer("facilitator"))
    erase(who.pk)
    page = signed_in("facilitator").get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "Nobody can read this text" in page
    assert "About all" in page
    assert "About one" not in page
    assert "Added to one" not in page
    assert not notes_of_session(world.viewer("facilitator"), session.pk).findings
    with pytest.raises(Refused, match="erased"):
        actions.add(session.pk, str(who.pk), "More", by=world.viewer("facilitator"))


def test_a_draft_about_an_erased_member_is_left_alone_and_the_rest_is_kept_and_locked(world: World, session: Session) -> None:
    who = world.members[0]
    write(world, session, {GROUP: "About all", str(who.pk): "About one"})
    erase(who.pk)
    erase(world.members[1].pk)
    drafts = {str(who.pk): "Again", str(world.members[1].pk): "Late", GROUP: "About all, more"}
    kept = write(world, session, drafts)
    assert set(kept.faults) == {str(who.pk), str(world.members[1].pk)}
    assert notes_of_session(world.viewer("facilitator"), session.pk).of_group.text == "About all, more"
    lock(world, session)
    assert not notes_of_session(world.viewer("facilitator"), session.pk).findings
