"""The page on the CSV folder names every table, column and word, and its examples can be read."""

import re
from pathlib import Path

import polars as pl
import pytest

from fourfold.formats.files.folder import FILES, REQUIRED, may_lack
from fourfold.record import optional_columns, schema
from fourfold.record.schema import words
from fourfold.vocabulary import Person, Role

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "csv_folder.md").read_text()


def documented(name: str) -> list[list[str]]:
    """The rows of a table's section: column, meaning, type, may be empty, example."""
    section = re.search(rf"^### {name}\.csv$(.*?)(?=^##|\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert section, f"{name}.csv has no section"
    return [[c.strip() for c in line.strip("|").split("|")] for line in section.group(1).splitlines() if line.startswith("| `")]


@pytest.mark.parametrize("name", FILES)
def test_every_column_is_documented_in_order_and_no_other(name: str) -> None:
    assert [row[0].strip("`") for row in documented(name)] == list(schema(FILES[name]))


@pytest.mark.parametrize("name", FILES)
def test_every_allowed_word_is_documented(name: str) -> None:
    kinds = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[2])) for row in documented(name)}
    for column, allowed in words(FILES[name]).items():
        assert kinds[column] == ({Role.MEMBER, Role.FACILITATOR} if FILES[name] is Person else allowed)


@pytest.mark.parametrize("name", FILES)
def test_page_says_which_cells_may_be_empty(name: str) -> None:
    said = {row[0].strip("`") for row in documented(name) if row[3].startswith("yes")}
    assert said == set(optional_columns(FILES[name]) | may_lack(FILES[name]))


@pytest.mark.parametrize("name", FILES)
def test_examples_have_the_type_of_their_column(name: str) -> None:
    row = FILES[name]
    for column, _, _, _, example in documented(name):
        kind = schema(row)[column.strip("`")]
        text = pl.Series([example.strip("`")])
        value = text.str.to_date() if kind == pl.Date else text == "true" if kind == pl.Boolean else text.cast(kind)
        assert value.null_count() == 0


def test_needed_files_are_named() -> None:
    assert re.search(", ".join(f"`{name}.csv`" for name in ("people", "memberships")) + " and `sessions.csv` are needed", PAGE)
    assert set(REQUIRED) == {"people", "memberships", "sessions"}
