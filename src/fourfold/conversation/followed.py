"""The sessions of a record whose talk somebody followed, each as arrays with the people on its seats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from fourfold.conversation.addressee import infer
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Source, Talk, talk_of
from fourfold.record import GroupRecord
from fourfold.vocabulary import GROUP, Role, SessionStatus

KNOWN_ENOUGH = 0.5
"""Share of the turns whose addressee somebody noted from which the others are left out, not inferred."""
FEWEST_NOTED = 50
_NO_MERE_WORD_S, _NEVER = 1.0, 0.01


@dataclass(frozen=True, slots=True)
class Followed:
    """One session: its number, its talk, and the person on each seat. `inferred`: addressees come from order and timing."""

    number: int
    talk: Talk
    people: Sequence[str]
    inferred: bool


def followed_sessions(record: GroupRecord) -> list[Followed]:
    """The held sessions with turns, in order; everybody who came and may be heard, or spoke, has a seat, silent ones too.

    Where fewer than half of the turns say to whom, the others are inferred; how often the group as a whole is addressed is
    then taken from the group's other turns, if fifty of them say to whom: that share does not carry over from other groups.
    """
    held = record.sessions.filter(pl.col("status") == SessionStatus.HELD).sort("number")
    chairs = set(record.people.filter(pl.col("role") == Role.FACILITATOR)["person_id"])
    return list(_each(record, held, chairs, _group_share(record)))


def _group_share(record: GroupRecord) -> float | None:
    """The share of noted turns of a second and more that are to the group; None where too few were noted."""
    long_enough = (pl.col("end_s") - pl.col("start_s")) >= _NO_MERE_WORD_S
    whom = record.turns.filter(pl.col("addressee_id").is_not_null() & long_enough)["addressee_id"]
    if len(whom) < FEWEST_NOTED:
        return None
    return min(max(float((whom == GROUP).sum() / len(whom)), _NEVER), 1 - _NEVER)


def _each(record: GroupRecord, held: pl.DataFrame, chairs: set[str], share: float | None) -> Iterator[Followed]:
    turns_of = {str(key[0]): rows for key, rows in record.turns.group_by("session_id", maintain_order=True)}
    came_to = {
        str(key[0]): rows["person_id"].to_list() for key, rows in record.heard().group_by("session_id", maintain_order=True)
    }
    for session_id, number in held.select("session_id", "number").iter_rows():
        turns = turns_of.get(session_id)
        if turns is not None:
            yield _followed(int(number), turns, came_to.get(session_id, []), (chairs, share))


def _followed(number: int, turns: pl.DataFrame, came: Sequence[str], known: tuple[set[str], float | None]) -> Followed:
    chairs, share = known
    named = {*came, *turns["speaker_id"], *turns["addressee_id"].drop_nulls()} - {GROUP}
    people = sorted(named)
    seat = {person: k for k, person in enumerate(people)} | {GROUP: TO_GROUP}
    talk = talk_of(
        turns["start_s"].to_numpy(),
        turns["end_s"].to_numpy(),
        [seat[who] for who in turns["speaker_id"]],
        facilitators=[person in chairs for person in people],
        addressee=[NOT_KNOWN if whom is None else seat[whom] for whom in turns["addressee_id"]],
        source=Source.TAPS,
    )
    inferred = bool((talk.addressee != NOT_KNOWN).mean() < KNOWN_ENOUGH) and len(people) > 1
    return Followed(number, infer(talk, group_share=share) if inferred else talk, tuple(people), inferred)


def addressed_somebody(followed: Followed) -> bool:
    """Whether any turn of the session is known, or likely, to be to one person."""
    if followed.talk.probability is not None:
        return bool(followed.talk.probability[:, :-1].sum() > 0)
    return bool(np.any(followed.talk.addressee >= 0))
