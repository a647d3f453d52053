"""How far two observers of one session agree: on who speaks and to whom, on turns, on talk time, and on acts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from fourfold.conversation.agreement_numbers import Icc, Kappa, icc, kappa
from fourfold.conversation.talk import NOT_KNOWN, Talk
from fourfold.inference.arrays import BoolArray, FloatArray, IntArray

TOLERANCE_S = 3.0
FRAME_S = 1.0
NOBODY = -3
"""Stands where a speaker could stand: silence."""
TurnActs = Sequence[Collection[str]]
"""For each turn of a talk, in its order, the acts that were marked."""


@dataclass(frozen=True, slots=True)
class Matching:
    """Turns of the one observer that the other has too: same speaker, starts within the tolerance, each turn used once.

    pairs (matched, 2) are places in the two talks; share is twice the matches over all turns of both, None without turns.
    """

    pairs: IntArray
    turns_one: int
    turns_other: int
    share: float | None

    @property
    def matched(self) -> int:
        """How many turns of the one are turns of the other."""
        return len(self.pairs)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two codings of one session over the time both followed.

    speaker: kappa of who speaks, silence included, second by second; addressee: of to whom, where both name the same
    speaker and both know it. talk_time, acts_per_seat: ICC(2,1) over seats. acts: kappa of each kind on matched turns that
    anybody marked at all; all_acts: over all these kinds together.
    """

    seconds: float
    speaker: Kappa
    addressee: Kappa
    turns: Matching
    talk_time: Icc
    acts_per_seat: Icc
    acts: dict[str, Kappa]
    all_acts: Kappa


def agreement(
    one: Talk,
    other: Talk,
    acts_one: TurnActs | None = None,
    acts_other: TurnActs | None = None,
    *,
    tolerance_s: float = TOLERANCE_S,
) -> Agreement:
    """How far two codings of one session agree, over the time that both followed.

    Seats must be the same persons in the same order; acts stand in the order of the turns of their talk. Raises
    `ValueError` where seats, facilitators or the number of acts differ.
    """
    _check(one, other, acts_one, acts_other)
    seconds = min(one.duration_s, other.duration_s)
    one, other = _until(one, seconds), _until(other, seconds)
    turns = matching(one, other, tolerance_s=tolerance_s)
    marked = [_marked(talk, acts) for talk, acts in ((one, acts_one), (other, acts_other))]
    kinds = sorted({kind for table in marked for kind in table})
    sheets = [_sheet(table, kinds, len(talk.speaker)) for table, talk in zip(marked, (one, other), strict=True)]
    on_matched = [sheet[turns.pairs[:, k]] for k, sheet in enumerate(sheets)]
    per_seat = [_per_seat(talk, sheet) for talk, sheet in zip((one, other), sheets, strict=True)]
    first, second = frames(one, seconds), frames(other, seconds)
    return Agreement(
        seconds=seconds,
        speaker=kappa(_speakers(one, first), _speakers(other, second)),
        addressee=_addressees(one, first, other, second),
        turns=turns,
        talk_time=icc(np.stack([_talk_time(one, seconds), _talk_time(other, seconds)], axis=1)),
        acts_per_seat=icc(np.stack(per_seat, axis=1)),
        acts={kind: kappa(on_matched[0][:, k], on_matched[1][:, k]) for k, kind in enumerate(kinds)},
        all_acts=kappa(on_matched[0].ravel(), on_matched[1].ravel()),
    )


def matching(one: Talk, other: Talk, *, tolerance_s: float = TOLERANCE_S) -> Matching:
    """The most turns that can be matched: same speaker, starts at most `tolerance_s` apart, each turn used once."""
    pairs = [pair for seat in range(one.seats) for pair in _matched_of(one, other, seat, tolerance_s)]
    total = len(one.speaker) + len(other.speaker)
    found = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
    return Matching(found, len(one.speaker), len(other.speaker), 2 * len(found) / total if total else None)


def frames(talk: Talk, seconds: float, *, frame_s: float = FRAME_S) -> IntArray:
    """The turn that holds the floor in the middle of each frame, the latest to start where several do; NOBODY in silence."""
    count = int(np.floor(seconds / frame_s + 1e-9))
    held = np.full(count, NOBODY)
    first = np.clip(np.ceil(talk.start_s / frame_s - 0.5), 0, count).astype(np.int64)
    after = np.clip(np.ceil(talk.end_s / frame_s - 0.5), 0, count).astype(np.int64)
    for k, (begin, stop) in enumerate(zip(first.tolist(), after.tolist(), strict=True)):
        held[begin:stop] = k
    return held


def _check(one: Talk, other: Talk, acts_one: TurnActs | None, acts_other: TurnActs | None) -> None:
    if not np.array_equal(one.facilitators, other.facilitators):
        raise ValueError("the two observers must have the same seats, in the same order, with the same facilitators")
    for name, talk, acts in (("first", one, acts_one), ("second", other, acts_other)):
        if acts is not None and len(acts) != len(talk.speaker):
            raise ValueError(f"the {name} observer has {len(talk.speaker)} turns, but acts for {len(acts)}")


def _until(talk: Talk, seconds: float) -> Talk:
    """The turns that start before; they stand first, so their places stay."""
    n = int(np.searchsorted(talk.start_s, seconds))
    return replace(
        talk,
        start_s=talk.start_s[:n],
        end_s=talk.end_s[:n],
        speaker=talk.speaker[:n],
        addressee=talk.addressee[:n],
        probability=None,
    )


def _speakers(talk: Talk, held: IntArray) -> IntArray:
    return np.append(talk.speaker, NOBODY)[np.where(held == NOBODY, len(talk.speaker), held)]


def _addressees(one: Talk, first: IntArray, other: Talk, second: IntArray) -> Kappa:
    both = (first != NOBODY) & (second != NOBODY)
    a, b = first[both], second[both]
    whom_a, whom_b = one.addressee[a], other.addressee[b]
    use = (one.speaker[a] == other.speaker[b]) & (whom_a != NOT_KNOWN) & (whom_b != NOT_KNOWN)
    return kappa(whom_a[use], whom_b[use])


def _matched_of(one: Talk, other: Talk, seat: int, tolerance_s: float) -> list[tuple[int, int]]:
    """Both in the order of their starts, so that taking the earliest that fits leaves the most for later ones."""
    mine, theirs = np.flatnonzero(one.speaker == seat).tolist(), np.flatnonzero(other.speaker == seat).tolist()
    pairs, i, j = [], 0, 0
    while i < len(mine) and j < len(theirs):
        apart = float(other.start_s[theirs[j]] - one.start_s[mine[i]])
        if abs(apart) <= tolerance_s:
            pairs.append((mine[i], theirs[j]))
        i += apart >= -tolerance_s
        j += apart <= tolerance_s
    return pairs


def _marked(talk: Talk, acts: TurnActs | None) -> dict[str, BoolArray]:
    """Which turns carry each kind of act."""
    table: dict[str, BoolArray] = {}
    for turn, kinds in enumerate((acts or ())[: len(talk.speaker)]):
        for kind in kinds:
            table.setdefault(kind, np.zeros(len(talk.speaker), dtype=np.bool_))[turn] = True
    return table


def _sheet(marked: dict[str, BoolArray], kinds: Sequence[str], turns: int) -> BoolArray:
    """Turns by kinds, true where marked."""
    sheet = np.zeros((turns, len(kinds)), dtype=np.bool_)
    for k, kind in enumerate(kinds):
        if kind in marked:
            sheet[:, k] = marked[kind]
    return sheet


def _per_seat(talk: Talk, sheet: BoolArray) -> FloatArray:
    return np.bincount(talk.speaker, weights=sheet.sum(axis=1), minlength=talk.seats).astype(np.float64)


def _talk_time(talk: Talk, seconds: float) -> FloatArray:
    """Seconds of each seat within the time that both followed."""
    length = np.clip(talk.end_s, 0, seconds) - np.clip(talk.start_s, 0, seconds)
    return np.bincount(talk.speaker, weights=length, minlength=talk.seats).astype(np.float64)
