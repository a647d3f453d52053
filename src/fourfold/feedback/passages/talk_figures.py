"""The pictures of one session's talk: the circle with its table, and who held the floor."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from fourfold.conversation.floor import Acts, FloorTurns
from fourfold.feedback.circle import Place, Seat, seated
from fourfold.feedback.passages.setting import clean
from fourfold.feedback.passages.talk_scene import Scene
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.feedback.talk_bars import Bar, bars_chart
from fourfold.feedback.talk_circle import Line, Sitting, talk_chart
from fourfold.feedback.talk_lines import bar_lines, matrix_lines, short_labels
from fourfold.inference.arrays import FloatArray

MOST_SEATS = 20
"""A circle of more cannot be read."""
_FEWEST_INFERRED = 2
"""Everybody has a small chance of every turn; a line for less than this would be drawn from everybody to everybody."""


def from_whom_to_whom(scene: Scene, floor: FloorTurns) -> Section:
    """The circle: a line for each direction, its width by turns, with the minutes as a table."""
    title = scene.words.say("heard_circle.title")
    figure = _circle(scene, floor, title)
    if scene.talk.seats <= MOST_SEATS:
        return Section("heard_circle", title, figures=(figure,))
    too_many = Statement(scene.words.say("heard_circle.too_many", scene.talk.seats))
    return Section("heard_circle", title, (too_many,), figures=(replace(figure, specification={}, reading=""),))


def who_held_the_floor(scene: Scene, floor: FloorTurns) -> Section:
    """A bar for each person, in the order of the names; the table has turns and short answers."""
    title = scene.words.say("heard_shares.title")
    return Section("heard_shares", title, figures=(_bars(scene, floor, title),))


def given_to(scene: Scene, acts: Acts, amounts: FloatArray) -> FloatArray:
    """What each seat gave to each seat and to the group: (seats, seats + 1), amounts (acts,) shared by probability."""
    found = np.zeros((scene.talk.seats, scene.talk.seats + 1))
    np.add.at(found, acts.speaker, scene.chances(acts) * amounts[:, None])
    return found


def _circle(scene: Scene, floor: FloorTurns, title: str) -> Figure:
    say, ring, seats = scene.words.say, _ring(scene), scene.talk.seats
    turns = np.rint(given_to(scene, floor.acts, np.ones(len(floor.acts.speaker)))).astype(int)
    seconds = given_to(scene, floor.acts, floor.acts.speech_s)
    at = {seat: place for place, seat in enumerate(ring)}
    lines = [
        Line(at[who], None if whom == seats else at[whom], int(turns[who, whom]))
        for who in ring
        for whom in [*ring, seats]
        if turns[who, whom] >= (_FEWEST_INFERRED if scene.basis.inferred else 1)
    ]
    labels = short_labels([clean(scene.names[seat]) for seat in ring])
    sitting = [Sitting(label, bool(scene.talk.facilitators[seat])) for label, seat in zip(labels, ring, strict=True)]
    rows = scene.rows()
    names = [clean(scene.names[seat]) for seat in rows]
    unsure = [say("heard_circle.inferred")] if scene.basis.inferred else []
    drawn = matrix_lines(names, _chairs(scene, rows), seconds[np.ix_(rows, [*rows, seats])].tolist(), say("talk.group"))
    return Figure(
        key="talk-circle",
        title=title,
        caption=" ".join([say("heard_circle.how_to_read"), *unsure]),
        text_alternative=say("heard_circle.picture", seats=scene.listed(ring)),
        specification=talk_chart(sitting, lines, say("talk.group")),
        table=_minutes(scene, rows, seconds),
        reading="\n".join([drawn, say("heard_circle.in_characters"), *unsure]),
        table_caption=say("heard_circle.table"),
        note=say("heard_circle.chairs", names=scene.listed(scene.chairs, "or")) if scene.chairs else "",
    )


def _ring(scene: Scene) -> list[int]:
    """Seats clockwise from the top: members by name with the chairs spread among them."""
    members, chairs = (
        [Seat(str(seat), place) for seat in of] for of, place in ((scene.members, Place.USUAL), (scene.chairs, Place.CHAIR))
    )
    return [int(seat.label) for seat in seated(members, chairs)]


def _minutes(scene: Scene, rows: Sequence[int], seconds: FloatArray) -> pl.DataFrame:
    say, group = scene.words.say, scene.talk.seats
    columns = [*rows, group]
    heads = [say("talk.from_to"), *short_labels([*(clean(scene.names[seat]) for seat in rows)]), say("talk.group")]
    body = [
        (scene.name(who), *("–" if who == whom else _told(scene, float(seconds[who, whom])) for whom in columns))
        for who in rows
    ]
    return pl.DataFrame(body, schema=dict.fromkeys(_apart(heads), pl.String), orient="row")


def _told(scene: Scene, seconds: float) -> str:
    return "" if round(seconds / 60, 1) == 0 else scene.words.decimal(seconds / 60)


def _bars(scene: Scene, floor: FloorTurns, title: str) -> Figure:
    say, rows = scene.words.say, scene.rows()
    shares = [float(scene.shares.talk[seat]) for seat in rows]
    told = [scene.lasting(float(floor.speech_s[seat])) for seat in rows]
    names, chairs = [clean(scene.names[seat]) for seat in rows], _chairs(scene, rows)
    bars = [Bar(*row) for row in zip(names, chairs, shares, told, strict=True)]
    said = [say("heard_shares.row", name=scene.name(seat), told=words) for seat, words in zip(rows, told, strict=True)]
    return Figure(
        key="talk-shares",
        title=title,
        caption="",
        text_alternative=say("heard_shares.picture", rows=", ".join(said)),
        specification=bars_chart(bars),
        table=_shares(scene, floor, told),
        reading=bar_lines(names, chairs, shares, told),
        table_caption=say("heard_shares.table"),
    )


def _shares(scene: Scene, floor: FloorTurns, told: Sequence[str]) -> pl.DataFrame:
    heads = [scene.words.say(f"heard_shares.{key}") for key in ("person", "time", "share", "turns", "brief")]
    turns = np.bincount(floor.speaker, minlength=scene.talk.seats)
    shown = scene.words.decimal
    body = [
        (
            scene.name(seat),
            words,
            shown(100 * float(scene.shares.talk[seat])),
            str(turns[seat]),
            str(floor.backchannels[seat]),
        )
        for seat, words in zip(scene.rows(), told, strict=True)
    ]
    return pl.DataFrame(body, schema=dict.fromkeys(heads, pl.String), orient="row")


def _chairs(scene: Scene, seats: Sequence[int]) -> list[bool]:
    return [bool(scene.talk.facilitators[seat]) for seat in seats]


def _apart(heads: Sequence[str]) -> list[str]:
    """Heads of columns, which must differ: what is alike is numbered."""
    return [head if heads.index(head) == k else f"{head} ({k})" for k, head in enumerate(heads)]
