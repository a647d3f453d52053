"""Spoil valid transcripts without end and read them: each format for a while, with what was found at the end.

python bench/fuzz_transcripts.py [--seconds 20] [--seed 1] [--long] [format ...]

With --long it reads, instead, files of 200 kB that are one thing over and over: none may take more than a share of a second.
"""

import argparse
import random
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.formats.hostile import FORMS, SAMPLES, check_reading, drawn_out, spoiled

SLOW_S = 2.0
"""A small file that takes longer is a fault: it could hold up a page."""


def name_of(form: ModuleType) -> str:
    return form.__name__.rsplit(".", 1)[-1]


def fuzz(form: ModuleType, folder: Path, seconds: float, seed: int) -> int:
    """Spoil and read for so many seconds; how many faults were found."""
    draw = random.Random(seed)
    pool = list(SAMPLES[form])
    path = folder / f"a{form.SUFFIXES[0]}"
    files = read = faults = 0
    slowest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        data = spoiled(draw.choice(pool), draw)
        path.write_bytes(data)
        begun = time.process_time()
        try:
            understood = check_reading(form, path)
        except Exception:
            faults += 1
            traceback.print_exc()
            print(f"  {data!r}")
            understood = False
        taken = time.process_time() - begun
        faults, slowest = faults + (taken > SLOW_S), max(slowest, taken)
        files, read = files + 1, read + understood
        # What is still understood after a change is changed further.
        if understood and len(pool) < 400:
            pool.append(data)
    print(f"{name_of(form):<12}{files:>8,} files{read:>8,} read{faults:>4} faults, slowest {slowest * 1000:.0f} ms", flush=True)
    return faults


def read_long(form: ModuleType, folder: Path) -> int:
    """Read long files of one thing over and over; how many took too long."""
    path = folder / f"a{form.SUFFIXES[0]}"
    taken = []
    for data in drawn_out(form, 200_000):
        path.write_bytes(data)
        begun = time.process_time()
        check_reading(form, path)
        taken.append(time.process_time() - begun)
        if taken[-1] > SLOW_S:
            print(f"  {data[:200]!r} … {data[-200:]!r}")
    slow = sum(seconds > SLOW_S for seconds in taken)
    print(f"{name_of(form):<12}{len(taken):>8,} long files{slow:>4} too slow, slowest {max(taken) * 1000:.0f} ms", flush=True)
    return slow


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("formats", nargs="*")
    asked = parser.parse_args()
    with TemporaryDirectory() as there:
        chosen = [form for form in FORMS if not asked.formats or name_of(form) in asked.formats]
        home = Path(there)
        faults = [read_long(form, home) if asked.long else fuzz(form, home, asked.seconds, asked.seed) for form in chosen]
        raise SystemExit(1 if any(faults) else 0)
