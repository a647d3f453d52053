"""How often the 95 % interval of the hub share holds the truth, in simulated talk whose truth is known.

Talk wanders between phases led by a facilitator and phases among members, which last as long as chance has it; more often than
not the one addressed answers. The first number of a cell is how often the interval holds the share that such talk settles at,
`own` how often it holds the session's own share, which only probabilities hide.
"""

import argparse
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fourfold.conversation.hub import hub_share
from fourfold.conversation.talk import TO_GROUP, talk_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
ANSWERED = 0.6
SHORTEST_S, PAUSE_S = 0.5, 1.5


@dataclass(frozen=True)
class Scene:
    """A group, how likely a led phase and one among members go on with each turn, and the share of turns to the group."""

    name: str
    seats: int
    facilitators: int
    led: float
    among: float
    group: float


SCENES = (
    Scene("phases of ten turns", 9, 1, 0.9, 0.9, 0.3),
    Scene("phases of twenty turns", 9, 1, 0.95, 0.95, 0.3),
    Scene("led by two", 9, 2, 0.95, 0.8, 0.3),
    Scene("led by one in a small group", 6, 1, 0.97, 0.7, 0.5),
    Scene("nearly all through two", 12, 2, 0.99, 0.7, 0.3),
    Scene("mostly among members", 9, 1, 0.8, 0.95, 0.3),
    Scene("hardly any phases", 9, 1, 0.6, 0.5, 0.2),
)
CERTAINTY = {"known": None, "clear": 2.0, "unsure": 1.2}
"""How far the evidence for the right label stands out, in standard deviations."""


@dataclass(frozen=True)
class Sessions:
    """speaker, addressee, seconds (sessions, turns); label 0 with a facilitator, 1 between members, 2 to the group."""

    speaker: Ints
    addressee: Ints
    seconds: Floats
    label: Ints

    def share(self) -> float:
        """The hub share of all sessions together."""
        return float(self.seconds[self.label == 0].sum() / self.seconds[self.label < 2].sum())


def simulated(rng: np.random.Generator, scene: Scene, sessions: int, turns: int) -> Sessions:
    """Sessions turn by turn, all at once."""
    chairs, seats = scene.facilitators, scene.seats
    who, whom = np.zeros((2, sessions, turns), dtype=np.int64)
    led = rng.random(sessions) < (1 - scene.among) / (2 - scene.led - scene.among)
    for t in range(turns):
        led = np.where(led, rng.random(sessions) < scene.led, rng.random(sessions) >= scene.among)
        one = rng.integers(chairs, seats, sessions)
        other = (one - chairs + 1 + rng.integers(0, seats - chairs - 1, sessions)) % (seats - chairs) + chairs
        other = np.where(led, rng.integers(0, chairs, sessions), other)
        swap = led & (rng.random(sessions) < 0.5)
        one, other = np.where(swap, other, one), np.where(swap, one, other)
        if t:
            hub = np.minimum(who[:, t - 1], whom[:, t - 1]) < chairs
            answers = (rng.random(sessions) < ANSWERED) & (hub == led)
            one, other = np.where(answers, whom[:, t - 1], one), np.where(answers, who[:, t - 1], other)
        who[:, t], whom[:, t] = one, other
    label = np.where(rng.random(who.shape) < scene.group, 2, np.where(np.minimum(who, whom) < chairs, 0, 1))
    seconds = rng.gamma(1.0, np.where(who < chairs, 4.0, 9.0)) + SHORTEST_S
    return Sessions(who, np.where(label == 2, TO_GROUP, whom), seconds, label)


def guessed(rng: np.random.Generator, scene: Scene, drawn: Sessions, evidence: float) -> tuple[Floats, float]:
    """Probabilities of the labels (sessions, turns, 3) that are right as often as they say; and how often the first one is."""
    noise = rng.normal(0, 1, (*drawn.label.shape, 3)) + evidence * np.eye(3)[drawn.label]
    chair = drawn.speaker < scene.facilitators
    prior = np.array([[(drawn.label[chair == c] == k).mean() for k in range(3)] for c in (False, True)])
    odds = prior[chair.astype(int)] * np.exp(evidence * (noise - noise.max(axis=2, keepdims=True)))
    chances = odds / odds.sum(axis=2, keepdims=True)
    return chances, float((chances.argmax(axis=2) == drawn.label).mean())


def spread(scene: Scene, speaker: Ints, chances: Floats) -> Floats:
    """Probabilities of labels as probabilities of seats (turns, seats + 1): which member does not matter to the share."""
    rows, n = np.arange(len(speaker)), scene.seats
    found = np.zeros((len(speaker), n + 1))
    partner = np.where(speaker < scene.facilitators, n - 1, 0)
    found[rows, partner] += chances[:, 0]
    found[rows, np.where(speaker == n - 1, n - 2, n - 1)] += chances[:, 1]
    found[:, n] = chances[:, 2]
    return found


def covered(scene: Scene, turns: int, sessions: int, evidence: float | None) -> str:
    """One cell: coverage of both truths, width, and for probabilities how often the first guess is right."""
    rng = np.random.default_rng(turns)
    truth = simulated(rng, scene, 300, 4000).share()
    drawn = simulated(rng, scene, sessions, turns)
    chances, right = (None, 1.0) if evidence is None else guessed(rng, scene, drawn, evidence)
    settles, own, width = [], [], []
    for k in range(sessions):
        start = np.cumsum(drawn.seconds[k] + PAUSE_S) - drawn.seconds[k]
        found = hub_share(
            talk_of(
                start,
                start + drawn.seconds[k],
                drawn.speaker[k],
                addressee=drawn.addressee[k],
                facilitators=np.arange(scene.seats) < scene.facilitators,
                probability=None if chances is None else spread(scene, drawn.speaker[k], chances[k]),
            )
        )
        if found.share_low is None or found.share_high is None:
            continue
        mine = drawn.seconds[k][drawn.label[k] == 0].sum() / drawn.seconds[k][drawn.label[k] < 2].sum()
        settles.append(found.share_low <= truth <= found.share_high)
        own.append(found.share_low <= mine <= found.share_high)
        width.append(found.share_high - found.share_low)
    if evidence is None:
        return f"{np.mean(settles):.3f} (width {np.mean(width):.2f})"
    return f"{np.mean(settles):.3f}, own {np.mean(own):.3f} ({right:.0%} right)"


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--write", type=Path, help="also write the table here, with the date and the command")
    options.add_argument("--sessions", type=int, default=1000)
    options.add_argument("--turns", type=int, nargs="+", default=[60, 150, 400, 1000])
    chosen = options.parse_args()
    head = "| talk | addressees | " + " | ".join(f"{n} turns" for n in chosen.turns) + " |"
    lines = [head, "|---|---|" + "---|" * len(chosen.turns)]
    print("\n".join(lines))
    for scene in SCENES:
        for name, evidence in CERTAINTY.items():
            cells = [covered(scene, n, chosen.sessions, evidence) for n in chosen.turns]
            lines.append(f"| {scene.name} | {name} | " + " | ".join(cells) + " |")
            print(lines[-1], flush=True)
    if chosen.write:
        command = f"`python bench/hub_share.py --sessions {chosen.sessions}`"
        chosen.write.write_text(
            f"# Coverage of the hub share\n\n{date.today()}, {command}, {os.cpu_count()} cores.\n\n" + "\n".join(lines) + "\n"
        )


if __name__ == "__main__":
    main()
