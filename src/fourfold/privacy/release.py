"""What a research release holds: rows in which whoever knows who came when finds at least eleven people alike.

Whoever sat in a group knows when each of the others came, and own answers, and could have friends who know theirs. So nothing
in a release follows who came when: answers are told as means of the beginning, the middle and the end of what a person
answered, assessments at most once in four weeks and to the shortest stay of their kind; what remains (stay, sessions,
attendance, size of the group, minutes of practice) is told in bands that at least eleven people share, in this release and all
before.
Nothing that somebody said about a named person is in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import floor
from statistics import fmean
from typing import Any

from fourfold.privacy.bands import ATTENDANCE, LEVELS, MINUTES, SESSIONS, SIZE, STAY, band, lowest_of, ways
from fourfold.privacy.cells import LEAST
from fourfold.privacy.histories import Kind, is_safe, safe_kinds
from fourfold.privacy.pseudonyms import pseudonym
from fourfold.privacy.tables import ALL, CountTable, Row, count_table, holds

STAGES = ("beginning", "middle", "end")
"""Thirds of what one person answered, whatever the weeks."""
FEWEST_CHECK_INS = 6
"""How many check-ins somebody must have answered to be in a release, so that a mean is never one answer."""
NOT_SAID, NOT_ASKED = -99, -98
"""Stand for an answer: preferred not to say; was not asked."""
STEP = 0.5
"""To what means are rounded."""
_WEEKS = 4
_EVERY, _ENDS, _ENDS_ALONE, _FIRST = _WAYS = ("every", "ends", "ends without weeks", "first without its week")
"""How the assessments of an instrument are told, the finest first: first and last of all, these without weeks."""
KINDS = (*LEVELS, "group")
"""What the kind of a person is made of, in order."""
TABLES = (("stay", "attendance"), ("stay", "sessions"), ("size", "attendance"))
"""The tables of counts that go with every release, in the finest bands."""

Told = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment: in which week since joining, answers by item (None: preferred not to say) and scores by scale."""

    week: int
    instrument: str
    answers: Mapping[str, float | None]
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Participant:
    """One person who agreed to research, as the site knows them. `digest` is the same in every release of the site.

    `check_ins` are in the order of time and hold only what names nobody; None: preferred not to say. `minutes` of practice a
    week are None where practice is not followed.
    """

    digest: str
    group: str
    weeks: int
    held: int
    came: int
    size: float
    check_ins: Sequence[Mapping[str, float | None]] = ()
    assessed: Sequence[Assessed] = ()
    minutes: float | None = None

    @property
    def levels(self) -> Row:
        """The finest band of each variable."""
        share = 100 * self.came / self.held if self.held else 0
        return {
            "stay": band(self.weeks, STAY),
            "sessions": band(self.held, SESSIONS),
            "attendance": band(share, ATTENDANCE),
            "size": band(self.size, SIZE),
            "group": self.group,
        }


@dataclass(frozen=True, slots=True)
class Content:
    """The rows of a release by table, and what is told of whom: kinds by digest, and the tables in which all is counted."""

    rows: Mapping[str, list[Told]]
    kinds: Mapping[str, Kind]
    levels: Mapping[str, Row]
    counts: tuple[CountTable, ...]
    of_kinds: CountTable
    assessed: Mapping[str, list[Told]] = field(default_factory=dict)
    not_told: frozenset[str] = frozenset()
    """Instruments that too few people answered, or all but a few."""


def eligible(people: Iterable[Participant]) -> list[Participant]:
    """Those of whom there is enough to tell that no mean is one answer."""
    return [person for person in people if len(person.check_ins) >= FEWEST_CHECK_INS]


def content(people: Sequence[Participant], earlier: Sequence[Mapping[str, Kind]], key: bytes) -> Content | None:
    """What is told of people who are all eligible, given the kinds told in each earlier release.

    None where there are fewer than eleven, or where the people differ from those of releases before by a few. `key` makes the
    names of the rows; whoever throws it away makes sure that nobody leads a row back to a person.
    """
    by_digest = {person.digest: person for person in people}
    levels = {digest: person.levels for digest, person in by_digest.items()}
    kinds = safe_kinds(levels, _steps(levels.values()), earlier, within="group")
    if kinds is None or len(people) < LEAST:
        return None
    kinds, asked = _with_instruments(by_digest, kinds, earlier)
    kinds, minutes = _with_minutes(by_digest, kinds, earlier)
    names = {digest: pseudonym(key, "person", digest) for digest in by_digest}
    groups = {person.group: pseudonym(key, "group", person.group) for person in people}
    in_order = sorted(by_digest, key=names.__getitem__)
    told = [(names[d], by_digest[d], kinds[d]) for d in in_order]
    rows = {
        "people": [
            {**_person(name, person, dict(zip(KINDS, kind, strict=False)), groups), "minutes": minutes[person.digest]}
            for name, person, kind in told
        ],
        "check_ins": [row for name, person, _ in told for row in stages(name, person)],
    }
    rows["group_stages"] = list(_group_stages(rows["people"], rows["check_ins"]))
    counts = tuple(count_table(list(levels.values()), own, LEVELS) for own in TABLES)
    return Content(rows, kinds, levels, counts, _of_kinds(kinds), _assessments(told, asked), _all_asked(people) - asked.keys())


def _steps(levels: Iterable[Row]) -> dict[str, list[tuple[str, ...]]]:
    groups = tuple(sorted({row["group"] for row in levels}))
    return {**{name: ways(own) for name, own in LEVELS.items()}, "group": [groups, (ALL,)]}


def _of_kinds(kinds: Mapping[str, Kind]) -> CountTable:
    """How many there are of each kind: it follows from the rows."""
    rows = [dict(zip(KINDS, kind, strict=False)) for kind in kinds.values()]
    told = [v for v in LEVELS if any(row[v] != ALL for row in rows)]
    levels = {v: sorted({row[v] for row in rows}, key=lowest_of) for v in told}
    return count_table(rows, told, {v: _whole(v, own) for v, own in levels.items()})


def _whole(variable: str, own: Sequence[str]) -> list[str]:
    """The levels that occur and, each by itself, those at which nobody is."""
    covered = {level for part in own for level in part.split("+")}
    return [*own, *(level for level in LEVELS[variable] if level not in covered)]


def _person(name: str, person: Participant, kind: Mapping[str, str], groups: Mapping[str, str]) -> Told:
    told = {v: None if kind[v] == ALL else kind[v] for v in LEVELS}
    return {"person": name, "group": None if kind["group"] == ALL else groups[person.group], **told}


def stages(name: str, person: Participant) -> Iterable[Told]:
    """What is told of the answers of one person: the beginning, the middle and the end."""
    n = len(person.check_ins)
    edges = [0, n // 3, 2 * n // 3, n]
    items = dict.fromkeys(item for check_in in person.check_ins for item in check_in)
    for stage, (first, last) in zip(STAGES, pairwise(edges), strict=True):
        answered = person.check_ins[first:last]
        yield {"person": name, "stage": stage, **{item: _mean([c[item] for c in answered if item in c]) for item in items}}


def _mean(answers: Sequence[float | None]) -> float:
    given = [answer for answer in answers if answer is not None]
    if not given:
        return NOT_SAID if answers else NOT_ASKED
    return rounded(fmean(given))


def rounded(value: float) -> float:
    """To the nearest half, upwards from the middle."""
    return floor(round(value / STEP, 9) + 0.5) * STEP


def _all_asked(people: Iterable[Participant]) -> frozenset[str]:
    return frozenset(a.instrument for person in people for a in person.assessed)


def _with_instruments(
    people: Mapping[str, Participant], kinds: Mapping[str, Kind], earlier: Sequence[Mapping[str, Kind]]
) -> tuple[dict[str, Kind], dict[str, str]]:
    """Kinds that also say of which instruments there are rows, and how each of these is told.

    Everybody saw who was given a questionnaire, in which weeks, and who was given paper: who has rows, how many, and of
    which weeks tells of a person too.
    """
    groups = {digest: person.group for digest, person in people.items()}
    found, told = dict(kinds), dict[str, str]()
    n = {i: sum(i in _all_asked([person]) for person in people.values()) for i in _all_asked(people.values())}
    for instrument in sorted(n, key=lambda i: (-n[i], i)):
        for way in _WAYS:
            more = {**told, instrument: way}
            wider = {digest: (*kind, _seen_of(people[digest], kind, more)) for digest, kind in kinds.items()}
            if is_safe(wider, earlier, groups):
                found, told = wider, more
                break
    return found, told


def _seen_of(person: Participant, kind: Kind, ways_told: Mapping[str, str]) -> str:
    """What others could know of the rows of one person: of which instruments, how many, of which weeks, which as totals."""
    found = []
    for instrument, way in sorted(ways_told.items()):
        rows = [f"{week}{'' if a.answers else ' totals'}" for week, a in _told_of(person, instrument, kind, way)]
        found += [f"{instrument}: {' '.join(rows)}"] if rows else []
    return ", ".join(found)


def _with_minutes(
    people: Mapping[str, Participant], kinds: Mapping[str, Kind], earlier: Sequence[Mapping[str, Kind]]
) -> tuple[dict[str, Kind], dict[str, str | None]]:
    """Kinds that also say how much people practised, as finely as leaves nobody alone; None where nobody followed it.

    In sessions a practice is done by whoever came: untold, this band would tell what the others hide.
    """
    found = {digest: person.minutes for digest, person in people.items()}
    bands = {digest: band(minutes, MINUTES) for digest, minutes in found.items() if minutes is not None}
    if len(bands) < len(people):
        return dict(kinds), dict.fromkeys(people)
    groups = {digest: person.group for digest, person in people.items()}
    for way in ways(MINUTES):
        told = {digest: next(part for part in way if holds(part, level)) for digest, level in bands.items()}
        wider = {digest: (*kind, told[digest]) for digest, kind in kinds.items()}
        if is_safe(wider, earlier, groups):
            return wider, dict(told)
    return dict(kinds), dict.fromkeys(people, ALL)


def _assessments(told: Iterable[tuple[str, Participant, Kind]], ways_told: Mapping[str, str]) -> dict[str, list[Told]]:
    """Rows by instrument, in the order of time."""
    found: dict[str, list[Told]] = defaultdict(list)
    for name, person, kind in told:
        for instrument, way in ways_told.items():
            for occasion, (week, a) in enumerate(_told_of(person, instrument, kind, way), start=1):
                found[instrument].append(
                    {"person": name, "occasion": occasion, "week": week, "answers": a.answers, "scores": a.scores}
                )
    return dict(found)


def _told_of(person: Participant, instrument: str, kind: Kind, way: str) -> list[tuple[int | None, Assessed]]:
    """The assessments that are told of one person, each with its week, or None where weeks are not told."""
    own = sorted((a for a in person.assessed if a.instrument == instrument), key=lambda a: a.week)
    spread = _spread(own, lowest_of(kind[0])) if own else []
    if way == _EVERY:
        return list(spread)
    ends = [*spread[:1], *spread[1:][-1:]]
    return list(ends) if way == _ENDS else [(None, a) for _, a in ends[: 1 if way == _FIRST else 2]]


def _spread(own: Sequence[Assessed], latest: int) -> list[tuple[int, Assessed]]:
    """Assessments with the first week of their four; no week later than any of their kind stayed at least."""
    steps = [(min((a.week - 1) // _WEEKS * _WEEKS + 1, latest), a) for a in own]
    middle = {week: a for week, a in steps[1:-1] if steps[0][0] < week < steps[-1][0]}
    return [steps[0], *middle.items(), *steps[1:][-1:]]


def _group_stages(people: Sequence[Told], check_ins: Sequence[Told]) -> Iterable[Told]:
    """Means over people by stage, for each group that is told, else over all; at least eleven people answered each."""
    group_of = {row["person"]: row["group"] for row in people}
    items = sorted({key for row in check_ins for key in row} - {"person", "stage"})
    for group in sorted({g or "" for g in group_of.values()}):
        for stage in STAGES:
            own = [row for row in check_ins if row["stage"] == stage and (group_of[row["person"]] or "") == group]
            for item in items:
                given = [row[item] for row in own if row.get(item, NOT_ASKED) > 0]
                n = len(given) if len(given) >= LEAST else None
                yield {
                    "group": group or None,
                    "stage": stage,
                    "item": item,
                    "people": n,
                    "mean": None if n is None else rounded(fmean(given)),
                }
