"""How well addressees are guessed in meetings of groups that the table never saw, and how fast.

`--train` writes the coefficient table anew. The meetings are found through FOURFOLD_DATA or in ../shared/data.
"""

import argparse
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from fourfold.conversation import addressee
from fourfold.conversation.addressee.coefficients import Coefficients, as_toml
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
    print(
        "| cut | features | group's share | accuracy | kappa | who | log loss | hub error | bias | in seconds | share error |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for with_text in (False, True):
        tables = group_left_out(acts + turns, with_text=with_text)
        for cut, found, own in (("acts", acts, tables[: len(acts)]), ("turns", turns, tables[len(acts) :])):
            for how in ("estimated", "told", "80 asked", "rough, estimated"):
                heard = [as_a_program_hears(m, seed) for seed, m in enumerate(found)] if how.startswith("rough") else found
                rows = [guess(m, table, with_text, how) for m, table in zip(heard, own, strict=True)]
                show(cut, "timing and words" if with_text else "timing", how, worth([m.talk for m in heard], rows))


def guess(meeting: Meeting, table: Coefficients, with_text: bool, how: str) -> np.ndarray:
    if how == "told":
        coded = meeting.talk.addressee[meeting.talk.addressee != NOT_KNOWN]
        return chances(meeting, table, with_text=with_text, group_share=float(np.mean(coded == TO_GROUP)))
    if how == "80 asked":
        return after_asking(meeting, table, 80, with_text=with_text)
    return chances(meeting, table, with_text=with_text)


def as_a_program_hears(meeting: Meeting, seed: int) -> Meeting:
    """The meeting as voices told apart: edges off by .2 s, a third of the shortest lost, one turn in twenty somebody else's."""
    rng, talk = np.random.default_rng(seed), meeting.talk
    n = len(talk.speaker)
    start = np.maximum(talk.start_s + rng.normal(0, 0.15, n), 0)
    end = np.maximum(talk.end_s + rng.normal(0.05, 0.2, n), start + 0.05)
    other = rng.random(n) < np.where(end - start < 1, 0.08, 0.03)
    speaker = np.where(other, (talk.speaker + rng.integers(1, talk.seats, n)) % talk.seats, talk.speaker)
    to = np.where(other, NOT_KNOWN, talk.addressee)
    kept = np.flatnonzero(rng.random(n) >= np.where(end - start < 0.6, 0.35, 0.03))
    kept = kept[np.lexsort((speaker[kept], end[kept], start[kept]))]
    rough = talk_of(start[kept], end[kept], speaker[kept], facilitators=talk.facilitators, addressee=to[kept])
    return Meeting(meeting.name, rough, tuple(meeting.text[place] for place in kept))


def show(cut: str, features: str, how: str, w: Worth) -> None:
    print(
        f"| {cut} | {features} | {how} | {w.accuracy:.3f} | {w.kappa:.3f} | {w.who:.3f} | {w.log_loss:.3f} "
        f"| {w.hub:.3f} | {w.hub_bias:+.3f} | {w.hub_seconds:.3f} | {w.group:.3f} |",
        flush=True,
    )


def simulated(acts: int, seats: int, seed: int = 1) -> Talk:
    """Talk without sense, of the density of a meeting: only its size matters."""
    rng = np.random.default_rng(seed)
    start = np.cumsum(rng.exponential(2.0, acts))
    return talk_of(start, start + rng.gamma(1.2, 1.6, acts), rng.integers(0, seats, acts), facilitators=np.arange(seats) == 0)


def speed() -> None:
    """Medians of seven runs on one core, the computer's own time, as others may be at work on it."""
    print("\n| acts | seats | words | seconds | acts a second |\n|---|---|---|---|---|")
    for acts, seats in ((1_000, 8), (100_000, 4), (100_000, 8), (100_000, 15)):
        talk = simulated(acts, seats)
        for text in (None, ["so what do you think of it then, shall we go on?"] * acts):
            times = []
            for _ in range(7):
                begin = time.process_time()
                addressee.infer(talk, text=text)
                times.append(time.process_time() - begin)
            took = float(np.median(times))
            print(f"| {acts:,} | {seats} | {'no' if text is None else 'yes'} | {took:.4f} | {acts / took:,.0f} |", flush=True)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--train", action="store_true", help="write the coefficient table anew")
    if asked.parse_args().train:
        TABLE.write_text(trained(), encoding="utf-8")
        print(f"wrote {TABLE.name}")
    else:
        proof()
        speed()
