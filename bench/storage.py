"""What durable storage costs: commits, backups, keys of people; the site's settings beside plain SQLite and weaker settings.

    python bench/storage.py [--commits 500] [--rows 100000]

Every line is measured in the same run, in a folder of its own. Prints a table in Markdown.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from fourfold.web.storage import settings, soundness
from fourfold.web.storage.keyring import Keyring
from fourfold.web.storage.keys import make_key
from fourfold.web.storage.sqlcipher.base import KeyedConnection

KEY = bytes(range(32))
PRAGMAS = settings.sqlite(Path("site.db"), KEY)["OPTIONS"]["init_command"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--commits", type=int, default=500)
    parser.add_argument("--rows", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fourfold-bench-") as folder:
        commits(Path(folder), given.commits)
        backups(Path(folder), given.rows)
        people(Path(folder), given.commits)


def commits(folder: Path, count: int) -> None:
    """One answer and one log entry a transaction, one writer."""
    print("\n| one transaction each | commits/s | p50 ms | p99 ms |\n|---|---|---|---|")
    weaker = PRAGMAS.replace("synchronous=FULL", "synchronous=NORMAL")
    for name, opened in (
        ("site: SQLCipher, WAL, FULL", lambda: encrypted(folder / "full.db", PRAGMAS)),
        ("SQLCipher, WAL, NORMAL (loses answers in a power cut)", lambda: encrypted(folder / "normal.db", weaker)),
        ("plain SQLite, WAL, FULL", lambda: plain(folder / "plain.db", PRAGMAS)),
        ("plain SQLite, rollback journal, EXTRA", lambda: plain(folder / "extra.db", "PRAGMA synchronous=EXTRA")),
    ):
        file = opened()
        prepare(file)
        times = [timed(lambda k=k, file=file: commit(file, k)) for k in range(count)]
        file.close()
        line(name, f"{count / sum(times):,.0f}", f"{statistics.median(times) * 1e3:.2f}", f"{quantile(times, 0.99) * 1e3:.2f}")


def backups(folder: Path, rows: int) -> None:
    """Copying a database, and finding every damage in the copy."""
    file = encrypted(folder / "large.db", PRAGMAS)
    prepare(file)
    file.execute("BEGIN")
    file.executemany("INSERT INTO answers VALUES (?, ?)", ((k, os.urandom(400)) for k in range(rows)))
    file.execute("COMMIT")
    copied = timed(lambda: file.execute("VACUUM INTO ?", (str(folder / "copy.db"),)))
    copy = encrypted(folder / "copy.db", "")
    checked = timed(lambda: soundness.faults(copy))
    size = (folder / "copy.db").stat().st_size / 1e6
    print(f"\n| {rows:,} rows, {size:.0f} MB encrypted | seconds | MB/s |\n|---|---|---|")
    for name, took in (("copied while open (VACUUM INTO)", copied), ("every page, index and reference checked", checked)):
        line(name, f"{took:.2f}", f"{size / took:.0f}")
    copy.close()
    file.close()


def people(folder: Path, count: int) -> None:
    """The keys of people: made, found, destroyed."""
    make_key(folder / "keys")
    ring = Keyring(folder / "keys")
    print("\n| keyring | a second | p50 ms |\n|---|---|---|")
    for name, work in (
        ("keys made, each on the disk", ring.key_to_seal),
        ("keys found", ring.key),
        ("keys destroyed", ring.erase),
    ):
        times = [timed(lambda k=k, work=work: work(k)) for k in range(1, count + 1)]
        line(name, f"{count / sum(times):,.0f}", f"{statistics.median(times) * 1e3:.3f}")
    ring.close()


def encrypted(path: Path, pragmas: str) -> Any:
    return run(KeyedConnection(str(path), key=KEY, isolation_level=None), pragmas)


def plain(path: Path, pragmas: str) -> Any:
    return run(dbapi2.connect(str(path), isolation_level=None), pragmas)


def run(file: Any, pragmas: str) -> Any:
    file.executescript(pragmas)
    return file


def prepare(file: Any) -> None:
    file.executescript(
        "CREATE TABLE answers (k INTEGER PRIMARY KEY, v BLOB); CREATE TABLE log (k INTEGER PRIMARY KEY, link BLOB)"
    )


def commit(file: Any, number: int) -> None:
    file.execute("BEGIN IMMEDIATE")
    file.execute("INSERT INTO answers VALUES (?, ?)", (number, os.urandom(400)))
    file.execute("INSERT INTO log VALUES (?, ?)", (number, os.urandom(32)))
    file.execute("COMMIT")


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def quantile(times: list[float], part: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def line(*cells: str) -> None:
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
