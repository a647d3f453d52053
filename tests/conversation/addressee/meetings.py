"""Meetings whose addressees were coded by hand, what an estimate of them is worth, and each group left out in turn.

The meetings are ten of the AMI corpus (Carletta 2007; manual annotations 1.7, CC BY 4.0) and are not part of this
repository. A turn for two or three of the four people is one for the group.
"""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fourfold.conversation.addressee.coefficients import Coefficients
from fourfold.conversation.addressee.inferring import inferred, needs_asking
from fourfold.conversation.addressee.training import Coded, train
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of

ACTS = "conversation/ami_addressee18.dev.jsonl.gz"
TURNS = "conversation/ami_addressee18_turns.dev.jsonl.gz"
CHAIR = "PM"


@dataclass(frozen=True, slots=True)
class Meeting:
    """A talk with the addressees that were coded, and the words of each turn; group: the people who met several times."""

    name: str
    talk: Talk
    text: tuple[str, ...]

    @property
    def group(self) -> str:
        return self.name[:6]

    @property
    def coded(self) -> Coded:
        return Coded(self.talk, self.text, self.group)


def meetings(file: Path) -> list[Meeting]:
    """The meetings of one of the two files."""
    rows: dict[str, list[dict]] = {}
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            rows.setdefault(row["meeting"], []).append(row)
    return [
        _meeting(name, sorted(found, key=lambda row: (row["start"], row["end"], row["speaker"])))
        for name, found in rows.items()
    ]


def _meeting(name: str, rows: list[dict]) -> Meeting:
    seats = sorted({row["speaker"] for row in rows})
    chairs = {row["speaker"] for row in rows if row["role"] == CHAIR}
    talk = talk_of(
        [row["start"] for row in rows],
        [row["end"] for row in rows],
        [seats.index(row["speaker"]) for row in rows],
        facilitators=[seat in chairs for seat in seats],
        addressee=[_addressee(row, seats) for row in rows],
    )
    return Meeting(name, talk, tuple(row["text"] for row in rows))


def _addressee(row: dict, seats: list[str]) -> int:
    to = row.get("addressee") or []
    if len(to) > 1:
        return TO_GROUP
    return seats.index(to[0]) if to and to[0] != row["speaker"] else NOT_KNOWN


def unknown(talk: Talk) -> Talk:
    """The talk as nobody had coded it."""
    return replace(talk, addressee=np.full_like(talk.addressee, NOT_KNOWN))


@dataclass(frozen=True, slots=True)
class Worth:
    """What chances are worth where the truth is known.

    accuracy and kappa of the most probable addressee; who: accuracy among seats where one was addressed; log_loss;
    hub: mean absolute error of the hub share of a meeting, each turn counting the same, hub_bias its mean, and
    hub_seconds where turns count by their length; group: that of the group's share.
    """

    accuracy: float
    kappa: float
    who: float
    log_loss: float
    hub: float
    hub_bias: float
    hub_seconds: float
    group: float
    turns: int


def worth(truth: Sequence[Talk], chances: Sequence[np.ndarray]) -> Worth:
    """The worth of chances, a table for each talk, over all turns whose addressee was coded."""
    told, best, rows, who, hub, by_length, group = [], [], [], [], [], [], []
    for talk, table in zip(truth, chances, strict=True):
        coded = talk.addressee != NOT_KNOWN
        to, row = talk.addressee[coded], table[coded]
        label = np.where(to == TO_GROUP, talk.seats, to)
        told.append(label)
        best.append(row.argmax(axis=1))
        rows.append(row[np.arange(len(label)), label])
        who.append((row[:, :-1].argmax(axis=1) == to)[to >= 0])
        certain = np.eye(talk.seats + 1)[label]
        speaker, seconds = talk.speaker[coded], (talk.end_s - talk.start_s)[coded, None]
        hub.append(hub_share(speaker, row, talk) - hub_share(speaker, certain, talk))
        by_length.append(hub_share(speaker, row * seconds, talk) - hub_share(speaker, certain * seconds, talk))
        group.append(row[:, -1].mean() - certain[:, -1].mean())
    y, h = np.concatenate(told), np.concatenate(best)
    return Worth(
        float(np.mean(y == h)),
        _kappa(y, h),
        float(np.concatenate(who).mean()),
        float(-np.log(np.maximum(np.concatenate(rows), 1e-9)).mean()),
        float(np.abs(hub).mean()),
        float(np.mean(hub)),
        float(np.abs(by_length).mean()),
        float(np.abs(group).mean()),
        len(y),
    )


def hub_share(speaker: np.ndarray, chances: np.ndarray, talk: Talk) -> float:
    """The part of what is said to one person that the chair says or hears."""
    hub = int(np.flatnonzero(talk.facilitators)[0])
    said, heard = chances[speaker == hub, :-1].sum(), chances[speaker != hub, hub].sum()
    return float((said + heard) / max(chances[:, :-1].sum(), 1e-9))


def _kappa(one: np.ndarray, other: np.ndarray) -> float:
    by_chance = sum(np.mean(one == label) * np.mean(other == label) for label in np.unique(one))
    return float((np.mean(one == other) - by_chance) / (1 - by_chance))


def group_left_out(found: Sequence[Meeting], *, with_text: bool) -> list[Coefficients]:
    """For each meeting the table trained on the meetings of all other groups."""
    tables = {
        group: train([m.coded for m in found if m.group != group], with_text=with_text)
        for group in sorted({m.group for m in found})
    }
    return [tables[m.group] for m in found]


def chances(
    meeting: Meeting, table: Coefficients, *, with_text: bool, known: Talk | None = None, group_share: float | None = None
) -> np.ndarray:
    """The chances that a table gives a meeting in which nothing is known, or as much as `known` holds."""
    talk = unknown(meeting.talk) if known is None else known
    found = inferred(talk, table, text=meeting.text if with_text else None, group_share=group_share).probability
    assert found is not None
    return found


def after_asking(meeting: Meeting, table: Coefficients, n: int, *, with_text: bool) -> np.ndarray:
    """The chances after somebody was asked about n of the turns that were coded, those most worth asking about."""
    before = replace(unknown(meeting.talk), probability=chances(meeting, table, with_text=with_text))
    coded = meeting.talk.addressee != NOT_KNOWN
    asked = [place for place in needs_asking(before, len(coded)) if coded[place]][:n]
    known = np.full_like(meeting.talk.addressee, NOT_KNOWN)
    known[asked] = meeting.talk.addressee[asked]
    return chances(meeting, table, with_text=with_text, known=replace(meeting.talk, addressee=known))
