"""JSON that a program of unknown habits wrote, and careful ways to look into it."""

import json
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from fourfold.formats.cues.clock import plain_number, seconds_of
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.names import clean_text
from fourfold.formats.transcript import TranscriptRefused

MOST_OBJECTS = 2_000_000
"""More lists and objects than any transcript has; each costs far more memory than the bytes it is written with."""


def load_json(path: Path) -> tuple[object, tuple[str, ...]]:
    """What a JSON file holds, and remarks on how it was decoded. Raises `TranscriptRefused` naming the line, and `OSError`."""
    text, remarks = file_text(path)
    if text.count("{") + text.count("[") > MOST_OBJECTS:
        raise TranscriptRefused(f"{path}: more objects than a transcript of a session has; split the file")
    try:
        return json.loads(text, parse_constant=_nothing), remarks
    except json.JSONDecodeError as error:
        raise TranscriptRefused(f"{path}, line {error.lineno}: no JSON ({error.msg}); export the file again") from None
    except RecursionError:
        raise TranscriptRefused(f"{path}: nested too deeply for a transcript; export the file again") from None
    except ValueError:
        raise TranscriptRefused(f"{path}: holds a number with thousands of digits; export the file again") from None


def objects(held: object) -> Iterator[dict[str, object]]:
    """The objects of a list, without whatever else stands in it; none where it is no list."""
    if isinstance(held, list):
        yield from (entry for entry in held if isinstance(entry, dict))


def child(held: object, *keys: str) -> object:
    """What stands under keys within keys; None where one is missing."""
    for key in keys:
        held = held.get(key) if isinstance(held, dict) else None
    return held


def first_of(held: dict[str, object], *keys: str) -> object:
    """What stands under the first of several keys that holds something."""
    return next((held[key] for key in keys if held.get(key) not in (None, "")), None)


def seconds(held: object) -> float | None:
    """A time in seconds, written as a number, a clock time or a duration; None where it is none."""
    if isinstance(held, str):
        number = plain_number(held.strip())
        return seconds_of(held) if number is None else number
    if isinstance(held, bool) or not isinstance(held, int | float):
        return None
    try:
        return float(held) if math.isfinite(held) else None
    except OverflowError:
        return None


def moment(held: object) -> float | None:
    """A date with a time of day in seconds since 1970; None where it is none."""
    try:
        return datetime.fromisoformat(held).timestamp() if isinstance(held, str) and "T" in held[:11] else None
    except (ValueError, OverflowError, OSError):
        return None


def words_of(held: object) -> str | None:
    """A text with single blanks; None where it is no text."""
    return clean_text(held) if isinstance(held, str) else None


def _nothing(_: str) -> None:
    """Stands for NaN and Infinity, which are no times."""
