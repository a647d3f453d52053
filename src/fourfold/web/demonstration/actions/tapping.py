"""Sessions of a simulated group as people might have tapped them on the circle board: simulated, like the group."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fourfold.vocabulary import GROUP
from fourfold.web.sessions.models import Session
from fourfold.web.talk.models import Act, BoardEvent, Coding, Turn

_MISSED_SHORT, _MISSED, _OTHER_WHOM, _SHORT_S, _LATE_S = 0.5, 0.05, 0.15, 3.0, 0.8
"""How a second observer differs: misses half of the short turns, hears another addressee now and then, taps a little later."""

Tap = tuple[float, str, dict[str, Any]]


def tap(session: Session, observers: Sequence[int], seed: int) -> None:
    """Store the turns of a session as the taps of its first observer, and what a second one missed, heard and marked."""
    draw = random.Random(seed)
    began = datetime.combine(session.held_on, session.starts_at or time(18), ZoneInfo(session.group.programme.site.time_zone))
    for place, observer in enumerate(observers):
        coding = Coding.objects.create(
            uid=UUID(int=draw.getrandbits(128), version=4), session=session, observer_id=observer, begun_at=began,
            ended_at=began, counts=place == 0,
        )  # fmt: skip
        rows = sorted(_taps(session, draw, exact=place == 0), key=lambda row: row[0])
        BoardEvent.objects.bulk_create(_numbered(coding, rows))


def _numbered(coding: Coding, rows: Sequence[Tap]) -> Iterator[BoardEvent]:
    for number, (at_s, kind, detail) in enumerate(rows, start=1):
        uid = UUID(detail.pop("uid")) if "uid" in detail else UUID(int=coding.uid.int ^ number)
        yield BoardEvent(coding=coding, uid=uid, number=number, at_s=round(at_s, 3), kind=kind, detail=detail)


def _taps(session: Session, draw: random.Random, *, exact: bool) -> Iterator[Tap]:
    turns = list(Turn.objects.filter(session=session).order_by("start_s"))
    marked = list(Act.objects.filter(session=session).values_list("person", "at_s", "kind"))
    seats = sorted({str(turn.speaker_id) for turn in turns} | {str(t.addressee_id) for t in turns if t.addressee_id})
    yield 0.0, "begin", {"seats": seats, "mode": "live"}
    end_s = 0.0
    for turn in turns:
        lasts = turn.end_s - turn.start_s
        if not exact and draw.random() < (_MISSED_SHORT if lasts < _SHORT_S else _MISSED):
            continue
        at_s = turn.start_s + (0.0 if exact else draw.uniform(0.0, min(_LATE_S, lasts / 2)))
        uid = str(UUID(int=draw.getrandbits(128), version=4))
        yield at_s, "speaks", {"seat": str(turn.speaker_id), "uid": uid}
        if (whom := _whom(turn, seats, draw, exact=exact)) is not None:
            yield at_s + 0.001, "to", {"of": uid, "whom": whom}
        for kind in (kind for who, when, kind in marked if who == turn.speaker_id and when == turn.start_s):
            if exact or draw.random() < 1 - _OTHER_WHOM:
                yield at_s + 0.002, "act", {"of": uid, "act": kind, "on": True}
        yield turn.end_s, "stops", {}
        end_s = turn.end_s
    yield end_s + 1.0, "end", {}


def _whom(turn: Turn, seats: Sequence[str], draw: random.Random, *, exact: bool) -> str | None:
    whom = GROUP if turn.to_group else str(turn.addressee_id) if turn.addressee_id else None
    if exact or whom is None or draw.random() > _OTHER_WHOM:
        return whom
    return draw.choice([GROUP, *(seat for seat in seats if seat not in (str(turn.speaker_id), whom))])
