"""What is wrong with a record, place by place."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: the table, the row counted from 0 (None: the whole table), the column, what is wrong and what to do."""

    table: str
    row: int | None
    column: str
    message: str

    def __str__(self) -> str:
        where = self.table if self.row is None else f"{self.table}, row {self.row + 1}"
        return f"{where}, {self.column}: {self.message}"


class RecordRefused(ValueError):
    """The tables do not fit together. `problems` lists every fault; nothing was read."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))
