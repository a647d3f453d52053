"""A data set in the form that somebody asks for: CSV, Parquet, SPSS or REDCap, each with the whole codebook."""

import os
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fourfold.formats import data_package, redcap, spss
from fourfold.formats.codebook import DataSet

FORMS: Mapping[str, Callable[[DataSet], dict[str, bytes]]] = MappingProxyType(
    {
        "csv": data_package.files,
        "parquet": lambda data: data_package.files(data, ".parquet"),
        "redcap": redcap.files,
        "spss": spss.files,
    }
)
"""What each form writes: files by name."""
_SAME_DAY = (1980, 1, 1, 0, 0, 0)


def files_of(data: DataSet, form: str) -> dict[str, bytes]:
    """The files of a form by name, and a note on how to read them. Raises ValueError for a form that there is not."""
    if form not in FORMS:
        raise ValueError(f"'{form}' is no form of a data set; use one of {', '.join(FORMS)}")
    return {**FORMS[form](data), "README.txt": _readme(data).encode()}


def zipped(data: DataSet, form: str) -> bytes:
    """The same as one zip file that carries no dates."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, body in files_of(data, form).items():
            archive.writestr(ZipInfo(name, _SAME_DAY), body, compress_type=ZIP_DEFLATED)
    return buffer.getvalue()


def write(data: DataSet, folder: Path, form: str) -> list[Path]:
    """Write the files of a form into a folder that does not exist yet, all of them or none.

    Raises FileExistsError, and ValueError for a form that there is not.
    """
    if folder.exists():
        raise FileExistsError(f"{folder}: is there already; choose another name")
    files = files_of(data, form)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as part:
        made = Path(part) / folder.name
        made.mkdir(mode=0o700)
        for name, body in files.items():
            with (made / name).open("wb") as file:
                file.write(body)
                os.fsync(file.fileno())
        made.rename(folder)
    return [folder / name for name in files]


def _readme(data: DataSet) -> str:
    """What the tables are, in plain words."""
    tables = [f"{table.name}: {table.title} ({len(table.frame):,} rows)" for table in data.tables]
    return "\n\n".join([data.title, *data.notes, "\n".join(tables)]) + "\n"
