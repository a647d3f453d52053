"""The prediction gap: one's own guesses against what the group was told, and nobody else's."""

import json
from datetime import timedelta

from django.utils import timezone

from fourfold.vocabulary import Level
from fourfold.web.blocks.actions import publish
from fourfold.web.models import Person, Session, Submission
from fourfold.web.wellbeing.gaps import Gap, gaps_of, guesses_of
from fourfold.web.wellbeing.queries.own_gaps import own_gaps
from tests.web.blocks.answers import all_answer, end_all, leader
from tests.web.personas import World, make_world, seat


def guess(world: World, number: int, guesses: dict[str, object], person: Person | None = None) -> None:
    """A facilitator's check-in of one session."""
    session, person = Session.objects.get(group=world.group, number=number), person or leader(world)
    Submission.objects.create(
        key=f"guess-{number}-{person.pk}", group=world.group, session=session, person=person, instrument="facilitator_check_in",
        version="1", language="en", source="staff", answers=json.dumps(guesses), answered_at=timezone.now(),
        received_at=timezone.now(),
    )  # fmt: skip


def told_world() -> World:
    """Seven members, four sessions, all of whose check-ins have ended: 5 with the group, 3 with others, 6 with who leads."""
    world = make_world(members=7, sessions=4)
    all_answer(world, range(1, 5))
    end_all(world)
    return world


def test_the_gap_is_of_the_block_that_was_told(db: None) -> None:
    world = told_world()
    guess(world, 1, {"guess.group": 7, "guess.members": "3", "guess.facilitator": 4, "bond.group": 1})
    guess(world, 3, {"guess.group": 6, "guess.members": 3, "guess.facilitator": 4})
    publish(world.group.pk)
    (block,) = own_gaps(world.viewer("facilitator"))
    found = {gap.level: (gap.guessed, gap.said, gap.words) for gap in block.gaps}
    assert found == {
        Level.MEMBER_GROUP: (6.5, 5.0, "above"),
        Level.MEMBER_MEMBER: (3.0, 3.0, "near"),
        Level.MEMBER_FACILITATOR: (4.0, 6.0, "below"),
    }
    assert block.last_on - block.first_on == timedelta(days=21)


def test_nobody_else_sees_it(db: None) -> None:
    world = told_world()
    for number in (1, 2):
        guess(world, number, {"guess.group": 7})
    publish(world.group.pk)
    assert len(own_gaps(world.viewer("facilitator"))) == 1
    for other in ("supervisor", "manager", "colleague", "administrator", "former"):
        assert own_gaps(world.viewer(other)) == []


def test_the_guesses_of_a_colleague_do_not_move_ones_own_gap(db: None) -> None:
    world = told_world()
    for number in (1, 2):
        guess(world, number, {"guess.group": 7})
    other = seat(world.group, "Other", "facilitator")
    for number in (1, 2):
        guess(world, number, {"guess.group": 1}, other)
    publish(world.group.pk)
    assert [gap.guessed for block in own_gaps(world.viewer("facilitator")) for gap in block.gaps] == [7.0]


def test_before_a_block_is_told_there_is_none(db: None) -> None:
    world = told_world()
    for number in (1, 2):
        guess(world, number, {"guess.group": 7})
    assert own_gaps(world.viewer("facilitator")) == []


def test_one_guess_is_too_little() -> None:
    assert gaps_of([{Level.MEMBER_GROUP: 7.0}, {}], {Level.MEMBER_GROUP: 4.0}) == ()


def test_half_a_point_is_the_rounding_of_what_was_told() -> None:
    assert Gap(Level.MEMBER_GROUP, 5.5, 5.0).words == "near"
    assert Gap(Level.MEMBER_GROUP, 5.6, 5.0).words == "above"


def test_what_is_no_guess_is_left_out() -> None:
    said = {"guess.group": "", "guess.members": None, "bond.group": 3, "stranger": 2, "guess.facilitator": "5"}
    assert guesses_of(json.dumps(said)) == {Level.MEMBER_FACILITATOR: 5.0}
