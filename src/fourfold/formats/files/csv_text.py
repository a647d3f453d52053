"""CSV text as columns of text cells with the true line of every row (RFC 4180, UTF-8, commas)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

_FIELD = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\r|\n|\Z)')
_BOM = b"\xef\xbb\xbf"
_EMPTY = "the file is empty; its first line must name the columns"


class CsvRefused(ValueError):
    """The text is no CSV; `line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        self.line, self.message = line, message
        super().__init__(f"line {line}: {message}")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A header, its cells as text (an empty cell is null, a quoted empty one is ""), and the line that each row begins on."""

    header: tuple[str, ...]
    cells: pl.DataFrame
    lines: Sequence[int] = field(repr=False)


def sheet(data: bytes) -> Sheet:
    """The table that CSV bytes hold. Raises `CsvRefused` at the first place that cannot be read."""
    text = data.removeprefix(_BOM)
    _readable(text)
    return _without_quotes(text) or _any(text)


def _readable(data: bytes) -> None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise CsvRefused(1, "the file is UTF-16; save it as CSV in UTF-8")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CsvRefused(line, f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as CSV in UTF-8") from None
    if not data.strip():
        raise CsvRefused(1, _EMPTY)
    header = data.lstrip(b"\r\n").splitlines()[0]
    if b"," not in header and (b";" in header or b"\t" in header):
        raise CsvRefused(1, "the columns are not separated by commas; save the file as CSV with commas")


def _without_quotes(data: bytes) -> Sheet | None:
    """The plain case at full speed: no quotes, no line without content, as many commas as the header has in every line."""
    data = data.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"
    if b'"' in data or b"\r" in data or b"\n\n" in data or data.startswith(b"\n"):
        return None
    header = tuple(data[: data.index(b"\n")].decode().split(","))
    if b"\n" + b"," * (len(header) - 1) + b"\n" in data:
        return None
    rows = data.count(b"\n") - 1
    if len(set(header)) < len(header) or "" in header or data.count(b",") != (len(header) - 1) * (rows + 1):
        return None
    try:
        cells = pl.read_csv(data, infer_schema=False, quote_char=None)
    except pl.exceptions.PolarsError:
        return None
    return Sheet(header, cells, range(2, rows + 2)) if cells.height == rows else None


def _any(data: bytes) -> Sheet:
    records = list(_records(data.decode()))
    if not records:
        raise CsvRefused(1, _EMPTY)
    header = tuple(cell or "" for cell in records[0][1])
    twice = sorted({c for c in header if header.count(c) > 1})
    if twice:
        raise CsvRefused(records[0][0], f"column {twice[0]!r} stands twice; keep one")
    for line, cells in records[1:]:
        if len(cells) != len(header):
            count = f"{len(cells)} cell{'s' if len(cells) > 1 else ''} under {len(header)} columns"
            raise CsvRefused(line, f"{count}; put cells that hold commas in quotes")
    rows = [cells for _, cells in records[1:]]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    return Sheet(header, frame, [line for line, _ in records[1:]])


def _records(text: str) -> Iterator[tuple[int, list[str | None]]]:
    """The line that each record begins on, and its cells; lines without content, blank or of commas alone, are passed over."""
    at, line, began = 0, 1, 1
    cells: list[str | None] = []
    while at < len(text) or cells:
        found = _FIELD.match(text, at)
        if found is None:
            raise CsvRefused(
                line, "a quotation mark is not closed, or stands inside a cell; quote the cell and double the mark"
            )
        quoted, plain, end = found.groups()
        cells.append(quoted.replace('""', '"') if quoted is not None else plain or None)
        at, line = found.end(), line + _breaks(found.group())
        if end != ",":
            if any(cell is not None for cell in cells):
                yield began, cells
            cells, began = [], line


def _breaks(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")
