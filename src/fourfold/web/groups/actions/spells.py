"""Who belongs to a group from when to when: enrol, leave, return, transfer, guests, co-facilitators."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.groups.actions import rules
from fourfold.web.groups.actions.groups import person_of
from fourfold.web.groups.actions.revision import touch
from fourfold.web.groups.models import FACILITATOR, GUEST, MEMBER, Group, Membership
from fourfold.web.groups.queries import leaders_at, reachable, transferable
from fourfold.web.people.actions import PersonDetails, add_person, give_consent
from fourfold.web.people.models import Person
from fourfold.web.refusal import Refused
from fourfold.web.storage.sealing import seal
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is new to the site: their basics, and the day of each kind of agreement that they signed."""

    details: PersonDetails
    agreed: Mapping[str, date] = field(default_factory=dict)


def enrol_newcomer(group_id: int, newcomer: Newcomer, joined_on: date, *, confirmed: bool = False, by: Viewer) -> Membership:
    """The first spell of somebody who is new to the site. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        person = add_person(group.programme.site_id, newcomer.details, by=by)
        for kind, day in newcomer.agreed.items():
            give_consent(person.pk, kind, day, newcomer.details.language, by=by)
        return enrol(group_id, person.pk, MEMBER, joined_on, confirmed=confirmed, by=by)


def enrol(group_id: int, person_id: int, seat: str, joined_on: date, *, confirmed: bool = False, by: Viewer) -> Membership:
    """A spell of somebody whom the viewer knows, or who is known to the group's site. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        person = access.one(reachable(by, group), pk=person_id)
        spell = _begin(group, person, seat, joined_on, confirmed=confirmed)
        _noted(by, "enrol", spell)
    return spell


def enrol_by_code(group_id: int, code: str, joined_on: date, *, confirmed: bool = False, by: Viewer) -> Membership:
    """A spell of somebody of the site whose code a colleague has told. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        known = Person.objects.filter(site=group.programme.site_id, erased_at=None, memberships__seat=MEMBER)
        person = known.filter(code=code.strip().lower()).first()
        if person is None:
            raise Refused("code", "groups.unknown_code")
        spell = _begin(group, person, MEMBER, joined_on, confirmed=confirmed)
        _noted(by, "enrol", spell, detail="by code")
    return spell


def return_to(group_id: int, person_id: int, joined_on: date, *, confirmed: bool = False, by: Viewer) -> Membership:
    """Another spell of somebody who belonged to the group before, in the seat of the last one. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        before = group.memberships.filter(person=person_id).exclude(seat=GUEST).order_by("-joined_on").first()
        if before is None:
            raise Missing
        spell = _begin(group, before.person, before.seat, joined_on, confirmed=confirmed)
        _noted(by, "return", spell)
    return spell


def leave(spell_id: int, left_on: date, reason: str = "", *, by: Viewer) -> Membership:
    """The spell, with its last day and the reason sealed. Raises `Missing`, `Refused`."""
    with write_transaction():
        spell = _led(spell_id, by)
        planned = spell.left_on
        _end(spell, left_on, reason)
        _noted(by, "leave", spell, detail=f"was {planned}" if planned else "")
    return spell


def transfer(
    spell_id: int,
    to_group_id: int,
    first_day: date,
    last_day: date,
    *,
    reason: str = "",
    confirmed: bool = False,
    by: Viewer,
) -> Membership:
    """A member's first spell in another group of the site; the one here ends. From then on it is for that group's facilitators.

    Raises `Missing`, also for a group of another site, and `Refused`.
    """
    with write_transaction():
        spell = _led(spell_id, by)
        if spell.seat != MEMBER:
            raise Refused("to_group", "groups.only_members_move")
        to = access.one(transferable(spell), pk=to_group_id)
        if first_day < last_day:
            raise Refused("first_day", "groups.moves_before_leaving", day=last_day)
        planned = spell.left_on
        _end(spell, last_day, reason)
        moved = _begin(to, spell.person, MEMBER, first_day, confirmed=confirmed, moved_from=spell.group)
        _noted(by, "transfer", spell, detail=f"to membership:{moved.pk}" + (f" was {planned}" if planned else ""))
        _noted(by, "arrive", moved, detail=f"from group:{spell.group_id}")
    return moved


def admit_guest(group_id: int, guest: int | PersonDetails, day: date, *, by: Viewer) -> Membership:
    """The seat of a guest for one day: somebody known, by id, or somebody new. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        if isinstance(guest, PersonDetails):
            person = add_person(group.programme.site_id, guest, by=by)
        else:
            person = access.one(reachable(by, group), pk=guest)
        spell = _begin(group, person, GUEST, day, last=day, confirmed=True)
        _noted(by, "admit guest", spell)
    return spell


def add_facilitator(group_id: int, user_id: int, joined_on: date, *, by: Viewer) -> Membership:
    """The seat of another facilitator of the site. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        user = access.one(leaders_at(group.programme.site_id, group.programme_id), pk=user_id)
        spell = _begin(group, person_of(user, group.programme.site), FACILITATOR, joined_on, confirmed=True)
        _noted(by, "add facilitator", spell)
    return spell


def _led(spell_id: int, by: Viewer) -> Membership:
    led = Membership.objects.filter(group__in=access.groups(by, Right.LEAD).values("pk"))
    return access.one(led.select_related("group__programme__site", "person"), pk=spell_id)


def _begin(
    group: Group,
    person: Person,
    seat: str,
    day: date,
    *,
    last: date | None = None,
    confirmed: bool,
    moved_from: Group | None = None,
) -> Membership:
    rules.check_no_overlap(group, person, day, last)
    rules.check_beginning(group, person, seat, day)
    rules.check_closed_kind(group, day, confirmed or seat != MEMBER)
    touch(group.pk)
    return Membership.objects.create(group=group, person=person, seat=seat, joined_on=day, left_on=last, moved_from=moved_from)


def _end(spell: Membership, left_on: date, reason: str) -> None:
    rules.check_ending(spell, left_on)
    spell.left_on = left_on
    spell.sealed_reason = seal(spell.person_id, f"membership:{spell.uid}:reason", reason) if reason else None
    spell.save(update_fields=["left_on", "sealed_reason"])
    touch(spell.group_id)


def _noted(by: Viewer, verb: str, spell: Membership, detail: str = "") -> None:
    note(by, verb, f"membership:{spell.pk}", group=spell.group_id, person=spell.person_id, detail=detail)
