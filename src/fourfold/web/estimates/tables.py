"""Estimates as one blob and back: plain tables in Arrow's own form, never anything that runs when it is read."""

import json
from collections.abc import Mapping
from dataclasses import fields
from io import BytesIO
from typing import Any

import polars as pl

from fourfold.alliance import AllianceEstimates, PriorSource, Signal, SignalKind, signals_table
from fourfold.vocabulary import Level, Quality

_TABLES = ("readings", "latest", "cohesion", "general", "contrasts", "response", "straight_lining", "gaps")
_HEAD = 4


class Unreadable(ValueError):
    """The blob is not one that this version wrote; estimates are made anew."""


def packed(estimates: AllianceEstimates) -> bytes:
    """The estimates as bytes: the length of a JSON head, the head, then each table as an Arrow stream."""
    tables = {name: getattr(estimates, name) for name in _TABLES} | {"signals": signals_table(estimates.signals)}
    streams = {name: _stream(frame) for name, frame in tables.items()}
    head = json.dumps(
        {
            "fingerprint": estimates.fingerprint,
            "priors": str(estimates.priors),
            "n_groups_in_priors": estimates.n_groups_in_priors,
            "tables": {name: len(stream) for name, stream in streams.items()},
        }
    ).encode()
    return len(head).to_bytes(_HEAD, "big") + head + b"".join(streams.values())


def unpacked(blob: bytes) -> AllianceEstimates:
    """The estimates that were packed, to the last digit. Raises `Unreadable`."""
    try:
        end = _HEAD + int.from_bytes(blob[:_HEAD], "big")
        head = json.loads(blob[_HEAD:end])
        tables = _tables(blob[end:], head["tables"])
        signals = tuple(_signal(row) for row in tables.pop("signals").iter_rows(named=True))
        return AllianceEstimates(
            fingerprint=head["fingerprint"],
            priors=PriorSource(head["priors"]),
            n_groups_in_priors=head["n_groups_in_priors"],
            signals=signals,
            **tables,
        )
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as fault:
        raise Unreadable(str(fault)) from fault


def _stream(frame: pl.DataFrame) -> bytes:
    buffer = BytesIO()
    frame.write_ipc_stream(buffer, compression="zstd")
    return buffer.getvalue()


def _tables(blob: bytes, lengths: Mapping[str, int]) -> dict[str, Any]:
    tables, start = {}, 0
    for name, length in lengths.items():
        tables[name] = pl.read_ipc_stream(BytesIO(blob[start : start + length]))
        start += length
    return tables


def _signal(row: Mapping[str, Any]) -> Signal:
    words = {"kind": SignalKind(row["kind"]), "level": Level(row["level"]), "quality": Quality(row["quality"])}
    return Signal(**{f.name: words.get(f.name, row[f.name]) for f in fields(Signal)})
