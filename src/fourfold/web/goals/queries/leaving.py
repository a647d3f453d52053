"""The plan for leaving: what is taken along, whom to turn to, and what somebody answered after the last session."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fourfold.instruments import instrument
from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.queries.asking import OPEN_FOR, State, state_of
from fourfold.web.assessments.queries.points import TYPED, day_of
from fourfold.web.goals.models import LeavingPlan, SupportContact
from fourfold.web.goals.queries.place import Place, place_of
from fourfold.web.goals.sealed import opened
from fourfold.web.groups.models import MEMBER, Membership
from fourfold.web.people.queries import has_consent
from fourfold.web.programmes.queries import today_at

FOLLOW_UP = "follow_up"
WEEKS = (4, 12, 26)
"""When somebody is asked after the last session, unless something else is agreed."""
_EARLY = timedelta(weeks=1)
"""How long before its day a paper may be filled in and still stand for it."""


@dataclass(frozen=True, slots=True)
class ContactRow:
    """Somebody whom the member named as a support."""

    id: int
    name: str
    reach: str
    may_be_called: bool
    added_on: date


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of the follow-up with the answer: None was left out."""

    wording: str
    value: int | None


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One time at which somebody is asked after the group: planned, asked, lapsed without an answer, or answered."""

    due_on: date
    weeks: int
    state: str
    answered_on: date | None
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class LeavingPage:
    """The plan of the last time that a member spent in a group. `by` wrote it; `days` are when they will be asked."""

    place: Place
    left_on: date | None
    words: str
    weeks: Sequence[int]
    agreed_on: date | None
    by: str
    contacts: Sequence[ContactRow]
    follow_ups: Sequence[FollowUp]
    low: str
    high: str

    @property
    def written(self) -> bool:
        """Whether anything of a plan is there."""
        return bool(self.words or self.agreed_on)


def leaving_page(viewer: Viewer, group_id: int, person_id: int, language: str) -> LeavingPage:
    """The plan of a member of a group that the viewer oversees, also after they left. Raises `Missing`."""
    place = place_of(viewer, group_id, person_id)
    spell = spell_of(place.group.pk, place.person.pk)
    plan = LeavingPlan.objects.filter(membership=spell).select_related("written_by").first()
    asked = instrument(FOLLOW_UP)
    low, high = asked.items[0].ends.get(language) or asked.items[0].ends["en"]
    return LeavingPage(
        place=place,
        left_on=spell.left_on,
        words=opened(place.person.pk, plan, "words") if plan else "",
        weeks=list(plan.weeks) if plan else list(WEEKS),
        agreed_on=plan.agreed_on if plan else None,
        by=plan.written_by.name if plan else "",
        contacts=() if place.erased else contacts_in(SupportContact.objects.filter(person=place.person, group=place.group)),
        follow_ups=() if place.erased else _follow_ups(spell, plan, place.today, language),
        low=low,
        high=high,
    )


def spell_of(group_id: int, person_id: int) -> Membership:
    """The last time that somebody spent in a group as a member. Internal: the caller has checked access. Raises `Missing`."""
    spells = Membership.objects.filter(group=group_id, person=person_id, seat=MEMBER).order_by("-joined_on", "-pk")
    return access.one(spells.select_related("group__programme__site", "person"))


def last_day(spell: Membership) -> date | None:
    """The day of the last session in a time that has ended; its last day where none was held. Internal."""
    if spell.left_on is None:
        return None
    held = spell.group.sessions.filter(
        status=SessionStatus.HELD, held_on__gte=spell.joined_on, held_on__lte=spell.left_on
    ).order_by("-held_on")
    found: date | None = held.values_list("held_on", flat=True).first()
    return found or spell.left_on


def agreed_days(spell: Membership, plan: LeavingPlan) -> dict[date, int]:
    """The days on which somebody who left is asked, with their weeks. Internal: the caller has checked access.

    None before a last day has come, for whoever was erased, or without an agreement to take part that still holds.
    """
    begun, today = last_day(spell), today_at(spell.group.programme.site.time_zone)
    gone = spell.left_on is not None and spell.left_on <= today
    if begun is None or not gone or spell.person.erased_at is not None or plan.agreed_on is None:
        return {}
    if not has_consent(spell.person_id, "taking_part", today):
        return {}
    return {begun + timedelta(weeks=week): week for week in plan.weeks}


def day_meant(row: Administration, agreed: Iterable[date]) -> date:
    """The agreed day for which an asking stands: for a paper, which has a day of its own, the nearest there is. Internal."""
    near = [day for day in agreed if day - _EARLY < row.due_on < day + OPEN_FOR]
    return min(near, key=lambda day: abs(day - row.due_on), default=row.due_on) if row.source in TYPED else row.due_on


def contacts_in(rows: QuerySet[SupportContact]) -> list[ContactRow]:
    """Those on the list, first named first. Internal: the caller has checked access."""
    return [
        ContactRow(
            row.pk, opened(row.person_id, row, "name"), opened(row.person_id, row, "reach"), row.may_be_called, row.added_on
        )
        for row in rows.filter(ended_on=None).order_by("pk")
    ]


def _follow_ups(spell: Membership, plan: LeavingPlan | None, today: date, language: str) -> list[FollowUp]:
    """Every agreed day, and every other on which somebody answered, in order."""
    begun = last_day(spell)
    if begun is None:
        return []
    asked = Administration.objects.filter(
        person=spell.person_id, group=spell.group_id, instrument=FOLLOW_UP, due_on__gt=begun, withdrawn_at=None
    )
    agreed = agreed_days(spell, plan) if plan else {}
    rows = {day_meant(row, agreed): row for row in asked.order_by("pk")}
    seen = (today, ZoneInfo(spell.group.programme.site.time_zone), language)
    return [_follow_up(day, rows.get(day), begun, seen) for day in sorted({*rows, *agreed})]


def _follow_up(day: date, row: Administration | None, begun: date, seen: tuple[date, ZoneInfo, str]) -> FollowUp:
    today, zone, language = seen
    weeks = (day - begun) // timedelta(weeks=1)
    if row is None:
        return FollowUp(day, weeks, "planned" if day >= today else "lapsed", None, ())
    answered = day_of(row, zone) if row.finished_at else None
    state = "answered" if answered else "lapsed" if state_of(row, today) is State.LAPSED else "asked"
    items = instrument(FOLLOW_UP).items
    said = [Said((i.wording or {}).get(language) or (i.wording or {})["en"], row.answers.get(i.key)) for i in items]
    return FollowUp(day, weeks, state, answered, said if answered else ())
