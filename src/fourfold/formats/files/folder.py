"""A group as a folder of tables: which files there are, where their faults lie, how a folder is replaced whole."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from os import getpid
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from fourfold.formats.files.faults import Fault, FilesRefused
from fourfold.record import TABLES, GroupRecord, Problem, RecordRefused, Study, table
from fourfold.vocabulary import Group

REQUIRED = ("people", "sessions", "memberships")
FILES: Mapping[str, type] = {"group": Group, **TABLES}
_NOT_READ = (".xlsx", ".xlsm", ".xls", ".ods", ".numbers", ".tsv", ".txt")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table that was read, with the place of each row; no table where there are faults."""

    rows: pl.DataFrame | None
    lines: Sequence[int] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """How one table is read and written: `load(path, name to show, row)` and `save(table, path)`."""

    name: str
    suffix: str
    unit: str
    load: Callable[[Path, str, type], Loaded]
    save: Callable[[pl.DataFrame, Path], None]


def read_group(path: Path, form: Form, shown_in: str = "") -> GroupRecord:
    """The group of a folder. Raises `FilesRefused` with every fault, or `FileNotFoundError`."""
    require_folder(path)
    loaded = {name: _load(path, name, form, shown_in) for name in FILES}
    strays = list(_strays(path, form, shown_in))
    said = {table_name for table_name, _ in strays if not (path / f"{table_name}{form.suffix}").exists()}
    faults = [f for _, f in strays] + [f for name, found in loaded.items() if name not in said for f in found.faults]
    if faults:
        raise FilesRefused(faults)
    frames: dict[str, Any] = {name: found.rows for name, found in loaded.items() if found.rows is not None and name in TABLES}
    try:
        return GroupRecord(_group(path, loaded["group"].rows), **frames)
    except RecordRefused as refused:
        raise FilesRefused(_placed(p, loaded, form, shown_in) for p in refused.problems) from None


def read_groups(path: Path, form: Form) -> Study:
    """The groups of a folder of folders, or the one group of a folder. Raises `FilesRefused` with the faults of all."""
    require_folder(path)
    if holds_group(path, form):
        return Study((read_group(path, form),))
    homes = sorted(p for p in path.iterdir() if p.is_dir() and not p.name.startswith(".") and _means_group(p, form))
    if not homes and _means_group(path, form):
        return Study((read_group(path, form),))
    if not homes:
        needed = ", ".join(f"{name}{form.suffix}" for name in REQUIRED)
        raise FileNotFoundError(f"{path}: no group here; a group is a folder with {needed}")
    records: list[GroupRecord] = []
    faults: list[Fault] = []
    for home in homes:
        try:
            records.append(read_group(home, form, f"{home.name}/"))
        except FilesRefused as refused:
            faults += refused.faults
    faults += _shared_ids(homes, records) if not faults else []
    if faults:
        raise FilesRefused(faults)
    return Study(tuple(records))


def write_group(record: GroupRecord, path: Path, form: Form) -> None:
    """Write a group's folder: all of it or nothing. Files of other names that stood in the folder stay.

    Raises `FileExistsError` where the folder holds something that is not the same group.
    """
    refuse_other_content(record.group.group_id, path, form)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.writing-{getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir()
        form.save(table(Group, [record.group]), draft / f"group{form.suffix}")
        for name, rows in record.tables().items():
            form.save(rows, draft / f"{name}{form.suffix}")
        _put_in_place(draft, path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_groups(study: Study, path: Path, form: Form) -> list[Path]:
    """Write each group into a folder of its own, named by its id; the folders. Raises as `write_group`, before writing any."""
    homes = [path / folder_name(record.group.group_id) for record in study]
    for record, home in zip(study, homes, strict=True):
        refuse_other_content(record.group.group_id, home, form)
    for record, home in zip(study, homes, strict=True):
        write_group(record, home, form)
    return homes


def holds_group(path: Path, form: Form) -> bool:
    """Whether a folder has the tables of a group, or one of them."""
    return any((path / f"{name}{form.suffix}").is_file() for name in FILES)


def require_folder(path: Path) -> None:
    """Raise `NotADirectoryError` for a file, `FileNotFoundError` where nothing stands."""
    if path.is_file():
        raise NotADirectoryError(f"{path}: is a file; give its folder: {path.parent}")
    if not path.is_dir():
        raise FileNotFoundError(f"{path}: no such folder")


def folder_name(group_id: str) -> str:
    """An id as the name of a folder, whatever characters it has."""
    name = quote(group_id, safe=" ()+,;=@")
    return name.replace(".", "%2E", 1) if name.startswith(".") else name


def refuse_other_content(group_id: str, path: Path, form: Form) -> None:
    """Raise `FileExistsError` unless the folder is absent, empty, or holds the same group."""
    if not path.exists():
        return
    if not path.is_dir():
        raise FileExistsError(f"{path}: is a file; give a folder")
    if not any(path.iterdir()):
        return
    held = _load(path, "group", form, "").rows if holds_group(path, form) else None
    if held is None or _group(path, held).group_id != group_id:
        raise FileExistsError(f"{path}: holds something other than group {group_id!r}; choose another folder")


def _load(path: Path, name: str, form: Form, shown_in: str) -> Loaded:
    file, shown = path / f"{name}{form.suffix}", f"{shown_in}{name}{form.suffix}"
    if file.is_file():
        return form.load(file, shown, FILES[name])
    if file.exists():
        return Loaded(None, faults=(Fault(shown, None, None, "is not a file"),))
    if name in REQUIRED:
        return Loaded(None, faults=(Fault(shown, None, None, "the file is missing; every group needs it"),))
    return Loaded(None)


def _means_group(path: Path, form: Form) -> bool:
    """Whether a folder has tables of a group, or all that it needs as files that a person may take for them."""
    return holds_group(path, form) or {name for _, name in _unread(path, form)}.issuperset(REQUIRED)


def _strays(path: Path, form: Form, shown_in: str) -> Iterator[tuple[str, Fault]]:
    """Files that look like a table but are not read, by table: left alone, they would be missing without a word."""
    for file, name in _misnamed(path, form):
        message = f"is not the name of a table; did you mean {name}{form.suffix}? Rename or move the file"
        yield name, Fault(f"{shown_in}{file.name}", None, None, message)
    for file, name in _unread(path, form):
        message = f"is not read; save it as {form.name}: {name}{form.suffix}"
        yield name, Fault(f"{shown_in}{file.name}", None, None, message)


def _misnamed(path: Path, form: Form) -> Iterator[tuple[Path, str]]:
    """Files of this form whose name is nearly that of a table."""
    right = {f"{name}{form.suffix}" for name in FILES}
    for file in _seen(path):
        near = get_close_matches(file.stem.lower(), FILES, n=1, cutoff=0.8)
        if near and file.suffix.lower() == form.suffix and file.name not in right:
            yield file, near[0]


def _unread(path: Path, form: Form) -> Iterator[tuple[Path, str]]:
    """Spreadsheets and texts named like a table that is not there; beside the table itself they are somebody's source."""
    for file in _seen(path):
        near = get_close_matches(file.name.partition(".")[0].lower(), FILES, n=1, cutoff=0.8)
        if near and file.suffix.lower() in _NOT_READ and not (path / f"{near[0]}{form.suffix}").exists():
            yield file, near[0]


def _seen(path: Path) -> list[Path]:
    """The files that people see; a computer's own, such as a spreadsheet's lock, begin with a dot or `~`."""
    return sorted(f for f in path.iterdir() if not f.name.startswith((".", "~")))


def _group(path: Path, rows: pl.DataFrame | None) -> Group:
    """The group of its one row; what is not said takes the vocabulary's value, and a folder's name stands for id and name."""
    said: dict[str, Any] = {} if rows is None else {k: v for k, v in rows.row(0, named=True).items() if v is not None}
    name = path.resolve().name
    return Group(**{"group_id": name, "name": said.get("group_id", name), **said})


def _placed(problem: Problem, loaded: Mapping[str, Loaded], form: Form, shown_in: str) -> Fault:
    lines = loaded[problem.table].lines
    line = None if problem.row is None or problem.row >= len(lines) else lines[problem.row]
    return Fault(f"{shown_in}{problem.table}{form.suffix}", line, problem.column, problem.message, form.unit)


def _shared_ids(homes: list[Path], records: list[GroupRecord]) -> Iterator[Fault]:
    seen: dict[str, Path] = {}
    for home, record in zip(homes, records, strict=True):
        first = seen.setdefault(record.group.group_id, home)
        if first != home:
            message = f"{record.group.group_id!r} is also the id of folder {first.name}; give each group its own"
            yield Fault(home.name, None, "group_id", message)


def _put_in_place(draft: Path, path: Path) -> None:
    """Let the draft take the folder's place; the other files of the folder come along."""
    if not path.exists():
        draft.rename(path)
        return
    for other in path.iterdir():
        if not (draft / other.name).exists():
            _copy(other, draft / other.name)
    before = path.with_name(f".{path.name}.before-{getpid()}")
    path.rename(before)
    try:
        draft.rename(path)
    except OSError:
        before.rename(path)
        raise
    shutil.rmtree(before)


def _copy(other: Path, to: Path) -> None:
    if other.is_dir() and not other.is_symlink():
        shutil.copytree(other, to, symlinks=True)
    else:
        shutil.copy2(other, to, follow_symlinks=False)


def may_lack(row: type) -> frozenset[str]:
    """The columns of `group` that a file may leave out; every other table has all its columns."""
    if row is not Group:
        return frozenset()
    return frozenset(f.name for f in fields(row) if f.default is not MISSING or f.name in ("group_id", "name"))


def only_row(row: type, n_rows: int, shown: str) -> tuple[Fault, ...]:
    """The fault of a group file that does not have exactly one row."""
    if row is not Group or n_rows == 1:
        return ()
    return (Fault(shown, None, None, f"has {n_rows} rows; the group is one row"),)
