"""How well addressees are guessed in meetings of groups that the table never saw, and how fast.

`--train` writes the coefficient table anew. The meetings are found through FOURFOLD_DATA or in ../shared/data.
"""

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from pathlib import Path

import numpy as np

from fourfold.conversation import addressee
from fourfold.conversation.addressee.coefficients import as_toml
from fourfold.conversation.addressee.training import train
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from tests.conversation.addressee.meetings import (
    ACTS,
    TURNS,
    Meeting,
    Worth,
    after_asking,
    chances,
    group_left_out,
    meetings,
    worth,
)

HOME = Path(os.environ.get("FOURFOLD_DATA", Path(__file__).parents[2] / "shared" / "data"))
TABLE = Path(addressee.__file__).with_name("coefficients.toml")
ABOUT = (
    "Who is spoken to: coefficients for what can be seen of a turn and of each person it may be for (features.py).",
    "Written by `python bench/addressee.py --train`; numbers only, nothing of what anybody said.",
    "Trained on ten meetings of five groups of four people in the AMI Meeting Corpus (Carletta 2007, Language Resources",
    "and Evaluation 41, 181-190; manual annotations 1.7, CC BY 4.0, https://groups.inf.ed.ac.uk/ami/corpus/), each cut",
    "finely (dialogue acts) and coarsely (turns). The part of turns for the group does not carry over; see prior.py.",
)


def both() -> tuple[list[Meeting], list[Meeting]]:
    return meetings(HOME / ACTS), meetings(HOME / TURNS)


def trained() -> str:
    acts, turns = both()
    cases = [m.coded for m in acts + turns]
    return as_toml(train(cases, with_text=False), train(cases, with_text=True), ABOUT)


def proof() -> None:
    acts, turns = both()
    print("| cut | features | prior | accuracy | kappa | who | log loss | hub share error | bias | group share error |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for with_text in (False, True):
        tables = group_left_out(acts + turns, with_text=with_text)
        for cut, found, own in (("acts", acts, tables[: len(acts)]), ("turns", turns, tables[len(acts) :])):
            for told in ("estimated", "told", "80 asked"):
                rows = [guess(m, table, with_text, told) for m, table in zip(found, own, strict=True)]
                show(cut, "timing and words" if with_text else "timing", told, worth([m.talk for m in found], rows))


def guess(meeting: Meeting, table, with_text: bool, told: str) -> np.ndarray:
    if told == "told":
        coded = meeting.talk.addressee[meeting.talk.addressee != NOT_KNOWN]
        return chances(meeting, table, with_text=with_text, group_share=float(np.mean(coded == TO_GROUP)))
    if told == "80 asked":
        return after_asking(meeting, table, 80, with_text=with_text)
    return chances(meeting, table, with_text=with_text)


def show(cut: str, features: str, told: str, w: Worth) -> None:
    print(
        f"| {cut} | {features} | {told} | {w.accuracy:.3f} | {w.kappa:.3f} | {w.who:.3f} | {w.log_loss:.3f} "
        f"| {w.hub:.3f} | {w.hub_bias:+.3f} | {w.group:.3f} |",
        flush=True,
    )


def simulated(acts: int, seats: int, seed: int = 1) -> Talk:
    """Talk without sense, of the density of a meeting: only its size matters."""
    rng = np.random.default_rng(seed)
    start = np.cumsum(rng.exponential(2.0, acts))
    return talk_of(start, start + rng.gamma(1.2, 1.6, acts), rng.integers(0, seats, acts), facilitators=np.arange(seats) == 0)


def speed() -> None:
    print("\n| acts | seats | text | seconds | acts a second |\n|---|---|---|---|---|")
    for acts, seats in ((1_000, 8), (100_000, 4), (100_000, 8), (100_000, 15)):
        talk = simulated(acts, seats)
        for text in (None, ["so what do you think of it then, shall we go on?"] * acts):
            times = []
            for _ in range(5):
                begin = time.perf_counter()
                addressee.infer(talk, text=text)
                times.append(time.perf_counter() - begin)
            best = float(np.median(times))
            print(f"| {acts:,} | {seats} | {'no' if text is None else 'yes'} | {best:.3f} | {acts / best:,.0f} |", flush=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--train", action="store_true", help="write the coefficient table anew")
    if asked.parse_args().train:
        TABLE.write_text(trained(), encoding="utf-8")
        print(f"wrote {TABLE.name}")
    else:
        proof()
        speed()
