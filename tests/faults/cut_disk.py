"""A disk that loses its power: every write and sync of SQLite is recorded below it, and what could be left is rebuilt.

What was synced stays. Each write since then is there, or is not, or is torn into sectors of 512 bytes, each by chance and
so in any order. The last is harder than most disks.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

_SECTOR = 512


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened: write, truncate, sync or delete of a file, or "told": something was acknowledged."""

    kind: str
    file: str = ""
    at: int = 0
    data: bytes = b""


class _Files(apsw.VFS):
    def __init__(self, name: str, steps: list[Step]) -> None:
        self.steps = steps
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> "_File":
        return _File(name, flags, self.steps)

    def xDelete(self, name: str, sync: bool) -> None:
        self.steps.append(Step("delete", Path(name).name))
        super().xDelete(name, sync)


class _File(apsw.VFSFile):
    def __init__(self, name: Any, flags: list[int], steps: list[Step]) -> None:
        given = name.filename() if hasattr(name, "filename") else name
        self.name, self.steps = Path(given or "").name, steps
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self.steps.append(Step("write", self.name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self.steps.append(Step("truncate", self.name, size))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self.steps.append(Step("sync", self.name))


class Recorder:
    """Runs statements on a copy of a database, and keeps every step of its files."""

    def __init__(self, path: Path, pragmas: Sequence[str]) -> None:
        self.steps: list[Step] = []
        self.start = {path.name: path.read_bytes()}
        name = f"cut_{path.parent.name}"
        self._files = _Files(name, self.steps)
        self._database = apsw.Connection(str(path), vfs=name)
        # Memory shared between processes belongs to no disk; one connection needs none.
        for pragma in ("locking_mode=EXCLUSIVE", *pragmas):
            self._database.execute(f"PRAGMA {pragma}").fetchall()

    def run(self, statement: str) -> None:
        """One statement of the site."""
        self._database.execute(statement).fetchall()

    def told(self, number: int) -> None:
        """The answer of this number was acknowledged."""
        self.steps.append(Step("told", at=number))

    def close(self) -> None:
        """Let go of the database; what this writes is not recorded as part of the run."""
        kept = len(self.steps)
        self._database.close()
        self._files.unregister()
        del self.steps[kept:]


def after_cut(start: dict[str, bytes], steps: Sequence[Step], chance: random.Random) -> tuple[dict[str, bytes], int]:
    """The files that a power cut after these steps may leave, and the number of the last answer that was acknowledged."""
    files = {name: bytearray(content) for name, content in start.items()}
    waiting: dict[str, list[Step]] = {}
    told = -1
    for step in steps:
        if step.kind == "told":
            told = step.at
        elif step.kind == "delete":
            files.pop(step.file, None)
            waiting.pop(step.file, None)
        elif step.kind == "sync":
            for done in waiting.pop(step.file, []):
                _apply(files, done)
        else:
            files.setdefault(step.file, bytearray())
            waiting.setdefault(step.file, []).append(step)
    _by_chance(files, waiting, chance)
    return {name: bytes(content) for name, content in files.items()}, told


def _by_chance(files: dict[str, bytearray], waiting: dict[str, list[Step]], chance: random.Random) -> None:
    kept, torn = chance.choice((0.0, 0.3, 0.7, 1.0)), chance.choice((0.0, 0.5))
    for step in (step for steps in waiting.values() for step in steps):
        if chance.random() >= kept:
            continue
        if step.kind == "write" and len(step.data) > _SECTOR and chance.random() < torn:
            for begin in range(0, len(step.data), _SECTOR):
                if chance.random() < 0.5:
                    _apply(files, Step("write", step.file, step.at + begin, step.data[begin : begin + _SECTOR]))
        else:
            _apply(files, step)


def _apply(files: dict[str, bytearray], step: Step) -> None:
    content = files.setdefault(step.file, bytearray())
    if step.kind == "truncate":
        del content[step.at :]
        return
    content.extend(bytes(max(0, step.at - len(content))))
    content[step.at : step.at + len(step.data)] = step.data
