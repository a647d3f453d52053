"""What becomes of the stretches of a file once it is said who is who: turns of people, and what is left out and why."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fourfold.conversation.board import MIS_TAP_S

_GHOST_SHARE, _GHOST_LONGEST_S = 0.02, 2.0
_GROUP = -1
# Differences of seconds are a little off in binary: 10.2 - 10 is a fifth of a second.
_HAIR_S = 1e-6


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a file and how it speaks there. A ghost spoke hardly at all: it may be nobody, a noise or an echo."""

    index: int
    name: str
    turns: int
    spoke_s: float
    share: float
    longest_s: float

    @property
    def is_ghost(self) -> bool:
        """Whether the name speaks less than 2 % of the time and never longer than 2 seconds at once."""
        return self.turns > 0 and self.share < _GHOST_SHARE and self.longest_s <= _GHOST_LONGEST_S


@dataclass(frozen=True, slots=True)
class ImportedTurn:
    """One turn as it would be kept. `whom` None and not `to_group`: the file does not say, or it was somebody left out."""

    speaker: int
    whom: int | None
    to_group: bool
    start_s: float
    end_s: float
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """Everything that would be kept of a file, and the seconds that would not: left out, nameless, before the start."""

    turns: tuple[ImportedTurn, ...]
    left_out_s: float
    nameless_s: float
    before_s: float

    @property
    def ends_s(self) -> float:
        """When the last turn ends."""
        return max((turn.end_s for turn in self.turns), default=0.0)


def names_of(cues: Mapping[str, Any]) -> list[Named]:
    """The names of a waiting import, those who speak longest first."""
    turns: Counter[int] = Counter()
    spoke: defaultdict[int, float] = defaultdict(float)
    longest: defaultdict[int, float] = defaultdict(float)
    for start, end, who, _, _ in cues["rows"]:
        if who is not None:
            turns[who] += 1
            spoke[who] += end - start
            longest[who] = max(longest[who], end - start)
    total = sum(spoke.values()) or 1.0
    named = [Named(k, name, turns[k], spoke[k], spoke[k] / total, longest[k]) for k, name in enumerate(cues["names"])]
    return sorted(named, key=lambda n: (-n.spoke_s, n.index))


def imported(cues: Mapping[str, Any], who: Mapping[int, int | None]) -> Imported:
    """The turns of the people whom the names stand for, counted from where the session begins in the file.

    Those too short to be kept on the board are not kept here either.
    """
    begins, turns = float(cues.get("begins_s") or 0.0), []
    lost: defaultdict[str, float] = defaultdict(float)
    for start, end, name, to, acts in cues["rows"]:
        cut = min(max(begins - start, 0.0), end - start)
        speaker = None if name is None else who.get(name)
        reason = "nameless" if name is None else "left_out" if speaker is None else ""
        lost["before"] += cut
        if reason or (cut > 0 and cut >= end - start):
            lost[reason or "whole"] += end - start - cut
            continue
        whom = who.get(to) if to is not None and to != _GROUP else None
        addressee = whom if whom != speaker else None
        begun = max(start - begins, 0.0)
        if end - begins - begun < MIS_TAP_S - _HAIR_S:
            continue
        turns.append(ImportedTurn(speaker or 0, addressee, to == _GROUP, round(begun, 3), round(end - begins, 3), tuple(acts)))
    turns.sort(key=lambda turn: (turn.start_s, turn.end_s, turn.speaker))
    return Imported(tuple(turns), lost["left_out"], lost["nameless"], lost["before"])
