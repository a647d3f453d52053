"""Rows of practices for the tests: planned, given, and done."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from fourfold.web.models import AssignedPractice, Person, PlannedPractice, PracticeLog, Session, User

KEY = "feet_on_the_floor"
"""A practice that ships: in a session or alone, two to four minutes."""


def practices_of(session: Session, person: Person, lead: User) -> dict[str, Any]:
    """One of each: planned for a session, given to a member, and done by the member today, who has an account."""
    group, now, today = session.group, timezone.now(), timezone.localdate()
    by = getattr(person, "account", lead)
    return {
        "planned_practice": PlannedPractice.objects.create(session=session, practice=KEY, planned_by=lead, planned_at=now),
        "assigned_practice": given(person, session, lead),
        "practice_log": PracticeLog.objects.create(
            key=uuid4().hex, person=person, group=group, practice=KEY, done_on=today, minutes=4, logged_by=by, logged_at=now
        ),
    }


def given(person: Person, session: Session, lead: User, practice: str = KEY) -> AssignedPractice:
    """A practice that a member took along today."""
    return AssignedPractice.objects.create(
        person=person,
        group=session.group,
        practice=practice,
        begins_on=timezone.localdate(),
        assigned_by=lead,
        assigned_at=timezone.now(),
    )
