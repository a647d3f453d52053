"""Pairs of members who have been together and have never spoken to one another. Silence can be work: it only counts."""

import polars as pl

from fourfold.conversation.followed import KNOWN_ENOUGH
from fourfold.record import GroupRecord
from fourfold.vocabulary import Role

PAIR = {"person_id": pl.String(), "other_id": pl.String()}


def never_spoke(record: GroupRecord) -> pl.DataFrame:
    """Pairs of members neither of whom ever addressed the other, the longest together first.

    person_id, other_id (in the order of the ids), sessions_together: sessions that both attended and whose turns, at least
    half of them, say to whom. Only people who are in the group on the day of the last session with turns are listed; a turn
    to the group, or one whose addressee nobody caught, speaks to nobody in particular.
    """
    together = _together(record)
    still = _members_on_last_day(record)
    spoken = _spoken(record).select(*PAIR).unique()
    counted = together.group_by(*PAIR).agg(sessions_together=pl.col("number").n_unique().cast(pl.Int64))
    present = counted.filter(pl.col("person_id").is_in(still) & pl.col("other_id").is_in(still))
    return present.join(spoken, on=list(PAIR), how="anti").sort("sessions_together", *PAIR, descending=[True, False, False])


def first_exchanges(record: GroupRecord) -> pl.DataFrame:
    """Pairs of members who addressed one another for the first time in the last session with turns.

    person_id, other_id, sessions_together: such sessions that both attended before it, at least one.
    """
    together, spoken = _together(record), _spoken(record)
    last = _last(record)
    first = spoken.group_by(*PAIR).agg(pl.col("number").min()).filter(pl.col("number") == last).select(*PAIR)
    earlier = together.filter(pl.col("number") < last)
    counted = earlier.group_by(*PAIR).agg(sessions_together=pl.col("number").n_unique().cast(pl.Int64))
    return first.join(counted, on=list(PAIR)).sort("sessions_together", *PAIR, descending=[True, False, False])


def _together(record: GroupRecord) -> pl.DataFrame:
    """Pairs of members for each session of which it is known to whom, and in which both came and may be heard.

    number, person_id, other_id. A transcript that tells only who spoke says nothing about who did not speak to whom.
    """
    members = record.people.filter(pl.col("role") == Role.MEMBER)["person_id"].implode()
    known = record.turns.group_by("session_id").agg(share=pl.col("addressee_id").is_not_null().mean())
    followed = (
        known.filter(pl.col("share") >= KNOWN_ENOUGH).join(record.sessions, on="session_id").select("session_id", "number")
    )
    took_part = pl.concat([record.heard(), record.turns.select("session_id", person_id="speaker_id")]).unique()
    there = followed.join(took_part, on="session_id").filter(pl.col("person_id").is_in(members)).drop("session_id")
    pairs = there.join(there.rename({"person_id": "other_id"}), on="number")
    return pairs.filter(pl.col("person_id") < pl.col("other_id"))


def _spoken(record: GroupRecord) -> pl.DataFrame:
    """Pairs, in the order of the ids, for each session in which one addressed the other."""
    one, other = pl.col("speaker_id"), pl.col("addressee_id")
    turns = record.turns.filter(other.is_not_null()).join(record.sessions, on="session_id")
    return turns.select("number", person_id=pl.min_horizontal(one, other), other_id=pl.max_horizontal(one, other)).unique()


def _last(record: GroupRecord) -> int:
    """The number of the last session with turns; 0 where there is none."""
    numbers = record.sessions.filter(pl.col("session_id").is_in(record.turns["session_id"].unique().implode()))["number"]
    return max(numbers, default=0)


def _members_on_last_day(record: GroupRecord) -> list[str]:
    day = record.sessions.filter(pl.col("number") == _last(record)).select(day="held_on")
    open_spell = pl.col("left_on").is_null() | (pl.col("left_on") >= pl.col("day"))
    spells = record.memberships.join(day, how="cross").filter((pl.col("joined_on") <= pl.col("day")) & open_spell)
    return spells["person_id"].unique().to_list()
