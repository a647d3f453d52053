"""Where each effect of one group stands in the state: changing effects, then stable ones, then dyads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.four_alliance.parameters import BLOCKS, FACILITATOR_EFFECTS, MEMBER_EFFECTS, Parameters
from fourfold.inference.four_alliance.ratings import Ratings

Effect = tuple[str, ...]
"""("gamma", block), (name of a person's effect, person) or ("d", rater, target)."""

Weights = Mapping[Effect, float]
"""A linear combination of effects; each stands for its stable plus its changing part."""

OF_RATER = np.array([0, 1, 0, 2, 1])
OF_TARGET = np.array([3, 2, 4, 0, 0])
"""Which of the person's own effects a block shows, in the order of BLOCKS."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the effects stand that each rating shows; `theirs` and `dyads` are for the ratings in `directed`."""

    group: IntArray
    own: IntArray
    directed: slice | IntArray
    theirs: IntArray
    dyads: IntArray


class Layout:
    """Positions of the effects of one group; persons and dyads are only ever added.

    The changing part of an effect stands at `at`, its stable part at `width + at`, dyad number q at `2 width + q`.
    """

    def __init__(self) -> None:
        self.persons: list[str] = []
        self.is_facilitator: BoolArray = np.zeros(0, dtype=np.bool_)
        self.at: IntArray = np.zeros(0, dtype=np.int64)
        self.dyads: list[tuple[int, int]] = []
        self.dyad: IntArray = np.zeros((0, 0), dtype=np.int64)
        self.width = len(BLOCKS)

    @property
    def size(self) -> int:
        """How many effects there are."""
        return 2 * self.width + len(self.dyads)

    def add_person(self, key: str, is_facilitator: bool) -> int:
        """Make room for a person; returns the person's number. Raises `ValueError` for a known one."""
        if key in self.persons:
            raise ValueError(f"{key} is in the group already")
        n = len(self.persons)
        self.persons.append(key)
        self.is_facilitator = np.append(self.is_facilitator, is_facilitator)
        self.at = np.append(self.at, self.width)
        self.width += len(FACILITATOR_EFFECTS if is_facilitator else MEMBER_EFFECTS)
        self.dyad = np.pad(self.dyad, (0, 1), constant_values=-1) if n else np.full((1, 1), -1)
        return n

    def add_pairs(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Make room for both directions of each pair."""
        for i, j in pairs:
            for a, b in ((i, j), (j, i)):
                self.dyad[a, b] = len(self.dyads)
                self.dyads.append((int(a), int(b)))

    def roles(self, pair: tuple[int, int]) -> tuple[bool, bool]:
        """Whether each of two persons is a facilitator. Raises `ValueError` for one person twice."""
        i, j = pair
        if i == j:
            raise ValueError(f"{self.persons[i]} makes no pair alone")
        return bool(self.is_facilitator[i]), bool(self.is_facilitator[j])

    def places(self, ratings: Ratings) -> Places:
        """Where the effects stand that some ratings show, all pairs having met."""
        to_person = np.flatnonzero(ratings.target >= 0)
        rater, target, block = ratings.rater[to_person], ratings.target[to_person], ratings.block[to_person]
        come_first = not len(block) or to_person[-1] == len(block) - 1
        return Places(
            group=ratings.block,
            own=self.at[ratings.rater] + OF_RATER[ratings.block],
            directed=slice(len(block)) if come_first else to_person,
            theirs=self.at[target] + OF_TARGET[block],
            dyads=2 * self.width + self.dyad[rater, target],
        )

    def unmet(self, rater: IntArray, target: IntArray) -> list[tuple[int, int]]:
        """The pairs that have no place yet, each once, in the order met."""
        new = self.dyad[rater, target] < 0
        if not new.any():
            return []
        met = zip(rater[new].tolist(), target[new].tolist(), strict=True)
        return list(dict.fromkeys((min(pair), max(pair)) for pair in met))

    def unmet_pairs(self, several: Iterable[Weights]) -> list[tuple[int, int]]:
        """The pairs named in some combinations of effects that have no place yet."""
        named = {effect[1:] for weights in several for effect in weights if effect[0] == "d" and len(effect) == 3}
        pairs = [(self.person(a), self.person(b)) for a, b in sorted(named)]
        if not pairs:
            return []
        rater, target = np.array(pairs).T
        return self.unmet(rater, target)

    def person(self, key: str) -> int:
        """The number of a person. Raises `KeyError` for somebody who never joined."""
        try:
            return self.persons.index(key)
        except ValueError:
            raise KeyError(f"{key} never joined this group") from None

    def position(self, effect: Effect) -> tuple[int, bool]:
        """Where an effect stands, and whether it is a dyad. Raises `KeyError` for an unknown one."""
        name, *keys = effect
        if name == "gamma" and len(keys) == 1 and keys[0] in BLOCKS:
            return BLOCKS.index(keys[0]), False
        if name == "d" and len(keys) == 2:
            return self._dyad_position(keys[0], keys[1]), True
        if len(keys) == 1:
            k = self.person(keys[0])
            names = FACILITATOR_EFFECTS if self.is_facilitator[k] else MEMBER_EFFECTS
            if name in names:
                return int(self.at[k]) + names.index(name), False
        raise KeyError(f"no effect {effect}")

    def _dyad_position(self, rater: str, target: str) -> int:
        number = int(self.dyad[self.person(rater), self.person(target)])
        if number < 0:
            raise KeyError(f"{rater} and {target} have not met")
        return number


def person_covariances(parameters: Parameters, is_facilitator: bool) -> tuple[FloatArray, FloatArray]:
    """Prior covariance of a person's stable and of the changing effects."""
    if is_facilitator:
        return parameters.omega_t, parameters.psi_t
    return parameters.omega_m, parameters.psi_m


def pair_covariance(parameters: Parameters, is_facilitator: tuple[bool, bool]) -> FloatArray:
    """Prior covariance (2, 2) of the dyads (i to j, j to i), given who of the two is a facilitator."""
    p = parameters
    if is_facilitator == (False, False):
        return np.array([[p.delta_mm, p.delta_mm_covariance], [p.delta_mm_covariance, p.delta_mm]])
    if is_facilitator == (True, True):
        raise ValueError("two facilitators do not rate each other in this model")
    first, second = (p.delta_mt, p.delta_tm) if is_facilitator[1] else (p.delta_tm, p.delta_mt)
    return np.array([[first, p.delta_mt_tm_covariance], [p.delta_mt_tm_covariance, second]])


def weight_rows(layout: Layout, several: Sequence[Weights]) -> FloatArray:
    """Linear combinations of effects as rows over the state. Raises `KeyError` for an unknown effect."""
    rows = np.zeros((len(several), layout.size))
    for row, weights in zip(rows, several, strict=True):
        for effect, weight in weights.items():
            at, is_dyad = layout.position(effect)
            places = [2 * layout.width + at] if is_dyad else [at, layout.width + at]
            row[places] += weight
    return rows
