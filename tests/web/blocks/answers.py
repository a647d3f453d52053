"""Check-ins for tests of what a group is told."""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from fourfold.web.models import Person, Session, Submission
from tests.web.personas import World


def answer(world: World, person: Person, number: int, answers: Mapping[str, object]) -> Submission:
    """One member's check-in of a session, as the door stores it."""
    session = Session.objects.get(group=world.group, number=number)
    now = timezone.now()
    return Submission.objects.create(
        key=f"{session.pk}-{person.pk}", group=world.group, session=session, person=person, instrument="member_check_in",
        version="1", language="en", source="phone", answers=json.dumps(answers), answered_at=now, received_at=now,
    )  # fmt: skip


def leader(world: World) -> Person:
    """Who leads the group."""
    return Person.objects.get(memberships__group=world.group, memberships__seat="facilitator", memberships__left_on=None)


def all_answer(world: World, numbers: range, people: list[Person] | None = None, value: int = 5) -> None:
    """Everybody answers the three questions about bonds in every session."""
    lead = leader(world)
    for number in numbers:
        for person in people or world.members:
            answer(world, person, number, {"bond.group": value, "bond.members": 3, f"bond.facilitator.{lead.pk}": 6})


def end_all(world: World) -> None:
    """Check-ins of every session ended long enough ago."""
    Session.objects.filter(group=world.group).update(closed_at=timezone.now() - timedelta(days=2))
