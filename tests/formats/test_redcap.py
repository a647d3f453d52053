"""The REDCap dictionary satisfies the rules of its 18 columns, the data fit it, and each rule is noticed when it is broken."""

import csv
from dataclasses import replace
from io import StringIO

import polars as pl
import pytest

from fourfold.formats.codebook import DataSet
from fourfold.formats.redcap import COLUMNS, dictionary, dictionary_problems, files
from tests.formats.data_sets import released, small

NAME, FORM, KIND, LABEL = COLUMNS[0], COLUMNS[1], COLUMNS[3], COLUMNS[4]
CHOICES, RULE, LOW, HIGH = COLUMNS[5], COLUMNS[7], COLUMNS[8], COLUMNS[9]
BRANCHING, MATRIX = COLUMNS[11], COLUMNS[15]
GOOD = [
    {NAME: "record_id", FORM: "people", KIND: "text", LABEL: "Name"},
    {NAME: "people_stay", FORM: "people", KIND: "radio", LABEL: "Stay", CHOICES: "1, short | 2, long", MATRIX: "m1"},
    {NAME: "people_size", FORM: "people", KIND: "radio", LABEL: "Size", CHOICES: "1, short | 2, long", MATRIX: "m1"},
    {
        NAME: "people_age",
        FORM: "people",
        KIND: "text",
        LABEL: "Age",
        RULE: "integer",
        LOW: "1",
        HIGH: "9",
        BRANCHING: "[people_stay] = '1'",
    },
    {NAME: "visit_week", FORM: "visits", KIND: "text", LABEL: "Week", RULE: "date_ymd"},
]


def spelled(rows: list[dict[str, str]]) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(body.decode())))


@pytest.mark.parametrize("data", [small(), released(), released("es")], ids=["small", "release", "Spanish"])
def test_what_we_write_satisfies_every_rule(data: DataSet) -> None:
    assert dictionary_problems(dictionary(data)) == []
    table = list(csv.reader(StringIO(dictionary(data))))
    assert len(table[0]) == 18
    assert {len(row) for row in table} == {18}


@pytest.mark.parametrize("data", [small(), released()], ids=["small", "release"])
def test_the_data_fit_the_dictionary(data: DataSet) -> None:
    made = files(data)
    fields = {row[NAME]: row for row in rows_of(made["data_dictionary.csv"])}
    seen: set[str] = set()
    for name, body in made.items():
        for row in rows_of(body) if name.startswith("data_") and name != "data_dictionary.csv" else []:
            for column, cell in row.items():
                if column in fields and column != "record_id":
                    seen.add(column)
                    assert fits(cell, fields[column]), (name, column, cell)
                else:
                    assert column in ("record_id", "redcap_repeat_instrument", "redcap_repeat_instance") or cell == "2"
    assert seen == set(fields) - {"record_id"}


def test_a_score_loses_no_digit() -> None:
    people = small().table("people")
    exact = replace(people, frame=people.frame.with_columns(pl.lit(41 / 12).alias("mean")))
    made = rows_of(files(replace(small(), tables=(exact,)))["data_1_people.csv"])
    assert {float(row["people_mean"]) for row in made} == {41 / 12}


def fits(cell: str, field: dict[str, str]) -> bool:
    """Whether REDCap would take a cell."""
    if cell == "":
        return True
    if field[CHOICES]:
        return cell in {choice.split(",")[0].strip() for choice in field[CHOICES].split("|")}
    if field[RULE] in ("integer", "number"):
        low, high = float(field[LOW] or "-inf"), float(field[HIGH] or "inf")
        return low <= float(cell) <= high and (field[RULE] == "number" or float(cell) == int(float(cell)))
    return True


def test_a_form_that_repeats_counts_the_rows_of_each_person() -> None:
    rows = rows_of(files(small())["data_2_check_ins.csv"])
    assert [(r["record_id"], r["redcap_repeat_instrument"], r["redcap_repeat_instance"]) for r in rows] == [
        ("a", "check_ins", "1"),
        ("a", "check_ins", "2"),
        ("b", "check_ins", "1"),
        ("b", "check_ins", "2"),
    ]


def test_what_is_not_about_people_stands_beside() -> None:
    made = files(released())
    assert {"beside_counts.csv", "beside_group_stages.csv"} <= set(made)
    assert "counts" not in made["data_dictionary.csv"].decode()


def test_a_reason_is_a_choice_where_there_are_choices_and_nothing_where_there_are_bounds() -> None:
    rows = rows_of(files(small())["data_1_people.csv"])
    assert [row["people_stay"] for row in rows] == ["1", "-99", "2"]
    assert [row["people_mean"] for row in rows] == ["3.5", "", ""]


def test_a_good_dictionary_has_no_problem() -> None:
    assert dictionary_problems(spelled(GOOD)) == []


BREAKS = [
    (1, {NAME: "People_stay"}, "no name of a field"),
    (1, {NAME: "people__stay"}, "no name of a field"),
    (1, {NAME: "stay_"}, "no name of a field"),
    (1, {NAME: "1stay"}, "no name of a field"),
    (1, {NAME: "a" * 101}, "keep to 100"),
    (4, {NAME: "visits_complete"}, "keeps for itself"),
    (4, {NAME: "redcap_event_name"}, "keeps for itself"),
    (4, {NAME: "people_size"}, "a second time"),
    (4, {FORM: "My Visits"}, "no name of a form"),
    (2, {FORM: "visits", MATRIX: ""}, "goes on after another form"),
    (1, {KIND: "choice", MATRIX: ""}, "'choice' is none"),
    (3, {LABEL: " "}, "is empty"),
    (3, {CHOICES: "1, a"}, "has no choices"),
    (1, {CHOICES: "", MATRIX: ""}, "choices are missing"),
    (1, {CHOICES: "1, a | b", MATRIX: ""}, "lacks a code or a label"),
    (1, {CHOICES: "1, a | 1, b", MATRIX: ""}, "stands twice"),
    (1, {CHOICES: "1, a | 2!, b", MATRIX: ""}, "is no code"),
    (3, {RULE: "whole"}, "is no validation"),
    (1, {RULE: "integer"}, "only text fields are validated"),
    (3, {RULE: ""}, "bounds need a validation"),
    (3, {LOW: "10"}, "exchange them"),
    (3, {LOW: "one"}, "is no number"),
    (3, {COLUMNS[10]: "yes"}, "neither y nor empty"),
    (3, {COLUMNS[13]: "left"}, "use LH"),
    (3, {BRANCHING: "[people_hight] = '1'"}, "is no field of this dictionary"),
    (3, {BRANCHING: "[people_stay = '1'"}, "not closed"),
    (2, {CHOICES: "1, short | 3, long"}, "no neighbours"),
    (2, {MATRIX: "M 1"}, "no name of a matrix"),
    (3, {MATRIX: "m2"}, "cannot stand in a matrix"),
    (3, {COLUMNS[16]: "y"}, "only fields of a matrix are ranked"),
    (0, {KIND: "radio", CHOICES: "1, a"}, "names the record"),
]


@pytest.mark.parametrize(("row", "change", "said"), BREAKS, ids=[said for _, _, said in BREAKS])
def test_every_rule_that_is_broken_is_named_with_its_row(row: int, change: dict[str, str], said: str) -> None:
    rows = [dict(cells) for cells in GOOD]
    rows[row] |= change
    problems = dictionary_problems(spelled(rows))
    assert any(said in problem.message for problem in problems), problems
    assert min(problem.row for problem in problems) >= 2


def test_other_headings_and_other_widths_are_refused() -> None:
    assert "18 of a data dictionary" in dictionary_problems("a,b\n1,2\n")[0].message
    short = spelled(GOOD) + "a,b\n"
    assert dictionary_problems(short)[0].message == "has 2 cells; give 18"
