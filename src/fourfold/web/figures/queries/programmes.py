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

from fourfold.privacy import LEAST, protected_table, shown
from fourfold.vocabulary import Level
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.models import Estimate
from fourfold.web.figures.models import ProgrammeCount
from fourfold.web.groups.models import MEMBER, Group
from fourfold.web.programmes.models import Programme
from fourfold.web.programmes.queries import today_at
from fourfold.web.signals.models import SignalAnswer
from fourfold.web.spans import year

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
    """One programme. `stayed`, `left`, `members` are of the year; `raised` and `answered` count signals; None is not told."""

    programme_id: int
    name: str
    site_name: str
    open_groups: int
    quarters: tuple[Quarter, ...]
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
    """The members of all programmes together; somebody in two programmes counts in each."""

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
    """Ids of the viewer's programmes of which nothing was counted for the months that are told now."""
    found = []
    for programme in _programmes(viewer):
        span = year(today_at(programme.site.time_zone))
        rows = ProgrammeCount.objects.filter(programme=programme, first_day=span.first, last_day=span.last)
        found += [] if rows.exists() else [programme.pk]
    return found


def figures(viewer: Viewer) -> tuple[list[Figures], Total | None]:
    """The programmes that a manager or supervisor may count, by name, and their members together where there are several."""
    programmes = _programmes(viewer)
    spans = _counts([programme.pk for programme in programmes])
    years = [spans[p.pk][-1] if spans[p.pk] else None for p in programmes]
    told = protected_table([[y.stayed, y.left] if y else [0, 0] for y in years]) if years else []
    now, answered = _now(viewer), _answered(viewer, programmes)
    found = [
        _figures(programme, spans[programme.pk], row, (now.get(programme.pk), answered.get(programme.pk, 0)))
        for programme, row in zip(programmes, told, strict=False)
    ]
    return found, Total(*told[-1]) if len(found) > 1 else None


def _programmes(viewer: Viewer) -> list[Programme]:
    return list(access.programmes(viewer, Right.COUNT).select_related("site").order_by("site__name", "name", "pk"))


def _counts(programmes: Sequence[int]) -> dict[int, list[ProgrammeCount]]:
    """What was counted of each programme: its quarters in order, then the year."""
    found: dict[int, list[ProgrammeCount]] = defaultdict(list)
    for row in ProgrammeCount.objects.filter(programme__in=programmes):
        found[row.programme_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: ((row.last_day - row.first_day).days > 100, row.first_day))
    return found


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
    programme: Programme, spans: Sequence[ProgrammeCount], row: Sequence[int | None], other: tuple[_Now | None, int]
) -> Figures:
    now = other[0] or _Now(0, 0, dict.fromkeys(Level, (None, 0)), 0)
    told = now.members >= LEAST and now.groups >= FEWEST_GROUPS
    return Figures(
        programme_id=programme.pk,
        name=programme.name,
        site_name=programme.site.name,
        open_groups=now.groups,
        quarters=tuple(map(_quarter, reversed(spans[:-1]))),
        stayed=row[0],
        left=row[1],
        members=row[2],
        levels=tuple(_level(level, now.readings[level], told) for level in Level),
        raised=now.signals + other[1] if told else None,
        answered=other[1] if told else None,
    )


def _quarter(row: ProgrammeCount) -> Quarter:
    told = shown(row.stayed + row.left) is not None
    came = row.came / row.expected if told and row.expected else None
    answered = min(1.0, row.answered / row.came) if told and row.came else None
    return Quarter(row.first_day, row.last_day, row.groups, row.sessions, came, answered)


def _level(level: Level, reading: tuple[float | None, int], told: bool) -> LevelReading:
    share, groups = reading
    fewest = FEWEST_LED if level is Level.FACILITATOR_GROUP else FEWEST_GROUPS
    if share is None or not told or groups < fewest:
        return LevelReading(level, None, groups)
    return LevelReading(level, round((LOWEST + (HIGHEST - LOWEST) * share) / STEP) * STEP, groups)
