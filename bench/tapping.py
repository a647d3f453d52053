"""How near the hub share of a tapped session comes to the true one: coded meetings, tapped by simulated observers.

`python bench/tapping.py`; the meetings (AMI, CC BY 4.0) are looked for in FOURFOLD_DATA or ../shared/data.
"""

import gzip
import json
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fourfold.conversation.floor import floor_turns
from fourfold.conversation.hub import hub_share
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of

FILE = "conversation/ami_addressee18_turns.dev.jsonl.gz"
DRAWS = 40


@dataclass(frozen=True, slots=True)
class Observer:
    """Shares of short turns (below 2 s) and long ones that are missed, of seats mistaken, and the usual delay in seconds."""

    name: str
    short: float
    long: float
    mistaken: float
    delay_s: float


OBSERVERS = (
    Observer("careful", 0.4, 0.05, 0.02, 0.8),
    Observer("average", 0.6, 0.10, 0.04, 1.2),
    Observer("poor", 0.8, 0.25, 0.08, 2.0),
)


def meetings(path: Path) -> list[Talk]:
    """The meetings whose chair is known, with the addressees that were coded."""
    rows = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            turn = json.loads(line)
            rows[turn["meeting"]].append(turn)
    return [talk for turns in rows.values() if (talk := _talk(turns)) is not None]


def _talk(turns: list[dict[str, object]]) -> Talk | None:
    names = sorted({str(t["speaker"]) for t in turns})
    seat = {name: k for k, name in enumerate(names)}
    chair = next((str(t["speaker"]) for t in turns if t.get("role") == "PM"), None)
    if chair is None:
        return None
    to = [NOT_KNOWN if not (a := t.get("addressee")) else TO_GROUP if len(a) > 1 else seat.get(a[0], NOT_KNOWN) for t in turns]
    who = [seat[str(t["speaker"])] for t in turns]
    times = np.array([[t["start"], t["end"]] for t in turns], dtype=float)
    return talk_of(times[:, 0], times[:, 1], who, facilitators=[name == chair for name in names], addressee=to)


def tapped(talk: Talk, observer: Observer, rng: np.random.Generator) -> Talk:
    """What an observer would have tapped: a speaker holds the floor until the next tap; no breath and no overlap."""
    turns = floor_turns(talk)
    missed = np.where(turns.length_s < 2, observer.short, observer.long)
    kept = rng.random(len(missed)) > missed
    start = turns.start_s[kept] + rng.gamma(4, observer.delay_s / 4, kept.sum())
    who, to = turns.speaker[kept].copy(), turns.addressee[kept].copy()
    wrong = rng.random(len(who)) < observer.mistaken
    who[wrong] = rng.integers(0, talk.seats, wrong.sum())
    order = np.argsort(start)
    start, who, to = start[order], who[order], to[order]
    to[to == who] = NOT_KNOWN
    end = np.append(start[1:], max(talk.duration_s, start[-1] + 1)) if len(start) else start
    return talk_of(start, end, who, facilitators=talk.facilitators, addressee=to)


def part(talk: Talk, minutes: float) -> Talk:
    """Two stretches of so many minutes, around the end of the first and of the third quarter."""
    middle = (talk.start_s + talk.end_s) / 2
    reach = 30 * minutes
    inside = np.any([np.abs(middle - talk.duration_s * q) < reach for q in (0.25, 0.75)], axis=0)
    return talk_of(
        talk.start_s[inside],
        talk.end_s[inside],
        talk.speaker[inside],
        facilitators=talk.facilitators,
        addressee=talk.addressee[inside],
    )


def main() -> None:
    path = Path(os.environ.get("FOURFOLD_DATA", "../shared/data")) / FILE
    if not path.is_file():
        print(f"left out: {path} is not here; set FOURFOLD_DATA")
        return
    talks = meetings(path)
    truth = np.array([hub_share(talk).share for talk in talks])
    print(f"{len(talks)} meetings; hub share {truth.mean():.3f}, sd between meetings {truth.std():.3f}")
    rng = np.random.default_rng(1)
    for observer in OBSERVERS:
        off = [
            abs(hub_share(tapped(t, observer, rng)).share - s) for t, s in zip(talks, truth, strict=True) for _ in range(DRAWS)
        ]
        print(f"{observer.name:8s} observer: mean absolute error {np.mean(off):.3f}")
    for minutes in (5, 10):
        long = [(t, s) for t, s in zip(talks, truth, strict=True) if t.duration_s > 150 * minutes]
        off = [abs(hub_share(part(t, minutes)).share - s) for t, s in long]
        print(
            f"2 x {minutes} minutes alone, without taps missed ({len(long)} meetings): mean absolute error {np.mean(off):.3f}"
        )


if __name__ == "__main__":
    main()
