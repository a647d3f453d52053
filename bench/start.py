"""How long a fresh process takes: the first import, and the first estimate with no compiled code kept from before.

The floor in the same run is an interpreter that does nothing.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FOURFOLD = str(Path(sys.executable).with_name("fourfold"))
REPEATS = 5


def seconds(command: list[str]) -> float:
    """Median wall time of a command in a fresh process with an empty compile cache."""
    times = []
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as cache:
            begin = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True, env={**os.environ, "NUMBA_CACHE_DIR": cache})
            times.append(time.perf_counter() - begin)
    return sorted(times)[REPEATS // 2]


def round_robin_csv(folder: Path) -> Path:
    """A complete round robin of 54 people as a plain table."""
    import numpy as np

    rng = np.random.default_rng(1)
    people = range(54)
    path = folder / "ratings.csv"
    rows = [f"{i},{j},{rng.normal(5):.3f}" for i in people for j in people if i != j]
    path.write_text("\n".join(["rater,target,value", *rows]))
    return path


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([FOURFOLD, "simulate", str(folder / "demo")], check=True, capture_output=True)
        ratings = str(round_robin_csv(folder))
        columns = ["--rater", "rater", "--target", "target", "--value", "value"]
        group = str(folder / "demo" / "thursday-circle")
        rows = {
            "interpreter alone (floor)": [sys.executable, "-c", "pass"],
            "import fourfold": [sys.executable, "-c", "import fourfold"],
            "fourfold round-robin, 54 people, anova": [FOURFOLD, "round-robin", ratings, *columns, "--method", "anova"],
            "fourfold round-robin, 54 people, reml": [FOURFOLD, "round-robin", ratings, *columns],
            "fourfold estimate, one group": [FOURFOLD, "estimate", group],
            "fourfold brief, terminal": [FOURFOLD, "brief", group],
            "fourfold brief, HTML and PDF": [FOURFOLD, "brief", group, "--html", f"{name}/b.html", "--pdf", f"{name}/b.pdf"],
        }
        print(f"{'fresh process, nothing compiled before':45s} {'median s':>9s}")
        for what, command in rows.items():
            print(f"{what:45s} {seconds(command):9.2f}")


if __name__ == "__main__":
    main()
