"""The data dictionary: one row of 18 cells for each field, made of the codebook."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO
from re import sub

from fourfold.formats.codebook import Column, ColumnKind, DataSet, Sheet

COLUMNS = (
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
)
RECORD = "record_id"
_MOST_AS_BUTTONS = 9


def dictionary(data: DataSet) -> str:
    """The dictionary as CSV text; the first table holds a row for each person, the others are forms that repeat."""
    return as_csv(list(rows_of(data)))


def rows_of(data: DataSet) -> Iterator[dict[str, str]]:
    """The rows of the dictionary, the record's name first."""
    first, *_ = forms_of(data)
    yield _row(RECORD, first.name, {"Field Type": "text", "Field Label": first.column(first.key[0]).label})
    for table in forms_of(data):
        matrices = _matrices(table)
        for place, column in enumerate(fields_of(table)):
            told = {**_asked(column), "Field Label": plain(column.label), "Field Note": plain(column.unit)}
            if place == 0:
                told["Section Header"] = plain(table.title)
            yield _row(field_name(table, column), table.name, {**told, "Matrix Group Name": matrices.get(column.name, "")})


def forms_of(data: DataSet) -> list[Sheet]:
    """The tables that are about single people, and so become forms of their records."""
    return [table for table in data.tables if table.key[0] == data.tables[0].key[0]]


def fields_of(table: Sheet) -> list[Column]:
    """The columns that become fields: the name of the person is that of the record."""
    return [column for column in table.columns if column.name != table.key[0]]


def field_name(table: Sheet, column: Column) -> str:
    """The name of a field: of all forms together no two are alike, so that each begins with the form's."""
    whole = column.name if column.name.startswith(f"{table.name}_") else f"{table.name}_{column.name}"
    return sub("_+", "_", whole)[:100].strip("_")


def as_csv(rows: list[dict[str, str]]) -> str:
    """Rows under the 18 headings."""
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def plain(text: str) -> str:
    """Text without what REDCap would read as a tag, on one line."""
    return " ".join(text.replace("<", "‹").replace(">", "›").split())


def _row(name: str, form: str, told: Mapping[str, str]) -> dict[str, str]:
    return {**dict.fromkeys(COLUMNS, ""), COLUMNS[0]: name, "Form Name": form, **told}


def _asked(column: Column) -> dict[str, str]:
    """Field type, choices and validation. A field of numbers has no room for reasons."""
    if column.kind is ColumnKind.CODE:
        choices = {**column.values, **dict(sorted(column.missing.items()))}
        spelled = " | ".join(f"{code}, {plain(label).replace('|', '/')}" for code, label in choices.items())
        kind = "radio" if len(column.values) <= _MOST_AS_BUTTONS else "dropdown"
        return {"Field Type": kind, "Choices, Calculations, OR Slider Labels": spelled}
    if column.kind in (ColumnKind.WHOLE, ColumnKind.NUMBER):
        bounds = {
            "Text Validation Min": _spelled(column.lowest),
            "Text Validation Max": _spelled(column.highest),
        }
        rule = "integer" if column.kind is ColumnKind.WHOLE else "number"
        return {"Field Type": "text", "Text Validation Type OR Show Slider Number": rule, **bounds}
    return {"Field Type": "notes" if column.kind is ColumnKind.WORDS else "text"}


def _spelled(bound: float | None) -> str:
    return "" if bound is None else f"{bound:g}"


def _matrices(table: Sheet) -> dict[str, str]:
    """Neighbours with the same choices stand in one matrix."""
    found: dict[str, str] = {}
    run: list[Column] = []
    for column in [*fields_of(table), None]:
        alike = column is not None and run and _in_matrix(column) and _same_choices(run[-1], column)
        if alike and column is not None:
            run.append(column)
            continue
        if len(run) > 1:
            found |= dict.fromkeys((c.name for c in run), f"{table.name}_m{len(set(found.values())) + 1}"[:60])
        run = [column] if column is not None and _in_matrix(column) else []
    return found


def _in_matrix(column: Column) -> bool:
    return column.kind is ColumnKind.CODE and len(column.values) <= _MOST_AS_BUTTONS


def _same_choices(one: Column, other: Column) -> bool:
    return dict(one.values) == dict(other.values) and dict(one.missing) == dict(other.missing)
