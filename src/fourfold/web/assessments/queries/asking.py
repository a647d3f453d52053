"""Who is asked what in a group: what is due, begun, done, and the schedules that ask by themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fourfold.instruments import Instrument
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.assessments.models import Administration, Schedule
from fourfold.web.assessments.offered import for_members, known, title_of
from fourfold.web.assessments.queries.points import day_of
from fourfold.web.assessments.queries.wordings import askable
from fourfold.web.checkins.tokens import Opens, token_of
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.people.queries import consented, has_consent
from fourfold.web.programmes.queries import today_at

OPEN_FOR = timedelta(days=28)
"""How long what was asked can be answered; after that it ends by itself."""
LATELY = timedelta(days=90)


class State(StrEnum):
    """How far one asking has come."""

    ASKED = "asked"
    BEGUN = "begun"
    DONE = "done"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Asked:
    """One instrument asked of one member."""

    id: int
    group_id: int
    person_id: int
    label: str
    instrument: str
    title: str
    due_on: date
    state: State
    n_answered: int
    n_items: int
    code: str
    issue: int
    done_on: date | None

    @property
    def token(self) -> str:
        """The word that opens the door."""
        return token_of(Opens.ASSESSMENT, self.id, self.issue)

    @property
    def is_open(self) -> bool:
        """Whether it can be answered now."""
        return self.state in (State.ASKED, State.BEGUN)


@dataclass(frozen=True, slots=True)
class Planned:
    """A schedule that runs."""

    id: int
    instrument: str
    title: str
    moment: str
    weeks: int | None


@dataclass(frozen=True, slots=True)
class Choice:
    """An instrument that members can be asked; whether it can stand on a screen here."""

    key: str
    title: str
    n_items: int
    is_worded: bool


@dataclass(frozen=True, slots=True)
class OnGroup:
    """The page of a group's self-assessments."""

    group: Group
    leads: bool
    waiting: Sequence[Asked]
    lately: Sequence[Asked]
    planned: Sequence[Planned]
    choices: Sequence[Choice]
    members: Sequence[tuple[int, str]]

    @property
    def worded(self) -> list[Choice]:
        """What can be asked on a screen."""
        return [choice for choice in self.choices if choice.is_worded]

    @property
    def unworded(self) -> list[Choice]:
        """What waits for its wording."""
        return [choice for choice in self.choices if not choice.is_worded]


def on_group(viewer: Viewer, group_id: int, language: str) -> OnGroup:
    """What is asked in a group that the viewer oversees. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    today = today_of(group)
    asked = _asked(Administration.objects.filter(group=group, due_on__gt=today - LATELY), today, language)
    return OnGroup(
        group=group,
        leads=access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists(),
        waiting=[one for one in asked if one.is_open and one.due_on <= today],
        lately=sorted(
            (one for one in asked if one.state in (State.DONE, State.LAPSED)),
            key=lambda one: one.done_on or one.due_on,
            reverse=True,
        ),
        planned=planned(group.pk, language),
        choices=choices(group.programme.site_id, language),
        members=members_now(group),
    )


def to_print(viewer: Viewer, group_id: int, language: str) -> tuple[Group, list[Asked]]:
    """What waits in a group that the viewer leads, by person, with its codes. Raises `Missing`."""
    group = access.group(viewer, Right.LEAD, group_id)
    today = today_of(group)
    rows = Administration.objects.filter(
        group=group, finished_at=None, withdrawn_at=None, due_on__gt=today - OPEN_FOR, due_on__lte=today
    )
    waiting = [one for one in _asked(rows, today, language) if one.is_open]
    return group, sorted(waiting, key=lambda one: (one.label.casefold(), one.person_id, one.title))


def choices(site_id: int, language: str) -> list[Choice]:
    """The instruments for members, those that can stand on a screen here first. Internal."""
    here = askable(site_id, for_members())
    found = [Choice(o.key, title_of(o, language), len(o.items), o.key in here) for o in for_members()]
    return sorted(found, key=lambda choice: (not choice.is_worded, choice.title.casefold()))


def planned(group_id: int, language: str) -> list[Planned]:
    """The schedules that run in a group. Internal."""
    rows = Schedule.objects.filter(group=group_id, ended_at=None).order_by("pk")
    named = [(row, known(row.instrument)) for row in rows]
    return [
        Planned(r.pk, r.instrument, title_of(one, language) if one else r.instrument, r.moment, r.weeks) for r, one in named
    ]


def members_now(group: Group) -> list[tuple[int, str]]:
    """Those who sit in a group today as members and agreed to take part, by label. Internal."""
    today = today_of(group)
    spells = Membership.objects.filter(group=group, seat=MEMBER, joined_on__lte=today).select_related("person")
    here = {s.person_id: s.person.label for s in spells if s.left_on is None or s.left_on >= today}
    agreed = consented(here, "taking_part", today)
    return sorted(((pk, label) for pk, label in here.items() if pk in agreed), key=lambda one: (one[1].casefold(), one[0]))


def waiting_in(group_ids: Iterable[int]) -> Counter[int]:
    """How many askings wait in each group where any does; for Today. Internal: the caller has checked access."""
    found: Counter[int] = Counter()
    rows = Administration.objects.filter(group__in=list(group_ids), finished_at=None, withdrawn_at=None)
    for zone in rows.values_list("group__programme__site__time_zone", flat=True).distinct().order_by():
        today = today_at(zone)
        here = rows.filter(group__programme__site__time_zone=zone, due_on__gt=today - OPEN_FOR, due_on__lte=today)
        due = list(here.values_list("group", "person"))
        agreed = consented({person for _, person in due}, "taking_part", today)
        found.update(group for group, person in due if person in agreed)
    return found


def asked_of(person_id: int, today: date, language: str) -> list[Asked]:
    """What one person has been asked and can still answer. Internal."""
    rows = Administration.objects.filter(person=person_id, finished_at=None, withdrawn_at=None, due_on__lte=today)
    return [one for one in _asked(rows, today, language) if one.is_open]


def state_of(row: Administration, today: date) -> State:
    """How far an asking has come by a day."""
    if row.withdrawn_at is not None:
        return State.WITHDRAWN
    if row.finished_at is not None:
        return State.DONE
    if row.due_on + OPEN_FOR <= today:
        return State.LAPSED
    return State.BEGUN if row.begun_at is not None else State.ASKED


def standing(row: Administration) -> State:
    """The same today, where the group meets; withdrawn where whoever was asked does not agree to take part any more."""
    today = today_of(row.group)
    return _agreed(state_of(row, today), has_agreed=has_consent(row.person_id, "taking_part", today))


def today_of(group: Group) -> date:
    """The day it is where a group meets."""
    return today_at(group.programme.site.time_zone)


def _asked(rows: QuerySet[Administration], today: date, language: str) -> list[Asked]:
    ordered = list(rows.select_related("person", "group__programme__site").order_by("due_on", "person__label", "pk"))
    agreed = consented({row.person_id for row in ordered}, "taking_part", today)
    found = ((row, known(row.instrument)) for row in ordered if row.withdrawn_at is None)
    return [
        _one(row, one, _agreed(state_of(row, today), has_agreed=row.person_id in agreed), language)
        for row, one in found
        if one is not None
    ]


def _agreed(state: State, *, has_agreed: bool) -> State:
    """Whoever does not agree to take part any more is asked nothing; what was finished stays finished."""
    return State.WITHDRAWN if state in (State.ASKED, State.BEGUN) and not has_agreed else state


def _one(row: Administration, one: Instrument, state: State, language: str) -> Asked:
    return Asked(
        id=row.pk,
        group_id=row.group_id,
        person_id=row.person_id,
        label=row.person.label,
        instrument=one.key,
        title=title_of(one, language),
        due_on=row.due_on,
        state=state,
        n_answered=len(row.answers),
        n_items=len(one.items),
        code=row.code or "",
        issue=row.issue,
        done_on=day_of(row, ZoneInfo(row.group.programme.site.time_zone)) if row.finished_at else None,
    )
