"""Blocks of four sessions: which are due to be told to a group, and what a member's own groups were told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import polars as pl
from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from fourfold.privacy import SESSIONS
from fourfold.vocabulary import MEMBERS, Level, Quality, Role, SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.blocks.models import BlockFeedback
from fourfold.web.checkins.queries import GRACE, LONGEST_OPEN
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.people.models import Person
from fourfold.web.records.queries import GroupRecord, record_of
from fourfold.web.sessions.models import Session

TOLD = (Level.MEMBER_GROUP, Level.MEMBER_MEMBER, Level.MEMBER_FACILITATOR)
"""The relationships of which members are told: the bond with the group, with other members in general, with facilitators."""

Answers = Mapping[str, float]
"""Values by the uid of the rater, which stays the same where somebody is erased and gets a new code."""


@dataclass(frozen=True, slots=True)
class DueBlock:
    """A block that has ended: the numbers of its first and last session, and for each key what was answered in each session."""

    first: int
    last: int
    answers: Mapping[str, Sequence[Answers]]


@dataclass(frozen=True, slots=True)
class ToldReading:
    """One sentence's worth of a block: a rounded number on the group's scale, or None where it is withheld."""

    level: Level
    value: float | None
    lowest: float
    highest: float

    @property
    def step(self) -> int:
        """How strong it was in words, from 0 (hardly at all) to 4 (very)."""
        if self.value is None:
            return 0
        share = (self.value - self.lowest) / (self.highest - self.lowest)
        return min(4, int(share * 5))


@dataclass(frozen=True, slots=True)
class ToldBlock:
    """What a group was told of four sessions; `withheld` is why nothing was."""

    group_name: str
    first_on: date
    last_on: date
    readings: tuple[ToldReading, ...]
    withheld: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many sessions of a group's next block were held."""

    group_name: str
    n_held: int


def key_of(level: Level) -> str:
    """Under which key a reading is kept."""
    return f"{level}.{Quality.BOND}"


def groups_due() -> list[int]:
    """Ids of the groups of which a block may have ended (internal: for the night)."""
    last = BlockFeedback.objects.filter(group=OuterRef("group")).order_by("-last_session").values("last_session")[:1]
    after = Session.objects.filter(status=SessionStatus.HELD, number__gt=Coalesce(Subquery(last), 0))
    rows = after.values("group").annotate(n=Count("pk")).order_by("group").values_list("group", "n", "group__closed_on")
    return [group for group, n, closed_on in rows if n >= SESSIONS or closed_on is not None]


def due_block(group_id: int, now: datetime | None = None) -> DueBlock | None:
    """The next block of a group, once the check-ins of its last session have ended (internal: for publishing).

    Sessions count from after the block before, so that a later change of what was held moves no border. A group that was
    closed ends with what is left, which may be fewer than four.
    """
    group = Group.objects.select_related("programme__site").get(pk=group_id)
    past = BlockFeedback.objects.filter(group=group).aggregate(last=Max("last_session"))["last"] or 0
    held = list(Session.objects.filter(group=group, status=SessionStatus.HELD, number__gt=past).order_by("number")[:SESSIONS])
    zone = ZoneInfo(group.programme.site.time_zone)
    if not held or (len(held) < SESSIONS and group.closed_on is None):
        return None
    if any(_ends_at(session, zone) > (now or timezone.now()) for session in held):
        return None
    record = record_of(group_id)
    uids = _uids(group)
    return DueBlock(held[0].number, held[-1].number, {key_of(level): _answers(record, level, held, uids) for level in TOLD})


def raters_told(group_id: int, key: str) -> list[frozenset[str]]:
    """Who had answered in each block of which a reading was told (internal: for publishing)."""
    rows = BlockFeedback.objects.filter(group=group_id).values_list("raters", flat=True)
    return [frozenset(raters[key]) for raters in rows if key in raters]


def told_to(viewer: Viewer) -> list[ToldBlock]:
    """What a member's own groups were told of the sessions during which the member belonged to them, newest first."""
    spells = list(_own_spells(viewer))
    groups = {spell.group_id for spell in spells}
    days = _held_days(groups)
    found = []
    for block in BlockFeedback.objects.filter(group__in=groups).select_related("group").order_by("-last_session", "-pk"):
        held = [day for number, day in days[block.group_id] if block.first_session <= number <= block.last_session]
        mine = [s for s in spells if s.group_id == block.group_id]
        if any(s.joined_on <= day and (s.left_on is None or day <= s.left_on) for s in mine for day in held):
            readings = tuple(_reading(block, level) for level in TOLD)
            found.append(ToldBlock(block.group.name, held[0], held[-1], readings, block.withheld))
    return sorted(found, key=lambda block: block.last_on, reverse=True)


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """How far the next block of each group has come in which a member sits now."""
    groups = Group.objects.filter(pk__in=_own_spells(viewer).filter(left_on=None).values("group"), closed_on=None)
    rows = groups.annotate(past=Coalesce(Max("blocks__last_session"), 0)).order_by("name", "pk")
    held = Session.objects.filter(status=SessionStatus.HELD)
    return [
        Waiting(name, min(SESSIONS, held.filter(group=pk, number__gt=past).count()))
        for pk, name, past in rows.values_list("pk", "name", "past")
    ]


def _own_spells(viewer: Viewer) -> QuerySet[Membership]:
    return Membership.objects.filter(person__in=access.people(viewer, Right.OWN), seat=MEMBER)


def _held_days(groups: Iterable[int]) -> dict[int, list[tuple[int, date]]]:
    days: dict[int, list[tuple[int, date]]] = {group: [] for group in groups}
    rows = Session.objects.filter(group__in=days, status=SessionStatus.HELD).order_by("number")
    for group, number, day in rows.values_list("group", "number", "held_on"):
        days[group].append((number, day))
    return days


def _reading(block: BlockFeedback, level: Level) -> ToldReading:
    return ToldReading(level, block.readings.get(key_of(level)), block.group.lowest, block.group.highest)


def _ends_at(session: Session, zone: ZoneInfo) -> datetime:
    """When the last answer of a session can have come in, also from a device that was without network."""
    if session.closed_at is not None:
        return session.closed_at + GRACE
    day = datetime.combine(session.held_on, time.max, tzinfo=zone)
    return max(day, session.opened_at or day) + LONGEST_OPEN + GRACE


def _uids(group: Group) -> dict[str, str]:
    """What stays the same of each person of the group's site, by the code that the person has now."""
    people = Person.objects.filter(site=group.programme.site_id, memberships__group=group)
    return {code: str(uid) for code, uid in people.values_list("code", "uid")}


def _answers(record: GroupRecord, level: Level, held: Sequence[Session], uids: Mapping[str, str]) -> list[Answers]:
    """For each session what each member said of their bond at a level; of several facilitators the mean."""
    members = record.people.filter(pl.col("role") == Role.MEMBER)["person_id"]
    said = record.ratings.filter(
        pl.col("level") == level,
        pl.col("quality") == Quality.BOND,
        pl.col("rater_id").is_in(members.implode()),
        pl.col("target_id").is_in([MEMBERS]) if level is Level.MEMBER_MEMBER else pl.lit(True),
    )
    means = said.group_by("session_id", "rater_id").agg(pl.col("value").mean())
    found: dict[str, dict[str, float]] = {session.code: {} for session in held}
    for session, rater, value in means.iter_rows():
        if session in found:
            found[session][uids[rater]] = value
    return list(found.values())
