"""The scale on which covariances are fitted: free numbers in, positive definite matrices out.

A matrix is its Cholesky factor with logarithms on the diagonal, an exchangeable pair log(v + c) and log(v - c), a
variance its logarithm, an autocorrelation its log odds, since real gaps in time need it positive.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance.batch_covariances import Covariances, effect_places
from fourfold.inference.four_alliance.batch_information import CHANGING, DYAD, PAIR, PHI, SOLO, Directions
from fourfold.inference.four_alliance.parameters import FACILITATOR_EFFECTS, MEMBER_EFFECTS

_WIDEST = 5
SMALLEST_SD = 1e-3
LARGEST_PHI = 0.995
SMALLEST_PHI = 1e-3
KINDS = ("group", "member", "facilitator")


@dataclass(frozen=True, slots=True)
class Term:
    """One fitted covariance: its name, its target among the directions, its effects, and its form."""

    name: str
    target: int
    effects: tuple[str, ...]
    form: str

    @property
    def size(self) -> int:
        """How many free numbers the term has."""
        n = len(self.effects)
        return {"matrix": n * (n + 1) // 2, "exchangeable": 2}.get(self.form, 1)


def terms_of(covariances: Covariances) -> tuple[Term, ...]:
    """All terms of the modelled blocks, in the order of the free numbers."""
    return tuple(_unit_terms(covariances)) + tuple(_pair_terms(covariances))


def _unit_terms(covariances: Covariances) -> Iterator[Term]:
    places = effect_places(covariances.blocks)
    names = (
        covariances.blocks,
        *(_chosen(n, k.tolist()) for n, k in zip((MEMBER_EFFECTS, FACILITATOR_EFFECTS), places[1:], strict=True)),
    )
    for part, first in (("stable", 0), ("changing", CHANGING)):
        for kind, effects in enumerate(names):
            if effects:
                yield Term(f"{part}_{KINDS[kind]}", first + kind, tuple(effects), "matrix")
    yield Term("phi_group", PHI, ("phi",), "phi")
    yield Term("phi_person", PHI + 1, ("phi",), "phi")


def _chosen(names: tuple[str, ...], places: list[int]) -> tuple[str, ...]:
    return tuple(names[k] for k in places)


def _pair_terms(covariances: Covariances) -> Iterator[Term]:
    blocks = covariances.blocks
    mixed = tuple(b for b in ("MT", "TM") if b in blocks)
    for name, first in (("dyad", DYAD), ("residual", PAIR)):
        if "MM" in blocks:
            yield Term(name, first, ("MM",), "exchangeable")
        if mixed:
            yield Term(name, first + 1, mixed, "matrix")
    for k, block in enumerate(("MG", "TG")):
        if block in blocks:
            yield Term("residual", SOLO + k, (block,), "matrix")


def free_numbers(covariances: Covariances) -> FloatArray:
    """The covariances as free numbers."""
    return np.concatenate([_to_free(t, _natural(covariances, t)) for t in terms_of(covariances)])


def matrix_at(covariances: Covariances, target: int) -> FloatArray:
    """The covariance (n, n) that a target of the directions means; an autocorrelation is (1, 1)."""
    if target < PHI:
        return (covariances.stable if target < CHANGING else covariances.changing)[target % CHANGING]
    if target < DYAD:
        return np.array([[covariances.phi[target - PHI]]])
    if target >= SOLO:
        return np.array([[covariances.solo[target - SOLO]]])
    matrix: FloatArray = (covariances.dyad if target < PAIR else covariances.pair)[target % 2]
    return matrix


def _natural(covariances: Covariances, term: Term) -> FloatArray:
    matrix = matrix_at(covariances, term.target)
    places = pair_places(term)
    return matrix[np.ix_(places, places)] if places else matrix


def pair_places(term: Term) -> list[int]:
    """Where a term's directions stand in the matrix of members with facilitators; empty for any other term."""
    is_pair = DYAD <= term.target < SOLO and term.form == "matrix"
    return [("MT", "TM").index(b) for b in term.effects] if is_pair else []


def _to_free(term: Term, matrix: FloatArray) -> FloatArray:
    if term.form == "phi":
        phi = np.clip(matrix.ravel(), SMALLEST_PHI, LARGEST_PHI)
        return np.asarray(np.log(phi / (1.0 - phi)))
    if term.form == "exchangeable":
        sums: FloatArray = np.array([matrix[0, 0] + matrix[0, 1], matrix[0, 0] - matrix[0, 1]])
        return np.asarray(np.log(sums))
    factor = np.linalg.cholesky(matrix + SMALLEST_SD**2 * np.eye(len(matrix)) * (np.linalg.eigvalsh(matrix)[0] <= 0))
    factor[np.diag_indices_from(factor)] = np.log(np.diagonal(factor))
    free: FloatArray = factor[np.tril_indices_from(factor)]
    return free


def _factor(free: FloatArray, n: int) -> FloatArray:
    factor = np.zeros((n, n))
    factor[np.tril_indices(n)] = free
    factor[np.diag_indices(n)] = np.maximum(np.exp(np.minimum(np.diagonal(factor), 50.0)), SMALLEST_SD)
    return factor


def _odds_share(log_odds: float) -> float:
    return float(1.0 / (1.0 + np.exp(-np.clip(log_odds, -50.0, 50.0))))


def _to_natural(term: Term, free: FloatArray) -> FloatArray:
    if term.form == "phi":
        return np.array([[min(max(_odds_share(free[0]), SMALLEST_PHI**2), 1.0 - SMALLEST_PHI**2)]])
    if term.form == "exchangeable":
        plus, minus = np.maximum(np.exp(np.minimum(free, 50.0)), SMALLEST_SD**2)
        return 0.5 * np.array([[plus + minus, plus - minus], [plus - minus, plus + minus]])
    factor = _factor(free, len(term.effects))
    return factor @ factor.T


def _derivatives(term: Term, free: FloatArray) -> FloatArray:
    """Derivative of a term's matrix with respect to each of its free numbers (k, n, n)."""
    if term.form == "phi":
        phi = _odds_share(free[0])
        return np.array([[[phi * (1.0 - phi)]]])
    if term.form == "exchangeable":
        plus, minus = np.exp(free)
        return 0.5 * np.array([[[plus, plus], [plus, plus]], [[minus, -minus], [-minus, minus]]])
    n = len(term.effects)
    factor = _factor(free, n)
    slopes = np.zeros((term.size, n, n))
    for k, (i, j) in enumerate(zip(*np.tril_indices(n), strict=True)):
        moved = np.zeros((n, n))
        moved[i] = factor[:, j] * (factor[i, i] if i == j else 1.0)
        slopes[k] = moved + moved.T
    return slopes


def slices_of(terms: tuple[Term, ...]) -> Iterator[tuple[Term, slice]]:
    """Each term with its run of free numbers."""
    start = 0
    for term in terms:
        yield term, slice(start, start + term.size)
        start += term.size


def covariances_at(free: FloatArray, like: Covariances) -> Covariances:
    """The covariances that these free numbers stand for."""
    stable, changing = list(like.stable), list(like.changing)
    phi, dyad, pair, solo = like.phi.copy(), like.dyad.copy(), like.pair.copy(), like.solo.copy()
    for term, run in slices_of(terms_of(like)):
        matrix, target = _to_natural(term, free[run]), term.target
        if target < CHANGING:
            stable[target] = matrix
        elif target < PHI:
            changing[target - CHANGING] = matrix
        elif target < DYAD:
            phi[target - PHI] = matrix[0, 0]
        elif target >= SOLO:
            solo[target - SOLO] = matrix[0, 0]
        else:
            places = pair_places(term) or [0, 1]
            (dyad if target < PAIR else pair)[target % 2][np.ix_(places, places)] = matrix
    return Covariances(like.blocks, like.with_slope, tuple(stable), tuple(changing), phi, dyad, pair, solo)


def directions_at(free: FloatArray, like: Covariances) -> Directions:
    """How each free number moves its covariance."""
    targets, bases = [], np.zeros((len(free), _WIDEST, _WIDEST))
    for term, run in slices_of(terms_of(like)):
        places = np.array((pair_places(term) or [0, 1]) if DYAD <= term.target < SOLO else range(len(term.effects)))
        bases[np.ix_(np.arange(run.start, run.stop), places, places)] = _derivatives(term, free[run])
        targets += [term.target] * term.size
    return Directions(np.array(targets, dtype=np.int64), bases)


def score(directions: Directions, slopes: Covariances) -> FloatArray:
    """Derivative of the log-likelihood with respect to each free number, from that in each covariance."""
    found = np.zeros(len(directions.target))
    for k, (target, basis) in enumerate(zip(directions.target, directions.basis, strict=True)):
        slope = matrix_at(slopes, target)
        n = len(slope)
        found[k] = np.sum(slope * basis[:n, :n])
    return found
