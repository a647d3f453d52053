"""Two codings of a session as talks that can be laid side by side: the same seats, one clock, and the acts of each turn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from fourfold.conversation.board import Stretch
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Source, Talk, talk_of
from fourfold.vocabulary import GROUP


@dataclass(frozen=True, slots=True)
class Coded:
    """What one observer took down: turns, the acts of each by its uid, how long it went on, and seconds before the other."""

    turns: Sequence[Stretch]
    acts: Mapping[str, Collection[str]]
    seconds: float
    source: str
    earlier_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Laid:
    """A coding as a talk, with the acts and uids in the order of its turns."""

    talk: Talk
    acts: Sequence[frozenset[str]]
    uids: Sequence[str]


def laid(coded: Coded, seats: Sequence[str], chairs: Collection[str]) -> Laid:
    """The talk of one coding over seats, counted from where both observers follow; turns of others are left out."""
    at = {seat: k for k, seat in enumerate(seats)}
    rows = []
    for turn in coded.turns:
        start, end = turn.start_s - coded.earlier_s, (turn.end_s or turn.start_s) - coded.earlier_s
        if turn.seat in at and end > 0:
            rows.append((max(start, 0.0), end, at[turn.seat], _whom(turn.whom, at), turn.uid))
    rows.sort()
    talk = talk_of(
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        addressee=[row[3] for row in rows],
        facilitators=[seat in chairs for seat in seats],
        duration_s=max(coded.seconds - coded.earlier_s, 0.0),
        source=Source(coded.source),
    )
    uids = [row[4] for row in rows]
    return Laid(talk, [frozenset(coded.acts.get(uid, ())) for uid in uids], uids)


def _whom(whom: str | None, at: Mapping[str, int]) -> int:
    if whom == GROUP:
        return TO_GROUP
    return at.get(whom or "", NOT_KNOWN)
