"""The rota of the site is the rota of the simulation: every ordered pair in the fewest sessions, nobody against their will."""

from collections import Counter
from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import next_asked
from fourfold.simulate.rota import next_asked as simulated

circles = st.integers(2, 9).map(lambda n: [f"m{i}" for i in range(n)])


def _asked_pairs(chosen: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(rater, target) for rater, targets in chosen.items() for target in targets]


@pytest.mark.parametrize("n", [2, 3, 5, 8, 12])
@pytest.mark.parametrize("items", [1, 2, 3])
def test_every_ordered_pair_is_met_in_the_fewest_sessions(n: int, items: int) -> None:
    order = [f"m{i}" for i in range(n)]
    asked: Counter[tuple[str, str]] = Counter()
    for _ in range(ceil((n - 1) / items)):
        assert max(asked.values(), default=0) <= 1
        chosen = next_asked(asked, order, set(order), set(order), items)
        received = Counter(target for _, target in _asked_pairs(chosen))
        assert set(received.values()) == {min(items, n - 1)}
        asked.update(_asked_pairs(chosen))
    assert set(asked) == {(a, b) for a in order for b in order if a != b}


@given(circles, st.data())
def test_it_chooses_whom_the_simulation_chooses_over_any_history(order: list[str], data: st.DataObject) -> None:
    n, items = len(order), data.draw(st.integers(1, 4))
    some = st.sets(st.sampled_from(order))
    counts, table = Counter[tuple[str, str]](), np.zeros((n, n), dtype=np.int64)
    for _ in range(data.draw(st.integers(1, 8))):
        may_answer, may_be_rated = data.draw(some), data.draw(some)
        chosen = next_asked(counts, order, may_answer, may_be_rated, items)
        expected = simulated(
            table, np.array([m in may_answer for m in order]), np.array([m in may_be_rated for m in order]), items
        )
        found = np.zeros((n, n), dtype=bool)
        for rater, target in _asked_pairs(chosen):
            found[order.index(rater), order.index(target)] = True
        assert found.tolist() == expected.tolist()
        counts.update(_asked_pairs(chosen))
        table += expected


@given(circles, st.data())
def test_nobody_is_asked_about_themselves_or_about_who_has_not_agreed(order: list[str], data: st.DataObject) -> None:
    some = st.sets(st.sampled_from(order))
    may_answer, may_be_rated = data.draw(some), data.draw(some)
    counts = data.draw(st.dictionaries(st.tuples(st.sampled_from(order), st.sampled_from(order)), st.integers(0, 9)))
    chosen = next_asked(counts, order, may_answer, may_be_rated, 3)
    assert set(chosen) == may_answer
    assert all(rater != target and target in may_be_rated for rater, target in _asked_pairs(chosen))
    assert all(len(set(targets)) == len(targets) for targets in chosen.values())


def test_who_was_missed_comes_first_and_then_who_sits_nearest() -> None:
    order = ["a", "b", "c", "d"]
    chosen = next_asked({("a", "b"): 2, ("a", "c"): 1, ("a", "d"): 1}, order, {"a"}, set(order), 3)
    assert chosen == {"a": ("c", "d", "b")}


def test_no_items_ask_about_nobody() -> None:
    assert next_asked({}, ["a", "b"], {"a", "b"}, {"a", "b"}, 0) == {"a": (), "b": ()}


def test_who_left_the_circle_or_was_never_in_it_is_passed_over() -> None:
    assert next_asked({("a", "gone"): 3}, ["a", "b"], {"a", "gone"}, {"b", "gone"}, 2) == {"a": ("b",)}


def test_a_circle_with_somebody_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="b sits twice in the circle; name each member once"):
        next_asked({}, ["a", "b", "b"], {"a"}, {"b"}, 2)
