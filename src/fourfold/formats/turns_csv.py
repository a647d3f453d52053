"""A table of turns, one line a turn: `start_s, end_s, speaker`, and if known `addressee` and `text`."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.clock import plain_number, seconds_of
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import Transcript, TranscriptRefused
from fourfold.vocabulary import GROUP

SUFFIXES = (".csv", ".tsv")
NEEDED = ("start_s", "end_s", "speaker")
"""The columns that a table of turns must have."""
OPTIONAL = ("addressee", "text")
"""The columns that it may have besides."""

_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of one line by the names of their columns, and where it stands."""

    cells: dict[str, str]
    place: str
    comma: bool

    def seconds(self, column: str) -> float:
        """The cell as seconds. Raises `TranscriptRefused`."""
        written = self.cells[column].strip()
        number = written.replace(",", ".") if self.comma and written.count(",") == 1 else written
        found = plain_number(number) if plain_number(number) is not None else seconds_of(number)
        if found is None:
            what = "is empty" if not written else f"holds {written[:40]!r}"
            raise TranscriptRefused(
                f"{self.place}, column {column} {what}; write seconds such as 12.5 or a time such as 0:12.5"
            )
        return found


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The turns of a table in CSV. Raises `TranscriptRefused` naming line and column, and `OSError`."""
    path = Path(path)
    text, remarks = file_text(path)
    separator, lines = _separator(text)
    found = Stretches()
    strangers: list[str] = []
    for row in _rows(lines, separator, path, strangers):
        _add(found, row)
    if strangers:
        remarks = (*remarks, f"Columns that were not read: {', '.join(strangers)}.")
    return transcript_of(found, path, remarks=remarks, with_text=with_text)


def _separator(text: str) -> tuple[str, str]:
    """What stands between the cells, by the header, and the lines from the header on."""
    first, _, rest = text.lstrip("\n").partition("\n")
    if first[:4].casefold() == "sep=" and first[4:5] in _SEPARATORS and first[4:5]:
        return first[4], rest
    return max(_SEPARATORS, key=first.count), text


def _rows(text: str, separator: str, path: Path, strangers: list[str]) -> Iterator[_Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    while True:
        try:
            line, cells = reader.line_num + 1, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise TranscriptRefused(f"{path}, line {reader.line_num}: {error}; close and double quotation marks") from None
        if not any(map(str.strip, cells)):
            continue
        if not header:
            header = _header(cells, f"{path}, line {line}")
            strangers.extend(name[:40] for name in header if name and name not in (*NEEDED, *OPTIONAL))
            continue
        if len(cells) > len(header) and any(map(str.strip, cells[len(header) :])):
            counts = f"{len(cells)} cells under {len(header)} columns"
            raise TranscriptRefused(f"{path}, line {line}: {counts}; put cells that hold {separator!r} in quotes")
        yield _Row(dict.fromkeys(NEEDED, "") | dict(zip(header, cells, strict=False)), f"{path}, line {line}", separator != ",")


def _header(cells: Sequence[str], place: str) -> list[str]:
    """The names of the columns. Raises `TranscriptRefused` where one is missing or stands twice."""
    names = ["_".join(cell.replace("-", " ").replace("_", " ").casefold().split()) for cell in cells]
    for column in NEEDED:
        if column not in names:
            held = ", ".join(name[:40] for name in names if name) or "nothing"
            raise TranscriptRefused(f"{place}: no column {column}; needed are {', '.join(NEEDED)}, the file has {held}")
    twice = next((name for name in (*NEEDED, *OPTIONAL) if names.count(name) > 1), None)
    if twice:
        raise TranscriptRefused(f"{place}: column {twice} stands twice; keep one")
    return names


def _add(found: Stretches, row: _Row) -> None:
    start, end = row.seconds("start_s"), row.seconds("end_s")
    if start < 0:
        raise TranscriptRefused(f"{row.place}, column start_s is below 0; seconds count from the start of the session")
    if end < start:
        raise TranscriptRefused(f"{row.place}, column end_s: {end:g} is before the start, {start:g}; write both in seconds")
    speaker, addressee = (clean_name(row.cells.get(column, "")) for column in ("speaker", "addressee"))
    if addressee is not None and addressee.upper() == GROUP:
        addressee = GROUP
    if addressee is not None and addressee == speaker:
        raise TranscriptRefused(f"{row.place}, column addressee: {speaker} speaks to themself; leave it empty where not known")
    if speaker == GROUP:
        raise TranscriptRefused(f"{row.place}, column speaker: {GROUP} can be addressed but does not speak; write a name")
    found.add(start, end, speaker, row.cells.get("text"))
    found.addressee.append(addressee)
