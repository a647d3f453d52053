"""`Study`: the records of many groups, as a programme or a researcher holds them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from fourfold.record.group_record import TABLES, GroupRecord
from fourfold.record.schema import schema


@dataclass(frozen=True, slots=True)
class Study:
    """Groups that are analysed together. Raises `ValueError` when two share a `group_id`."""

    records: tuple[GroupRecord, ...]

    def __post_init__(self) -> None:
        twice = sorted(i for i, n in Counter(r.group.group_id for r in self.records).items() if n > 1)
        if twice:
            raise ValueError(f"group_id must be unique in a study; given twice: {', '.join(twice)}")

    def __len__(self) -> int:
        return len(self.records)

    def __iter__(self) -> Iterator[GroupRecord]:
        return iter(self.records)

    def long(self, name: str) -> pl.DataFrame:
        """One table of every group, with `group_id` as its first column. Raises `KeyError` for a table that is none."""
        empty = pl.DataFrame(schema={"group_id": pl.String(), **schema(TABLES[name])})
        named = ((r.group.group_id, r.tables()[name]) for r in self.records)
        return pl.concat([empty, *(frame.select(pl.lit(i).alias("group_id"), pl.all()) for i, frame in named)])

    def fingerprint(self) -> str:
        """Sixteen characters that do not depend on the order of the groups."""
        return sha256("".join(sorted(r.fingerprint() for r in self.records)).encode()).hexdigest()[:16]
