"""How long three-level growth takes, beside statsmodels, lme4 and nlme on the same simulated file in the same run.

lme4 and nlme run where `Rscript` is found; statsmodels has no correlated slopes at two nested levels, so its rows compare
intercepts only. `--write FILE` also keeps the table.
"""

import argparse
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

from fourfold.inference import fit_growth

SIZES = {"1k": 15, "10k": 150, "100k": 1500}
STATSMODELS_SIZES = ("1k", "10k")
R_PEERS = ("lme4", "nlme")
REPEATS = 15
PEERS = Path(__file__).parent / "peers"


def simulated(groups: int, seed: int = 1) -> pl.DataFrame:
    """Growth in groups of eight over sixteen sessions, about half of them attended."""
    rng = np.random.default_rng(seed)
    home = np.repeat(np.arange(groups), 8)
    attended = rng.random((len(home), 16)) < 0.53
    attended[:, 0] |= ~attended.any(axis=1)
    member, session = np.nonzero(attended)
    line = rng.normal(size=(groups, 2))[home] * [0.6, 0.06] + rng.normal(size=(len(home), 2)) * [1.0, 0.13]
    outcome = 5 + 0.1 * session + line[member, 0] + line[member, 1] * session + rng.normal(size=len(member))
    return pl.DataFrame({"group": home[member], "member": member, "time": session.astype(float), "outcome": outcome})


def ours(table: pl.DataFrame, **kind: str | None) -> tuple[float, float]:
    """Median seconds of a fit with the arrays in place, and its log-likelihood."""
    columns = {name: table[name].to_numpy() for name in table.columns}
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        found = fit_growth(columns, group="group", **kind)
        times.append(time.perf_counter() - begin)
    return float(np.median(times)), found.log_likelihood


def by_r(script: str) -> Callable[[Path], tuple[float, float]]:
    """A peer in R: seconds of the fit alone, reading the file not counted, and its log-likelihood."""

    def run(file: Path) -> tuple[float, float]:
        done = subprocess.run(["Rscript", str(PEERS / script), str(file)], check=True, capture_output=True, text=True)
        seconds, log_likelihood = map(float, done.stdout.split()[-2:])
        return seconds, log_likelihood

    return run


def by_statsmodels(file: Path) -> tuple[float, float]:
    """statsmodels with intercepts of groups and of members within them."""
    from statsmodels.regression.mixed_linear_model import MixedLM

    table = pd.read_csv(file)
    begin = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MixedLM.from_formula("outcome ~ 1", table, groups="group", re_formula="1", vc_formula={"m": "0 + C(member)"})
        found = model.fit(reml=True)
    return time.perf_counter() - begin, float(found.llf)


def line(rows: int, model: str, tool: str, measured: tuple[float, float], floor: tuple[float, float]) -> str:
    """One line of the table; the last column says how much higher our likelihood is."""
    milliseconds, ratio = measured[0] * 1e3, measured[0] / floor[0]
    return f"| {rows:,} | {model} | {tool} | {milliseconds:,.1f} | {ratio:,.1f} | {floor[1] - measured[1]:+.1e} |"


def compared(name: str, folder: Path, peers: list[str]) -> list[str]:
    """The lines of one size."""
    table = simulated(SIZES[name])
    file = folder / f"growth_{name}.csv"
    table.write_csv(file)
    ours(table.head(500))
    full, levels = ours(table), ours(table, time=None)
    found = [line(len(table), "lines", "Fourfold", full, full)]
    if shutil.which("Rscript"):
        found += [line(len(table), "lines", tool, by_r(f"growth_{tool}.R")(file), full) for tool in peers]
    found.append(line(len(table), "intercepts", "Fourfold", levels, levels))
    if name in STATSMODELS_SIZES:
        found.append(line(len(table), "intercepts", "statsmodels", by_statsmodels(file), levels))
    return found


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", type=Path, help="also write the table here, with the date and the command")
    options.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    options.add_argument("--without", nargs="+", choices=R_PEERS, default=[], help="leave a slow peer out")
    chosen = options.parse_args()
    lines = ["| rows | model | tool | ms | times Fourfold | ours higher by |", "|---|---|---|---|---|---|"]
    print("\n".join(lines))
    with tempfile.TemporaryDirectory() as name:
        for size in chosen.sizes:
            found = compared(size, Path(name), [peer for peer in R_PEERS if peer not in chosen.without])
            print("\n".join(found), flush=True)
            lines += found
    if not shutil.which("Rscript"):
        print("Rscript not found: lme4 and nlme were left out")
    if chosen.write:
        head = f"# Three-level growth\n\n{datetime.now(UTC):%Y-%m-%d}, `python bench/growth.py`\n\n"
        chosen.write.write_text(head + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
