"""A table of coded events: a CSV with `start_s, end_s, speaker`, optionally `addressee`, and an `act` in some rows."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from fourfold.conversation.acts import ACTS
from fourfold.formats.cues.clock import plain_number, seconds_of
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import TranscriptRefused
from fourfold.vocabulary import GROUP

Row = tuple[float, float, str | None, str | None, tuple[str, ...]]
_NEEDED = ("start_s", "end_s", "speaker")
_LONGEST_S = 24 * 60 * 60.0
_TABLES = (".csv", ".tsv")


def coded_events(path: Path) -> list[Row] | None:
    """Its stretches of speech, each once, with every act marked in it; None where the file is no table with a column `act`.

    Raises `TranscriptRefused` naming the line and the remedy.
    """
    if path.suffix.lower() not in _TABLES:
        return None
    text, _ = file_text(path)
    separator = max(",;\t", key=text.partition("\n")[0].count)
    columns = _columns(text, separator)
    if "act" not in columns:
        return None
    missing = [column for column in _NEEDED if column not in columns]
    if missing:
        raise TranscriptRefused(f"{path}, line 1: the column {missing[0]} is missing; it needs {', '.join(_NEEDED)} and act")
    found: dict[tuple[float, float, str], tuple[str | None, list[str]]] = {}
    for place, row in _rows(path, text, separator):
        key = (_seconds(place, row, "start_s"), _seconds(place, row, "end_s"), clean_name(row.get("speaker") or "") or "")
        if key[1] < key[0]:
            raise TranscriptRefused(f"{place}: ends before it starts; start_s comes before end_s")
        whom = clean_name(row.get("addressee") or "")
        _, acts = found.setdefault(key, (GROUP if whom and whom.upper() == GROUP else whom, []))
        if act := _act(place, row):
            acts.append(act)
    return [(start, end, who or None, to, tuple(dict.fromkeys(acts))) for (start, end, who), (to, acts) in found.items()]


def _columns(text: str, separator: str) -> list[str]:
    first = next(csv.reader(io.StringIO(text.partition("\n")[0]), delimiter=separator), [])
    return [column.strip().lower() for column in first]


def _rows(path: Path, text: str, separator: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row under its column names, with the place it stands at."""
    lines = csv.DictReader(io.StringIO(text, newline=""), fieldnames=_columns(text, separator), delimiter=separator)
    try:
        next(lines, None)
        for row in lines:
            yield f"{path}, line {lines.line_num}", row
    except csv.Error as fault:
        raise TranscriptRefused(f"{path}, line {lines.line_num}: {fault}; close and double quotation marks") from None


def _seconds(place: str, row: dict[str, str], column: str) -> float:
    written = (row.get(column) or "").strip()
    number = plain_number(written)
    seconds = seconds_of(written) if number is None else number
    if seconds is None or not 0 <= seconds <= _LONGEST_S:
        raise TranscriptRefused(f"{place}, column {column} holds {written[:40]!r}; write seconds such as 12.5")
    return seconds


def _act(place: str, row: dict[str, str]) -> str:
    act = "_".join((row.get("act") or "").lower().split())
    if act and act not in ACTS:
        raise TranscriptRefused(f"{place}: there is no act {act[:40]!r}; use one of {', '.join(ACTS)}")
    return act
