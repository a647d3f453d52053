"""Notes over sessions: the states of a group's, and what was written about one member, which names no other by itself."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fourfold.web.access import Missing
from fourfold.web.groups.actions import erase_person
from fourfold.web.models import AuditEntry, Group, Person, Session
from fourfold.web.mypage.queries import own_record
from fourfold.web.notes.actions import sessions as actions
from fourfold.web.notes.queries.lists import notes_of_group, paragraphs
from fourfold.web.notes.queries.sessions import GROUP
from tests.web.notes.writing import lock, write
from tests.web.personas import World, seat

SignIn = Callable[[str], Client]


@pytest.fixture
def written(world: World) -> World:
    """Two sessions with notes, the first of them locked and added to."""
    first, second = (Session.objects.get(group=world.group, number=number) for number in (1, 2))
    a, b = (str(person.pk) for person in world.members[:2])
    write(world, first, {GROUP: "GROUPNOTE", a: "AONE", b: "BONE"})
    lock(world, first)
    actions.add(first.pk, a, "AADDED", by=world.viewer("facilitator"))
    actions.add(first.pk, b, "BADDED", by=world.viewer("facilitator"))
    write(world, second, {a: "ATWO", b: "BTWO"})
    return world


def test_a_group_shows_the_state_of_each_session_and_no_text(written: World, signed_in: SignIn) -> None:
    rows = notes_of_group(written.viewer("supervisor"), written.group.pk).rows
    assert [(row.session.number, row.state, row.n_addenda) for row in rows] == [
        (3, "none", 0),
        (2, "draft", 0),
        (1, "locked", 2),
    ]
    page = signed_in("supervisor").get(f"/groups/{written.group.pk}/notes/").content.decode()
    assert not any(text in page for text in ("GROUPNOTE", "AONE", "BTWO"))
    assert "Go on writing" not in page
    assert "Go on writing" in signed_in("facilitator").get(f"/groups/{written.group.pk}/notes/").content.decode()


def test_a_members_page_and_sheet_hold_their_paragraphs_and_nothing_of_others(written: World, signed_in: SignIn) -> None:
    Group.objects.filter(pk=written.group.pk).update(name="Group of Bertram")
    who, browser = written.members[0], signed_in("facilitator")
    page = browser.get(f"/people/{who.pk}/in/{written.group.pk}/").content.decode()
    assert "ATWO" in page
    sheet = browser.get(f"/people/{who.pk}/in/{written.group.pk}/notes/").content.decode()
    assert all(text in sheet for text in ("AONE", "AADDED", "ATWO"))
    for told in (page, sheet):
        assert not any(text in told for text in ("GROUPNOTE", "BONE", "BADDED", "BTWO"))
    main = sheet.split("<main")[1].split("</main")[0]
    assert "Bertram" not in main
    assert 'class="block screen-only"><h2>Session 2' in main
    assert 'class="block"><h2>Session 1' in main


def test_whoever_hands_a_sheet_out_is_told_who_else_may_stand_in_it(world: World, signed_in: SignIn) -> None:
    named = seat(world.group, "Bertram", "member")
    session = Session.objects.get(group=world.group, number=1)
    write(world, session, {str(world.members[0].pk): "Thanked B. and bertram-like Bertram's words, a vitamin C too."})
    found = paragraphs(world.viewer("facilitator"), world.members[0].pk, world.group.pk)
    assert found.names == ("B.", "Bertram")
    assert paragraphs(world.viewer("facilitator"), named.pk, world.group.pk).rows == ()
    page = signed_in("facilitator").get(f"/people/{world.members[0].pk}/in/{world.group.pk}/notes/").content.decode()
    assert "B. and Bertram may be named in it" in page


@pytest.mark.parametrize("who", ["former", "colleague", "outsider", "manager", "administrator", "researcher", "member"])
def test_paragraphs_are_missing_to_who_does_not_oversee_the_group(written: World, who: str) -> None:
    with pytest.raises(Missing):
        paragraphs(written.viewer(who), written.members[0].pk, written.group.pk)
    with pytest.raises(Missing):
        notes_of_group(written.viewer(who), written.group.pk)


def test_who_leads_the_next_group_of_a_member_reads_nothing_of_the_one_before(written: World) -> None:
    who = written.members[0]
    who.memberships.create(group=written.neighbour, seat="member", joined_on=who.created_on)
    assert paragraphs(written.viewer("colleague"), who.pk, written.neighbour.pk).rows == ()
    with pytest.raises(Missing):
        paragraphs(written.viewer("colleague"), who.pk, written.group.pk)
    assert len(paragraphs(written.viewer("supervisor"), who.pk, written.group.pk).rows) == 2
    assert paragraphs(written.viewer("supervisor"), who.pk, written.neighbour.pk).rows == ()


def test_a_member_who_leads_another_group_by_now_is_still_read_of(written: World) -> None:
    who = written.members[0]
    who.memberships.create(group=written.neighbour, seat="facilitator", joined_on=who.created_on)
    assert len(paragraphs(written.viewer("supervisor"), who.pk, written.group.pk).rows) == 2


def test_many_paragraphs_and_addenda_are_read_with_as_few_questions_as_few(
    written: World, django_assert_num_queries: Any
) -> None:
    who, viewer = written.members[0], written.viewer("facilitator")
    with CaptureQueriesContext(connection) as few:
        paragraphs(viewer, who.pk, written.group.pk)
    lock(written, Session.objects.get(group=written.group, number=2))
    for text in ("ONE MORE", "AND ANOTHER"):
        actions.add(Session.objects.get(group=written.group, number=2).pk, str(who.pk), text, by=viewer)
    with django_assert_num_queries(len(few)):
        assert len(paragraphs(viewer, who.pk, written.group.pk).rows[0].addenda) == 2


def test_reading_paragraphs_is_told_to_the_member(written: World, signed_in: SignIn) -> None:
    who = written.members[0]
    signed_in("supervisor").get(f"/people/{who.pk}/in/{written.group.pk}/notes/")
    assert AuditEntry.objects.get(verb="read paragraphs").person_id == who.pk
    assert "What staff wrote about you" in signed_in("member").get("/my/").content.decode()


def test_the_members_own_record_holds_no_notes_and_says_so(written: World, signed_in: SignIn) -> None:
    told = str(own_record(written.viewer("member")))
    assert not any(text in told for text in ("AONE", "AADDED", "ATWO", "GROUPNOTE"))
    assert "Notes that staff wrote in their own words are not in it" in signed_in("member").get("/my/record/").content.decode()


def test_of_an_erased_person_nothing_written_can_be_read(written: World, signed_in: SignIn) -> None:
    who = written.members[0]
    erase_person(who.pk, "own_wish", by=written.viewer("administrator"))
    assert Person.objects.get(pk=who.pk).label.startswith("Former member")
    first = Session.objects.get(group=written.group, number=1)
    for address in (
        f"/sessions/{first.pk}/notes/",
        f"/sessions/{first.pk}/notes/sheet/",
        f"/people/{who.pk}/in/{written.group.pk}/notes/",
    ):
        page = signed_in("facilitator").get(address).content.decode()
        assert "Nobody can read this text" in page
        assert not any(text in page for text in ("AONE", "AADDED", "ATWO"))
    page = signed_in("facilitator").get(f"/sessions/{first.pk}/notes/").content.decode()
    assert "BONE" in page
    assert "Checked just now" in page
