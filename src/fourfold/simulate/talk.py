"""Who speaks to whom in a simulated group, turn by turn, and the acts an observer marks."""

import numpy as np
import polars as pl

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.record import schema
from fourfold.simulate.calendar import Calendar
from fourfold.simulate.design import Design, Talking
from fourfold.vocabulary import GROUP, Act, Turn

ACT_KINDS = ("support", "disclosure", "kind_challenge", "taking_responsibility", "self_criticism", "self_compassion")
_TOWARDS_SOMEBODY = ("support", "kind_challenge")
_ANSWERS_BACK = 0.55
_TO_GROUP = 0.15
_AMONG_FACILITATORS = 0.1
_NOBODY_KNOWS = -1


def turns(design: Design, calendar: Calendar, rng: np.random.Generator) -> pl.DataFrame:
    """The table of turns: speakers and addressees follow one another, seconds count from the start of the session."""
    talking = design.talking or Talking(observed=0.0)
    observed = _observed(talking, calendar, rng)
    if not len(observed):
        return pl.DataFrame(schema=schema(Turn))
    weights = _weights(design, calendar.there[observed], observed, rng)
    weights = _with_hub(weights, calendar.member, _trend(talking, observed, design.sessions))
    lengths = rng.integers(talking.fewest_turns, talking.most_turns + 1, len(observed))
    speaker, addressee = _sequences(weights, lengths.max(), rng)
    starts, ends = _clock(speaker.shape, rng)
    addressee = np.where(rng.random(addressee.shape) < talking.unknown, _NOBODY_KNOWS, addressee)
    kept = np.arange(speaker.shape[1])[None, :] < lengths[:, None]
    ids = [s.person_id for s in design.seats]
    whom = np.array([*ids, GROUP, ""])[addressee[kept]]
    return pl.DataFrame(
        {
            "session_id": np.array(calendar.session_ids)[np.repeat(observed, lengths)],
            "speaker_id": np.array(ids)[speaker[kept]],
            "addressee_id": whom,
            "start_s": starts[kept],
            "end_s": ends[kept],
        },
        schema=schema(Turn),
    ).with_columns(addressee_id=pl.when(pl.col("addressee_id") != "").then("addressee_id"))


def acts(design: Design, calendar: Calendar, spoken: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The table of acts: some of the turns, marked with a word of the coding list."""
    if design.talking is None or not len(spoken):
        return pl.DataFrame(schema=schema(Act))
    sessions = spoken["session_id"].n_unique()
    marked = min(rng.poisson(design.talking.acts * sessions), len(spoken))
    rows = spoken[np.sort(rng.choice(len(spoken), marked, replace=False))]
    kinds = pl.Series("kind", np.array(ACT_KINDS)[rng.integers(0, len(ACT_KINDS), marked)], dtype=pl.String)
    towards = pl.when(kinds.is_in(list(_TOWARDS_SOMEBODY))).then("addressee_id")
    return rows.select("session_id", pl.col("speaker_id").alias("person_id"), kinds, at_s="start_s", target_id=towards)


def _observed(talking: Talking, calendar: Calendar, rng: np.random.Generator) -> IntArray:
    """The sessions whose talk was followed; at least two people have to be there."""
    enough = calendar.there.sum(axis=1) >= 2
    return np.flatnonzero(calendar.held & enough & (rng.random(len(calendar.days)) < talking.observed))


def _weights(design: Design, there: BoolArray, observed: IntArray, rng: np.random.Generator) -> FloatArray:
    """(sessions, speakers, persons): how readily somebody addresses somebody, 0 where one of them is not there."""
    n, ids = len(design.seats), [s.person_id for s in design.seats]
    affinity = rng.gamma(2.0, 0.5, (n, n)) * rng.gamma(4.0, 0.25, n)
    affinity[np.diag_indices(n)] = 0.0
    found = affinity[None] * there[:, None, :] * there[:, :, None]
    for pair in design.talking.strangers if design.talking else ():
        i, j = ids.index(pair.one), ids.index(pair.other)
        apart = np.ones(len(observed), dtype=np.bool_) if pair.until is None else observed + 1 < pair.until
        found[apart, i, j] = found[apart, j, i] = 0.0
    return np.asarray(found, dtype=np.float64)


def _with_hub(persons: FloatArray, member: BoolArray, hub: FloatArray) -> FloatArray:
    """Chances (sessions, speakers, persons and GROUP): a member gives facilitators the share `hub` (sessions,)."""
    to_members = (persons * member).sum(axis=2, keepdims=True)
    to_leaders = (persons * ~member).sum(axis=2, keepdims=True)
    share = np.where(member[None, :, None], hub[:, None, None], _AMONG_FACILITATORS)
    totals = np.where(member, to_members, to_leaders)
    wanted = persons * np.where(member, 1 - share, share)
    scaled = np.divide(wanted, totals, out=np.zeros_like(persons), where=totals > 0)
    there = persons.sum(axis=2, keepdims=True) > 0
    return np.concatenate([scaled, _TO_GROUP * there], axis=2)


def _trend(talking: Talking, observed: IntArray, sessions: int) -> FloatArray:
    first, last = talking.hub
    return np.asarray(first + (last - first) * observed / max(sessions - 1, 1), dtype=np.float64)


def _sequences(weights: FloatArray, length: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Speakers and addressees (sessions, length), all sessions stepping together; the one addressed often answers."""
    sessions, n, _ = weights.shape
    whom = _cumulative(weights)
    floor = weights[:, :, :n].sum(axis=1) + 1e-9 * (weights.sum(axis=2) > 0)
    who = _cumulative(floor)
    draws, rows = rng.random((4, length, sessions)), np.arange(sessions)
    speaker = np.empty((sessions, length), dtype=np.int64)
    addressee = np.empty((sessions, length), dtype=np.int64)
    for k in range(length):
        anybody = (draws[0, k][:, None] > who).sum(axis=1)
        if k:
            last, asked = speaker[:, k - 1], addressee[:, k - 1]
            anybody = np.where(anybody == last, (draws[1, k][:, None] > who).sum(axis=1), anybody)
            anybody = np.where((draws[2, k] < _ANSWERS_BACK) & (asked < n), asked, anybody)
        speaker[:, k] = anybody
        addressee[:, k] = (draws[3, k][:, None] > whom[rows, anybody]).sum(axis=1)
    return speaker, addressee


def _cumulative(weights: FloatArray) -> FloatArray:
    """Cumulative chances along the last axis, without the final 1."""
    total = weights.sum(axis=-1, keepdims=True)
    return np.asarray(np.cumsum(weights / np.where(total > 0, total, 1.0), axis=-1)[..., :-1], dtype=np.float64)


def _clock(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
    """Starts and ends to a tenth of a second: turns of some fifteen seconds, short gaps between them."""
    spoken = np.round(rng.lognormal(np.log(11.0), 0.8, shape), 1) + 0.5
    silent = np.round(rng.exponential(1.2, shape), 1)
    ends = np.cumsum(spoken + silent, axis=1)
    return np.round(ends - spoken, 1), np.round(ends, 1)
