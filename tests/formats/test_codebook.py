"""A codebook is made of instruments, and tables fit it or are refused."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.formats.codebook import (
    NOT_ASKED,
    NOT_SAID,
    NOT_TOLD,
    Column,
    ColumnKind,
    Sheet,
    column_name,
    distinct,
    item_column,
    scale_column,
)
from fourfold.instruments import catalogue, check_in_of, instrument
from fourfold.vocabulary import Role
from tests.formats.data_sets import ASKED, released


@given(st.lists(st.text(max_size=60), min_size=1, max_size=3))
def test_a_name_is_one_that_every_format_takes(parts: list[str]) -> None:
    name = column_name(*parts)
    assert 1 <= len(name) <= 40
    assert name[0].isascii()
    assert name[0].islower()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_")
    assert "__" not in name
    assert not name.endswith("_")


@pytest.mark.parametrize("key", catalogue())
def test_every_instrument_has_a_codebook_without_its_being_written(key: str) -> None:
    asked = instrument(key)
    columns = distinct([*(item_column(asked, i) for i in asked.items), *(scale_column(asked, s) for s in asked.scales)])
    assert len({column.name for column in columns}) == len(columns)
    for column, item in zip(columns, asked.items, strict=False):
        assert column.label
        assert (column.lowest, column.highest) == (item.lowest, item.highest)
        assert set(column.missing) == {NOT_SAID, NOT_ASKED}
        assert not set(column.missing) & set(column.values)


def test_our_own_items_carry_their_wording_and_the_words_at_their_ends() -> None:
    check_in = check_in_of(Role.MEMBER)
    column = item_column(check_in, check_in.item("bond.group"), "es")
    assert column.label == "Hoy sentí que en este grupo hay un lugar para mí."
    assert column.values == {1: "1 nada", **{k: str(k) for k in range(2, 7)}, 7: "7 mucho"}
    assert column.missing == {NOT_SAID: "prefiere no decirlo", NOT_ASKED: "no se preguntó"}


def test_names_cut_to_the_same_are_numbered() -> None:
    columns = distinct([Column("a" * 40, "one", ColumnKind.WHOLE), Column("a" * 40, "other", ColumnKind.WHOLE)])
    assert [column.name for column in columns] == ["a" * 40, f"{'a' * 37}_2"]


def test_a_table_that_does_not_fit_its_codebook_is_refused() -> None:
    column = Column("person", "Name", ColumnKind.ID)
    with pytest.raises(ValueError, match=r"columns are \['other'\], the codebook says \['person'\]"):
        Sheet("people", "People", (column,), pl.DataFrame({"other": ["a"]}), ("person",))
    with pytest.raises(ValueError, match="key week is no column"):
        Sheet("people", "People", (column,), pl.DataFrame({"person": ["a"]}), ("week",))


def test_weeks_that_are_kept_back_say_so() -> None:
    own = {week: next(sheet for sheet in released(first_week=week).tables if sheet.name == ASKED) for week in (1, 5)}
    assert set(own[1].frame["week"]) == {1, 5}
    assert set(own[5].frame["week"]) == {NOT_TOLD}
    column = next(column for column in own[5].columns if column.name == "week")
    assert column.missing == {NOT_TOLD: "kept back"}
