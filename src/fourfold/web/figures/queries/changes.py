"""How many members changed reliably between their first and their last self-assessment, in cells of eleven or more."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from fourfold.instruments import ChangeWord, Instrument, Scale, change_band
from fourfold.privacy import LEAST, protected_table
from fourfold.vocabulary import NotEnoughData
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.offered import known, title_of
from fourfold.web.assessments.queries.points import day_of, score_of
from fourfold.web.figures.models import ProgrammeChange
from fourfold.web.programmes.models import Programme

Scored = tuple[str, str]
"""The keys of an instrument and of one of its scales."""


@dataclass(frozen=True, slots=True)
class Change:
    """One scale of one programme: how many members changed; None where a number is kept back."""

    title: str
    scale: str
    better: int | None
    alike: int | None
    worse: int | None
    members: int | None

    @property
    def keeps_back(self) -> bool:
        """Whether a number of it is kept back."""
        return None in (self.better, self.alike, self.worse, self.members)


def changes(viewer: Viewer, language: str) -> dict[int, list[Change]]:
    """For each programme that the viewer may count, what was counted up to the end of last quarter."""
    rows = ProgrammeChange.objects.filter(programme__in=access.programmes(viewer, Right.COUNT)).defer("behind").order_by("pk")
    newest = {(row.instrument, row.scale, row.programme_id): row for row in rows}
    by_programme: dict[int, list[ProgrammeChange]] = defaultdict(list)
    for _, row in sorted(newest.items()):
        by_programme[row.programme_id].append(row)
    return {programme: list(_told(found, language)) for programme, found in by_programme.items()}


def changed(programme: Programme, until: date) -> dict[Scored, dict[int, str]]:
    """For each scale, how each member who answered twice changed, in groups of the programme (internal: for the night)."""
    zone = ZoneInfo(programme.site.time_zone)
    given: dict[tuple[int, str, str], list[Administration]] = defaultdict(list)
    rows = Administration.objects.filter(group__programme=programme, withdrawn_at=None).exclude(finished_at=None)
    for row in rows.order_by("finished_at", "pk"):
        if day_of(row, zone) <= until:
            given[row.person_id, row.instrument, row.version].append(row)
    found: dict[Scored, dict[int, str]] = defaultdict(dict)
    for (person, key, _), several in given.items():
        one = known(key)
        if one is not None and len(several) > 1:
            for scale, word in _words(one, several, zone):
                found[key, scale.key][person] = word
    return found


def tells_nothing(row: ProgrammeChange) -> bool:
    """Whether so few stand behind a row that nothing of it is told (internal)."""
    return len(row.behind) < LEAST


def _words(one: Instrument, rows: Sequence[Administration], zone: ZoneInfo) -> Iterator[tuple[Scale, str]]:
    """What is said of each scale that counts, between the first and the last time it could be scored."""
    for scale in _counted(one):
        points = sorted((score_of(one, scale, row, day_of(row, zone)) for row in rows), key=lambda point: point.day)
        values = [point.value for point in points if point.value is not None]
        if len(values) > 1 and (word := _word(one, scale, values[0], values[-1])):
            yield scale, word


def _counted(one: Instrument) -> Sequence[Scale]:
    """The whole of an instrument where it has one, else its scales."""
    return [scale for scale in one.scales if scale.overall] or one.scales


def _word(one: Instrument, scale: Scale, first: float, last: float) -> str | None:
    try:
        word = change_band(one, scale.key, first, last).word
    except NotEnoughData:
        return None
    if word in (ChangeWord.RELIABLY_HIGHER, ChangeWord.RELIABLY_LOWER):
        return None
    return {ChangeWord.RELIABLY_BETTER: "better", ChangeWord.RELIABLY_WORSE: "worse"}.get(word, "alike")


def _told(rows: Sequence[ProgrammeChange], language: str) -> Iterator[Change]:
    table = protected_table([[row.better, row.alike, row.worse] for row in rows])
    for row, (better, alike, worse, members) in zip(rows, table, strict=False):
        one = known(row.instrument)
        if one is not None:
            title = one.scale(row.scale).title.get(language, row.scale)
            yield Change(title_of(one, language), title, better, alike, worse, members)
