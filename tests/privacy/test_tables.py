"""Tables of counts: margins add up, levels can stand for several, and a ledger gives back what it was given."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.privacy import ALL, count_table, merged, table_of

LEVELS = {"stay": ["1-4", "5-12", "13-"], "size": ["few", "many"]}
people = st.lists(st.fixed_dictionaries({"stay": st.sampled_from(LEVELS["stay"]), "size": st.sampled_from(LEVELS["size"])}))


@given(people)
def test_every_margin_is_the_sum_of_its_cells(rows: list[dict[str, str]]) -> None:
    cells = count_table(rows, ["stay", "size"], LEVELS).cells
    assert len(cells) == 12
    assert cells[ALL, ALL] == len(rows)
    for stay in LEVELS["stay"]:
        assert cells[stay, ALL] == sum(cells[stay, size] or 0 for size in LEVELS["size"])


@given(people)
def test_a_wider_level_holds_what_its_parts_hold(rows: list[dict[str, str]]) -> None:
    fine = count_table(rows, ["stay"], LEVELS).cells
    wide = count_table(rows, ["stay"], {"stay": [merged(["1-4", "5-12"]), "13-"]}).cells
    assert wide[("1-4+5-12",)] == (fine[("1-4",)] or 0) + (fine[("5-12",)] or 0)


@given(people)
def test_a_ledger_gives_back_the_same_table(rows: list[dict[str, str]]) -> None:
    table = count_table(rows, ["stay", "size"], LEVELS)
    assert table_of(json.loads(json.dumps(table.as_json()))) == table


def test_somebody_at_a_level_that_is_not_named_is_refused_with_the_level() -> None:
    with pytest.raises(ValueError, match="'53-' is not one level of 'stay'"):
        count_table([{"stay": "53-", "size": "few"}], ["stay"], LEVELS)
