"""What the likelihood needs of the ratings: sums of complete groups by size, Gram matrices of the others."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.anova import MINIMUM_PERSONS as ANOVA_PERSONS
from fourfold.inference.round_robin.anova import components
from fourfold.inference.round_robin.complete import SizeSums, complete_effects, complete_pieces, size_sums
from fourfold.inference.round_robin.dense import dense_effects, dense_pieces
from fourfold.inference.round_robin.incomplete import Grams, grams, incomplete_effects, incomplete_pieces
from fourfold.inference.round_robin.pieces import FROM_COMPONENTS, Likelihood, P, Pieces, likelihood
from fourfold.inference.round_robin.ratings import Batch, Ratings
from fourfold.inference.round_robin.symmetry import Coordinates, coordinates

USUAL: FloatArray = FROM_COMPONENTS @ np.array([0.2, 0.2, 0.55, 0.0, 0.05, 0.1])
"""Parameters to start from, for ratings of variance 1."""
_LEAST_PERSON = 0.05
_SPARSE = 1.25
_TIED = 0.999
_LOPSIDED = 0.95
_FEW_PERSONS = 200
_PERSONS = (1.0, 0.1)
_FLAT = 1e-3

Effects = tuple[FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Scale:
    """What the ratings are centred and divided by, so that the search does not depend on their unit."""

    n: int
    centre: float
    sd: float

    @classmethod
    def of(cls, ratings: Ratings) -> "Scale":
        """Mean and standard deviation of all ratings; a spread within rounding of the mean is none.

        Raises `ValueError` where they are too large for their squares.
        """
        n = int(sum(np.count_nonzero(~np.isnan(b.values)) for b in ratings.batches))
        centre = sum(float(np.nansum(b.values)) for b in ratings.batches) / max(n, 1)
        with np.errstate(over="ignore"):
            squares = sum(float(np.nansum((b.values - centre) ** 2)) for b in ratings.batches)
        if not np.isfinite(squares):
            raise ValueError("the ratings hold numbers too large to be squared")
        sd = float(np.sqrt(squares / max(n, 1)))
        return cls(n, centre, sd if sd > 1e-12 * abs(centre) else 0.0)


@dataclass(frozen=True, slots=True)
class Holed:
    """Groups of one size in which ratings are missing: the batch, its ratings on the common scale, their Gram matrices."""

    batch: Batch
    values: FloatArray
    grams: Grams


@dataclass(frozen=True, slots=True)
class Evidence:
    """Complete groups in coordinates of their symmetry, the others as Gram matrices; ratings of mean 0 and variance 1."""

    whole: tuple[tuple[Batch, Coordinates], ...]
    holed: tuple[Holed, ...]
    sums: tuple[SizeSums, ...]

    @classmethod
    def of(cls, ratings: Ratings, scale: Scale) -> "Evidence":
        """One pass over the ratings."""
        whole, holed = [], []
        for batch in ratings.batches:
            complete = batch.complete()
            for part, is_whole in ((batch.where(complete), True), (batch.where(~complete), False)):
                if not len(part.group):
                    continue
                values = (part.values - scale.centre) / scale.sd
                if is_whole:
                    whole.append((part, coordinates(values)))
                else:
                    holed.append(Holed(part, values, grams(values)))
        return cls(tuple(whole), tuple(holed), tuple(size_sums(split) for _, split in whole))

    def likelihood(self, parameters: FloatArray, *, restricted: bool) -> Likelihood:
        """The log-likelihood of all groups with its derivatives."""
        return likelihood(self.pieces(parameters), restricted=restricted)

    def pieces(self, parameters: FloatArray) -> Pieces:
        """The likelihood pieces of all groups."""
        flat = _is_flat(parameters)
        parts = [dense_pieces(h.values, parameters) if flat else incomplete_pieces(h.grams, parameters) for h in self.holed]
        if self.sums:
            parts.append(complete_pieces(self.sums, parameters))
        total = parts[0]
        for part in parts[1:]:
            total = total + part
        return total

    def starts(self, *, group_variance: bool) -> list[FloatArray]:
        """Where to start the search: at the moments of the complete groups, and at usual values."""
        usual = USUAL.copy()
        usual[P.GROUP] *= group_variance
        found = [usual, *(_tied(usual, sign, person) for sign in (1, -1) for person in _PERSONS if self._sparse())]
        if self.holed and self._persons() < _FEW_PERSONS:
            found += [_lopsided(usual, sign) for sign in (1, -1)]
        moments, clear = self._moments(usual)
        if clear and not self.holed:
            return moments
        return [*moments, *found]

    def effects(self, parameters: FloatArray, mean: float) -> Iterator[tuple[Batch, Effects]]:
        """Posterior means of actor, partner and group effects, batch by batch."""
        for batch, split in self.whole:
            yield batch, complete_effects(split, parameters, mean)
        for h in self.holed:
            if _is_flat(parameters):
                yield h.batch, dense_effects(h.values, parameters, mean)
            else:
                yield h.batch, incomplete_effects(h.grams, parameters, mean)

    def _sparse(self) -> bool:
        """Whether so few dyads rated each other that the likelihood may have several maxima."""
        return not self.sums and sum(h.grams.dyads for h in self.holed) < _SPARSE * self._persons()

    def _persons(self) -> int:
        return sum(h.batch.persons.size for h in self.holed) + sum(s.groups * s.n for s in self.sums)

    def _moments(self, usual: FloatArray) -> tuple[list[FloatArray], bool]:
        """The moments of the complete groups, moved inside where they stand outside; whether they did not have to be."""
        splits = [split for _, split in self.whole if split.n >= ANOVA_PERSONS]
        if not splits:
            return [], False
        freedom = sum(len(s.mean) * (s.n - 1) for s in splits)
        found = np.sum([components(s).sum(axis=0) * (s.n - 1) for s in splits], axis=0) / freedom
        start: FloatArray = FROM_COMPONENTS @ np.array([*found, usual[P.GROUP]])
        if min(start[P.PLUS], start[P.MINUS]) <= 0:
            return [], False
        person = np.array([[start[P.SUM], start[P.CROSS]], [start[P.CROSS], start[P.DIFFERENCE]]])
        values, vectors = np.linalg.eigh(person)
        least = _LEAST_PERSON * (start[P.PLUS] + start[P.MINUS])
        person = vectors * np.maximum(values, least) @ vectors.T
        start[[P.SUM, P.DIFFERENCE, P.CROSS]] = person[0, 0], person[1, 1], person[0, 1]
        return [start], bool(values[0] >= least)


def _tied(usual: FloatArray, sign: int, person: float) -> FloatArray:
    """A start from which the effects of a dyad are nearly the same (sign 1) or nearly opposite (sign -1)."""
    start = usual.copy()
    start[[P.SUM, P.DIFFERENCE]] *= person
    both = start[P.PLUS] + start[P.MINUS]
    start[[P.PLUS, P.MINUS]] = both * (1 + _TIED * sign) / 2, both * (1 - _TIED * sign) / 2
    return start


def _lopsided(usual: FloatArray, sign: int) -> FloatArray:
    """A start from which nearly all differences between persons are the raters' (sign 1) or the rated persons' (sign -1)."""
    start = usual.copy()
    start[P.CROSS] = sign * _LOPSIDED * start[P.SUM]
    return start


def _is_flat(parameters: FloatArray) -> bool:
    """Whether one dyad variance is so small that dividing by it costs digits."""
    return bool(min(parameters[P.PLUS], parameters[P.MINUS]) < _FLAT)
