"""How long it takes to decide what of linked tables may be told, and to audit it, alone and beside releases before."""

import argparse
import random
import statistics
import time
from dataclasses import replace

from fourfold.inference.cell_audit import told_sums, unprotected
from fourfold.privacy import Released, Row, count_table, protected_tables, too_close
from fourfold.privacy.bands import LEVELS
from fourfold.privacy.release import TABLES

REPEATS = 5
CUBE = {"stay": LEVELS["stay"], "attendance": LEVELS["attendance"], "size": LEVELS["size"]}


def people_of(n: int, seed: int, first: int = 0) -> dict[str, Row]:
    """Simulated people at random levels, the first of each variable most often."""
    draw = random.Random(seed)
    weights = {variable: range(len(own), 0, -1) for variable, own in LEVELS.items()}
    return {f"p{first + k}": {v: draw.choices(own, weights[v])[0] for v, own in LEVELS.items()} for k in range(n)}


def tables_of(people: dict[str, Row], variables: tuple[tuple[str, ...], ...]) -> Released:
    """All counts of some tables."""
    rows = list(people.values())
    return Released(people, tuple(count_table(rows, own, LEVELS) for own in variables))


def protected(new: Released, earlier: list[Released]) -> Released:
    """What of them may be told."""
    return replace(new, tables=protected_tables(new, earlier, told_sums))


def timed(n: int, variables: tuple[tuple[str, ...], ...], before: int) -> tuple[float, float, int, int]:
    """Median seconds to protect and to audit; counts, and how many of them are left out."""
    decide, audit = [], []
    for seed in range(REPEATS):
        people = people_of(n, seed)
        earlier: list[Released] = []
        for k in range(before):
            earlier.append(protected(tables_of(people, variables), earlier))
            people = {**people, **people_of(20, 100 + seed + k, first=n + 20 * k)}
        begun = time.perf_counter()
        told = protected(tables_of(people, variables), earlier)
        decide.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        if close := too_close([*earlier, told], unprotected):
            raise SystemExit(f"the audit found what follows too closely: {close}")
        audit.append(time.perf_counter() - begun)
    counts = sum(len(table.cells) for table in told.tables)
    return statistics.median(decide), statistics.median(audit), counts, sum(table.n_left_out for table in told.tables)


def main() -> None:
    """Print a row for each size."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    print("| people | tables | earlier releases | counts | left out | decide, s | audit, s |\n|---|---|---|---|---|---|---|")
    for n, before in ((40, 0), (200, 0), (1000, 0), (200, 1), (200, 3)):
        decide, audit, counts, left_out = timed(n, TABLES, before)
        print(f"| {n} | three of two categories, linked | {before} | {counts} | {left_out} | {decide:.2f} | {audit:.2f} |")
    for n in (200, 1000):
        decide, audit, counts, left_out = timed(n, (tuple(CUBE),), 0)
        print(f"| {n} | one of three categories | 0 | {counts} | {left_out} | {decide:.2f} | {audit:.2f} |")


if __name__ == "__main__":
    main()
