"""How many turns a second all measures of talk take, and how much memory, beside ConvoKit in the same run.

ConvoKit runs where FOURFOLD_CONVOKIT names a Python that can import it. It counts less (talk-time sharing of two groups of
speakers, sliding windows), so its two rows are a floor of what it would take. cpu leaves out the time that other programs took
from this one; the least of several runs.
"""

import argparse
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from fourfold.conversation.floor import floor_turns
from fourfold.conversation.one_to_one import individual_therapy
from fourfold.conversation.summary import summary
from fourfold.conversation.talk import TO_GROUP, Talk, talk_of

PEER = Path(__file__).with_name("peers") / "talk_convokit.py"
TURNS, SEATS, REPEATS = 1000, 9, 3


def simulated(seed: int, *, soft: bool = False) -> Talk:
    """A session of 1000 turns among nine, one of them a facilitator; addressees known, or given as probabilities."""
    rng = np.random.default_rng(seed)
    speaker, seconds = rng.integers(0, SEATS, TURNS), rng.gamma(1.5, 3, TURNS)
    start = np.cumsum(seconds + rng.exponential(0.3, TURNS)) - seconds
    addressee = rng.integers(TO_GROUP, SEATS, TURNS)
    addressee[addressee == speaker] = TO_GROUP
    chances = None
    if soft:
        chances = rng.random((TURNS, SEATS + 1))
        chances[np.arange(TURNS), speaker] = 0
        chances /= chances.sum(axis=1, keepdims=True)
    return talk_of(
        start, start + seconds, speaker, addressee=addressee, facilitators=np.arange(SEATS) == 0, probability=chances
    )


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and cpu seconds, the least of several runs."""
    taken = []
    for _ in range(REPEATS):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        taken.append((time.perf_counter() - wall, time.process_time() - cpu))
    return min(w for w, _ in taken), min(c for _, c in taken)


def line(what: str, talks: list[Talk], measure: Callable[[Talk], object]) -> None:
    measure(talks[0])
    wall, cpu = seconds(lambda: [measure(talk) and None for talk in talks])
    turns = len(talks) * TURNS
    print(f"| {what} | {turns:,} | {turns / wall:,.0f} | {turns / cpu:,.0f} | {peak(resource.RUSAGE_SELF):,.0f} |", flush=True)


def peak(whose: int) -> float:
    """Largest memory in MB so far (Linux counts in kB)."""
    return resource.getrusage(whose).ru_maxrss / 1e3


def convokit(talks: list[Talk]) -> None:
    """The peer's rows; silent where there is none."""
    python = os.environ.get("FOURFOLD_CONVOKIT")
    if not python:
        print("FOURFOLD_CONVOKIT is not set: ConvoKit was left out")
        return
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "talks.npz"
        session = np.repeat(np.arange(len(talks)), [len(t.start_s) for t in talks])
        start, end, who = (np.concatenate([getattr(t, c) for t in talks]) for c in ("start_s", "end_s", "speaker"))
        np.savez(file, session=session, start=start, end=end, speaker=who)
        done = subprocess.run([python, str(PEER), str(file)], check=True, capture_output=True, text=True)
    version, loaded, shared, memory = done.stdout.split()[-4:]
    turns = len(talks) * TURNS
    for what, cpu in (("loads the turns", loaded), ("talk-time sharing alone", shared)):
        print(f"| ConvoKit {version} {what} | {turns:,} | | {turns / float(cpu):,.0f} | {float(memory):,.0f} |")


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sessions", type=int, default=1000)
    options.add_argument("--peer-sessions", type=int, default=50, help="fewer, because the peer is slow")
    chosen = options.parse_args()
    print(f"{date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print("| what | turns | turns/s wall | turns/s cpu | peak MB |\n|---|---|---|---|---|")
    talks = [simulated(seed) for seed in range(chosen.sessions)]
    line("turns, pauses and backchannels alone", talks, floor_turns)
    line("all measures and participation shifts", talks, lambda talk: summary(talk, permutations=0))
    line("the same and one-to-one talk beside 200 shuffled orders", talks[: chosen.sessions // 5], summary)
    line("one-to-one talk beside 200 shuffled orders alone", talks[: chosen.sessions // 5], individual_therapy)
    few = talks[: chosen.peer_sessions]
    del talks
    unsure = [simulated(seed, soft=True) for seed in range(chosen.sessions)]
    line("all measures, addressees as probabilities", unsure, lambda talk: summary(talk, permutations=0))
    convokit(few)


if __name__ == "__main__":
    main()
