"""Writing, reading and checking folders of tables, beside a floor: Polars on the same files, with nothing checked.

python bench/formats.py [groups]        (500 groups of twelve weeks, and one group of two years with full check-ins)
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import polars as pl

from fourfold.formats import csv_folder, parquet
from fourfold.record import TABLES, GroupRecord, Study
from fourfold.record.checks import problems_of
from fourfold.simulate import Answering, Design, seats, simulate_group
from fourfold.vocabulary import Group


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The median time of a few runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def study_of(groups: int) -> Study:
    """A programme of groups of eight and one facilitator, twelve weeks, in twenty different histories."""
    drawn = [simulate_group(Design(Group("g", "g"), seats(8)), seed=k).record for k in range(min(20, groups))]
    return Study(tuple(replace(drawn[k % len(drawn)], group=Group(f"g{k:04d}", f"Group {k}")) for k in range(groups)))


def rows_of(study: Study) -> int:
    return sum(frame.height for record in study for frame in record.tables().values())


def show(what: str, taken: float, rows: int) -> None:
    print(f"{what:<58}{taken:>9.3f} s{rows / taken / 1e6:>9.2f} million rows/s")


def polars_alone(folder: Path, suffix: str) -> int:
    read = pl.read_csv if suffix == ".csv" else pl.read_parquet
    return sum(read(file).height for file in sorted(folder.glob(f"*/*{suffix}")))


def programme(groups: int, folder: Path) -> None:
    study = study_of(groups)
    rows = rows_of(study)
    print(f"{groups} groups, {rows:,} rows, {groups * 9:,} files")
    for form in (csv_folder, parquet):
        (suffix,), name = form.SUFFIXES, form.__name__.rsplit(".", 1)[-1]
        home = folder / name
        show(f"{name}: write", seconds(lambda form=form, home=home: form.write_study(study, home), 1), rows)
        show(f"{name}: read and check", seconds(lambda form=form, home=home: form.read_study(home)), rows)
        show(
            "  floor: polars reads the files, infers, checks nothing",
            seconds(lambda h=home, s=suffix: polars_alone(h, s)),
            rows,
        )
    show("check alone", seconds(lambda: [problems_of(r.group, r.tables(), TABLES) for r in study]), rows)


def two_years(folder: Path) -> None:
    design = Design(Group("long", "Two years"), seats(12, 2), sessions=104, answering=Answering(planned=False, answers=0.5))
    taken = seconds(lambda: simulate_group(design, seed=1))
    record = simulate_group(design, seed=1).record
    rows = rows_of(Study((record,)))
    print(f"\none group of 12 and 2, 104 sessions: {record.ratings.height:,} ratings, {rows:,} rows")
    show("simulate", taken, rows)
    show("check", seconds(lambda: problems_of(record.group, record.tables(), TABLES), 9), rows)
    show("fingerprint", seconds(record.fingerprint, 9), rows)
    long_folder(record, rows, folder)


def long_folder(record: GroupRecord, rows: int, folder: Path) -> None:
    csv_folder.write(record, folder / "long")
    show("csv_folder: read and check", seconds(lambda: csv_folder.read(folder / "long"), 9), rows)
    show("  floor: polars reads the files", seconds(lambda: polars_alone(folder, ".csv"), 9), rows)
    quoted = record.attendance.with_columns(reason=pl.lit('said "no", twice'))
    csv_folder.write(replace(record, attendance=quoted), folder / "long")
    show("csv_folder: read and check, one file with quotes", seconds(lambda: csv_folder.read(folder / "long"), 9), rows)


if __name__ == "__main__":
    with TemporaryDirectory() as there:
        programme(int(sys.argv[1]) if len(sys.argv) > 1 else 500, Path(there) / "programme")
        two_years(Path(there) / "one")
