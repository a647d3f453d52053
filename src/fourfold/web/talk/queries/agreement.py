"""Two observers of one session side by side: how far they agree, and where they do not."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fourfold.conversation.agreement_numbers import Icc, Kappa
from fourfold.conversation.board import reduced
from fourfold.conversation.observers import NOBODY, Agreement, agreement
from fourfold.inference.arrays import IntArray
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import FACILITATOR
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import may_lead, session
from fourfold.web.talk.models import Coding
from fourfold.web.talk.queries.codings import WHOLE, codings, events_of, pass_of
from fourfold.web.talk.queries.imports import places
from fourfold.web.talk.talks import Coded, Laid, best_lag, laid, speakers

COMPARED = (*WHOLE, "second_pass")
_WINDOW_S = 60
_MOST_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Alike:
    """One thing on which two observers agree: in so many of ten, and in so many by chance; None where it has no meaning.

    Of acts it says how many either marked in turns that both have, and how many of these both did: most turns have none, so
    that agreement in ten turns would sound high whatever was marked.
    """

    key: str
    kappa: Kappa
    tenths: int | None
    by_chance: int | None
    either: int = 0
    both: int = 0


@dataclass(frozen=True, slots=True)
class Apart:
    """A stretch in which they differ: so many seconds of it, and whom each hears most (empty: nobody)."""

    start_s: float
    end_s: float
    seconds: int
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class ApartInActs:
    """A turn in which they marked different acts."""

    start_s: float
    speaker: str
    one: Sequence[str]
    other: Sequence[str]


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two codings compared. `found` None: there are not two that can be compared yet.

    `lag_s` says by how much the clock of one was moved so that the two fit best.
    """

    session: Session
    choices: Sequence[Coding]
    one: Coding | None
    other: Coding | None
    found: Agreement | None
    alike: Sequence[Alike]
    apart: Sequence[Apart]
    apart_in_acts: Sequence[ApartInActs]
    same_turns: bool
    from_file: bool
    lag_s: float
    may_choose: bool

    @property
    def talk_time(self) -> Icc | None:
        """How alike the talk times are; None where both look at the same turns."""
        return None if self.found is None or self.same_turns else self.found.talk_time


def side_by_side(viewer: Viewer, session_id: int, one_id: int | None = None, other_id: int | None = None) -> SideBySide:
    """Two codings of a session: the named ones, else two of different observers. Raises `Missing`."""
    found = session(viewer, Right.OVERSEE, session_id)
    rows = codings(found, COMPARED)
    one, other = _two(found, rows, one_id, other_id)
    told = SideBySide(
        session=found,
        choices=rows,
        one=one,
        other=other,
        found=None,
        alike=(),
        apart=(),
        apart_in_acts=(),
        same_turns=False,
        from_file=False,
        lag_s=0.0,
        may_choose=may_lead(viewer, found.group_id),
    )
    return _compared(told, found, one, other) if one and other else told


def _two(
    found: Session, rows: Sequence[Coding], one_id: int | None, other_id: int | None
) -> tuple[Coding | None, Coding | None]:
    mine = Coding.objects.filter(session=found, mode__in=COMPARED).select_related("observer", "of__observer")
    if one_id is not None and other_id is not None:
        return access.one(mine, pk=one_id), access.one(mine, pk=other_id)
    for one in rows:
        for other in rows:
            alike = (one.mode == "second_pass") == (other.mode == "second_pass")
            if alike and one.pk != other.pk and one.observer_id != other.observer_id:
                return one, other
    return None, None


def _compared(told: SideBySide, found: Session, one: Coding, other: Coding) -> SideBySide:
    first, second = _coded(one), _coded(other)
    first, second = _on_one_clock(one, first, other, second)
    same_turns = _base(one).pk == _base(other).pk
    if same_turns:
        first, second = _seen_by_both(one, first, other, second)
    sitting = {str(place.person_id): place for place in places(found) if place.takes_part}
    heard = {seat for coded in (first, second) for turn in coded.turns for seat in (turn.seat, turn.whom) if seat}
    seats = sorted(seat for seat in sitting if seat in heard or sitting[seat].is_here)
    chairs = {seat for seat in seats if sitting[seat].seat == FACILITATOR}
    left, right = laid(first, seats, chairs), laid(second, seats, chairs)
    lag_s = 0.0 if same_turns else best_lag(left.talk, right.talk)
    left = laid(replace(first, earlier_s=first.earlier_s + max(-lag_s, 0.0)), seats, chairs)
    right = laid(replace(second, earlier_s=second.earlier_s + max(lag_s, 0.0)), seats, chairs)
    result = agreement(left.talk, right.talk, left.acts, right.acts)
    names = [sitting[seat].label for seat in seats]
    return replace(
        told,
        found=result,
        alike=_alike(result, same_turns, _marks(left, right, result)),
        apart=() if same_turns else _apart(left, right, result.seconds, names),
        apart_in_acts=_apart_in_acts(left, right, result, names),
        same_turns=same_turns,
        lag_s=abs(lag_s),
        from_file=not same_turns and "imported" in {_base(one).mode, _base(other).mode},
    )


def _base(coding: Coding) -> Coding:
    """The coding whose turns are meant."""
    return coding.of or coding


def _coded(coding: Coding) -> Coded:
    base = reduced(events_of(_base(coding)))
    marked = pass_of(coding).state.acts if coding.of else base.acts
    acts: defaultdict[str, set[str]] = defaultdict(set)
    for act in marked:
        acts[act.of].add(act.act)
    return Coded(base.closed, acts, base.last_s, _base(coding).source)


def _on_one_clock(one: Coding, first: Coded, other: Coding, second: Coded) -> tuple[Coded, Coded]:
    """Both counted from when the later one began, by their devices’ clocks; a file has none, and begins with the other."""
    bases = (_base(one), _base(other))
    if any(base.mode != "live" for base in bases):
        return first, second
    late = (bases[1].begun_at - bases[0].begun_at).total_seconds()
    return replace(first, earlier_s=max(late, 0.0)), replace(second, earlier_s=max(-late, 0.0))


def _seen_by_both(one: Coding, first: Coded, other: Coding, second: Coded) -> tuple[Coded, Coded]:
    """Of a second pass only the turns that were looked at."""
    seen = [pass_of(coding).seen for coding in (one, other) if coding.of]
    turns = [turn for turn in first.turns if all(turn.uid in looked for looked in seen)]
    return replace(first, turns=turns), replace(second, turns=turns)


def _alike(result: Agreement, same_turns: bool, marks: tuple[int, int]) -> list[Alike]:
    said = [] if same_turns else [_told("speaker", result.speaker), _told("addressee", result.addressee)]
    if same_turns or result.acts:
        said.append(Alike("acts", result.all_acts, None, None, *marks))
    return said


def _marks(left: Laid, right: Laid, result: Agreement) -> tuple[int, int]:
    """How many acts either marked in matched turns, and how many both did."""
    pairs = [(left.acts[a], right.acts[b]) for a, b in result.turns.pairs.tolist()]
    return sum(len(one | other) for one, other in pairs), sum(len(one & other) for one, other in pairs)


def _told(key: str, kappa: Kappa) -> Alike:
    if kappa.agreement is None:
        return Alike(key, kappa, None, None)
    if kappa.kappa is None or kappa.kappa >= 1:
        return Alike(key, kappa, round(10 * kappa.agreement), None)
    chance = (kappa.agreement - kappa.kappa) / (1 - kappa.kappa)
    return Alike(key, kappa, round(10 * kappa.agreement), round(10 * chance))


def _apart(left: Laid, right: Laid, seconds: float, names: Sequence[str]) -> list[Apart]:
    """The minutes in which most seconds differ, in the order of time, with what each hears there most."""
    one, other = (speakers(side.talk, seconds) for side in (left, right))
    differs = np.flatnonzero(one != other)
    counted = Counter((differs // _WINDOW_S).tolist()).most_common(_MOST_SHOWN)
    return [_stretch(minute, (one, other), differs[differs // _WINDOW_S == minute], names) for minute, _ in sorted(counted)]


def _stretch(minute: int, heard: tuple[IntArray, IntArray], seconds: IntArray, names: Sequence[str]) -> Apart:
    pairs = zip(heard[0][seconds].tolist(), heard[1][seconds].tolist(), strict=True)
    (most, _), *_ = Counter(pairs).most_common(1)
    one, other = (names[seat] if seat != NOBODY else "" for seat in most)
    start = minute * _WINDOW_S
    return Apart(float(start), float(min(start + _WINDOW_S, len(heard[0]))), len(seconds), one, other)


def _apart_in_acts(left: Laid, right: Laid, result: Agreement, names: Sequence[str]) -> list[ApartInActs]:
    rows = [
        ApartInActs(
            float(left.talk.start_s[a]),
            names[int(left.talk.speaker[a])],
            sorted(left.acts[a] - right.acts[b]),
            sorted(right.acts[b] - left.acts[a]),
        )
        for a, b in result.turns.pairs.tolist()
        if left.acts[a] != right.acts[b]
    ]
    return sorted(rows, key=lambda row: -len(row.one) - len(row.other))[: 2 * _MOST_SHOWN]
