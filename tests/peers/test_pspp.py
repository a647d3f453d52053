"""PSPP, which is free and reads SPSS files, opens what we write: it shows labels, codes, and missing values apart."""

import csv
import shutil
import subprocess
from io import StringIO
from pathlib import Path

import pytest

from fourfold.formats import spss
from fourfold.formats.codebook import DataSet, Sheet
from tests.formats.data_sets import released, small

pytestmark = pytest.mark.peer


def shown(table: Sheet, folder: Path, commands: str) -> dict[str, list[list[str]]]:
    """The tables that PSPP prints for a file, by title."""
    pspp = shutil.which("pspp")
    assert pspp, "PSPP is missing; on Debian: apt-get install pspp"
    spss.write(table, folder / f"{table.name}.sav")
    syntax = folder / "look.sps"
    syntax.write_text(f"GET FILE='{folder / table.name}.sav'.\n{commands}\n")
    done = subprocess.run([pspp, "-o", "-", "-O", "format=csv", str(syntax)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, list[list[str]]] = {}
    for block in done.stdout.split("\nTable: ")[0:]:
        title, _, rows = block.removeprefix("Table: ").partition("\n")
        found[title] = list(csv.reader(StringIO(rows)))
    return found


@pytest.mark.parametrize("data", [small(), released(), released("es")], ids=["small", "release", "Spanish"])
def test_the_dictionary_shows_every_label_and_every_reason(data: DataSet, tmp_path: Path) -> None:
    for table in data.tables:
        found = shown(table, tmp_path, "DISPLAY DICTIONARY.")
        head, *variables = [row for row in found["Variables"] if row]
        told = {row[0]: dict(zip(head, row, strict=True)) for row in variables}
        assert list(told) == [column.name for column in table.columns]
        for column in table.columns:
            assert told[column.name]["Label"].startswith(column.label[:60])
            missing = {float(code) for code in told[column.name]["Missing Values"].split(";") if code.strip()}
            assert missing == set(column.missing)
        labels = {row[2] for row in found.get("Value Labels", []) if len(row) > 2}
        assert labels >= {label for column in table.columns for label in (*column.values.values(), *column.missing.values())}


def test_frequencies_count_answers_as_valid_and_reasons_as_missing(tmp_path: Path) -> None:
    found = shown(small().table("people"), tmp_path, "FREQUENCIES /VARIABLES=stay mean week.")
    stay = [row for row in found["Weeks in the group"] if row]
    assert ["Valid", "1 to 4", "1", "33.3%", "50.0%", "50.0%"] in stay
    assert next(row for row in stay if row[0] == "Missing")[1:3] == ["prefers not to say", "1"]
    mean = [row[1] for row in found["Mean of what was answered"] if row and row[0] in ("Missing", "")]
    assert {"prefers not to say", "not asked"} <= set(mean)
    counts = {row[1]: row[2:5] for row in found["Statistics"] if row and row[1] in ("Valid", "Missing")}
    assert counts == {"Valid": ["2", "1", "1"], "Missing": ["1", "2", "2"]}


def test_a_release_has_no_answer_that_pspp_takes_for_a_number_when_it_is_none(tmp_path: Path) -> None:
    data = released()
    table = data.table("check_ins")
    names = [column.name for column in table.columns if column.missing]
    found = shown(table, tmp_path, f"DESCRIPTIVES /VARIABLES={' '.join(names)} /STATISTICS=MINIMUM MAXIMUM.")
    rows = [
        row for row in found["Descriptive Statistics"] if row and row[0] and not row[0].startswith(("Valid N", "Missing N"))
    ]
    lows = [float(row[2]) for row in rows]
    assert lows
    assert min(lows) >= 1
