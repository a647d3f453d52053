"""The plan for leaving: its words, when to ask afterwards, and the people whom the member named as a support."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.goals.actions.follow_up import settle
from fourfold.web.goals.actions.undoing import Edit, edit_made, stood
from fourfold.web.goals.models import LeavingPlan, SupportContact
from fourfold.web.goals.queries.leaving import spell_of
from fourfold.web.goals.queries.place import place_to_write, written
from fourfold.web.goals.sealed import opened, sealed, unopened
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

MOST_TIMES, LAST_WEEK = 6, 104


@dataclass(frozen=True, slots=True)
class PlanDetails:
    """The plan in words; the weeks after the last session at which the member agreed to be asked: none, never asked."""

    words: str
    weeks: Sequence[int]


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """Somebody whom the member named, how to reach them, and whether staff may call them."""

    name: str
    reach: str = ""
    may_be_called: bool = False


def write_plan(group_id: int, person_id: int, details: PlanDetails, *, by: Viewer) -> Edit:
    """The edit that writes the plan for the last time that a member spends or spent in a group. Raises `Missing`, `Refused`."""
    weeks = sorted(set(details.weeks))
    if len(weeks) > MOST_TIMES or any(not 1 <= week <= LAST_WEEK for week in weeks):
        raise Refused("weeks", "goals.weeks_unread", most=MOST_TIMES, last=LAST_WEEK)
    with write_transaction():
        place = place_to_write(by, group_id, person_id)
        spell = spell_of(place.group.pk, place.person.pk)
        plan = LeavingPlan.objects.filter(membership=spell).first() or LeavingPlan(membership=spell)
        before = stood(plan) if plan.pk else {}
        plan.weeks, plan.agreed_on, plan.written_by_id = weeks, place.today, by.user_id or 0
        if details.words or opened(place.person.pk, plan, "words") != unopened():
            # What does not open here may open once a backup or the keyring is brought back: other weeks do not wipe it.
            plan.sealed_words = sealed(place.person.pk, plan, "words", details.words) if details.words else None
        plan.save()
        note(by, "write leaving plan", f"membership:{spell.pk}", group=place.group.pk, person=place.person.pk)
        settle(plan, by=by)
        return edit_made(plan, place.person.pk, before)


def add_contact(group_id: int, person_id: int, details: ContactDetails, *, by: Viewer) -> SupportContact:
    """Somebody whom a member named as a support. Raises `Missing`."""
    with write_transaction():
        place = place_to_write(by, group_id, person_id)
        contact = SupportContact(person=place.person, group=place.group, may_be_called=details.may_be_called)
        contact.added_on = place.today
        contact.sealed_name = sealed(place.person.pk, contact, "name", details.name)
        contact.sealed_reach = sealed(place.person.pk, contact, "reach", details.reach) if details.reach else None
        contact.save()
        _noted(contact, "add support contact", by)
    return contact


def end_contact(contact_id: int, *, by: Viewer) -> SupportContact:
    """The contact, no longer one from today on. Raises `Missing`."""
    with write_transaction():
        contact = access.one(written(by, SupportContact), pk=contact_id)
        if contact.ended_on is None:
            contact.ended_on = today_at(contact.group.programme.site.time_zone)
            contact.save(update_fields=["ended_on"])
            _noted(contact, "end support contact", by)
    return contact


def keep_contact(contact_id: int, *, by: Viewer) -> SupportContact:
    """The contact, one after all. Raises `Missing`."""
    with write_transaction():
        contact = access.one(written(by, SupportContact), pk=contact_id)
        if contact.ended_on is not None:
            contact.ended_on = None
            contact.save(update_fields=["ended_on"])
            _noted(contact, "keep support contact", by)
    return contact


def _noted(contact: SupportContact, verb: str, by: Viewer) -> None:
    note(by, verb, f"contact:{contact.pk}", group=contact.group_id, person=contact.person_id)
