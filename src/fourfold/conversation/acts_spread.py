"""How the acts that an observer marked spread over sessions, members and facilitators. It counts, and ranks nobody."""

from dataclasses import dataclass

import polars as pl

from fourfold.record import GroupRecord
from fourfold.vocabulary import Role, SessionStatus


@dataclass(frozen=True, slots=True)
class ActsSpread:
    """Acts of some sessions: how many, how many of them by members, and how many of the members there did any.

    sessions: session, acts, by_members; every held session since the first with an act whose talk was followed, in order.
    """

    acts: int
    by_members: int
    members_who_acted: int
    members_there: int
    sessions: pl.DataFrame


def acts_spread(record: GroupRecord, last: int) -> ActsSpread | None:
    """The spread over the `last` sessions that somebody coded; None where no act was ever marked.

    A session counts as coded if it has turns or acts: a board without an act on it says that nobody marked any.
    """
    per_session = _per_session(record)
    if per_session["acts"].sum() == 0:
        return None
    numbers = per_session["session"].to_list()[-last:]
    held = record.sessions.filter(pl.col("number").is_in(numbers)).select("session_id", session="number")
    members = record.people.filter(pl.col("role") == Role.MEMBER)["person_id"].implode()
    acts = record.acts.join(held, on="session_id")
    came = record.heard().join(held, on="session_id")["person_id"]
    there = pl.concat([came, acts["person_id"]]).unique()
    by_members = acts.filter(pl.col("person_id").is_in(members))
    return ActsSpread(
        acts=len(acts),
        by_members=len(by_members),
        members_who_acted=by_members["person_id"].n_unique(),
        members_there=int(there.is_in(members).sum()),
        sessions=per_session.filter(pl.col("session").is_in(numbers)),
    )


def _per_session(record: GroupRecord) -> pl.DataFrame:
    """session, acts, by_members of each coded session from the first with an act on."""
    coded = pl.concat([record.turns["session_id"], record.acts["session_id"]]).unique().implode()
    held = record.sessions.filter((pl.col("status") == SessionStatus.HELD) & pl.col("session_id").is_in(coded))
    people = record.people.select("person_id", member=pl.col("role") == Role.MEMBER)
    counted = (
        record.acts.join(people, on="person_id")
        .group_by("session_id")
        .agg(acts=pl.len().cast(pl.Int64), by_members=pl.col("member").sum().cast(pl.Int64))
    )
    rows = held.select("session_id", session="number").join(counted, on="session_id", how="left").sort("session")
    filled = rows.drop("session_id").with_columns(pl.col("acts", "by_members").fill_null(0))
    first = filled.filter(pl.col("acts") > 0)["session"].min()
    return filled.filter(pl.col("session") >= first) if first is not None else filled
