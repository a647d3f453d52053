"""What is wrong in files that people wrote, place by place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: file, line or row counted from 1 (None: the whole file), column, what is wrong and what to do."""

    file: str
    line: int | None
    column: str | None
    message: str
    unit: str = "line"

    def __str__(self) -> str:
        return ", ".join(p for p in (self.file, self.place) if p) + f": {self.message}"

    @property
    def place(self) -> str:
        """Where in the file, in words; empty for the whole file."""
        line = "" if self.line is None else f"{self.unit} {self.line}"
        return ", ".join(p for p in (line, f"column {self.column}" if self.column else "") if p)


class FilesRefused(ValueError):
    """The files cannot be used as they stand. `faults` lists all that is wrong; nothing was read."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
