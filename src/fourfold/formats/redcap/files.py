"""The rows of a data set as REDCap takes them in: one file for the people, one for each form that repeats."""

import csv
from io import StringIO

from fourfold.formats.codebook import ColumnKind, DataSet, Sheet
from fourfold.formats.redcap.dictionary import RECORD, dictionary, field_name, fields_of, forms_of

SUFFIXES = (".csv",)


def files(data: DataSet) -> dict[str, bytes]:
    """The dictionary and the data by name. Import the dictionary first, then make all forms but the first repeat.

    The first repeats too where somebody stands in it twice, as somebody of two groups does. What is not about single people
    stands beside them as a plain table.
    """
    first, *others = forms_of(data)
    twice = bool(first.frame[first.key[0]].is_duplicated().any())
    beside = [table for table in data.tables if table.name not in {form.name for form in (first, *others)}]
    made = {"data_dictionary.csv": dictionary(data).encode(), "data_1_" + first.name + ".csv": _rows(first, repeats=twice)}
    for number, table in enumerate(others, start=2):
        made[f"data_{number}_{table.name}.csv"] = _rows(table, repeats=True)
    return made | {f"beside_{table.name}.csv": table.frame.write_csv().encode() for table in beside}


def _rows(table: Sheet, *, repeats: bool) -> bytes:
    """One line for each row; a form that repeats counts the rows of each person."""
    text = StringIO()
    fields = fields_of(table)
    writer = csv.writer(text, lineterminator="\n")
    repeated = ["redcap_repeat_instrument", "redcap_repeat_instance"] if repeats else []
    writer.writerow([RECORD, *repeated, *(field_name(table, column) for column in fields), f"{table.name}_complete"])
    number: dict[str, int] = {}
    for row in table.frame.iter_rows(named=True):
        person = str(row[table.key[0]])
        number[person] = number.get(person, 0) + 1
        told = [table.name, number[person]] if repeats else []
        cells = [_cell(row[c.name], coded=c.kind is ColumnKind.CODE, missing=c.missing) for c in fields]
        writer.writerow([person, *told, *cells, 2])
    return text.getvalue().encode()


def _cell(value: object, *, coded: bool, missing: object) -> str:
    """A cell; a reason for a missing number is left out where it would lie outside the bounds of its field."""
    if value is None or (not coded and isinstance(missing, dict) and value in missing):
        return ""
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)
