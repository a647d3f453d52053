"""One row of each kind that the slice goals keeps of a person, sealed as the site seals it."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from fourfold.web.goals.sealed import sealed
from fourfold.web.models import Facet, Goal, Group, OwnStatement, Person, RecordedTotal, Step, SupportContact, User


def facet(group: Group, person: Person, by: User, words: str, **other: Any) -> Facet:
    """A strength, unless something else is said."""
    given = {"is_strength": True, "domain": "family", "noted_on": date.today()} | other
    row = Facet(person=person, group=group, noted_by=by, **given)
    row.sealed_words = sealed(person.pk, row, "words", words)
    row.save()
    return row


def goal(group: Group, person: Person, by: User, words: str, **other: Any) -> Goal:
    """A goal that is worked on."""
    row = Goal(person=person, group=group, agreed_by=by, **{"agreed_on": date.today()} | other)
    row.sealed_words = sealed(person.pk, row, "words", words)
    row.save()
    return row


def step(of: Goal, words: str, **other: Any) -> Step:
    """A step that is not done."""
    row = Step(goal=of, **other)
    row.sealed_words = sealed(of.person_id, row, "words", words)
    row.save()
    return row


def statement(group: Group, person: Person, by: User, words: str, **other: Any) -> OwnStatement:
    """Amends that are open, written down by somebody."""
    given = {"kind": "amends", "said_on": date.today()} | other
    row = OwnStatement(person=person, group=group, recorded_by=by, **given)
    row.sealed_words = sealed(person.pk, row, "words", words)
    row.save()
    return row


def total(group: Group, person: Person, by: User, rater: str, **other: Any) -> RecordedTotal:
    """The total of a tool."""
    given = {"tool": "static_99r", "total": 4, "rated_on": date.today(), "recorded_at": timezone.now()} | other
    row = RecordedTotal(person=person, group=group, recorded_by=by, **given)
    row.sealed_rater = sealed(person.pk, row, "rater", rater)
    row.save()
    return row


def contact(group: Group, person: Person, name: str, **other: Any) -> SupportContact:
    """Somebody to turn to."""
    row = SupportContact(person=person, group=group, **{"added_on": date.today()} | other)
    row.sealed_name = sealed(person.pk, row, "name", name)
    row.save()
    return row


def one_of_each(group: Group, person: Person, by: User) -> dict[str, Any]:
    """One of each, by the name under which addresses of the site name it."""
    wanted = goal(group, person, by, "A goal", by_member=True)
    return {
        "facet": facet(group, person, by, "A strength", by_member=True),
        "goal": wanted,
        "step": step(wanted, "A step", due_on=date.today() + timedelta(days=3)),
        "statement": statement(group, person, by, "Amends"),
        "total": total(group, person, by, "A rater"),
        "contact": contact(group, person, "A contact"),
    }
