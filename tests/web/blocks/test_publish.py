"""Blocks of four sessions: told once, frozen, and withheld where a reading could give somebody away."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from fourfold.web.blocks.actions import publish
from fourfold.web.blocks.jobs import nightly
from fourfold.web.blocks.queries import groups_due
from fourfold.web.groups.actions import erase_person
from fourfold.web.models import AuditEntry, BlockFeedback, Group, Person, Session
from tests.web.blocks.answers import all_answer, answer, end_all
from tests.web.personas import World, make_world


@pytest.fixture
def held(db: None) -> World:
    """A group of seven with nine sessions, all of whose check-ins have ended."""
    world = make_world(members=7, sessions=9)
    end_all(world)
    return world


def blocks(world: World) -> list[BlockFeedback]:
    return list(BlockFeedback.objects.filter(group=world.group).order_by("first_session"))


def test_every_finished_block_is_told_once(held: World) -> None:
    all_answer(held, range(1, 10))
    assert publish(held.group.pk) == 2
    assert publish(held.group.pk) == 0
    first, second = blocks(held)
    assert (first.first_session, first.last_session, second.first_session, second.last_session) == (1, 4, 5, 8)
    told = {"member_group.bond": 5.0, "member_member.bond": 3.0, "member_facilitator.bond": 6.0}
    assert first.readings == second.readings == told
    assert AuditEntry.objects.filter(verb="publish block", actor="system", group_id=held.group.pk).count() == 2


def test_a_session_that_was_not_held_counts_for_no_block(held: World) -> None:
    Session.objects.filter(group=held.group, number=2).update(status="not_held")
    all_answer(held, range(3, 10))
    all_answer(held, range(1, 2))
    publish(held.group.pk)
    assert [(b.first_session, b.last_session) for b in blocks(held)] == [(1, 5), (6, 9)]


def test_a_block_waits_until_no_answer_can_come_in_any_more(held: World) -> None:
    all_answer(held, range(1, 5))
    Session.objects.filter(group=held.group, number=4).update(closed_at=timezone.now() - timedelta(hours=2))
    assert publish(held.group.pk) == 0
    Session.objects.filter(group=held.group, number=4).update(closed_at=timezone.now() - timedelta(hours=25))
    Session.objects.filter(group=held.group, number=8).update(closed_at=timezone.now())
    assert publish(held.group.pk) == 1


def test_check_ins_that_nobody_closed_end_after_a_week(held: World) -> None:
    Session.objects.filter(group=held.group).update(closed_at=None)
    assert publish(held.group.pk) == 1
    assert publish(held.group.pk) == 0


def test_with_fewer_than_five_raters_nothing_is_told(held: World) -> None:
    all_answer(held, range(1, 5), held.members[:4])
    publish(held.group.pk)
    first = blocks(held)[0]
    assert (first.readings, first.raters, first.withheld) == ({}, {}, "few_raters")


def test_where_the_raters_changed_nothing_is_told_until_they_are_the_same_again(held: World) -> None:
    all_answer(held, range(1, 5), held.members[:6])
    all_answer(held, range(5, 9))
    publish(held.group.pk)
    assert [b.withheld for b in blocks(held)] == ["", "raters_changed"]


def test_somebody_who_leaves_out_one_question_silences_that_reading_alone(held: World) -> None:
    all_answer(held, range(1, 5))
    all_answer(held, range(5, 9), held.members[:6])
    for number in range(5, 9):
        answer(held, held.members[6], number, {"bond.group": 5, "bond.members": None})
    publish(held.group.pk)
    assert blocks(held)[1].readings == {"member_group.bond": 5.0}
    assert blocks(held)[1].withheld == ""


def test_an_answer_that_comes_late_changes_nothing_and_shows_in_no_later_block(held: World) -> None:
    """Feedback issued anew would tell the late rater by the difference; and so would a next block with one rater more."""
    late = held.members[6]
    all_answer(held, range(1, 9), held.members[:6], value=6)
    Session.objects.filter(group=held.group, number=8).update(closed_at=timezone.now())
    assert publish(held.group.pk) == 1
    before = BlockFeedback.objects.values().get()
    for number in range(1, 9):
        answer(held, late, number, {"bond.group": 1, "bond.members": 1})
    Session.objects.filter(group=held.group, number=8).update(closed_at=timezone.now() - timedelta(days=2))
    assert publish(held.group.pk) == 1
    assert BlockFeedback.objects.values().get(pk=before["id"]) == before
    assert blocks(held)[1].readings == {"member_facilitator.bond": 6.0}


def test_a_session_marked_as_held_afterwards_moves_no_border(held: World) -> None:
    Session.objects.filter(group=held.group, number=2).update(status="not_held")
    all_answer(held, range(1, 2))
    all_answer(held, range(3, 10))
    publish(held.group.pk)
    Session.objects.filter(group=held.group, number=2).update(status="held")
    assert publish(held.group.pk) == 0
    assert [(b.first_session, b.last_session) for b in blocks(held)] == [(1, 5), (6, 9)]


def test_a_group_that_closes_ends_with_a_short_block_that_is_withheld(held: World) -> None:
    all_answer(held, range(1, 10))
    Group.objects.filter(pk=held.group.pk).update(closed_on=date.today())
    publish(held.group.pk)
    assert [(b.first_session, b.last_session, b.withheld) for b in blocks(held)][-1] == (9, 9, "few_sessions")
    assert held.group.pk not in groups_due()


def test_what_facilitators_say_of_the_group_is_in_no_reading(held: World) -> None:
    all_answer(held, range(1, 5))
    publish(held.group.pk)
    assert set(blocks(held)[0].readings) == {"member_group.bond", "member_member.bond", "member_facilitator.bond"}
    uids = {uid for raters in blocks(held)[0].raters.values() for uid in raters}
    assert uids == {str(person.uid) for person in held.members}


def test_a_rater_erased_between_two_blocks_stays_one_and_the_same(held: World, settings: Any, tmp_path: Path) -> None:
    """A new code would count as one rater gone and one come, and silence the group."""
    shutil.copy(settings.KEYS / "fourfold.key", tmp_path)
    settings.KEYS = tmp_path
    all_answer(held, range(1, 9))
    Session.objects.filter(group=held.group, number=8).update(closed_at=timezone.now())
    assert publish(held.group.pk) == 1
    before = held.members[0].code
    erase_person(held.members[0].pk, "own_wish", by=held.viewer("administrator"))
    assert Person.objects.get(pk=held.members[0].pk).code != before
    end_all(held)
    assert publish(held.group.pk) == 1
    first, second = blocks(held)
    assert (second.raters, second.readings, second.withheld) == (first.raters, first.readings, "")


def test_the_night_tells_every_group(held: World) -> None:
    all_answer(held, range(1, 10))
    assert groups_due() == [held.group.pk]
    assert nightly() == "2 blocks of sessions ended"
    assert groups_due() == []
