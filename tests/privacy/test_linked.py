"""Several tables and several releases side by side: nothing small follows from all that was ever told."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.inference.cell_audit import CannotProtect, told_sums, unprotected
from fourfold.privacy import ALL, LEAST, CountTable, Released, Row, count_table, protected_tables, too_close

LEVELS = {"stay": ["1-4", "5-12", "13-"], "attendance": ["low", "high"], "size": ["few", "many"]}
LINKED = (("stay", "attendance"), ("attendance", "size"), ("stay",))


def people_of(n: int, seed: int, first: int = 0) -> dict[str, Row]:
    draw = random.Random(seed)
    return {f"p{first + k}": {v: draw.choices(own, range(len(own), 0, -1))[0] for v, own in LEVELS.items()} for k in range(n)}


def tables_of(people: dict[str, Row]) -> tuple[CountTable, ...]:
    return tuple(count_table(list(people.values()), variables, LEVELS) for variables in LINKED)


def release(people: dict[str, Row], earlier: list[Released] | None = None) -> Released:
    new = Released(people, tables_of(people))
    return replace(new, tables=protected_tables(new, earlier or [], told_sums))


@settings(deadline=None, max_examples=25)
@given(st.integers(11, 90), st.integers(0, 10_000))
def test_linked_tables_leave_nothing_small_to_be_worked_out(n: int, seed: int) -> None:
    told = release(people_of(n, seed))
    assert too_close([told], unprotected) == []
    assert all(value is None or value >= LEAST for table in told.tables for value in table.cells.values())


@settings(deadline=None, max_examples=15)
@given(st.integers(30, 80), st.integers(0, 30), st.integers(0, 10_000))
def test_nor_do_two_releases_together(n: int, more: int, seed: int) -> None:
    people = people_of(n, seed)
    first = release(people)
    joined = {**people, **people_of(more, seed + 1, first=n)}
    second = release(joined, [first])
    assert too_close([first, second], unprotected) == []


def test_the_same_count_in_two_tables_is_told_in_both_or_in_neither() -> None:
    told = release(people_of(40, 3))
    one, other, third = told.tables
    assert [one.cells[ALL, level] for level in LEVELS["attendance"]] == [
        other.cells[level, ALL] for level in LEVELS["attendance"]
    ]
    assert [one.cells[level, ALL] for level in LEVELS["stay"]] == [third.cells[level,] for level in LEVELS["stay"]]


def test_a_table_without_small_counts_is_told_whole() -> None:
    people = {f"p{k}": {"stay": LEVELS["stay"][k % 3], "attendance": "low", "size": "few"} for k in range(60)}
    table = count_table(list(people.values()), ["stay"], LEVELS)
    assert protected_tables(Released(people, (table,)), [], told_sums) == (table,)


def test_leaving_out_only_what_is_small_is_found_out() -> None:
    """The control of the audit."""
    people = people_of(60, 5)
    naive = tuple(
        CountTable(
            t.variables,
            t.levels,
            {key: v if v is not None and v >= LEAST else None for key, v in t.cells.items()},
            frozenset(key for key, v in t.cells.items() if v is not None and v < LEAST),
        )
        for t in tables_of(people)
    )
    assert too_close([Released(people, naive)], unprotected)


def test_a_second_release_does_not_tell_what_the_first_left_out() -> None:
    """Twelve have come, so the whole may be told; but at one level the count has grown by two, who would be told."""
    levels = {"stay": ["short", "long"]}
    before: dict[str, Row] = {f"p{k}": {"stay": "short" if k < 20 else "long"} for k in range(40)}
    after: dict[str, Row] = {**before, **{f"q{k}": {"stay": "short" if k < 2 else "long"} for k in range(13)}}
    first = Released(before, (count_table(list(before.values()), ["stay"], levels),))
    new = Released(after, (count_table(list(after.values()), ["stay"], levels),))
    (told,) = protected_tables(new, [first], told_sums)
    assert told.cells == {("short",): None, ("long",): None, (ALL,): 53}
    (alone,) = protected_tables(new, [], told_sums)
    assert alone.cells == {("short",): 22, ("long",): 31, (ALL,): 53}


def test_rows_that_follow_cannot_be_left_out() -> None:
    """What the rows themselves show of a small kind is refused rather than hidden beside them."""
    levels = {"stay": ["short", "long"]}
    people: dict[str, Row] = {f"p{k}": {"stay": "short" if k < 3 else "long"} for k in range(40)}
    table = count_table(list(people.values()), ["stay"], levels)
    wide = count_table(list(people.values()), ["stay"], {"stay": ["short+long"]})
    (told,) = protected_tables(Released(people, (table,), (wide,)), [], told_sums)
    assert told.cells == {("short",): None, ("long",): None, (ALL,): 40}
    first = Released(people, (told,))
    with pytest.raises(CannotProtect):
        protected_tables(Released(people, (wide,), (table,)), [first], told_sums)


def test_a_level_at_which_the_rows_show_nobody_is_told_as_nobody() -> None:
    levels = {"stay": ["short", "long"]}
    people: dict[str, Row] = {f"p{k}": {"stay": "long"} for k in range(20)}
    table = count_table(list(people.values()), ["stay"], levels)
    (told,) = protected_tables(Released(people, (table,), (table,)), [], told_sums)
    assert told.cells == {("short",): 0, ("long",): 20, (ALL,): 20}
    (unseen,) = protected_tables(Released(people, (table,)), [], told_sums)
    assert unseen.cells[("short",)] is None
    assert np.isfinite(unseen.n_left_out)
