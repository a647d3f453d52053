"""The rules of REDCap's data dictionary, checked before somebody uploads it: each problem names its row and the remedy.

Source: the column reference of the data dictionary that REDCap offers beside its upload, and what its designer does to names.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from fourfold.formats.redcap.dictionary import COLUMNS

_TYPES = frozenset(
    {"text", "notes", "calc", "dropdown", "radio", "checkbox", "yesno", "truefalse", "file", "slider", "descriptive", "sql"}
)
_WITH_CHOICES = frozenset({"dropdown", "radio", "checkbox"})
_NUMBERS = frozenset(
    {"integer", "number", "number_1dp", "number_2dp", "number_3dp", "number_4dp", "number_comma_decimal"}
    | {f"number_{k}dp_comma_decimal" for k in range(1, 5)}
)
_TIMES = frozenset(
    {f"{kind}_{order}" for kind in ("date", "datetime", "datetime_seconds") for order in ("dmy", "mdy", "ymd")}
    | {"time", "time_hh_mm_ss", "time_mm_ss"}
)
_OTHERS = frozenset({"email", "phone", "zipcode", "ssn", "mrn_10d", "mrn_generic", "vmrn", "alpha_only", "postalcode_canada"})
_RESERVED = re.compile(r"^(redcap_.*|.*_complete|.*_timestamp|dag|access_group)$")
_NAME, _CODE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"), re.compile(r"^-?[A-Za-z0-9_.]+$")
_LONGEST, _LONGEST_FORM, _LONGEST_MATRIX = 100, 64, 60

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DictionaryProblem:
    """What is wrong in one row of a dictionary (counted as a spreadsheet does, the headings are row 1), and what to do."""

    row: int
    column: str
    message: str


def dictionary_problems(text: str) -> list[DictionaryProblem]:
    """Everything in a dictionary that REDCap would refuse or change."""
    table = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    if not table or tuple(table[0]) != COLUMNS:
        return [DictionaryProblem(1, "", f"the headings are not the 18 of a data dictionary; write {', '.join(COLUMNS)}")]
    wrong = [k for k, cells in enumerate(table[1:], start=2) if len(cells) != len(COLUMNS)]
    if wrong:
        return [DictionaryProblem(k, "", f"has {len(table[k - 1])} cells; give 18") for k in wrong]
    rows = [dict(zip(COLUMNS, cells, strict=True)) for cells in table[1:]]
    found = [DictionaryProblem(k, *fault) for k, row in enumerate(rows, start=2) for fault in _faults(row)]
    together = [DictionaryProblem(*fault) for fault in (*_first(rows), *_twice(rows), *_forms(rows), *_matrices(rows))]
    branching = [DictionaryProblem(k, *fault) for k, row in enumerate(rows, start=2) for fault in _branching(row, rows)]
    return sorted([*found, *together, *branching], key=lambda problem: problem.row)


_Fault = tuple[str, str]


def _faults(row: Cells) -> Iterator[_Fault]:
    yield from _naming(row)
    kind = row["Field Type"]
    if kind not in _TYPES:
        yield "Field Type", f"'{kind}' is none; use one of {', '.join(sorted(_TYPES))}"
    if not row["Field Label"].strip():
        yield "Field Label", "is empty; write what is asked"
    yield from _choices(row, kind)
    yield from _validation(row, kind)
    for column in ("Identifier?", "Required Field?", "Matrix Ranking?"):
        if row[column].lower() not in ("", "y"):
            yield column, f"'{row[column]}' is neither y nor empty; write y or nothing"
    if row["Custom Alignment"] not in ("", "LH", "LV", "RH", "RV"):
        yield "Custom Alignment", f"'{row['Custom Alignment']}' is none; use LH, LV, RH, RV or nothing"


def _naming(row: Cells) -> Iterator[_Fault]:
    name, form = row[COLUMNS[0]], row["Form Name"]
    remedy = "use small letters, digits and single underscores, begin with a letter and end without an underscore"
    if not _NAME.match(name):
        yield COLUMNS[0], f"'{name}' is no name of a field; {remedy}"
    if len(name) > _LONGEST:
        yield COLUMNS[0], f"'{name}' has {len(name)} letters; keep to {_LONGEST}"
    if _RESERVED.match(name):
        yield COLUMNS[0], f"'{name}' is a name that REDCap keeps for itself; choose another"
    if not _NAME.match(form) or len(form) > _LONGEST_FORM:
        yield "Form Name", f"'{form}' is no name of a form; {remedy}, at most {_LONGEST_FORM} letters"


def _choices(row: Cells, kind: str) -> Iterator[_Fault]:
    column = "Choices, Calculations, OR Slider Labels"
    text = row[column]
    if kind not in _WITH_CHOICES:
        if text and kind not in ("calc", "slider", "sql"):
            yield column, f"a field of type {kind} has no choices; leave it empty"
        if not text and kind == "calc":
            yield column, "a calculation is missing; write it"
        return
    if not text.strip():
        yield column, "choices are missing; write 1, label | 2, label"
        return
    codes = []
    for choice in text.split("|"):
        code, comma, label = (part.strip() for part in choice.partition(","))
        codes.append(code)
        if not comma or not label:
            yield column, f"'{choice.strip()}' lacks a code or a label; write 1, label"
        elif not _CODE.match(code):
            yield column, f"'{code}' is no code; use letters, digits and underscores"
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        yield column, f"the code {', '.join(twice)} stands twice; give each choice a code of its own"


def _validation(row: Cells, kind: str) -> Iterator[_Fault]:
    column = "Text Validation Type OR Show Slider Number"
    rule, low, high = row[column], row["Text Validation Min"], row["Text Validation Max"]
    if kind == "slider":
        if rule not in ("", "number"):
            yield column, "a slider shows 'number' or nothing"
        return
    if rule and kind != "text":
        yield column, f"only text fields are validated, not {kind}; leave it empty"
    elif rule and rule not in _NUMBERS | _TIMES | _OTHERS:
        yield column, f"'{rule}' is no validation; use integer, number, date_ymd or another that REDCap names"
    if (low or high) and rule not in _NUMBERS | _TIMES:
        yield "Text Validation Min", "bounds need a validation by number, date or time; add one or take them out"
    if rule in _NUMBERS:
        yield from _bounds(low, high)


def _bounds(low: str, high: str) -> Iterator[_Fault]:
    numbers = {}
    for column, text in (("Text Validation Min", low), ("Text Validation Max", high)):
        try:
            numbers[column] = float(text) if text else None
        except ValueError:
            yield column, f"'{text}' is no number; write one"
    least, most = numbers.get("Text Validation Min"), numbers.get("Text Validation Max")
    if least is not None and most is not None and least > most:
        yield "Text Validation Min", f"{low} lies above {high}; exchange them"


def _first(rows: list[dict[str, str]]) -> Iterator[tuple[int, str, str]]:
    if not rows:
        yield 2, "", "there is no field; the first is the name of the record"
    elif rows[0]["Field Type"] != "text" or rows[0]["Matrix Group Name"]:
        yield 2, "Field Type", "the first field names the record; make it a text field outside a matrix"


def _twice(rows: list[dict[str, str]]) -> Iterator[tuple[int, str, str]]:
    seen: set[str] = set()
    for k, row in enumerate(rows, start=2):
        if row[COLUMNS[0]] in seen:
            yield k, COLUMNS[0], f"'{row[COLUMNS[0]]}' stands a second time; every field of a project has its own name"
        seen.add(row[COLUMNS[0]])


def _forms(rows: list[dict[str, str]]) -> Iterator[tuple[int, str, str]]:
    """The fields of a form stand together."""
    done: set[str] = set()
    before = None
    for k, row in enumerate(rows, start=2):
        if row["Form Name"] != before and row["Form Name"] in done:
            yield k, "Form Name", f"'{row['Form Name']}' goes on after another form; put its fields together"
        before = row["Form Name"]
        done.add(before)


def _matrices(rows: list[dict[str, str]]) -> Iterator[tuple[int, str, str]]:
    """The fields of a matrix are neighbours in one form, of one type, with the same choices."""
    column = "Matrix Group Name"
    last: dict[str, tuple[int, dict[str, str]]] = {}
    for k, row in enumerate(rows, start=2):
        name = row[column]
        if not name:
            if row["Matrix Ranking?"]:
                yield k, "Matrix Ranking?", "only fields of a matrix are ranked; leave it empty"
            continue
        if not re.fullmatch(r"[a-z0-9_]+", name) or len(name) > _LONGEST_MATRIX:
            yield k, column, f"'{name}' is no name of a matrix; use small letters, digits and underscores, at most 60"
        if row["Field Type"] not in ("radio", "checkbox"):
            yield k, column, f"a {row['Field Type']} cannot stand in a matrix; make it radio or checkbox, or take it out"
        if name in last:
            place, first = last[name]
            same = ("Form Name", "Field Type", "Choices, Calculations, OR Slider Labels")
            if place != k - 1 or any(row[part] != first[part] for part in same):
                yield k, column, f"fields of '{name}' are no neighbours of one form, type and choices; give another name"
        last[name] = (k, row)


def _branching(row: Cells, rows: list[dict[str, str]]) -> Iterator[_Fault]:
    column = "Branching Logic (Show field only if...)"
    logic, known = row[column], {other[COLUMNS[0]] for other in rows}
    if logic.count("[") != logic.count("]") or logic.count("(") != logic.count(")"):
        yield column, "a bracket is not closed; close it"
    for name in re.findall(r"\[([^\]]*)\]", logic):
        if name.partition("(")[0] not in known and not name.startswith(("event-", "record-", "user-")):
            yield column, f"'[{name}]' is no field of this dictionary; name one"
