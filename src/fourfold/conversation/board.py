"""The circle board: what an observer tapped, and what it comes to. Events are only ever added; the state is made of all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fourfold.conversation.acts import GROUP_STATES, NOBODY_HOLDS_THE_FLOOR

__all__ = ["HERE", "MIS_TAP_S", "ROSTER", "BoardState", "Coming", "Event", "Line", "MarkedAct", "Spell", "Stretch", "reduced"]

MIS_TAP_S = 0.2
"""A turn shorter than this was a mis-tap, and is dropped."""
ROSTER = ("here", "late", "left", "away")
"""What the roster may say of a seat."""
HERE = "here"
_GONE = frozenset({"left", "away"})
_NOT_AFTER_THE_END = frozenset({"speaks", "stops", "state", "roster", "seats", "end"})
# Differences of seconds are a little off in binary: 10.2 - 10 is a fifth of a second.
_TOLERANCE_S = 1e-6


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was tapped: `uid` made on the device, `number` 1, 2, 3 … in the coding, `at_s` seconds since `begin`.

    kind and detail: begin {seats, mode} · speaks {seat} · to {of, whom: seat, GROUP or None} · stops {} · act {of, act, on} ·
    state {state} · roster {seat, is} · seats {order} · line {from, to, weight} · undo {of} · end {} · turn {seat, whom, end_s}
    (brought in from a file: a stretch with both its ends, which may overlap others). A seat is a word; `of` is a uid.
    """

    uid: str
    number: int
    at_s: float
    kind: str
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stretch:
    """One turn. `whom` is a seat, GROUP, or None where nobody caught it; `end_s` is None while it goes on."""

    uid: str
    seat: str
    whom: str | None
    start_s: float
    end_s: float | None


@dataclass(frozen=True, slots=True)
class MarkedAct:
    """One act of a turn, at the moment the turn starts."""

    of: str
    seat: str
    whom: str | None
    act: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Line:
    """Who spoke to whom as somebody remembers it: weight 1 a little, 2 some, 3 much."""

    seat: str
    whom: str
    weight: int


@dataclass(frozen=True, slots=True)
class Spell:
    """What the group as a whole was doing, from when to when; `end_s` is None for what it does now."""

    state: str
    start_s: float
    end_s: float | None


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody came or went: a word of ROSTER, and when."""

    seat: str
    word: str
    at_s: float


@dataclass(frozen=True, slots=True)
class BoardState:
    """What a board comes to. `turns` have ended; `speaking` is the one that goes on; `last_s` is the time of the last event.

    `order` are the seats around the ring, `roster` says of each whether they are here (`comings` how it
    came to that), `state` what the group does now.
    """

    turns: tuple[Stretch, ...]
    acts: tuple[MarkedAct, ...]
    states: tuple[Spell, ...]
    roster: Mapping[str, str]
    order: tuple[str, ...]
    speaking: Stretch | None
    lines: tuple[Line, ...]
    ended_at_s: float | None
    last_s: float
    mode: str | None = None
    comings: tuple[Coming, ...] = ()

    @property
    def state(self) -> str | None:
        """What the group is doing; None before the beginning."""
        return self.states[-1].state if self.states else None

    @property
    def closed(self) -> tuple[Stretch, ...]:
        """The turns, and the one that goes on ended with the last event: for a board that nobody ended."""
        open_one = self.speaking
        if open_one is None or _is_mis_tap(open_one.start_s, self.last_s):
            return self.turns
        return *self.turns, Stretch(open_one.uid, open_one.seat, open_one.whom, open_one.start_s, self.last_s)


def reduced(events: Iterable[Event]) -> BoardState:
    """What the events come to, in the order of their numbers. They are taken as they are; `board_rules` refuses.

    An event that was undone never happened, nor what points at it. A turn lasts until another seat speaks, nobody does, a
    state begins in which nobody holds the floor, its speaker goes, or the board ends. A seat that is tapped again while it
    speaks goes on, unless it is known meanwhile to whom: then another turn begins. After the end only `to`, `act`, `line`
    and `undo` count. Time never runs backwards: an event earlier than the one before happened with it.
    """
    board = _Board()
    for event in _live(events):
        board.take(event)
    return board.state()


def _live(events: Iterable[Event]) -> list[Event]:
    """The events that were not undone, in order. An undo counts unless it was undone itself, by a later one."""
    ordered = sorted(events, key=lambda event: event.number)
    gone: set[str] = set()
    for event in reversed(ordered):
        if event.kind == "undo" and event.uid not in gone:
            gone.add(str(event.detail["of"]))
    return [event for event in ordered if event.kind != "undo" and event.uid not in gone]


def _is_mis_tap(start_s: float, end_s: float) -> bool:
    return end_s - start_s < MIS_TAP_S - _TOLERANCE_S


@dataclass(slots=True)
class _Turn:
    """A turn while it is put together; `acts` in the order in which they were marked."""

    uid: str
    seat: str
    start_s: float
    end_s: float | None = None
    whom: str | None = None
    acts: dict[str, None] = field(default_factory=dict)

    def told(self) -> Stretch:
        return Stretch(self.uid, self.seat, self.whom, self.start_s, self.end_s)

    @property
    def stays(self) -> bool:
        return self.end_s is None or not _is_mis_tap(self.start_s, self.end_s)


@dataclass(slots=True)
class _Board:
    """The board while its events are taken one by one: `floor` is the turn that goes on, `known` finds turns by their taps."""

    turns: list[_Turn] = field(default_factory=list)
    known: dict[str, _Turn] = field(default_factory=dict)
    floor: _Turn | None = None
    spells: list[Spell] = field(default_factory=list)
    roster: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    comings: list[Coming] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    ended_at_s: float | None = None
    last_s: float = 0.0
    mode: str | None = None

    def take(self, event: Event) -> None:
        """Let one event happen."""
        if self.ended_at_s is not None and event.kind in _NOT_AFTER_THE_END:
            return
        self.last_s = max(self.last_s, float(event.at_s))
        getattr(self, f"_on_{event.kind}")(event, event.detail)

    def state(self) -> BoardState:
        """What it has come to."""
        kept = [turn for turn in self.turns if turn.stays]
        acts = [MarkedAct(turn.uid, turn.seat, turn.whom, act, turn.start_s) for turn in kept for act in turn.acts]
        return BoardState(
            turns=tuple(turn.told() for turn in kept if turn.end_s is not None),
            acts=tuple(acts),
            states=tuple(self.spells),
            roster=dict(self.roster),
            order=tuple(self.order),
            speaking=self.floor.told() if self.floor else None,
            lines=tuple(Line(seat, whom, weight) for (seat, whom), weight in self.lines.items()),
            ended_at_s=self.ended_at_s,
            last_s=self.last_s,
            mode=self.mode,
            comings=tuple(self.comings),
        )

    def _on_begin(self, event: Event, detail: Mapping[str, Any]) -> None:
        self.order = list(dict.fromkeys(detail["seats"]))
        self.roster = dict.fromkeys(self.order, HERE)
        self.mode = detail["mode"]
        self.spells = [Spell(GROUP_STATES[0], self.last_s, None)]

    def _on_speaks(self, event: Event, detail: Mapping[str, Any]) -> None:
        seat, going_on = detail["seat"], self.floor
        if going_on and going_on.seat == seat and going_on.whom is None:
            self.known[event.uid] = going_on
            return
        self._stop()
        if self.spells and self.spells[-1].state in NOBODY_HOLDS_THE_FLOOR:
            self._is_now(GROUP_STATES[0])
        self.floor = self._known(_Turn(event.uid, seat, self.last_s))

    def _on_turn(self, event: Event, detail: Mapping[str, Any]) -> None:
        self._known(_Turn(event.uid, detail["seat"], event.at_s, detail["end_s"], detail["whom"]))
        self.last_s = max(self.last_s, detail["end_s"])

    def _on_to(self, event: Event, detail: Mapping[str, Any]) -> None:
        turn = self.known.get(detail["of"])
        if turn and turn.seat != detail["whom"]:
            turn.whom = detail["whom"]

    def _on_act(self, event: Event, detail: Mapping[str, Any]) -> None:
        turn = self.known.get(detail["of"])
        if turn and detail["on"]:
            turn.acts[detail["act"]] = None
        elif turn:
            turn.acts.pop(detail["act"], None)

    def _on_stops(self, event: Event, detail: Mapping[str, Any]) -> None:
        self._stop()

    def _on_end(self, event: Event, detail: Mapping[str, Any]) -> None:
        self._stop()
        self._end_spell()
        self.ended_at_s = self.last_s

    def _on_state(self, event: Event, detail: Mapping[str, Any]) -> None:
        self._is_now(detail["state"])

    def _on_roster(self, event: Event, detail: Mapping[str, Any]) -> None:
        seat, word = detail["seat"], detail["is"]
        if seat not in self.roster:
            self.order.append(seat)
        self.roster[seat] = word
        self.comings.append(Coming(seat, word, self.last_s))
        if word in _GONE and self.floor and self.floor.seat == seat:
            self._stop()

    def _on_seats(self, event: Event, detail: Mapping[str, Any]) -> None:
        told = [seat for seat in dict.fromkeys(detail["order"]) if seat in self.roster]
        self.order = told + [seat for seat in self.order if seat not in told]

    def _on_line(self, event: Event, detail: Mapping[str, Any]) -> None:
        self.lines[detail["from"], detail["to"]] = detail["weight"]

    def _known(self, turn: _Turn) -> _Turn:
        self.turns.append(turn)
        self.known[turn.uid] = turn
        return turn

    def _stop(self) -> None:
        if self.floor:
            self.floor.end_s = self.last_s
            self.floor = None

    def _is_now(self, state: str) -> None:
        if state in NOBODY_HOLDS_THE_FLOOR:
            self._stop()
        if not self.spells or self.spells[-1].state != state:
            self._end_spell()
            self.spells.append(Spell(state, self.last_s, None))

    def _end_spell(self) -> None:
        if self.spells:
            before = self.spells[-1]
            self.spells[-1] = Spell(before.state, before.start_s, self.last_s)
