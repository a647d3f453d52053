"""A group's folder reads back as it was written, and every fault is told with its file, line and column."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.formats import csv_folder
from fourfold.formats.files.faults import Fault, FilesRefused
from fourfold.record import TABLES, GroupRecord, Study
from fourfold.vocabulary import Group
from tests.record.small import record, rows
from tests.record.valid import records


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "a group"
    csv_folder.write(record(), home)
    return home


def change(file: Path, edit: Callable[[str], str]) -> None:
    file.write_bytes(edit(file.read_bytes().decode()).encode())


def faults(folder: Path) -> list[str]:
    with pytest.raises(FilesRefused) as refused:
        csv_folder.read(folder)
    return [str(f) for f in refused.value.faults]


def read_or_faults(folder: Path) -> GroupRecord | tuple[Fault, ...]:
    try:
        return csv_folder.read(folder)
    except FilesRefused as refused:
        return refused.faults


@given(records())
@settings(max_examples=60, deadline=None)
def test_any_record_reads_back_with_the_same_fingerprint(whole: GroupRecord) -> None:
    with TemporaryDirectory() as there:
        csv_folder.write(whole, Path(there) / "group")
        again = csv_folder.read(Path(there) / "group")
    assert again.fingerprint() == whole.fingerprint()
    assert all(again.tables()[name].equals(frame) for name, frame in whole.tables().items())


def test_files_are_one_for_each_table(folder: Path) -> None:
    assert sorted(f.name for f in folder.iterdir()) == sorted(f"{name}.csv" for name in ("group", *TABLES))
    assert (folder / "memberships.csv").read_text().splitlines()[:2] == [
        "person_id,joined_on,left_on,reason",
        "A,2026-01-05,2026-01-12,work",
    ]


def test_only_people_sessions_and_memberships_are_needed(folder: Path) -> None:
    for name in ("group", "attendance", "ratings", "responses", "turns", "acts"):
        (folder / f"{name}.csv").unlink()
    read = csv_folder.read(folder)
    assert read.group == Group("a group", "a group")
    assert read.ratings.is_empty()
    (folder / "people.csv").unlink()
    (folder / "sessions.csv").unlink()
    assert faults(folder) == [
        "people.csv: the file is missing; every group needs it",
        "sessions.csv: the file is missing; every group needs it",
    ]


def test_group_file_may_say_little(folder: Path) -> None:
    (folder / "group.csv").write_text("name,highest\nOur group,9\n")
    assert csv_folder.read(folder).group == Group("a group", "Our group", highest=9.0)
    (folder / "group.csv").write_text("group_id,simulated\nx1,true\n")
    assert csv_folder.read(folder).group == Group("x1", "x1", simulated=True)


def test_columns_in_another_order_are_read(folder: Path) -> None:
    (folder / "sessions.csv").write_text("number,status,held_on,session_id\n1,held,2026-01-05,S1\n")
    for name in ("attendance", "ratings", "turns", "acts"):
        (folder / f"{name}.csv").unlink()
    assert csv_folder.read(folder).sessions.rows()[0][:2] == ("S1", 1)


@pytest.mark.parametrize(
    ("name", "edit", "message"),
    [
        (
            "ratings",
            lambda t: t.replace("value", "values"),
            "ratings.csv, line 1, column values: is not a column of this table;",
        ),
        (
            "ratings",
            lambda t: t.replace("level", "Quality"),
            "ratings.csv, line 1: column 'quality' stands twice; keep one",
        ),
        (
            "ratings",
            lambda t: t.replace(",value", ""),
            "ratings.csv, line 2: 6 cells under 5 columns; put cells that hold commas",
        ),
        ("people", lambda t: t.replace("label", "zzz"), "is not a column of this table; known are person_id, role, label"),
        ("people", lambda t: t.replace("label", "zzz"), "people.csv, line 1, column label: the column is missing; add it"),
        ("people", lambda t: t.replace(",", ";"), "people.csv, line 1: the columns are not separated by commas; save the file"),
        (
            "people",
            lambda t: t.replace(",", "\t"),
            "people.csv, line 1: the columns are not separated by commas; save the file",
        ),
        ("people", lambda t: "", "people.csv, line 1: the file is empty; its first line must name the columns"),
        ("ratings", lambda t: t.replace("6.0", "six"), "ratings.csv, line 2, column value: 'six' is not a number such as 5 or"),
        (
            "ratings",
            lambda t: t.replace("5.5", '"5,5"'),
            "ratings.csv, line 7, column value: '5,5' is not a number such as 5 or",
        ),
        ("ratings", lambda t: t.replace("7.0", ""), "ratings.csv, line 4, column value: is empty; fill it in"),
        ("ratings", lambda t: t.replace("7.0", "nan"), "ratings.csv, line 4, column value: nan is not a number"),
        ("ratings", lambda t: t.replace("7.0", "70"), "ratings.csv, line 4, column value: 70.0 is outside the scale 1 to 7"),
        ("ratings", lambda t: t.replace("work", "wrok"), "ratings.csv, line 4, column quality: 'wrok' is not one of bond, neg"),
        (
            "sessions",
            lambda t: t.replace("2026-01-19", "19.1.2026"),
            "line 4, column held_on: '19.1.2026' is not a date such as",
        ),
        (
            "sessions",
            lambda t: t.replace("2026-01-19", "2026-02-30"),
            "line 4, column held_on: '2026-02-30' is not a date such as",
        ),
        (
            "sessions",
            lambda t: t.replace("2026-01-19", "2026-1-19"),
            "line 4, column held_on: '2026-1-19' is not a date such as",
        ),
        ("sessions", lambda t: t.replace("S2,2", "S2,2.5"), "line 3, column number: '2.5' is not a whole number"),
        ("sessions", lambda t: t.replace("S2,2", ",2"), "line 3, column session_id: is empty; fill it in"),
        ("group", lambda t: t.replace("false", "no"), "group.csv, line 2, column simulated: 'no' is not true or false"),
        ("group", lambda t: t + t.splitlines()[1], "group.csv: has 2 rows; the group is one row"),
        ("group", lambda t: t.splitlines()[0], "group.csv: has 0 rows; the group is one row"),
        ("group", lambda t: t.replace("7.0,7.0", "1.0,7.0"), "group.csv, line 2, column highest: the scale runs from 1 to 1"),
    ],
)
def test_fault_is_told_with_its_place(folder: Path, name: str, edit: Callable[[str], str], message: str) -> None:
    change(folder / f"{name}.csv", edit)
    assert [f for f in faults(folder) if message in f], faults(folder)


def test_line_is_the_true_one_behind_cells_of_many_lines(folder: Path) -> None:
    change(folder / "attendance.csv", lambda t: t.replace("absent,ill", 'absent,"ill,\nsaid ""A.""\n"') + "S9,A,present,\n")
    assert faults(folder) == [
        "attendance.csv, line 7, column session_id: 'S9' is not in sessions; add it there or correct it here"
    ]


def test_wrong_encoding_names_the_line(folder: Path) -> None:
    (folder / "people.csv").write_bytes("person_id,role,label\nA,member,A.\nB,member,José\n".encode("cp1252"))
    assert faults(folder) == ["people.csv, line 3: byte 0xe9 is not UTF-8; save the file as CSV in UTF-8"]


def test_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    change(folder / "ratings.csv", lambda t: t.replace("6.0", "six").replace("7.0", "seven"))
    change(folder / "sessions.csv", lambda t: t.replace("2026-01-19", "soon"))
    change(folder / "acts.csv", lambda t: t.replace("kind", "sort"))
    change(folder / "turns.csv", lambda t: t.replace("S3,C", ",C"))
    assert [f.split(":")[0] for f in faults(folder)] == [
        "sessions.csv, line 4, column held_on",
        "ratings.csv, line 2, column value",
        "ratings.csv, line 4, column value",
        "ratings.csv, line 5, column value",
        "turns.csv, line 4, column session_id",
        "acts.csv, line 1, column sort",
        "acts.csv, line 1, column kind",
    ]


def test_listing_stops_at_fifty_a_column_and_counts_the_rest(folder: Path) -> None:
    change(folder / "responses.csv", lambda t: t + "A,core10,3,bad,2026-01-06\n" * 1200)
    told = faults(folder)
    assert len(told) == 51
    assert told[-1] == "responses.csv, column value: and 1,150 more rows with a fault in this column"


def test_capitals_and_spaces_around_a_column_make_no_difference(folder: Path) -> None:
    change(folder / "people.csv", lambda t: t.replace("person_id,role,label", "Person_ID, ROLE ,Label"))
    assert csv_folder.read(folder).people.equals(record().people)


def test_column_that_is_nearly_named_is_one_fault(folder: Path) -> None:
    change(folder / "ratings.csv", lambda t: t.replace("session_id,rater_id,target_id", "Session ID,rater,target-id"))
    assert faults(folder) == [
        "ratings.csv, line 1, column Session ID: is not a column of this table; write session_id",
        "ratings.csv, line 1, column rater: is not a column of this table; write rater_id",
        "ratings.csv, line 1, column target-id: is not a column of this table; write target_id",
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_rows_of_commas_are_passed_over_and_counted(folder: Path, ending: str) -> None:
    change(folder / "ratings.csv", lambda t: (t + ",,,,,\n,,,,,\n").replace("\n", ending))
    change(folder / "people.csv", lambda t: t.replace("B,member", ",,\n,\nB,member") + ",,,,\n,,")
    assert csv_folder.read(folder).fingerprint() == record().fingerprint()
    change(folder / "people.csv", lambda t: t.replace("C,member", "C,boss"))
    assert faults(folder) == ["people.csv, line 6, column role: 'boss' does not sit in a group; use member or facilitator"]


@pytest.mark.parametrize("end", ["xlsx", "XLS", "ods", "txt", "tsv", "numbers", "csv.txt"])
def test_spreadsheet_in_place_of_a_table_is_not_passed_over(folder: Path, end: str) -> None:
    (folder / "ratings.csv").unlink()
    (folder / f"Rating.{end}").write_text("x\n")
    assert faults(folder) == [f"Rating.{end}: is not read; save it as CSV: ratings.csv"]


def test_spreadsheet_beside_its_table_is_somebodys_source(folder: Path) -> None:
    for name in ("ratings.xlsx", "people.ods", "notes.txt", "~$ratings.xlsx", "._people.csv"):
        (folder / name).write_text("x\n")
    assert csv_folder.read(folder).fingerprint() == record().fingerprint()
    (folder / "ratings.csv").unlink()
    assert faults(folder) == ["ratings.xlsx: is not read; save it as CSV: ratings.csv"]


def test_needed_table_as_a_spreadsheet_is_one_fault_in_a_programme_too(folder: Path) -> None:
    for file in folder.iterdir():
        file.rename(file.with_suffix(".xlsx"))
    wanted = sorted(f"a group/{name}.xlsx: is not read; save it as CSV: {name}.csv" for name in ("group", *TABLES))
    with pytest.raises(FilesRefused) as refused:
        csv_folder.read_study(folder.parent)
    assert [str(f) for f in refused.value.faults] == wanted
    with pytest.raises(FilesRefused) as refused:
        csv_folder.read_study(folder)
    assert [f"a group/{f}" for f in refused.value.faults] == wanted


def test_spreadsheet_beside_the_groups_of_a_programme_is_no_group(folder: Path) -> None:
    (folder.parent / "letters").mkdir()
    for name in ("people.xlsx", "sessions.xlsx", "memberships.xlsx", "letters/group.txt"):
        (folder.parent / name).write_text("x\n")
    assert len(csv_folder.read_study(folder.parent)) == 1


@pytest.mark.parametrize(("name", "near"), [("Ratings", "ratings"), ("rating", "ratings"), ("attendence", "attendance")])
def test_file_that_is_nearly_named_as_a_table_is_not_passed_over(folder: Path, name: str, near: str) -> None:
    (folder / f"{name}.csv").write_text("x\n")
    assert faults(folder) == [f"{name}.csv: is not the name of a table; did you mean {near}.csv? Rename or move the file"]


def test_ending_in_capitals_is_not_passed_over(folder: Path) -> None:
    (folder / "people.csv").rename(folder / "people.CSV")
    assert faults(folder) == ["people.CSV: is not the name of a table; did you mean people.csv? Rename or move the file"]


def test_folder_in_place_of_a_file_is_not_passed_over(folder: Path) -> None:
    (folder / "acts.csv").unlink()
    (folder / "acts.csv").mkdir()
    assert faults(folder) == ["acts.csv: is not a file"]


spoiling = st.lists(
    st.tuples(
        st.sampled_from(["group", "people", "sessions", "ratings", "turns"]),
        st.integers(0, 400),
        st.integers(0, 30),
        st.one_of(
            st.binary(max_size=4), st.sampled_from([b'"', b",", b"\n", b"\r\n", b'""', b"-", b"9e999", b"2026-13-01", b"\0"])
        ),
    ),
    min_size=1,
    max_size=4,
)


@given(spoiling)
@settings(max_examples=80, deadline=None)
def test_spoiled_files_are_refused_or_still_a_record(edits: list[tuple[str, int, int, bytes]]) -> None:
    with TemporaryDirectory() as there:
        home = Path(there) / "g"
        csv_folder.write(record(), home)
        for name, at, cut, put in edits:
            file = home / f"{name}.csv"
            data = file.read_bytes()
            file.write_bytes(data[:at] + put + data[at + cut :])
        found = read_or_faults(home)
        if isinstance(found, GroupRecord):
            csv_folder.write(found, Path(there) / "again")
            assert csv_folder.read(Path(there) / "again").fingerprint() == found.fingerprint()
        else:
            assert all(f.message and f.file.endswith(".csv") for f in found)


def test_other_files_stay_when_a_group_is_written_again(folder: Path) -> None:
    (folder / "notes.txt").write_text("ours")
    (folder / "scans").mkdir()
    (folder / "scans" / "one.png").write_bytes(b"1")
    csv_folder.write(record(ratings=[]), folder)
    assert (folder / "notes.txt").read_text() == "ours"
    assert (folder / "scans" / "one.png").read_bytes() == b"1"
    assert csv_folder.read(folder).ratings.is_empty()
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_folder_of_something_else_is_not_written_to(folder: Path, tmp_path: Path) -> None:
    other = GroupRecord.from_rows(Group("other", "Other"), **rows())
    with pytest.raises(FileExistsError, match="holds something other than group 'other'"):
        csv_folder.write(other, folder)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.docx").write_bytes(b"")
    with pytest.raises(FileExistsError, match="choose another folder"):
        csv_folder.write(other, tmp_path / "full")
    with pytest.raises(FileExistsError, match="is a file"):
        csv_folder.write(other, folder / "people.csv")
    assert csv_folder.read(folder).group.group_id == "g"


def test_interrupted_writing_leaves_the_folder_as_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {f.name: f.read_bytes() for f in folder.iterdir()}

    def full_disk(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "rename", full_disk)
    with pytest.raises(OSError, match="no space left"):
        csv_folder.write(record(ratings=[]), folder)
    assert {f.name: f.read_bytes() for f in folder.iterdir()} == before
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_study_is_a_folder_of_folders_or_one_group(folder: Path, tmp_path: Path) -> None:
    other = GroupRecord.from_rows(Group("../odd/é.", "Other"), **rows())
    study = Study((record(), other))
    homes = csv_folder.write_study(study, tmp_path / "study")
    assert [h.parent for h in homes] == [tmp_path / "study"] * 2
    (tmp_path / "study" / "letters").mkdir()
    assert csv_folder.read_study(tmp_path / "study").fingerprint() == study.fingerprint()
    assert csv_folder.read_study(folder).fingerprint() == Study((record(),)).fingerprint()


def test_study_tells_the_faults_of_all_groups(tmp_path: Path) -> None:
    for name in ("one", "two"):
        csv_folder.write(GroupRecord.from_rows(Group(name, name), **rows()), tmp_path / name)
        change(tmp_path / name / "ratings.csv", lambda t: t.replace("7.0", "seven"))
    with pytest.raises(FilesRefused) as refused:
        csv_folder.read_study(tmp_path)
    assert [(f.file, f.line) for f in refused.value.faults] == [("one/ratings.csv", 4), ("two/ratings.csv", 4)]


def test_two_folders_of_one_group_id_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        csv_folder.write(record(), tmp_path / name)
    with pytest.raises(FilesRefused, match="two, column group_id: 'g' is also the id of folder one"):
        csv_folder.read_study(tmp_path)


def test_folder_without_a_group_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no group here; a group is a folder with people\.csv, sessions\.csv"):
        csv_folder.read_study(tmp_path)
    with pytest.raises(FileNotFoundError, match="no such folder"):
        csv_folder.read(tmp_path / "nowhere")
    (tmp_path / "people.csv").write_text("person_id,role,label\n")
    with pytest.raises(NotADirectoryError, match=f"is a file; give its folder: {tmp_path}$"):
        csv_folder.read(tmp_path / "people.csv")
