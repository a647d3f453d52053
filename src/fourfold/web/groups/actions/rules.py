"""What a change of membership must keep: one spell at a time, no day before the group began, nobody there who was not."""

from datetime import date, timedelta

from django.db.models import Q

from fourfold.vocabulary import Presence, SessionStatus
from fourfold.web.groups.models import FACILITATOR, MEMBER, Group, Membership
from fourfold.web.people.models import Person
from fourfold.web.people.queries import has_consent
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused

FURTHEST = timedelta(days=366)


def check_beginning(group: Group, person: Person, seat: str, day: date) -> None:
    """Whether a spell may begin on a day. Raises `Refused` naming the remedy."""
    if group.closed_on is not None:
        raise Refused("joined_on", "groups.is_closed", day=group.closed_on)
    if person.erased_at is not None:
        raise Refused("person", "groups.is_erased")
    check_day(group, "joined_on", day)
    begun = first_day(group)
    if begun is not None and day < begun:
        raise Refused("joined_on", "groups.before_group", day=begun)
    if seat == MEMBER and not has_consent(person.pk, "taking_part", day):
        raise Refused("joined_on", "groups.needs_consent", name=person.label)
    check_label(group, person.label, day, but=person.pk)


def check_no_overlap(group: Group, person: Person, day: date, last: date | None = None, but: int = 0) -> None:
    """Whether the days from `day` to `last` are free of the person's other spells in the group. Raises `Refused`."""
    before_end = Q() if last is None else Q(joined_on__lte=last)
    not_over = Q(left_on=None) | Q(left_on__gte=day)
    other = group.memberships.filter(before_end, not_over, person=person).exclude(pk=but).order_by("joined_on").first()
    if other is None:
        return
    field = "left_on" if but else "joined_on"
    if other.left_on is None:
        raise Refused(field, "groups.sits_here_already", name=person.label, day=other.joined_on)
    raise Refused(field, "groups.overlaps", first=other.joined_on, last=other.left_on)


def check_closed_kind(group: Group, day: date, confirmed: bool) -> None:
    """A closed group takes nobody after its first session unless that is meant. Raises `Refused`."""
    begun = group.sessions.filter(status=SessionStatus.HELD, held_on__lte=day).exists()
    if group.kind == "closed" and begun and not confirmed:
        raise Refused("confirmed", "groups.closed_kind", name=group.name)


def check_ending(spell: Membership, last: date) -> None:
    """Whether a spell may end on a day: not before it began or was seen, never the last facilitator's. Raises `Refused`."""
    if spell.left_on is not None and spell.left_on < today_at(spell.group.programme.site.time_zone):
        raise Refused("left_on", "groups.left_already", day=spell.left_on)
    if last < spell.joined_on:
        raise Refused("left_on", "groups.leaves_before_joining", day=spell.joined_on)
    check_day(spell.group, "left_on", last)
    check_no_overlap(spell.group, spell.person, spell.joined_on, last, but=spell.pk)
    seen = last_seen(spell)
    if seen is not None and seen > last:
        raise Refused("left_on", "groups.was_there_later", name=spell.person.label, day=seen)
    if spell.seat == FACILITATOR and not _others_lead(spell, last):
        raise Refused("left_on", "groups.last_facilitator")


def check_day(group: Group, field: str, day: date) -> None:
    """Whether a day is within a year from now. Raises `Refused`."""
    furthest = today_at(group.programme.site.time_zone) + FURTHEST
    if day > furthest:
        raise Refused(field, "groups.too_far", day=furthest)


def check_label(group: Group, label: str, day: date, but: int = 0) -> None:
    """Whether nobody else in the group is called the same from that day on. Raises `Refused`."""
    here = group.memberships.filter(Q(left_on=None) | Q(left_on__gte=day))
    if here.exclude(person=but).filter(person__label__iexact=label).exists():
        raise Refused("label", "groups.label_taken", label=label)


def first_day(group: Group) -> date | None:
    """The day on which the group's record begins: its first facilitator's first."""
    days = group.memberships.filter(seat=FACILITATOR).order_by("joined_on")
    return days.values_list("joined_on", flat=True).first()


def last_seen(spell: Membership) -> date | None:
    """The last day of this spell on which something was recorded of the person in the group."""
    days = Q(held_on__gte=spell.joined_on) & (Q() if spell.left_on is None else Q(held_on__lte=spell.left_on))
    came = Q(attendance__person=spell.person_id, attendance__presence__in=set(Presence) - {Presence.ABSENT})
    answered = Q(submissions__person=spell.person_id) | Q(turns__speaker=spell.person_id)
    seen = spell.group.sessions.filter(days).filter(came | answered).order_by("-held_on")
    return seen.values_list("held_on", flat=True).first()


def _others_lead(spell: Membership, last: date) -> bool:
    """Whether somebody else leads the group after that day."""
    on = Q(left_on=None) | Q(left_on__gt=last)
    others = spell.group.memberships.filter(on, seat=FACILITATOR, joined_on__lte=last + timedelta(days=1))
    return others.exclude(person=spell.person_id).exists()
