"""The rota of peer items: whom a member is asked about next, so that every ordered pair is met in the fewest sessions."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

Pair = tuple[str, str]
"""Who is asked, and about whom."""


def next_asked(
    asked_counts: Mapping[Pair, int],
    order: Sequence[str],
    may_answer: AbstractSet[str],
    may_be_rated: AbstractSet[str],
    items: int,
) -> dict[str, tuple[str, ...]]:
    """Whom each member who may answer is asked about in the coming session, those asked about least coming first.

    asked_counts holds how often each ordered pair was asked about so far; a pair that is not in it, never. Ties go by
    distance round the circle `order`, which should stay as it is when people leave and grow at its end. With everybody
    there, all pairs are met after ceil((n - 1) / items) sessions and everybody is rated equally often. Nobody is asked
    about themselves or about somebody who may not be rated.
    """
    if len(set(order)) < len(order):
        twice = sorted({person for person in order if order.count(person) > 1})
        raise ValueError(f"{', '.join(twice)} sits twice in the circle; name each member once")
    raters = [rater for rater in order if rater in may_answer]
    return {rater: _least_asked(asked_counts, order, rater, may_be_rated)[: max(items, 0)] for rater in raters}


def _least_asked(
    asked_counts: Mapping[Pair, int], order: Sequence[str], rater: str, may_be_rated: AbstractSet[str]
) -> tuple[str, ...]:
    seat = order.index(rater)
    round_the_circle = [*order[seat + 1 :], *order[:seat]]
    others = [person for person in round_the_circle if person in may_be_rated]
    return tuple(sorted(others, key=lambda target: asked_counts.get((rater, target), 0)))
