"""Whoever holds several releases: nobody is nearly alone in which of them they were, and of what kind."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.privacy import ALL, differences, safe_kinds, smallest_history

STEPS = {"stay": [("short", "long"), (ALL,)], "size": [("few", "many"), (ALL,)]}
rows = st.fixed_dictionaries({"stay": st.sampled_from(["short", "long"]), "size": st.sampled_from(["few", "many"])})
programmes = st.dictionaries(st.integers(0, 60).map(str), rows, max_size=60)
LEAST = 4


@given(programmes)
def test_every_kind_is_shared_by_enough(people: dict[str, dict[str, str]]) -> None:
    kinds = safe_kinds(people, STEPS, [], LEAST)
    if 0 < len(people) < LEAST:
        assert kinds is None
    elif kinds:
        assert min(Counter(kinds.values()).values()) >= LEAST


@settings(max_examples=200)
@given(programmes, programmes)
def test_two_releases_together_leave_nobody_nearly_alone(
    before: dict[str, dict[str, str]], now: dict[str, dict[str, str]]
) -> None:
    first = safe_kinds(before, STEPS, [], LEAST)
    if not first:
        return
    second = safe_kinds(now, STEPS, [first], LEAST)
    if second is None:
        few = [len(set(now) - set(first)), len(set(first) - set(now)), len(set(first) & set(now))]
        assert any(0 < n < LEAST for n in few) or len(now) < LEAST or _history_needs_more(first, now)
        return
    everybody = set(first) | set(second)
    together = Counter((first.get(person), second.get(person)) for person in everybody)
    assert not together or min(together.values()) >= LEAST
    assert smallest_history(now.keys(), second, [first]) >= LEAST or not everybody


def _history_needs_more(first: dict[str, tuple[str, ...]], now: dict[str, dict[str, str]]) -> bool:
    """Even one kind for all leaves some of a kind of the first release nearly alone in being in the second too."""
    parts = Counter((first.get(person), person in now) for person in set(first) | set(now))
    return min(parts.values()) < LEAST


def test_kinds_are_told_as_finely_as_can_be() -> None:
    people = {str(k): {"stay": "short" if k < 11 else "long", "size": "few" if k < 3 else "many"} for k in range(30)}
    kinds = safe_kinds(people, STEPS, [])
    assert kinds is not None
    assert set(kinds.values()) == {("short", ALL), ("long", ALL)}


def test_a_few_more_or_a_few_less_are_a_difference_and_eleven_or_none_are_not() -> None:
    before = frozenset(map(str, range(40)))
    assert differences(before, [before]) == []
    assert [(d.come, d.gone) for d in differences(before | {"a", "b"}, [before])] == [(True, False)]
    assert [(d.come, d.gone) for d in differences(before - {"1"}, [before])] == [(False, True)]
    assert [(d.come, d.gone) for d in differences((before - {"1"}) | {"a"}, [before])] == [(True, True)]
    assert differences(before | set("abcdefghijk"), [before]) == []
    assert differences(frozenset("abcdefghijk"), [before]) == []


def test_somebody_who_is_gone_refuses_even_where_many_have_come() -> None:
    before = {str(k): ("short",) for k in range(20)}
    now = {str(k): {"stay": "short"} for k in range(1, 60)}
    assert safe_kinds(now, {"stay": [("short",), (ALL,)]}, [before]) is None


def test_two_releases_that_together_are_all_but_a_few_of_a_third_refuse_it() -> None:
    """Each differs from the third by many, and both together by three."""
    one, two = ({str(k): (ALL,) for k in span} for span in (range(20), range(20, 40)))
    third = {str(k): {"stay": "short"} for k in range(43)}
    assert differences(third.keys(), [one.keys(), two.keys()]) == []
    assert safe_kinds(third, {"stay": [("short",), (ALL,)]}, [one, two]) is None


def test_people_of_one_group_are_told_apart_only_where_enough_are_of_each_kind() -> None:
    """Twelve stayed short and twelve long, but three of each in every group: whoever sat there would know them apart."""
    steps = {"stay": [("short", "long"), (ALL,)], "group": [("a", "b", "c", "d"), (ALL,)]}
    people = {str(k): {"stay": "short" if k % 2 else "long", "group": "abcd"[k // 6]} for k in range(24)}
    mixed, apart = safe_kinds(people, steps, []), safe_kinds(people, steps, [], within="group")
    assert mixed is not None
    assert apart is not None
    assert set(mixed.values()) == {("short", ALL), ("long", ALL)}
    assert set(apart.values()) == {(ALL, ALL)}
    by_group = {d: {**row, "stay": "short" if row["group"] in "ab" else "long"} for d, row in people.items()}
    alike = safe_kinds(by_group, steps, [], within="group")
    assert alike is not None
    assert set(alike.values()) == {("short", ALL), ("long", ALL)}
