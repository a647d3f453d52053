"""Scoring obeys its laws, and missing answers the rule of the source or, marked as such, ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import AnswerRefused, Instrument, Item, reverse, score, score_scale
from fourfold.instruments.loader import read
from fourfold.vocabulary import NotEnoughData
from tests.instruments.questionnaires import HEAD, questionnaire

answers_0_to_4 = st.lists(st.integers(0, 4), min_size=1, max_size=12)
source_rule = '[scales.missing]\nmost_missing = {most}\nsource = "the manual"'


def _answers(values: list[int]) -> dict[str, int]:
    return {f"q{i}": value for i, value in enumerate(values, start=1)}


def _odd(n: int) -> tuple[int, ...]:
    return tuple(range(1, n + 1, 2))


@given(answers_0_to_4)
def test_a_sum_is_the_sum_and_a_mean_the_mean(values: list[int]) -> None:
    n = len(values)
    assert score(questionnaire(n), _answers(values))["total"].value == sum(values)
    assert score(questionnaire(n, score="mean"), _answers(values))["total"].value == pytest.approx(sum(values) / n)


@given(st.integers(-3, 3), st.integers(4, 9), st.integers(-3, 9))
def test_reversing_twice_changes_nothing(lowest: int, highest: int, value: int) -> None:
    item = Item("q", lowest, highest)
    assert reverse(item, reverse(item, value)) == value
    assert reverse(item, lowest) == highest


@given(answers_0_to_4)
def test_a_scale_and_its_opposite_are_mirror_images(values: list[int]) -> None:
    n = len(values)
    there = score(questionnaire(n, reversed_items=_odd(n)), _answers(values))["total"].value
    back = score(questionnaire(n, reversed_items=_odd(n + 1)[: len(_odd(n))]), _answers(values))["total"].value
    mirrored = {k: 4 - v if int(k[1:]) % 2 else v for k, v in _answers(values).items()}
    assert there == back == score(questionnaire(n), mirrored)["total"].value


@given(st.data(), answers_0_to_4)
def test_the_order_of_answers_and_items_does_not_matter(data: st.DataObject, values: list[int]) -> None:
    answers, n = _answers(values), len(values)
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    keyed = questionnaire(n, reversed_items=_odd(n))
    items = data.draw(st.permutations(keyed.items))
    again = Instrument("x", "1", "X", "s", "l", tuple(items), keyed.scales)
    assert score(keyed, answers) == score(keyed, shuffled) == score(again, shuffled)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
def test_one_step_more_on_every_item_moves_the_mean_by_one_and_back_where_reversed(values: list[int]) -> None:
    n, more = len(values), [value + 1 for value in values]
    plain, turned = questionnaire(n, score="mean"), questionnaire(n, score="mean", reversed_items=tuple(range(1, n + 1)))
    for form, step in ((plain, 1), (turned, -1)):
        moved = score(form, _answers(more))["total"].value - score(form, _answers(values))["total"].value
        assert moved == pytest.approx(step)


@given(st.integers(1, 15), st.data())
def test_ours_prorates_from_four_fifths_and_only_scales_of_more_than_six(n: int, data: st.DataObject) -> None:
    missing = data.draw(st.integers(0, n))
    given_ones = {f"q{i}": 3 for i in range(missing + 1, n + 1)}
    may = missing == 0 or (n > 6 and 5 * (n - missing) >= 4 * n)
    if not may:
        with pytest.raises(NotEnoughData, match=rf"'total' of Tiredness cannot be scored: {n - missing} of its {n} items"):
            score(questionnaire(n), given_ones)
        return
    found = score(questionnaire(n), given_ones)["total"]
    assert (found.value, found.n_answered, found.n_items) == (pytest.approx(3 * n), n - missing, n)
    assert found.prorated == found.by_our_rule == (missing > 0)


def test_no_answer_and_an_absent_answer_are_the_same() -> None:
    ten = questionnaire(10)
    nine = {f"q{i}": 2 for i in range(1, 10)}
    assert score(ten, nine) == score(ten, {**nine, "q10": None})


def test_a_safety_item_is_never_made_up_for() -> None:
    ten = questionnaire(10, safety=9)
    with pytest.raises(NotEnoughData, match="an item about safety"):
        score(ten, {f"q{i}": 2 for i in range(1, 11) if i != 9})
    assert score(ten, {f"q{i}": 2 for i in range(1, 11) if i != 3})["total"].value == pytest.approx(20)


def test_a_safety_item_speaks_of_danger_from_the_answer_that_its_file_names() -> None:
    plain, named = Item("q", 0, 100, safety=True, step=25), Item("q", 0, 4, safety=True, safety_from=3)
    assert [plain.speaks_of_danger(value) for value in (0, 25, 100, None)] == [False, True, True, False]
    assert [named.speaks_of_danger(value) for value in (1, 2, 3, 4)] == [False, False, True, True]


@pytest.mark.parametrize(("most", "missing", "scored"), [(0, 1, False), (1, 1, True), (1, 2, False), (3, 3, True)])
def test_the_rule_of_the_source_goes_before_ours(most: int, missing: int, scored: bool) -> None:
    five = questionnaire(5, scale=source_rule.format(most=most))
    answers = {f"q{i}": 1 for i in range(missing + 1, 6)}
    if scored:
        found = score(five, answers)["total"]
        assert found.prorated
        assert not found.by_our_rule
    else:
        with pytest.raises(NotEnoughData, match=f"and {5 - most} are needed"):
            score(five, answers)


def test_the_share_of_a_source_is_exact() -> None:
    rule = '[missing]\nleast_answered = 0.7\nsource = "the manual"\n'
    ten = questionnaire(10, missing=rule)
    assert score(ten, {f"q{i}": 1 for i in range(1, 8)})["total"].value == pytest.approx(10)
    with pytest.raises(NotEnoughData, match="and 7 are needed"):
        score(ten, {f"q{i}": 1 for i in range(1, 7)})


@pytest.mark.parametrize("value", [-1, 5, 1.5, float("nan"), float("inf"), True])
def test_a_value_off_the_scale_is_refused_by_the_name_of_its_item(value: float) -> None:
    with pytest.raises(AnswerRefused, match=r"tiredness, item 'q2': .* give a whole number from 0 to 4"):
        score(questionnaire(3), {"q1": 1, "q2": value, "q3": 1})


def test_an_answer_to_no_item_is_refused() -> None:
    with pytest.raises(AnswerRefused, match="no item 'q4'; answers are stored by q1, q2, q3"):
        score(questionnaire(3), {"q4": 1})


TWO_SCALES = f"""{HEAD}
[[items]]
key = "a"
[[items]]
key = "b"
[[scales]]
key = "first"
title = {{ en = "T", es = "T" }}
items = ["a"]
score = "sum"
factor = 25
[[scales]]
key = "second"
title = {{ en = "T", es = "T" }}
items = ["b"]
score = "sum"
[[scales]]
key = "all"
title = {{ en = "T", es = "T" }}
items = ["a", "b"]
reversed = ["b"]
score = "mean"
overall = true
"""


def test_a_factor_multiplies_and_an_overall_scale_takes_items_again() -> None:
    found = score(read(TWO_SCALES, "tiredness.toml"), {"a": 4, "b": 1})
    assert {key: one.value for key, one in found.items()} == {"first": 100, "second": 1, "all": 3.5}


def test_one_scale_is_scored_whatever_the_others_lack() -> None:
    two = read(TWO_SCALES, "tiredness.toml")
    assert score_scale(two, "first", {"a": 2}).value == 50
    with pytest.raises(NotEnoughData, match=r"'second' of Tiredness .* 'all' of Tiredness"):
        score(two, {"a": 2})
    with pytest.raises(KeyError, match="has no scale 'third'; it has first, second, all"):
        score_scale(two, "third", {"a": 2})
