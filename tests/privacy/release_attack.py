"""A rated member and up to three friends who hold a research release and look in it for whoever rated the member lowest.

They know who came to which session of their group, how long each of the others stayed, everything that they answered
themselves, and the release. Everybody is warm to others in a degree of their own, which shows in what they say of the other
members and in how they rate each of them. For each of the others the rows that fit are sought, those that resemble the own
row in how the group fared weigh more, and whoever is told to be the least warm is named.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from fourfold.privacy.release import FEWEST_CHECK_INS, KINDS, Content, Participant, content, eligible, stages
from fourfold.privacy.tables import holds

GROUP, MEMBERS = "bond.group", "bond.members"
SPREAD, TOWARDS, MOVES, MIDDLE = 1.2, 0.7, 0.8, 4.8
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Course:
    """A simulated programme: how many groups of how many members, for how many sessions, and who agreed to research."""

    groups: int = 5
    members: int = 7
    sessions: int = 24
    comes: tuple[float, ...] = (0.95, 0.85, 0.7, 0.55)
    agrees: float = 0.9
    turnover: float = 0.2


@dataclass(frozen=True)
class Member:
    """One simulated member: when they were there, what they answered, and how warm they are towards who is rated."""

    digest: str
    group: str
    spell: tuple[int, int]
    came: tuple[int, ...]
    said: Mapping[int, tuple[float, float]]
    towards: float
    rated: Mapping[int, float]

    @property
    def participant(self) -> Participant:
        """The member as the site knows them."""
        first, last = self.spell
        check_ins = [{GROUP: self.said[t][0], MEMBERS: self.said[t][1]} for t in self.came]
        return Participant(self.digest, self.group, last - first, last - first, len(self.came), 7.0, check_ins)


Guess = Callable[[Sequence[Member], Sequence[Member], Sequence[Member], np.random.Generator], dict[str, float] | None]
"""How warm each of some candidates seems: takes the programme, those who attack, the candidates."""


def hits(guess: Guess, colluders: int, course: Course, *, groups: int, seed: int = 20261126) -> tuple[float, float]:
    """The share of groups in which whoever rated lowest was named, and what a blind guess reaches."""
    rng = np.random.default_rng(seed)
    found = []
    while len(found) < groups:
        programme = _programme(course, rng)
        first = [member for member in programme if member.group == "g0"]
        attackers, others = first[: colluders + 1], [m for m in first[colluders + 1 :] if m.rated]
        if len(others) < 2:
            continue
        seems = guess(programme, attackers, others, rng)
        lowest = min(others, key=lambda m: m.towards)
        chosen = min(others, key=lambda m: ((seems or {}).get(m.digest, MIDDLE), rng.random()))
        found.append((chosen is lowest, 1 / len(others)))
    return float(np.mean([hit for hit, _ in found])), float(np.mean([chance for _, chance in found]))


def from_the_release(
    programme: Sequence[Member], attackers: Sequence[Member], others: Sequence[Member], rng: np.random.Generator
) -> dict[str, float] | None:
    """What our release lets them think, made by the code that makes real ones; None where it is refused."""
    agreed = [m for m in programme if m in attackers or rng.random() < 0.9]
    made = content(eligible([m.participant for m in agreed]), [], secrets.token_bytes(32))
    if made is None:
        return None
    return {m.digest: _seems(made, m, attackers) for m in others}


def _seems(made: Content, member: Member, attackers: Sequence[Member]) -> float:
    """How warm a member seems: the mean of the rows that fit, more alike to the attacker's own in the group's course first."""
    own = [_stages_like(a) for a in attackers if len(a.came) >= 6]
    told: dict[str, list[tuple[float, float]]] = {}
    for row in made.rows["check_ins"]:
        told.setdefault(row["person"], []).append((row[GROUP], row[MEMBERS]))
    known = dict(zip(KINDS, _finest_of(member), strict=True))
    group = next((p["group"] for p in made.rows["people"] if told[p["person"]] in own), None)
    values, weights = [], []
    for person in made.rows["people"]:
        stages = told[person["person"]]
        fits = all(person[v] is None or holds(person[v], known[v]) for v in KINDS[:-1])
        if stages in own or not fits or (person["group"] is not None and person["group"] != group):
            continue
        apart = sum((a[0] - b[0]) ** 2 for a, b in zip(stages, own[0], strict=True)) if own else 0.0
        values.append(float(np.mean([m for _, m in stages])))
        weights.append(float(np.exp(-apart / 2)) + 1e-9)
    if not values:
        return float(np.mean([m for stages_ in told.values() for _, m in stages_]))
    return float(np.average(values, weights=weights))


def _finest_of(member: Member) -> list[str]:
    levels = member.participant.levels
    return [levels[v] for v in KINDS]


def _stages_like(member: Member) -> list[tuple[float, float]]:
    """The own rows, made of what one knows that one answered."""
    return [(row[GROUP], row[MEMBERS]) for row in stages("own", member.participant)]


def from_releases_every(weeks: int) -> Guess:
    """What releases of the same people up to days so many weeks apart would let them think, were they not refused.

    The rows of one person are laid side by side by the first questionnaire. Rows that stay as they were are of a week in
    which somebody was away; who was away when, everybody knows.
    """

    def guess(
        programme: Sequence[Member], attackers: Sequence[Member], others: Sequence[Member], rng: np.random.Generator
    ) -> dict[str, float]:
        last_days = range(12, 25, weeks)
        people = [m for m in programme if sum(t < last_days[0] for t in m.came) >= FEWEST_CHECK_INS]
        rows = {m.digest: [_stages_until(m, last_day) for last_day in last_days] for m in people}
        spans = [range(a, b) for a, b in pairwise(last_days)]
        return {member.digest: _of_those_who_moved_like(member, rows, spans) for member in others}

    return guess


def _of_those_who_moved_like(
    member: Member, rows: Mapping[str, Sequence[list[tuple[float, float]]]], spans: Sequence[range]
) -> float:
    """The warmth of rows, weighed by how well the weeks in which they moved fit those in which the member came."""
    came = [any(t in span for t in member.came) for span in spans]
    fits, warm = [], []
    for own in rows.values():
        moved = [a != b for a, b in pairwise(own)]
        fits.append(sum(_LIKELY[pair] for pair in zip(came, moved, strict=True)))
        warm.append(float(np.mean([members for _, members in own[-1]])))
    return float(np.average(warm, weights=np.exp(np.array(fits) - max(fits))))


_LIKELY = {(True, True): -0.3, (True, False): -1.4, (False, True): -8.0, (False, False): 0.0}
"""How likely a row moves, or not, in a week in which somebody came, or not: logarithms."""


def _stages_until(member: Member, last_day: int) -> list[tuple[float, float]]:
    return _stages_like(replace(member, came=tuple(t for t in member.came if t < last_day)))


def from_weekly_rows(
    programme: Sequence[Member], attackers: Sequence[Member], others: Sequence[Member], rng: np.random.Generator
) -> dict[str, float]:
    """The control without peer ratings: a row a week under a made-up name; the weeks of a name tell who it is."""
    rows = {secrets.token_hex(4): {t: m.said[t][1] for t in m.came} for m in programme if m not in attackers}
    return {m.digest: _mean_of([said for said in rows.values() if tuple(said) == m.came]) for m in others}


def from_naive_ratings(
    programme: Sequence[Member], attackers: Sequence[Member], others: Sequence[Member], rng: np.random.Generator
) -> dict[str, float]:
    """The control: ratings row by row under made-up names, the rated named likewise; their weeks tell who they are."""
    rows = {secrets.token_hex(4): (m.came, m.rated) for m in programme if m.group == "g0" and m not in attackers}
    return {m.digest: _mean_of([rated for came, rated in rows.values() if came == m.came]) for m in others}


def _mean_of(rows: Sequence[Mapping[int, float]]) -> float:
    values = [value for row in rows for value in row.values()]
    return float(np.mean(values)) if values else MIDDLE


def _programme(course: Course, rng: np.random.Generator) -> list[Member]:
    return [member for g in range(course.groups) for member in _group(f"g{g}", course, rng)]


def _group(name: str, course: Course, rng: np.random.Generator) -> list[Member]:
    """Members in a random order, each with a level of warmth; the first is the one who is rated."""
    fares = rng.normal(0, 0.6) + np.cumsum(rng.normal(0, 0.15, course.sessions))
    spells = [_spell(course, rng) for _ in range(course.members)]
    chances = rng.choice(course.comes, course.members)
    there = [tuple(t for t in range(*spell) if rng.random() < chance) for spell, chance in zip(spells, chances, strict=True)]
    made = []
    for k in range(course.members):
        warm = rng.normal(MIDDLE, SPREAD)
        of_victim = warm + rng.normal(0, TOWARDS)
        said = {t: (_answer(warm / 2 + MIDDLE / 2 + fares[t], rng), _answer(warm + fares[t] / 2, rng)) for t in there[k]}
        rated = {t: _answer(of_victim, rng) for t in there[k] if k and t in there[0]}
        made.append(Member(f"{name}-{k}", name, spells[k], there[k], said, of_victim, rated))
    return made


def _spell(course: Course, rng: np.random.Generator) -> tuple[int, int]:
    if rng.random() > course.turnover:
        return 0, course.sessions
    return int(rng.integers(0, course.sessions // 2)), course.sessions


def _answer(level: float, rng: np.random.Generator) -> float:
    return float(np.clip(np.rint(rng.normal(level, MOVES)), 1, 7))
