"""Programmes for tests of what a manager sees: groups with their members, sessions, answers and estimates."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils import timezone

from fourfold.vocabulary import Level
from fourfold.web.models import Attendance, Estimate, Group, Membership, Person, Programme, Session, Submission

TODAY = date(2026, 11, 26)
IN_QUARTER = date(2026, 8, 4)


def programme_of(first: Programme, name: str) -> Programme:
    """Another programme of the same site."""
    return Programme.objects.create(site=first.site, name=name)


def group_of(programme: Programme, members: int, *, leavers: int = 0, sessions: Sequence[date] = (IN_QUARTER,)) -> Group:
    """A group whose members came to every session but the first of them, who was away; all who came answered."""
    group = Group.objects.create(programme=programme, name=f"Group {Group.objects.count()}", simulated=True)
    joined = date(2026, 1, 5)
    people = Person.objects.bulk_create(Person(site=programme.site, label=f"M{k}") for k in range(members))
    Membership.objects.bulk_create(
        Membership(
            group=group, person=person, seat="member", joined_on=joined, left_on=date(2026, 9, 1) if k < leavers else None
        )
        for k, person in enumerate(people)
    )
    for number, held_on in enumerate(sessions, start=1):
        session = Session.objects.create(group=group, number=number, held_on=held_on, status="held")
        presences = ["absent" if k == 0 else "present" for k in range(members)]
        Attendance.objects.bulk_create(
            Attendance(session=session, person=p, presence=presence) for p, presence in zip(people, presences, strict=True)
        )
        Submission.objects.bulk_create(_answer(session, person) for person in people[1:])
    return group


def estimate_of(group: Group, reading: float, *, signals: int = 0) -> Estimate:
    """A group's latest reading, the same at every level."""
    readings = {f"reading_{level}": reading for level in Level}
    return Estimate.objects.create(
        group=group, revision=0, last_submission=0, fingerprint="0", version="0", made_at=timezone.now(), tables=b"",
        n_signals=signals, **readings,
    )  # fmt: skip


def facilitator_of(group: Group) -> Person:
    """Somebody who leads the group and was at its sessions."""
    person = Person.objects.create(site=group.programme.site, label="F")
    Membership.objects.create(group=group, person=person, seat="facilitator", joined_on=TODAY - timedelta(days=300))
    for session in group.sessions.all():
        Attendance.objects.create(session=session, person=person, presence="present")
    return person


def _answer(session: Session, person: Person) -> Submission:
    now = timezone.now()
    return Submission(
        key=f"{session.pk}-{person.pk}", group_id=session.group_id, session=session, person=person,
        instrument="member_check_in", version="1", language="en", source="phone", answers=json.dumps({"bond.group": 5}),
        answered_at=now, received_at=now,
    )  # fmt: skip
