"""Which questions a simulated check-in asks, and the answers that are handed in."""

import numpy as np
import polars as pl

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.record import schema
from fourfold.simulate.calendar import Calendar
from fourfold.simulate.design import Answering, Design
from fourfold.simulate.latent import Answers, on_scale
from fourfold.simulate.rota import rota
from fourfold.vocabulary import GROUP, MEMBERS, Level, Quality, Rating

_LEVELS = [str(level) for level in Level]
_NONE = -1


def ratings(design: Design, calendar: Calendar, drawn: dict[Quality, Answers], rng: np.random.Generator) -> pl.DataFrame:
    """The table of ratings: what the check-in asked, of those who came, without what was left out."""
    values = np.stack([_cube(drawn[q], calendar.member) for q in Quality])
    values = _straight(values, design.answering, rng)
    given = _asked(design, calendar) & _handed_in(design.answering, values.shape, rng) & ~np.isnan(values)
    low, high = design.group.lowest, design.group.highest
    quality, session, rater, target = np.nonzero(given)
    ids = [s.person_id for s in design.seats]
    levels = _levels(calendar.member)[rater, target]
    return pl.DataFrame(
        {
            "session_id": np.array(calendar.session_ids)[session],
            "rater_id": np.array(ids)[rater],
            "target_id": np.array([*ids, GROUP, MEMBERS])[target],
            "level": np.array(_LEVELS)[levels],
            "quality": np.array([str(q) for q in Quality])[quality],
            "value": on_scale(values[given], low, high, design.answering.whole),
        },
        schema=schema(Rating),
    )


def _cube(answers: Answers, member: BoolArray) -> FloatArray:
    """Answers of one group as (sessions, persons, persons and GROUP and MEMBERS)."""
    m, t, n = np.flatnonzero(member), np.flatnonzero(~member), len(member)
    found = np.full((answers.mm.shape[1], n, n + 2), np.nan)
    found[:, m[:, None], m] = answers.mm[0]
    found[:, m[:, None], t] = answers.mt[0]
    found[:, t[:, None], m] = answers.tm[0]
    found[:, m, n] = answers.mg[0]
    found[:, t, n] = answers.tg[0]
    found[:, m, n + 1] = answers.general[0]
    found[:, np.arange(n), np.arange(n)] = np.nan
    return found


def _levels(member: BoolArray) -> IntArray:
    """The index of the level that rater (row) and target (column) make, -1 where nothing is asked."""
    n = len(member)
    found = np.full((n, n + 2), _NONE)
    both = member[:, None] & member[None, :]
    found[:, :n][both] = _LEVELS.index(Level.MEMBER_MEMBER)
    found[:, :n][member[:, None] != member[None, :]] = _LEVELS.index(Level.MEMBER_FACILITATOR)
    found[:, n] = np.where(member, _LEVELS.index(Level.MEMBER_GROUP), _LEVELS.index(Level.FACILITATOR_GROUP))
    found[member, n + 1] = _LEVELS.index(Level.MEMBER_MEMBER)
    return found


def _asked(design: Design, calendar: Calendar) -> BoolArray:
    """(qualities, sessions, raters, targets): the questions of the check-in, of those who came about those who came."""
    n, there = len(calendar.member), calendar.there
    reachable = np.concatenate([there, np.ones((len(there), 2), dtype=np.bool_)], axis=1)
    possible = there[:, :, None] & reachable[:, None, :] & (_levels(calendar.member) != _NONE)
    if not design.answering.planned:
        return np.broadcast_to(possible, (len(Quality), *possible.shape)).copy()
    structure = possible.copy()
    structure[:, :, :n] &= calendar.member[:, None] & ~calendar.member[None, :]
    named = np.zeros_like(possible)
    named[:, :, :n] = _named(design, calendar)
    members_only = calendar.member[:, None]
    return np.stack([structure | named, structure | (named & ~members_only), structure & _turn_of(calendar.member, len(there))])


def _named(design: Design, calendar: Calendar) -> BoolArray:
    """Peer items of members, and the members whom each facilitator is asked about, by the same rota."""
    member, there, items = calendar.member, calendar.there, design.answering.peer_items
    agrees = np.array([s.agrees_to_be_rated for s in design.seats]) & member
    return rota(there & member, there & agrees, items) | rota(there & ~member, there & member, items)


def _turn_of(member: BoolArray, sessions: int) -> BoolArray:
    """The negative question rotates over facilitators, group and members in general; facilitators always answer it."""
    n = len(member)
    structure = np.full(n + 2, 2)
    structure[:n], structure[n], structure[n + 1] = 0, 1, 2
    turn = (np.arange(sessions)[:, None] + np.arange(n)[None, :]) % 3
    return np.asarray((turn[:, :, None] == structure) | ~member[None, :, None], dtype=np.bool_)


def _handed_in(answering: Answering, shape: tuple[int, ...], rng: np.random.Generator) -> BoolArray:
    """Check-ins handed in, by session and rater, without the items somebody prefers not to answer."""
    handed_in = rng.random(shape[1:3]) < answering.answers
    return np.asarray(handed_in[None, :, :, None] & (rng.random(shape) >= answering.prefers_not), dtype=np.bool_)


def _straight(values: FloatArray, answering: Answering, rng: np.random.Generator) -> FloatArray:
    """Some raters give the same answer to everything, in half of their sessions."""
    _, sessions, n, _ = values.shape
    often = rng.random(n) < answering.straight
    flat = often & (rng.random((sessions, n)) < 0.5)
    group = values[0, :, :, n]
    return np.where(flat[None, :, :, None] & ~np.isnan(values), group[None, :, :, None], values)
