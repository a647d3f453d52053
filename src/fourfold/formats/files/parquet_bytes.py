"""Parquet files that are whole at both ends, as tables."""

from pathlib import Path

import polars as pl

_MAGIC = b"PAR1"
_SMALLEST = 12
"""Bytes of a file without any content: the mark, the footer's length, the mark."""


class ParquetRefused(ValueError):
    """The bytes are no Parquet table, or a damaged one."""


def parquet_table(path: Path) -> pl.DataFrame:
    """The table of a Parquet file. Raises `ParquetRefused`."""
    data = path.read_bytes()
    if not _is_whole(data):
        raise ParquetRefused("is no Parquet file, or a damaged one; write it again")
    try:
        return pl.read_parquet(data)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        why = (str(error).splitlines() or ["it cannot be read"])[0]
        raise ParquetRefused(f"is no Parquet file, or a damaged one: {why}") from None


def _is_whole(data: bytes) -> bool:
    """Whether the marks stand at both ends and the footer has room between them.

    Polars may end the whole process on bytes that only pretend to be Parquet, so they are kept from it.
    """
    footer = int.from_bytes(data[-8:-4], "little")
    return data.startswith(_MAGIC) and data.endswith(_MAGIC) and len(data) >= _SMALLEST + footer
