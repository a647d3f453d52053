"""Groups, who belongs to them on a day, who did, and what changed last."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from fourfold.vocabulary import Role, SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.accounts.models import User
from fourfold.web.audit.models import AuditEntry
from fourfold.web.groups.models import FACILITATOR, GUEST, MEMBER, Group, Membership
from fourfold.web.people.models import Person
from fourfold.web.people.queries import consented
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.sealing import UNOPENED, Erased, unseal
from fourfold.web.words import site_words

UNDOABLE = frozenset({"enrol", "leave", "return", "transfer", "admit guest", "add facilitator"})
UNDONE_WITHIN = timedelta(hours=24)
REASONS = ("reached", "other_help", "time", "moved", "own_wish", "not_said", "transfer")
"""Why somebody leaves, for the short list; own words may follow on the next line."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who sits in a group on a day; `uid` is that of the membership.

    New or back: no session was held since the first or the later spell began. Members may be rated if they agreed to it,
    facilitators as a part of their work, guests never.
    """

    person_id: int
    label: str
    seat: str
    uid: UUID
    joined_on: date
    is_new: bool
    is_back: bool
    may_be_rated: bool


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group in a list: whom it holds today and when it meets next."""

    id: int
    name: str
    programme: str
    kind: str
    members: int
    next_on: date | None
    closed_on: date | None
    leads: bool


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell for the page of members. `reason` is the key of the short list, `reason_words` what was added to it."""

    id: int
    person_id: int
    label: str
    language: str
    seat: str
    joined_on: date
    left_on: date | None
    reason: str
    reason_words: str
    moved_from: str
    number: int
    takes_part: bool
    may_be_rated: bool
    erased: bool
    code: str

    @property
    def is_member(self) -> bool:
        """Whether it is the spell of a member, not of a facilitator or a guest."""
        return self.seat == MEMBER

    @property
    def may_return(self) -> bool:
        """Whether this person can be back again: not a guest, and not erased."""
        return self.seat != GUEST and not self.erased


@dataclass(frozen=True, slots=True)
class LastChange:
    """The last change of who belongs to a group, while it can be undone."""

    verb: str
    spell_id: int
    person_id: int
    label: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Members:
    """Who belongs to a group: now, soon, and who did, with what can be undone."""

    group: Group
    today: date
    leads: bool
    facilitators: tuple[Spell, ...]
    members: tuple[Spell, ...]
    guests: tuple[Spell, ...]
    to_come: tuple[Spell, ...]
    former: tuple[Spell, ...]
    change: LastChange | None

    @property
    def here(self) -> frozenset[int]:
        """Those who sit in the group now or soon."""
        return frozenset(s.person_id for s in (*self.facilitators, *self.members, *self.guests, *self.to_come))


def my_groups(viewer: Viewer) -> list[GroupRow]:
    """The groups that a viewer leads or oversees: open ones first, by their next session, then by name."""
    led = set(access.groups(viewer, Right.LEAD).values_list("pk", flat=True))
    planned = Q(sessions__status=SessionStatus.PLANNED, sessions__held_on__gte=timezone.localdate())
    mine = access.groups(viewer, Right.OVERSEE).select_related("programme__site")
    rows = list(mine.annotate(next_on=Min("sessions__held_on", filter=planned)))
    sitting = _members_now(rows)
    found = [GroupRow(g.pk, g.name, g.programme.name, g.kind, sitting[g.pk], g.next_on, g.closed_on, g.pk in led) for g in rows]
    return sorted(found, key=lambda g: (g.closed_on is not None, g.next_on or date.max, g.name.casefold(), g.id))


def members_of(viewer: Viewer, group_id: int) -> Members:
    """Who belongs to a group now, soon, and who did. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    today = today_at(group.programme.site.time_zone)
    spells = spells_of(group, today)
    now = [s for s in spells if s.joined_on <= today and (s.left_on is None or s.left_on >= today)]
    leads = access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists()
    past = [s for s in spells if s.left_on is not None and s.left_on < today]
    return Members(
        group=group,
        today=today,
        leads=leads,
        facilitators=tuple(s for s in now if s.seat == FACILITATOR),
        members=tuple(s for s in now if s.seat == MEMBER),
        guests=tuple(s for s in now if s.seat == GUEST),
        to_come=tuple(s for s in spells if s.joined_on > today),
        former=tuple(sorted(past, key=lambda s: s.left_on or today, reverse=True)),
        change=last_change(group.pk) if leads else None,
    )


def spells_of(group: Group, today: date) -> list[Spell]:
    """Every spell of a group, by label and day. Internal: the caller has checked access."""
    rows = list(group.memberships.select_related("person", "moved_from").order_by("joined_on", "pk"))
    ids = [row.person_id for row in rows]
    takes_part, rated = consented(ids, "taking_part", today), consented(ids, "being_rated", today)
    counts: Counter[int] = Counter()
    spells = []
    for row in rows:
        counts[row.person_id] += row.seat != GUEST
        spells.append(_spell(row, counts[row.person_id], row.person_id in takes_part, row.person_id in rated))
    return sorted(spells, key=lambda s: (s.label.casefold(), s.joined_on, s.id))


def led_spell(viewer: Viewer, spell_id: int, group_id: int) -> Spell:
    """One spell of a group that the viewer leads. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    row = access.one(group.memberships.select_related("person", "moved_from"), pk=spell_id)
    return next(s for s in spells_of(group, today_at(group.programme.site.time_zone)) if s.id == row.pk)


def led_group(viewer: Viewer, group_id: int) -> tuple[Group, date]:
    """A group that the viewer leads, and the day it is there. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    return group, today_at(group.programme.site.time_zone)


def was_here(viewer: Viewer, group_id: int, person_id: int) -> str:
    """The label of somebody who belonged to a group that the viewer leads. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    return access.one(group.memberships.exclude(seat=GUEST).select_related("person"), person=person_id).person.label


def known_people(viewer: Viewer, group_id: int) -> list[tuple[int, str]]:
    """Those whom a facilitator may enrol without a code, and who do not sit in the group today, by label and own groups."""
    group, today = led_group(viewer, group_id)
    not_over = Q(left_on=None) | Q(left_on__gte=today)
    here = group.memberships.filter(not_over).values("person")
    rows = reachable(viewer, group).exclude(pk__in=here).order_by("label", "pk").values_list("pk", "label")
    return _told_apart(viewer, list(rows))


def _told_apart(viewer: Viewer, people: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """People with the viewer's own groups that they sit or sat in beside the label: two can be called A."""
    spells = Membership.objects.filter(person__in=[pk for pk, _ in people], group__in=access.groups(viewer, Right.LEAD))
    groups: dict[int, list[str]] = {}
    for person_id, name in spells.order_by("group__name").values_list("person_id", "group__name").distinct():
        groups.setdefault(person_id, []).append(name)
    return [(pk, f"{label} ({', '.join(groups[pk])})" if pk in groups else label) for pk, label in people]


def colleagues(viewer: Viewer) -> list[tuple[int, str]]:
    """The facilitators who work at a viewer's sites, without the viewer, by name."""
    sites = access.sites(viewer, Right.LEAD).values("pk")
    held = Q(appointments__role=Role.FACILITATOR, appointments__ended_at=None, appointments__site__in=sites)
    rows = User.objects.filter(held, is_active=True).exclude(pk=viewer.user_id or 0).distinct().order_by("name", "pk")
    return list(rows.values_list("pk", "name"))


def possible_facilitators(viewer: Viewer, group_id: int) -> list[tuple[int, str]]:
    """The facilitators of the site who do not lead this group today, by name."""
    group, today = led_group(viewer, group_id)
    not_over = Q(left_on=None) | Q(left_on__gte=today)
    leading = group.memberships.filter(not_over, seat=FACILITATOR).values("person")
    rows = leaders_at(group.programme.site_id, group.programme_id).exclude(person__in=leading).order_by("name", "pk")
    return list(rows.values_list("pk", "name"))


def groups_to_move_to(viewer: Viewer, spell_id: int) -> list[tuple[int, str]]:
    """The other open groups of the site, by name. Raises `Missing`."""
    led = Membership.objects.filter(group__in=access.groups(viewer, Right.LEAD).values("pk"))
    spell = access.one(led.select_related("group__programme"), pk=spell_id)
    return list(transferable(spell).order_by("name", "pk").values_list("pk", "name"))


def leaders_at(site_id: int, programme_id: int) -> QuerySet[User]:
    """The accounts that may lead groups of a programme. Internal: the caller has checked access."""
    whole_or_this = Q(appointments__programme=None) | Q(appointments__programme=programme_id)
    held = Q(appointments__role=Role.FACILITATOR, appointments__site=site_id, appointments__ended_at=None)
    return User.objects.filter(held & whole_or_this, is_active=True).select_related("person").distinct()


def reachable(viewer: Viewer, group: Group) -> QuerySet[Person]:
    """The people of the group's site whom the viewer knows: of own groups, or in no group yet.

    Not those who lead, led or may lead groups and were never a member of one: they would be enrolled by mistake.
    """
    mine = access.people(viewer, Right.LEAD).filter(site=group.programme.site_id, erased_at=None)
    leads = Q(memberships__seat=FACILITATOR) | Q(account__appointments__role=Role.FACILITATOR)
    were_members = Membership.objects.filter(seat=MEMBER).values("person")
    return mine.exclude(pk__in=Person.objects.filter(leads).exclude(pk__in=were_members).values("pk"))


def transferable(spell: Membership) -> QuerySet[Group]:
    """The groups into which a member may move. Internal: the caller has checked access."""
    site = spell.group.programme.site_id
    return (
        Group.objects.filter(programme__site=site, closed_on=None).exclude(pk=spell.group_id).select_related("programme__site")
    )


def last_change(group_id: int) -> LastChange | None:
    """The last change of who belongs to a group, of the last day, if it was not undone. Internal."""
    entry = AuditEntry.objects.filter(group_id=group_id, verb__in=[*UNDOABLE, "undo", "arrive"]).order_by("-id").first()
    if entry is None or entry.verb not in UNDOABLE or entry.at < timezone.now() - UNDONE_WITHIN:
        return None
    spell = Membership.objects.filter(pk=int(entry.subject.partition(":")[2])).select_related("person").first()
    if spell is None:
        return None
    return LastChange(entry.verb, spell.pk, spell.person_id, spell.person.label, entry.detail, entry.at)


def roster(group_id: int, day: date) -> list[Seat]:
    """Everybody who sits in a group on a day, by label. Internal: the caller has checked access."""
    spells = list(Membership.objects.filter(group=group_id, joined_on__lte=day).select_related("person").order_by("joined_on"))
    here = [spell for spell in spells if spell.left_on is None or spell.left_on >= day]
    ids = [spell.person_id for spell in here]
    rated = consented(ids, "being_rated", day) & consented(ids, "taking_part", day)
    held = _last_held(group_id, day)
    seats = [_seat(spell, spells, held, rated) for spell in here]
    return sorted(seats, key=lambda seat: (seat.label.casefold(), seat.person_id))


def person_data(person_id: int) -> list[dict[str, Any]]:
    """Every spell of one person, for their own export: no other person stands in it. Internal: access was checked."""
    rows = (
        Membership.objects.filter(person=person_id).select_related("group", "person", "moved_from").order_by("joined_on", "pk")
    )
    return [
        {
            "group": row.group.name,
            "seat": row.seat,
            "joined_on": row.joined_on,
            "left_on": row.left_on,
            "reason": " ".join(reason_of(row)).strip(),
            "moved_from": row.moved_from.name if row.moved_from else None,
        }
        for row in rows
    ]


def reason_of(spell: Membership) -> tuple[str, str]:
    """Why a spell ended: the key of the short list and the words added; empty where nothing was said, or it was erased."""
    if spell.sealed_reason is None:
        return "", ""
    try:
        text = unseal(spell.person_id, f"membership:{spell.uid}:reason", bytes(spell.sealed_reason))
    except Erased:
        return "", ""
    except UNOPENED:
        return "", site_words(get_language()).say("page.does_not_open")
    key, _, words = text.partition("\n")
    return (key, words) if key in REASONS else ("", text)


def _members_now(groups: Sequence[Group]) -> Counter[int]:
    today = {group.pk: today_at(group.programme.site.time_zone) for group in groups}
    spells = Membership.objects.filter(group__in=list(today), seat=MEMBER).values_list("group", "joined_on", "left_on")
    return Counter(g for g, first, last in spells if first <= today[g] and (last is None or last >= today[g]))


def _spell(row: Membership, number: int, takes_part: bool, rated: bool) -> Spell:
    key, words = reason_of(row)
    return Spell(
        id=row.pk,
        person_id=row.person_id,
        label=row.person.label,
        language=row.person.language,
        seat=row.seat,
        joined_on=row.joined_on,
        left_on=row.left_on,
        reason=key,
        reason_words=words,
        moved_from=row.moved_from.name if row.moved_from else "",
        number=number,
        takes_part=takes_part,
        may_be_rated=rated and takes_part,
        erased=row.person.erased_at is not None,
        code=row.person.code,
    )


def _seat(spell: Membership, spells: Sequence[Membership], held: date | None, rated: set[int]) -> Seat:
    before = any(s.person_id == spell.person_id and s.joined_on < spell.joined_on and s.seat != GUEST for s in spells)
    unmet = held is None or held < spell.joined_on
    return Seat(
        person_id=spell.person_id,
        label=spell.person.label,
        seat=spell.seat,
        uid=spell.uid,
        joined_on=spell.joined_on,
        is_new=unmet and not before,
        is_back=unmet and before,
        may_be_rated=spell.seat == FACILITATOR or (spell.seat == MEMBER and spell.person_id in rated),
    )


def _last_held(group_id: int, day: date) -> date | None:
    """The last day before this one on which the group met."""
    met = Q(sessions__status=SessionStatus.HELD, sessions__held_on__lt=day)
    days = Group.objects.filter(met, pk=group_id).order_by("-sessions__held_on")
    return days.values_list("sessions__held_on", flat=True).first()
