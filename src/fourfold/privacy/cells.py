"""Tables of counts without small cells: those are left out, and as many others as it takes that nobody can work them out."""

from collections.abc import Iterator, Sequence
from heapq import heappop, heappush

LEAST = 11
"""The smallest count that is told. Source: the cell size suppression policy of the Centers for Medicare & Medicaid Services."""

Cell = tuple[int, int]


def shown(count: int, least: int = LEAST) -> int | None:
    """The count, or None where it is too small to be told.

    >>> shown(11), shown(10)
    (11, None)
    """
    return count if count >= least else None


def protected_table(counts: Sequence[Sequence[int]], least: int = LEAST) -> list[list[int | None]]:
    """The table with its margins, a last column and a last row of totals; None stands where a count is not told.

    For every cell or total below `least` there is another table with the same numbers shown in which it is at least `least`,
    so that no arithmetic tells that it is small. Raises ValueError for counts that are no table of counts.
    Source: Gusfield (1988); the cheapest closed path through each small cell, Cox (1995).

    >>> protected_table([[20, 3], [30, 40]])
    [[None, None, 23], [None, None, 70], [50, 43, 93]]
    """
    _check(counts)
    full = _with_totals(counts)
    hidden = {(i, j) for i, row in enumerate(full) for j, count in enumerate(row) if count < least}
    for cell in sorted(hidden):
        hidden |= _cheapest_way_round(full, cell, hidden, least)
    return [[None if (i, j) in hidden else count for j, count in enumerate(row)] for i, row in enumerate(full)]


def _check(counts: Sequence[Sequence[int]]) -> None:
    if not counts or not counts[0] or len({len(row) for row in counts}) > 1:
        raise ValueError("a table of counts needs at least one row and one column, and rows of one length")
    if any(count < 0 for row in counts for count in row):
        raise ValueError("a count is never below nought")


def _with_totals(counts: Sequence[Sequence[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in counts]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def _cheapest_way_round(full: Sequence[Sequence[int]], cell: Cell, hidden: set[Cell], least: int) -> set[Cell]:
    """The cells that change with this one when it grows to `least` and every sum still holds; hidden ones cost nothing.

    Rows and columns are the places, cells the ways between them: the shortest way from one end of the cell to its other.
    """
    grow = least - full[cell[0]][cell[1]]
    row, column = ("row", cell[0]), ("column", cell[1])
    start, end = (row, column) if _is_total(full, cell) else (column, row)
    queue: list[tuple[int, tuple[str, int], tuple[Cell, ...]]] = [(0, start, ())]
    done: set[tuple[str, int]] = set()
    while queue:
        cost, place, way = heappop(queue)
        if place == end:
            return set(way)
        if place in done:
            continue
        done.add(place)
        for onward, crossed in _ways(full, place, grow):
            if crossed != cell and onward not in done:
                price = 0 if crossed in hidden else 1 + full[crossed[0]][crossed[1]]
                heappush(queue, (cost + price, onward, (*way, crossed)))
    raise AssertionError("the totals of a table can always grow with a cell")


def _ways(full: Sequence[Sequence[int]], place: tuple[str, int], grow: int) -> Iterator[tuple[tuple[str, int], Cell]]:
    """Where one gets from a row or a column, by which cell: left by its row it grows, else it shrinks; totals reversed."""
    kind, at = place
    for other in range(len(full[0]) if kind == "row" else len(full)):
        crossed = (at, other) if kind == "row" else (other, at)
        grows = (kind == "row") != _is_total(full, crossed)
        if grows or full[crossed[0]][crossed[1]] >= grow:
            yield ("column" if kind == "row" else "row", other), crossed


def _is_total(full: Sequence[Sequence[int]], cell: Cell) -> bool:
    """Whether a cell is the total of a row or of a column; the total of all counts like a cell of its own."""
    return (cell[0] == len(full) - 1) != (cell[1] == len(full[0]) - 1)
