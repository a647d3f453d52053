"""Formats: one file a format, with `SUFFIXES`, `read` and/or `write`."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

    from fourfold.record import GroupRecord, Study

__all__ = ["read_programme", "read_record"]


def read_record(path: Path | str) -> "GroupRecord":
    """The group of a folder of CSV or Parquet files, whichever it holds. Raises `FilesRefused` or `OSError`."""
    found: GroupRecord = _format_of(Path(path)).read(Path(path))
    return found


def read_programme(path: Path | str) -> "Study":
    """The groups of a folder of such folders, or of one group's folder. Raises as `read_record`, or `ValueError`."""
    found: Study = _format_of(Path(path)).read_study(Path(path))
    return found


def _format_of(path: Path) -> "ModuleType":
    """The one format that a folder or its subfolders hold. Raises `ValueError` where both stand side by side."""
    from fourfold.formats import csv_folder, parquet
    from fourfold.formats.files.folder import holds_group, require_folder

    require_folder(path)
    homes = (
        [path] if any(holds_group(path, f.FORM) for f in (csv_folder, parquet)) else [p for p in path.iterdir() if p.is_dir()]
    )
    held = [f for f in (csv_folder, parquet) if any(holds_group(home, f.FORM) for home in homes)]
    if len(held) > 1:
        raise ValueError(f"{path}: holds both CSV and Parquet tables; keep one of them")
    return held[0] if held else csv_folder
