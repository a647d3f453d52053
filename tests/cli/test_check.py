"""`fourfold check` says in a line what a folder holds, or lists every fault under its file."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from fourfold.cli import app
from fourfold.formats import csv_folder, parquet
from fourfold.record import GroupRecord
from fourfold.simulate import demonstration_programme
from fourfold.vocabulary import GROUP, Group, Level, Membership, Person, Quality, Rating, Role, Session
from tests.record.small import JOINED, record


def run(*words: object) -> object:
    return CliRunner().invoke(app, ["check", *map(str, words)])


def test_sound_group_is_one_line(tmp_path: Path) -> None:
    csv_folder.write(record(), tmp_path / "g")
    done = run(tmp_path / "g")
    assert done.exit_code == 0
    assert done.output == "Small group: 4 people, 3 sessions held, 6 ratings, 2026-01-05 to 2026-01-19\n"


def test_sound_programme_is_a_line_a_group(tmp_path: Path) -> None:
    parquet.write_study(demonstration_programme(), tmp_path)
    lines = run(tmp_path).output.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "Friday group",
        "Monday group",
        "Thursday circle",
        "Wednesday evening group",
    ]
    assert all(line.endswith("(simulated)") for line in lines)


def test_group_that_has_not_met_has_no_dates(tmp_path: Path) -> None:
    csv_folder.write(GroupRecord(Group("g", "Not yet")), tmp_path / "g")
    assert run(tmp_path).output.splitlines() == [
        "Not yet: 0 people, 0 sessions held, 0 ratings",
        "  no ratings yet: the brief can say little",
    ]


def test_one_of_a_kind_is_told_in_the_singular(tmp_path: Path) -> None:
    alone = GroupRecord.from_rows(
        Group("g", "Just begun"),
        people=[Person("F", Role.FACILITATOR, "F.")],
        memberships=[Membership("F", JOINED)],
        sessions=[Session("S1", 1, JOINED)],
        ratings=[Rating("S1", "F", GROUP, Level.FACILITATOR_GROUP, Quality.BOND, 5)],
    )
    csv_folder.write(alone, tmp_path / "g")
    assert run(tmp_path).output == "Just begun: 1 person, 1 session held, 1 rating, 2026-01-05 to 2026-01-05\n"


def test_only_the_groups_without_ratings_are_said_to_have_none(tmp_path: Path) -> None:
    csv_folder.write(record(), tmp_path / "a")
    csv_folder.write(GroupRecord(Group("b", "Not yet")), tmp_path / "b")
    lines = run(tmp_path).output.splitlines()
    assert ["no ratings yet" in line for line in lines] == [False, False, True]


def test_spreadsheet_in_place_of_a_table_is_refused(tmp_path: Path) -> None:
    csv_folder.write(record(), tmp_path / "g")
    (tmp_path / "g" / "ratings.csv").rename(tmp_path / "g" / "ratings.xlsx")
    refused = run(tmp_path / "g")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines()[2:] == ["ratings.xlsx", "  is not read; save it as CSV: ratings.csv"]


def test_file_in_place_of_a_folder_is_refused_with_its_folder(tmp_path: Path) -> None:
    csv_folder.write(record(), tmp_path / "g")
    with pytest.raises(NotADirectoryError, match=f"ratings.csv: is a file; give its folder: {tmp_path / 'g'}$"):
        raise run(tmp_path / "g" / "ratings.csv").exception


def test_faults_are_listed_under_their_files(tmp_path: Path) -> None:
    csv_folder.write(record(), tmp_path / "g")
    for name, old, new in (("ratings", "7.0", "seven"), ("ratings", "5.5", ""), ("acts", "6.0", "soon")):
        file = tmp_path / "g" / f"{name}.csv"
        file.write_text(file.read_text().replace(old, new))
    refused = run(tmp_path / "g")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert refused.stderr.splitlines() == [
        "refused: 3 problems; nothing was read",
        "",
        "acts.csv",
        "  line 2, column at_s: 'soon' is not a number such as 5 or 5.5",
        "",
        "ratings.csv",
        "  line 4, column value: 'seven' is not a number such as 5 or 5.5",
        "  line 7, column value: is empty; fill it in",
    ]


def test_folder_without_a_group_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no group here"):
        raise run(tmp_path).exception
