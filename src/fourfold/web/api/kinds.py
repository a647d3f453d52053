"""The kinds of values that go in and out: every one bounded, so that nothing reaches the database that it cannot hold."""

import re
from collections.abc import Sequence
from datetime import date, time
from typing import Annotated, Any, Generic, Literal, TypeVar

from ninja import Schema
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema

from fourfold.web.refusal import Refused

LARGEST_ID = 2**63 - 1
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
_CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _without_null(text: str) -> str:
    if "\0" in text:
        raise ValueError("text holds a null character")
    return text


def _day(value: object) -> object:
    """A day is written 2026-11-26 and in no other way: neither as a number nor with a time."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written as 2026-11-26")
    return date.fromisoformat(value)


def _clock(value: object) -> object:
    return time.fromisoformat(value) if isinstance(value, str) and re.fullmatch(_CLOCK, value) else value


def _whole(value: object) -> object:
    """In JSON 7.0 is a whole number too."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Whole = BeforeValidator(_whole)
Id = Annotated[int, Field(ge=1, le=LARGEST_ID), Whole]
Name = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(_without_null)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_without_null)]
Words = Annotated[str, StringConstraints(max_length=200), AfterValidator(_without_null)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_without_null)]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Clock = Annotated[
    time,
    BeforeValidator(_clock),
    PlainSerializer(lambda value: f"{value:%H:%M}", return_type=str),
    WithJsonSchema({"type": "string", "pattern": _CLOCK}),
]
Language = Literal["en", "es"]
Row = TypeVar("Row")


class Told(Schema):
    """A body: only what is named, each of its own kind."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Slice(Schema):
    """Which part of a list is wanted."""

    limit: Annotated[int, Field(ge=1, le=200)] = 50
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0


class Page(Schema, Generic[Row]):
    """A part of a list, always in the same order, and how many there are in all."""

    items: list[Row]
    count: int


class Problem(Schema):
    """What cannot be done, in a sentence, and which field or parameter it concerns, if one does."""

    problem: str
    place: str


def page_of(rows: Sequence[Any], part: Slice) -> dict[str, Any]:
    """The part of a list that was asked for."""
    return {"items": rows[part.offset : part.offset + part.limit], "count": len(rows)}


def sound_day(place: str, day: date) -> date:
    """A day that calendars of sites can hold. Raises `Refused`."""
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Refused(place, "api.day_range", first=FIRST_DAY.isoformat(), last=LAST_DAY.isoformat())
    return day


def sound_text(place: str, text: str) -> str:
    """A text without the spaces around it. Raises `Refused` where nothing is left."""
    if not text.strip():
        raise Refused(place, "api.is_needed")
    return text.strip()
