"""What a manager may see of programmes: counts and means in cells of eleven members or more, never one group's reading.

Everything comes from rows that were made before: what was counted at night, and the estimates of the groups.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast

from fourfold.privacy import LEAST
from fourfold.vocabulary import Level
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.models import Estimate
from fourfold.web.figures.models import ProgrammeCount
from fourfold.web.figures.queries.told import newest, told
from fourfold.web.groups.models import MEMBER, Group
from fourfold.web.programmes.models import Programme
from fourfold.web.programmes.queries import today_at
from fourfold.web.signals.models import SignalAnswer
from fourfold.web.spans import Span, quarters, year

FEWEST_GROUPS = 3
"""Over how many groups a reading is taken at least: of two, whoever knows one knows the other."""
FEWEST_LED = 5
"""The same for what facilitators say of their groups, since they are staff."""
LOWEST, HIGHEST = 1.0, 7.0
STEP = 0.5
"""To what a mean is rounded: by tenths, looking again after one group met or closed told that group's own reading."""


@dataclass(frozen=True, slots=True)
class Quarter:
    """Three months of a programme; None where a cell is too small to be told. Shares are from 0 to 1."""

    first_day: date
    last_day: date
    groups: int
    sessions: int
    came: float | None
    answered: float | None


@dataclass(frozen=True, slots=True)
class LevelReading:
    """The mean of the groups' latest readings at one level, on a scale from 1 to 7; None where it is not told."""

    level: Level
    value: float | None
    groups: int

    @property
    def step(self) -> int:
        """How strong it is in words, from 0 to 4."""
        return 0 if self.value is None else min(4, int((self.value - LOWEST) / (HIGHEST - LOWEST) * 5))


@dataclass(frozen=True, slots=True)
class Figures:
    """One programme. `stayed`, `left`, `members` are of the year; `raised` and `answered` count signals; None is not told.

    The year ends where it was last told: later figures wait until they tell of no few people.
    """

    programme_id: int
    name: str
    site_name: str
    open_groups: int
    quarters: tuple[Quarter, ...]
    year: Span | None
    stayed: int | None
    left: int | None
    members: int | None
    levels: tuple[LevelReading, ...]
    raised: int | None
    answered: int | None

    @property
    def keeps_back(self) -> bool:
        """Whether anything is left out because too few people stand behind it."""
        cells = [self.stayed, self.left, self.members, self.raised, *(level.value for level in self.levels)]
        return None in cells or any(None in (q.came, q.answered) for q in self.quarters if q.sessions)


@dataclass(frozen=True, slots=True)
class Total:
    """The members of all programmes together, where each is told: what anybody could add up, and nothing else.

    Somebody in two programmes counts in each.
    """

    stayed: int | None
    left: int | None
    members: int | None


@dataclass(frozen=True, slots=True)
class _Now:
    """A programme's groups as they are now: their number, their members, their readings, their open signals."""

    groups: int
    members: int
    readings: Mapping[Level, tuple[float | None, int]]
    signals: int


def all_programmes() -> list[int]:
    """Ids of every programme (internal: for the night)."""
    return list(Programme.objects.order_by("pk").values_list("pk", flat=True))


def uncounted(viewer: Viewer) -> list[int]:
    """Ids of the viewer's programmes of which nothing was counted for the quarter that is told now."""
    found = []
    for programme in _programmes(viewer):
        span = quarters(today_at(programme.site.time_zone))[-1]
        rows = ProgrammeCount.objects.filter(programme=programme, is_year=False, first_day=span.first)
        found += [] if rows.exists() else [programme.pk]
    return found


def figures(viewer: Viewer) -> tuple[list[Figures], Total | None]:
    """The programmes that a manager or supervisor may count, by name, and their members together where there are several."""
    programmes = _programmes(viewer)
    spans, years = _counts(programmes)
    now, answered = _now(viewer), _answered(viewer, programmes)
    found = [
        _figures(
            programme, spans[programme.pk], years.get(programme.pk), (now.get(programme.pk), answered.get(programme.pk, 0))
        )
        for programme in programmes
    ]
    return found, _total(found) if len(found) > 1 else None


def _programmes(viewer: Viewer) -> list[Programme]:
    return list(access.programmes(viewer, Right.COUNT).select_related("site").order_by("site__name", "name", "pk"))


def _counts(programmes: Sequence[Programme]) -> tuple[dict[int, list[ProgrammeCount]], dict[int, ProgrammeCount]]:
    """What is told of each programme: its quarters in order, and the year."""
    spans: dict[int, list[ProgrammeCount]] = defaultdict(list)
    days = {programme.pk: {span.first for span in quarters(today_at(programme.site.time_zone))} for programme in programmes}
    rows = newest(list(days), min((min(firsts) for firsts in days.values()), default=date.max))
    for row in sorted(rows.values(), key=lambda row: row.first_day):
        if not row.is_year and row.first_day in days[row.programme_id]:
            spans[row.programme_id].append(row)
    return spans, {row.programme_id: row for row in rows.values() if row.is_year}


def _total(found: Sequence[Figures]) -> Total:
    """Of a programme that is not told the total of all would tell, together with the others."""
    return Total(*(_sum([getattr(figures, name) for figures in found]) for name in ("stayed", "left", "members")))


def _sum(counts: Sequence[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


def _now(viewer: Viewer) -> dict[int, _Now]:
    """Each programme's open groups, read from what was estimated last."""
    groups = Group.objects.filter(programme__in=access.programmes(viewer, Right.COUNT), closed_on=None)
    seated = Count("memberships__person", distinct=True, filter=Q(memberships__seat=MEMBER, memberships__left_on=None))
    counts = groups.values("programme").annotate(n=Count("pk", distinct=True), members=seated).order_by("programme")
    readings = _readings(groups)
    found = {}
    for programme, n, members in counts.values_list("programme", "n", "members"):
        row = readings.get(programme, {})
        levels = {level: (row.get(f"mean_{level}"), int(row.get(f"n_{level}") or 0)) for level in Level}
        found[programme] = _Now(n, members, levels, int(row.get("signals") or 0))
    return found


def _readings(groups: QuerySet[Group]) -> dict[int, Mapping[str, Any]]:
    share = {
        level: (F(f"reading_{level}") - F("group__lowest")) / (F("group__highest") - F("group__lowest")) for level in Level
    }
    means = {f"mean_{level}": Avg(Cast(share[level], FloatField())) for level in Level}
    numbers = {f"n_{level}": Count(f"reading_{level}") for level in Level}
    rows = Estimate.objects.filter(group__in=groups).values("group__programme").order_by("group__programme")
    annotated = rows.annotate(**means, **numbers, signals=Sum("n_signals"))
    return {row["group__programme"]: row for row in annotated}


def _answered(viewer: Viewer, programmes: Sequence[Programme]) -> dict[int, int]:
    """How many signals of each programme were answered in the year that is told."""
    if not programmes:
        return {}
    span = year(today_at(programmes[0].site.time_zone))
    rows = SignalAnswer.objects.filter(
        group__programme__in=access.programmes(viewer, Right.COUNT), answered_at__date__range=(span.first, span.last)
    )
    return dict(rows.values_list("group__programme").annotate(n=Count("pk")).order_by("group__programme"))


def _figures(
    programme: Programme, spans: Sequence[ProgrammeCount], of_year: ProgrammeCount | None, other: tuple[_Now | None, int]
) -> Figures:
    now = other[0] or _Now(0, 0, dict.fromkeys(Level, (None, 0)), 0)
    is_told, counted = now.members >= LEAST and now.groups >= FEWEST_GROUPS, told(of_year) if of_year else frozenset()
    return Figures(
        programme_id=programme.pk,
        name=programme.name,
        site_name=programme.site.name,
        open_groups=now.groups,
        quarters=tuple(map(_quarter, reversed(spans))),
        year=Span(of_year.first_day, of_year.last_day) if of_year else None,
        stayed=of_year.stayed if of_year and "stayed" in counted else None,
        left=of_year.left if of_year and "left" in counted else None,
        members=of_year.stayed + of_year.left if of_year and "members" in counted else None,
        levels=tuple(_level(level, now.readings[level], is_told) for level in Level),
        raised=now.signals + other[1] if is_told else None,
        answered=other[1] if is_told else None,
    )


def _quarter(row: ProgrammeCount) -> Quarter:
    came = row.came / row.expected if "came" in told(row) and row.expected else None
    answered = min(1.0, row.answered / row.came) if "answered" in told(row) and row.came else None
    return Quarter(row.first_day, row.last_day, row.groups, row.sessions, came, answered)


def _level(level: Level, reading: tuple[float | None, int], told: bool) -> LevelReading:
    share, groups = reading
    fewest = FEWEST_LED if level is Level.FACILITATOR_GROUP else FEWEST_GROUPS
    if share is None or not told or groups < fewest:
        return LevelReading(level, None, groups)
    return LevelReading(level, round((LOWEST + (HIGHEST - LOWEST) * share) / STEP) * STEP, groups)
