"""What is told of what was counted, and whether it may be told beside all that was told before."""

from datetime import date

from django.db.models import Q, QuerySet

from fourfold.privacy import LEAST, Behind, rests_on_few
from fourfold.web.figures.models import ProgrammeCount


def told(row: ProgrammeCount) -> frozenset[str]:
    """The figures of a row behind which enough people stand (internal)."""
    if not row.is_year:
        enough = {"came": row.awaited >= LEAST, "answered": row.comers >= LEAST}
    else:
        in_two = min(row.stayed, row.left) >= LEAST
        enough = {"members": row.stayed + row.left >= LEAST, "stayed": in_two, "left": in_two}
    return frozenset(name for name, is_told in enough.items() if is_told)


def told_of_same(row: ProgrammeCount) -> QuerySet[ProgrammeCount]:
    """All that was told before of the same quarter, or of any year, of the same programme, the oldest first (internal)."""
    same = ProgrammeCount.objects.filter(programme=row.programme_id, is_year=row.is_year)
    return (same if row.is_year else same.filter(first_day=row.first_day)).order_by("pk")


def tells_of_few(before: ProgrammeCount, now: ProgrammeCount) -> bool:
    """Whether what was told and what would be told now, or not be told any more, differ by a few people (internal)."""
    then, new = _behind(before), _behind(now)
    return any(rests_on_few(then[name], new[name]) for name in told(before))


def says_no_more(before: ProgrammeCount, now: ProgrammeCount) -> bool:
    """Whether all that a row told is told of the same people, and alike, by what takes its place (internal)."""
    then, new = _behind(before), _behind(now)
    return all(then[name] == new[name] for name in told(before))


def newest(programmes: list[int], since: date) -> dict[tuple[int, bool, date | None], ProgrammeCount]:
    """What is told now of programmes: of each quarter that began on a day or later, and of the year (internal)."""
    rows = ProgrammeCount.objects.filter(Q(is_year=True) | Q(first_day__gte=since), programme__in=programmes)
    found = rows.defer("behind").order_by("pk")
    return {(row.programme_id, row.is_year, None if row.is_year else row.first_day): row for row in found}


def _behind(row: ProgrammeCount) -> dict[str, Behind]:
    if row.is_year:
        kept = {True: "stayed", False: "left"}
        of_state = {name: {p: name for p, stays in row.behind.items() if kept[stays] == name} for name in kept.values()}
        return {"members": dict.fromkeys(row.behind, "member"), **of_state}
    return {
        "came": {person: (came, expected) for person, (came, expected, _) in row.behind.items() if expected},
        "answered": {person: (came, answered) for person, (came, _, answered) in row.behind.items() if came or answered},
    }
