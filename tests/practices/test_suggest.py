"""What is suggested follows from what was seen: the same each time, with its reason, nothing twice, the shorter when tied."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.practices import Setting, Suits, catalogue, practice, suggest

reasons = st.lists(st.sampled_from(Suits), max_size=6)
lately = st.frozensets(st.sampled_from(catalogue()), max_size=6)


def test_a_pair_that_never_met_is_answered_by_first_words() -> None:
    (only,) = suggest([Suits.NEVER_MET])
    assert Suits.NEVER_MET in only.practice.suits
    assert only.reason is Suits.NEVER_MET


def test_nothing_seen_nothing_suggested() -> None:
    assert suggest([], budget=3) == ()


@pytest.mark.parametrize("budget", [0, 4, -1])
def test_a_budget_outside_one_to_three_is_refused(budget: int) -> None:
    with pytest.raises(ValueError, match=f"a budget of {budget} suggestions is outside 1 to 3"):
        suggest([Suits.LEAVING], budget=budget)


@given(seen=reasons, done=lately, budget=st.integers(1, 3), setting=st.sampled_from(Setting))
def test_every_suggestion_fits_and_stays_within_the_budget(
    seen: list[Suits], done: frozenset[str], budget: int, setting: Setting
) -> None:
    found = suggest(seen, done, budget, setting=setting)
    assert len(found) <= budget
    assert len({s.practice.key for s in found}) == len(found)
    for suggestion in found:
        assert suggestion.reason in seen
        assert suggestion.reason in suggestion.practice.suits
        assert suggestion.practice.key not in done
        assert setting in suggestion.practice.settings
    assert found == suggest(seen, done, budget, setting=setting)


@given(seen=reasons, budget=st.integers(1, 2))
def test_a_larger_budget_keeps_what_a_smaller_one_found(seen: list[Suits], budget: int) -> None:
    assert suggest(seen, (), budget + 1)[:budget] == suggest(seen, (), budget)


@given(seen=st.lists(st.sampled_from(Suits), min_size=2, max_size=3, unique=True))
def test_every_reason_is_answered_before_one_is_answered_twice(seen: list[Suits]) -> None:
    shipped = [p for p in map(practice, catalogue()) if Setting.SESSION in p.settings]
    free = {reason: {p.key for p in shipped if reason in p.suits} for reason in seen}
    found = suggest(seen, (), 3)
    if len(set.union(*free.values())) >= len(seen) and all(len(keys) >= len(seen) for keys in free.values()):
        assert [s.reason for s in found][: len(seen)] == seen


@given(suit=st.sampled_from(Suits))
def test_among_equals_the_shorter_comes_first(suit: Suits) -> None:
    found = [s.practice for s in suggest([suit], (), 3)]
    for first, second in pairwise(found):
        if len(first.suits) == len(second.suits):
            assert first.least_minutes + first.most_minutes <= second.least_minutes + second.most_minutes


@given(seen=reasons)
def test_staff_practices_are_never_suggested_to_members(seen: list[Suits]) -> None:
    for suggestion in suggest([s for s in seen if s is not Suits.STAFF], (), 3):
        assert Suits.STAFF not in suggestion.practice.suits
