"""CSV files, or Parquet files, with a codebook beside them: a Data Package, https://datapackage.org, version 2."""

import json
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from fourfold.formats.codebook import Column, ColumnKind, DataSet, Sheet

SUFFIXES = (".csv", ".parquet")
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {
    ColumnKind.ID: "string",
    ColumnKind.CODE: "integer",
    ColumnKind.WHOLE: "integer",
    ColumnKind.NUMBER: "number",
    ColumnKind.WORDS: "string",
}


def files(data: DataSet, suffix: str = ".csv") -> dict[str, bytes]:
    """The files by name: one for each table, and `datapackage.json` with labels, codes and reasons for missing values."""
    if suffix not in SUFFIXES:
        raise ValueError(f"'{suffix}' is not {' or '.join(SUFFIXES)}")
    tables = {f"{table.name}{suffix}": (_csv if suffix == ".csv" else _parquet)(table, data) for table in data.tables}
    return {**tables, "datapackage.json": _json(descriptor(data, suffix))}


def descriptor(data: DataSet, suffix: str = ".csv") -> dict[str, Any]:
    """The codebook as the data package's description."""
    return {
        "$schema": PROFILE,
        "name": data.name.replace("_", "-"),
        "title": data.title,
        "description": "\n\n".join(data.notes),
        "resources": [_resource(table, suffix) for table in data.tables],
    }


def _resource(table: Sheet, suffix: str) -> dict[str, Any]:
    form = suffix.removeprefix(".")
    told = {"name": table.name.replace("_", "-"), "title": table.title, "type": "table", "path": f"{table.name}{suffix}"}
    media = "text/csv" if form == "csv" else "application/vnd.apache.parquet"
    encoding = {"encoding": "utf-8"} if form == "csv" else {}
    fields = [_field(column) for column in table.columns]
    schema = {"fields": fields, "missingValues": [""], "primaryKey": list(table.key)}
    return {**told, "format": form, "mediatype": media, **encoding, "schema": schema}


def _field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "title": column.label, "type": _TYPES[column.kind]}
    if column.unit:
        told["unit"] = column.unit
    if column.values:
        told["categories"] = [{"value": value, "label": label} for value, label in column.values.items()]
    if column.missing:
        reasons = [{"value": _spelled(column, code), "label": label} for code, label in column.missing.items()]
        told["missingValues"] = [{"value": "", "label": ""}, *reasons]
    bounds = {"minimum": column.lowest, "maximum": column.highest}
    if column.kind in (ColumnKind.WHOLE, ColumnKind.NUMBER):
        told |= {"constraints": given} if (given := {k: v for k, v in bounds.items() if v is not None}) else {}
    return told


def _spelled(column: Column, code: int) -> str:
    """How a code of a missing value stands in the CSV file."""
    return str(float(code)) if column.kind is ColumnKind.NUMBER else str(code)


def _csv(table: Sheet, _: DataSet) -> bytes:
    return table.frame.write_csv().encode()


def _parquet(table: Sheet, data: DataSet) -> bytes:
    """The table with its own part of the codebook in the file's metadata, under `datapackage`."""
    buffer = BytesIO()
    one = DataSet(data.name, data.title, (table,), data.notes, data.language, data.simulated)
    table.frame.write_parquet(buffer, metadata=_metadata(descriptor(one, ".parquet")))
    return buffer.getvalue()


def _metadata(told: Mapping[str, Any]) -> dict[str, str]:
    return {"datapackage": json.dumps(told, ensure_ascii=False)}


def _json(told: Mapping[str, Any]) -> bytes:
    return (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode()
