"""How one session went from beginning to end: in each stretch, talk between members, with a facilitator, and to the group."""

from collections.abc import Sequence
from math import ceil

import numpy as np
import polars as pl

from fourfold.conversation.balance import WINDOW_S
from fourfold.conversation.floor import Acts, FloorTurns
from fourfold.feedback.passages.talk_scene import Scene
from fourfold.feedback.report import Figure, Section
from fourfold.feedback.talk_stripes import Stripe, stripe_lines, stripes_chart
from fourfold.inference.arrays import FloatArray

_FEWEST, _MOST = 4, 48


def through_the_session(scene: Scene, floor: FloorTurns) -> Section | None:
    """The section; None for a session of less than ten minutes, which has no course."""
    length = _window(scene.talk.duration_s)
    columns = int(scene.talk.duration_s // length)
    if columns < _FEWEST:
        return None
    kinds = _kinds(scene, floor.acts)
    spread = _spread(floor.acts, length, columns)
    heard = np.array([chance * floor.acts.speech_s @ spread for chance in kinds.values()]) / length
    shares = heard / np.maximum(heard.sum(axis=0), 1.0)
    colour = {"members": "accent", "people": "accent", "chairs": "talk-chairs", "group": "band-50"}
    say = scene.words.say
    stripes = [
        Stripe(colour[kind], say(f"heard_time.{kind}"), row.round(4).tolist()) for kind, row in zip(kinds, shares, strict=True)
    ]
    title = say("heard_time.title")
    return Section("heard_time", title, figures=(_figure(scene, stripes, length, title),))


def _window(duration_s: float) -> float:
    """Two and a half minutes, or so many times that as make a long session fit."""
    return WINDOW_S * ceil(duration_s / (WINDOW_S * _MOST))


def _kinds(scene: Scene, acts: Acts) -> dict[str, FloatArray]:
    """The chance of each kind of talk for each act, the kinds from below upwards."""
    seats, chairs = scene.talk.seats, scene.talk.facilitators
    chances = scene.chances(acts)
    person, group = chances[:, :seats].sum(axis=1), chances[:, seats]
    if not chairs.any():
        return {"people": person, "group": group}
    with_chair = np.where(chairs[acts.speaker], person, chances[:, :seats] @ chairs)
    kinds = {"members": person - with_chair, "chairs": with_chair, "group": group}
    return kinds if len(scene.members) > 1 else {"chairs": with_chair, "group": group}


def _spread(acts: Acts, length: float, columns: int) -> FloatArray:
    """Which part of each act falls into each window: (acts, columns)."""
    edges = length * np.arange(columns + 1)
    reached = np.clip((edges[None, :] - acts.start_s[:, None]) / (acts.end_s - acts.start_s)[:, None], 0.0, 1.0)
    return np.asarray(np.diff(reached, axis=1), dtype=np.float64)


def _figure(scene: Scene, stripes: Sequence[Stripe], length: float, title: str) -> Figure:
    say, columns = scene.words.say, len(stripes[0].shares)
    minutes = columns * length / 60
    wide, narrow = (stripes_chart(stripes, minutes, say("heard_time.minutes"), room) for room in ("wide", "narrow"))
    shown = scene.words.decimal
    starts = [shown(k * length / 60) for k in range(columns)]
    table = {say("heard_time.from"): starts, **{s.called: [shown(100 * v) for v in s.shares] for s in stripes}}
    return Figure(
        key="talk-time",
        title=title,
        caption="",
        text_alternative=say(
            "heard_time.picture", minutes=round(minutes), kinds=scene.words.listed([s.called for s in stripes])
        ),
        specification=wide,
        table=pl.DataFrame(table),
        reading=f"{stripe_lines(stripes)}\n{say('heard_time.in_characters', minutes=shown(length / 60))}",
        table_caption=say("heard_time.table"),
        narrow=narrow,
    )
