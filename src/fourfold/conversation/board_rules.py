"""Which events a board takes, and what is left of them where somebody does not take part."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fourfold.conversation.acts import ACTS, GROUP_STATES
from fourfold.conversation.board import ROSTER, Event
from fourfold.vocabulary import GROUP

__all__ = ["MODES", "BoardRefused", "Standing", "check", "event_of", "standing_of", "taken_down"]

MODES = ("live", "second_pass", "recall", "imported")
"""How somebody coded."""
_LONGEST_S = 7 * 24 * 3600.0
_MOST_SEATS = 60
_WORD = 40
_POINTED = {"to": ("speaks", "stops", "turn"), "act": ("speaks", "stops", "turn")}
_NAMES = {
    "begin": {"seats", "mode"},
    "speaks": {"seat"},
    "to": {"of", "whom"},
    "stops": set(),
    "act": {"of", "act", "on"},
    "state": {"state"},
    "roster": {"seat", "is"},
    "seats": {"order"},
    "line": {"from", "to", "weight"},
    "undo": {"of"},
    "end": set(),
    "turn": {"seat", "whom", "end_s"},
}


class BoardRefused(ValueError):
    """An event that a board cannot take; the message says which and why."""

    def __init__(self, number: object, why: str) -> None:
        super().__init__(f"event {number}: {why}")
        self.number = number


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known before more events come: the last number, the seats, and what kind of event each uid is.

    Of `kinds` only those are needed that the events to come point at.
    """

    number: int = 0
    seats: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)


def event_of(told: object) -> Event:
    """The event that a device sent, with everything in it of its kind. Raises `BoardRefused`."""
    if not isinstance(told, dict):
        raise BoardRefused("?", "an event is an object with uid, number, at_s, kind and detail")
    number, uid, at_s, kind = (told.get(name) for name in ("number", "uid", "at_s", "kind"))
    if type(number) is not int or not 0 < number < 10**9:
        raise BoardRefused(str(number)[:_WORD], "its number must be 1, 2, 3 …")
    if not isinstance(uid, str) or not _is_word(uid):
        raise BoardRefused(number, "its uid must be a short text")
    if not isinstance(at_s, int | float) or not _is_time(at_s):
        raise BoardRefused(number, "its time must be seconds since the beginning, 0 or more, at most a week")
    if not isinstance(kind, str) or kind not in _NAMES:
        raise BoardRefused(number, f"its kind {str(kind)[:_WORD]!r} is not one of {', '.join(_NAMES)}")
    detail = told.get("detail")
    if not isinstance(detail, dict) or set(detail) != _NAMES[kind]:
        raise BoardRefused(number, f"the detail of {kind} holds {', '.join(sorted(_NAMES[kind])) or 'nothing'}")
    if fault := _FAULTS[kind](detail):
        raise BoardRefused(number, fault)
    if kind == "turn" and detail["end_s"] < at_s:
        raise BoardRefused(number, "it ends before it starts")
    return Event(uid, number, float(at_s), kind, detail)


def check(events: Iterable[Event], standing: Standing | None = None) -> None:
    """Refuses events that do not follow on what stands. Raises `BoardRefused` naming the first and why.

    Refused are gaps in the numbers, a uid that comes twice, a second beginning or none, seats that nobody has, and `of`
    where no such event came before.
    """
    stands = standing or Standing()
    number, seats, kinds = stands.number, set(stands.seats), dict(stands.kinds)
    for event in events:
        number += 1
        if fault := _misplaced(event, number, kinds) or _unseated(event, seats) or _astray(event, kinds):
            raise BoardRefused(event.number, fault)
        kinds[event.uid] = event.kind
        seats.update(_seats_that_come(event))


def standing_of(events: Iterable[Event]) -> Standing:
    """What stands after these events."""
    rows = list(events)
    seats = frozenset(seat for event in rows for seat in _seats_that_come(event))
    return Standing(max((e.number for e in rows), default=0), seats, {e.uid: e.kind for e in rows})


def taken_down(event: Event, may: Collection[str], unheard: Collection[str] = ()) -> Event:
    """The event as it may be kept: only seats of `may` are taken down as speaking or spoken to.

    Who did not agree to take part speaks and nobody is heard: `speaks` becomes `stops`; to such a seat is not known to whom.
    What points at one of `unheard`, uids of which that became, changes nothing: `seats` in the order in which they stand.
    """
    detail = dict(event.detail)
    if event.kind in _POINTED and detail["of"] in unheard:
        return replace(event, kind="seats", detail={"order": []})
    speaks = event.kind in ("speaks", "turn") and detail["seat"] not in may
    if speaks or (event.kind == "line" and not {detail["from"], detail["to"]} <= {GROUP, *may}):
        return replace(event, kind="stops", detail={})
    if event.kind in ("to", "turn") and detail["whom"] not in (None, GROUP) and detail["whom"] not in may:
        return replace(event, detail=detail | {"whom": None})
    return event


def _seats_that_come(event: Event) -> list[str]:
    if event.kind == "begin":
        return list(event.detail["seats"])
    return [event.detail["seat"]] if event.kind == "roster" else []


def _misplaced(event: Event, number: int, kinds: Mapping[str, str]) -> str:
    if event.number != number:
        return f"number {number} comes next"
    if event.uid in kinds:
        return "its uid was used before"
    if (event.kind == "begin") != (number == 1):
        return "a board begins once, with its first event"
    return ""


def _unseated(event: Event, seats: Collection[str]) -> str:
    """What is wrong with the seats that an event names."""
    if event.kind in ("begin", "roster"):
        return ""
    named = [event.detail[name] for name in ("seat", "whom", "from", "to") if name in event.detail]
    unknown = [s for s in (*named, *event.detail.get("order", ())) if s not in (None, GROUP) and s not in seats]
    return f"nobody has the seat {unknown[0]!r}" if unknown else ""


def _astray(event: Event, kinds: Mapping[str, str]) -> str:
    """What is wrong with the event that another points at."""
    if "of" not in event.detail:
        return ""
    of = kinds.get(event.detail["of"])
    if of is None:
        return "it points at an event that did not come before it"
    if event.kind == "undo":
        return "the beginning cannot be undone" if of == "begin" else ""
    return "" if of in _POINTED[event.kind] else f"it points at {of}, not at somebody who speaks"


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _WORD


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= _LONGEST_S


def _are_seats(value: object) -> bool:
    if not isinstance(value, list) or len(value) > _MOST_SEATS:
        return False
    return all(map(_is_seat, value)) and len(set(value)) == len(value)


def _is_seat(value: object) -> bool:
    return _is_word(value) and value != GROUP


def _is_whom(value: object) -> bool:
    return value is None or _is_word(value)


def _begin(detail: Mapping[str, Any]) -> str:
    if not _are_seats(detail["seats"]):
        return f"its seats are a list of at most {_MOST_SEATS} different seats"
    return "" if detail["mode"] in MODES else f"its mode is one of {', '.join(MODES)}"


def _line(detail: Mapping[str, Any]) -> str:
    if not _is_seat(detail["from"]) or not _is_word(detail["to"]) or detail["from"] == detail["to"]:
        return "it goes from a seat to another seat or to GROUP"
    return "" if type(detail["weight"]) is int and 1 <= detail["weight"] <= 3 else "its weight is 1, 2 or 3"


def _turn(detail: Mapping[str, Any]) -> str:
    if not _is_seat(detail["seat"]) or not _is_whom(detail["whom"]) or detail["seat"] == detail["whom"]:
        return "it is of a seat to another seat, to GROUP or to nobody known"
    return "" if _is_time(detail["end_s"]) else "its end must be seconds since the beginning"


_FAULTS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "begin": _begin,
    "speaks": lambda d: "" if _is_seat(d["seat"]) else "its seat must be a short text",
    "to": lambda d: "" if _is_word(d["of"]) and _is_whom(d["whom"]) else "it needs `of` and whom: a seat, GROUP or null",
    "stops": lambda d: "",
    "act": lambda d: (
        ""
        if _is_word(d["of"]) and d["act"] in ACTS and isinstance(d["on"], bool)
        else f"it needs `of`, on, and one of {', '.join(ACTS)}"
    ),
    "state": lambda d: "" if d["state"] in GROUP_STATES else f"its state is one of {', '.join(GROUP_STATES)}",
    "roster": lambda d: "" if _is_seat(d["seat"]) and d["is"] in ROSTER else f"it says of a seat one of {', '.join(ROSTER)}",
    "seats": lambda d: "" if _are_seats(d["order"]) else "its order is a list of different seats",
    "line": _line,
    "undo": lambda d: "" if _is_word(d["of"]) else "it needs `of`",
    "end": lambda d: "",
    "turn": _turn,
}
