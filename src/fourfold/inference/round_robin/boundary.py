"""Which parameters stand at the edge of what is possible, and the standard errors that still exist there."""

from dataclasses import dataclass

import numpy as np

from fourfold.inference.arrays import FloatArray
from fourfold.inference.round_robin.pieces import TO_COMPONENTS, Likelihood, P

_NOTHING = 1e-9
"""Of ratings with variance 1: a variance below it is zero."""
_PERSON, _DYAD = [0, 1, 3], [2, 4]
_GROUP = 5


@dataclass(frozen=True, slots=True)
class Edge:
    """A maximum with its edges: parameters (6,), directions (6, k) that stay free, components without standard error."""

    parameters: FloatArray
    directions: FloatArray
    without_error: list[int]
    sentences: tuple[str, ...]


def edge_of(parameters: FloatArray, *, group_variance: bool) -> Edge:
    """Where the maximum stands; what is zero but for rounding becomes zero."""
    point = parameters.copy()
    person, person_sentence = _person_directions(point)
    free = [np.eye(6)[k] for k in (P.PLUS, P.MINUS) if point[k] > _NOTHING]
    sentences = [person_sentence] if person_sentence else []
    without = list(_PERSON) if person_sentence else []
    if len(free) < 2:
        point[[k for k in (P.PLUS, P.MINUS) if point[k] <= _NOTHING]] = 0.0
        without += _DYAD
        sentences.append(
            "the relationship effects of a dyad are estimated as fully tied to each other, the edge of what is possible; "
            "relationship and reciprocity have no standard errors"
        )
    if group_variance and point[P.GROUP] > _NOTHING:
        free.append(np.eye(6)[P.GROUP])
    elif group_variance:
        point[P.GROUP] = 0.0
        without.append(_GROUP)
        sentences.append("the group variance is estimated as zero, the edge of what is possible; it has no standard error")
    return Edge(point, np.array([*person, *free]).T, without, tuple(sentences))


def standard_errors(at: Likelihood, edge: Edge) -> FloatArray:
    """Standard errors (6,) of the components from the expected information; NaN for those at an edge."""
    directions = edge.directions
    covariance = directions @ np.linalg.inv(directions.T @ at.expected @ directions) @ directions.T
    errors: FloatArray = np.sqrt(np.maximum(np.diagonal(TO_COMPONENTS @ covariance @ TO_COMPONENTS.T), 0.0))
    errors[edge.without_error] = np.nan
    return errors


def _person_directions(point: FloatArray) -> tuple[list[FloatArray], str]:
    """The free directions of the person covariance, and a sentence where it stands at its edge; sets `point` to zero there."""
    places = [P.SUM, P.DIFFERENCE, P.CROSS]
    total, difference, cross = point[places].tolist()
    small, large = np.linalg.eigvalsh([[total, cross], [cross, difference]]).tolist()
    if large <= _NOTHING:
        point[places] = 0.0
        return [], (
            "actor and partner variance are estimated as zero, the edge of what is possible; they have no standard errors"
        )
    if small > _NOTHING * large:
        return [np.eye(6)[k] for k in places], ""
    angle = np.arctan2(cross, total) if total >= difference else np.arctan2(difference, cross)
    c, s = float(np.cos(angle)), float(np.sin(angle))
    directions = np.zeros((2, 6))
    directions[:, places] = [[c * c, s * s, c * s], [-2 * c * s, 2 * c * s, c * c - s * s]]
    return list(directions), (
        "actor and partner effects are estimated as fully tied to each other (or one of them as absent), the edge of what "
        "is possible; actor, partner and actor_partner have no standard errors"
    )
