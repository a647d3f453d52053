"""Who spoke to whom as somebody recalls it after a session: lines without times, that never become turns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb

from fourfold.conversation.board import Line, reduced
from fourfold.vocabulary import GROUP
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import FACILITATOR
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import session
from fourfold.web.talk.models import Coding
from fourfold.web.talk.queries.codings import coding_of, codings, events_of, is_own
from fourfold.web.talk.queries.imports import Place, observed, places, session_observed

WEIGHTS = (1, 2, 3)
"""A little, some, much."""


@dataclass(frozen=True, slots=True)
class Recall:
    """One memory of a session: its seats as (label, leads), its lines by their places, and what it comes to.

    `led_tenths` of what went from one person to another touched somebody who leads, in tenths; `led_by_chance` is how much
    it would be if everybody spoke alike with everybody. Both None where nothing went from one person to another.
    """

    session: Session
    coding: Coding | None
    others: Sequence[Coding]
    seats: Sequence[tuple[str, bool]]
    lines: Sequence[tuple[int, int | None, int]]
    led_tenths: int | None
    led_by_chance: int | None
    is_own: bool
    may_write: bool

    @property
    def told(self) -> list[tuple[str, str, int]]:
        """Each line in words: who, to whom (empty for the group), how much; much first."""
        rows = [(self.seats[a][0], "" if b is None else self.seats[b][0], weight) for a, b, weight in self.lines]
        return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


@dataclass(frozen=True, slots=True)
class Asked:
    """The grid to fill in: everybody who may have spoken, and what the viewer wrote down before."""

    session: Session
    places: Sequence[Place]
    weights: Mapping[tuple[str, str], int]
    apart: Sequence[str]


def recall(viewer: Viewer, session_id: int, coding_id: int | None = None) -> Recall:
    """The memory of one observer, by default the viewer's own, else the first. Raises `Missing`."""
    found = session(viewer, Right.OVERSEE, session_id)
    rows = codings(found, ("recall",))
    own = next((row for row in rows if is_own(row, viewer)), None)
    coding = coding_of(found, ("recall",), coding_id) if coding_id is not None or own is None else own
    told = reduced(events_of(coding)) if coding else None
    lines = told.lines if told else ()
    order = list(dict.fromkeys([*(told.order if told else ()), *(s for line in lines for s in (line.seat, line.whom))]))
    seated = {str(place.person_id): place for place in places(found) if place.takes_part}
    kept = [seat for seat in order if seat in seated]
    numbered = _numbered(lines, kept)
    leads = [seated[seat].seat == FACILITATOR for seat in kept]
    led, chance = _led(numbered, leads)
    return Recall(
        session=found,
        coding=coding,
        others=[row for row in rows if coding and row.pk != coding.pk],
        seats=[(seated[seat].label, chair) for seat, chair in zip(kept, leads, strict=True)],
        lines=numbered,
        led_tenths=led,
        led_by_chance=chance,
        is_own=bool(coding and is_own(coding, viewer)),
        may_write=observed(viewer).filter(pk=found.pk).exists(),
    )


def asked(viewer: Viewer, session_id: int) -> Asked:
    """The grid for the viewer's own memory. Raises `Missing`."""
    found = session_observed(viewer, session_id)
    sitting = [place for place in places(found) if place.is_here is not False]
    own = own_recall(viewer, found)
    weights = {(line.seat, line.whom): line.weight for line in reduced(events_of(own)).lines} if own else {}
    apart = [place.label for place in sitting if not place.takes_part]
    return Asked(found, [place for place in sitting if place.takes_part], weights, apart)


def own_recall(viewer: Viewer, found: Session) -> Coding | None:
    """The viewer's own memory of a session; None where there is none. Internal."""
    return Coding.objects.filter(session=found, mode="recall", observer=viewer.user_id).order_by("pk").first()


def _numbered(lines: Sequence[Line], order: Sequence[str]) -> list[tuple[int, int | None, int]]:
    at = {seat: k for k, seat in enumerate(order)}
    known = [line for line in lines if line.seat in at and (line.whom == GROUP or line.whom in at)]
    return [(at[line.seat], None if line.whom == GROUP else at[line.whom], line.weight) for line in known]


def _led(lines: Sequence[tuple[int, int | None, int]], leads: Sequence[bool]) -> tuple[int | None, int | None]:
    single = [(a, b, weight) for a, b, weight in lines if b is not None]
    total = sum(weight for _, _, weight in single)
    if not total:
        return None, None
    touched = sum(weight for a, b, weight in single if leads[a] or leads[b])
    chance = 1 - comb(len(leads) - sum(leads), 2) / comb(len(leads), 2)
    return round(10 * touched / total), round(10 * chance)
