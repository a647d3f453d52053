"""The grid of a memory: for everybody, how much they spoke to each of the others and to the group."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import QueryDict

from fourfold.vocabulary import GROUP
from fourfold.web.talk.queries.recall import WEIGHTS, Asked


@dataclass(frozen=True, slots=True)
class Cell:
    """One question of the grid: to whom (empty label: the group), and the weight that stands there, 0 for none."""

    name: str
    label: str
    weight: int


def grid(asked: Asked) -> Iterator[tuple[str, Sequence[Cell]]]:
    """For each person their label and the questions about whom they spoke to, the group first."""
    for one in asked.places:
        seat = str(one.person_id)
        hearers = [(GROUP, ""), *((str(p.person_id), p.label) for p in asked.places if p.person_id != one.person_id)]
        yield one.label, [Cell(f"line_{seat}_{to}", label, asked.weights.get((seat, to), 0)) for to, label in hearers]


def weights(posted: QueryDict) -> dict[tuple[str, str], int] | None:
    """What was filled in; None where it cannot be read."""
    found: dict[tuple[str, str], int] = {}
    for name, value in posted.items():
        kind, _, pair = name.partition("_")
        seat, _, whom = pair.partition("_")
        if kind != "line" or value == "0":
            continue
        if not isinstance(value, str) or value not in map(str, WEIGHTS) or not seat.isdecimal():
            return None
        found[seat, whom] = int(value)
    return found
