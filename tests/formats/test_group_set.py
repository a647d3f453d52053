"""One's own groups as a data set: what members said of nobody by name, week by week, scored, in every form."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from frictionless import Package

from fourfold.formats import data_package, redcap
from fourfold.formats.codebook import NOT_ASKED, DataSet
from fourfold.formats.exchange import FORMS, files_of, write
from fourfold.formats.group_set import data_set
from fourfold.formats.redcap import dictionary, dictionary_problems
from fourfold.instruments import instrument, score_scale
from fourfold.record import GroupRecord
from fourfold.simulate import demonstration_programme
from fourfold.vocabulary import GROUP, Level, Quality, Response

ASKED = "state_self_compassion"


@pytest.fixture(scope="module")
def record() -> GroupRecord:
    """A simulated group, of which one member answered a questionnaire once in the second week."""
    group = next(iter(demonstration_programme()))
    person, joined = group.memberships.select("person_id", "joined_on").row(0)
    items = instrument(ASKED).items
    answered = [Response(person, ASKED, item.key, item.highest, joined + timedelta(days=8)) for item in items]
    rows = pl.DataFrame(answered, schema=group.responses.schema, orient="row")
    return replace(group, responses=pl.concat([group.responses, rows]))


def test_an_answer_stands_where_it_was_given(record: GroupRecord) -> None:
    frame = data_set([record]).table("check_ins").frame
    numbers = dict(record.sessions.select("session_id", "number").iter_rows())
    said = record.ratings.filter(
        (pl.col("level") == Level.MEMBER_GROUP) & (pl.col("quality") == Quality.BOND) & (pl.col("target_id") == GROUP)
    )
    told = {(p, s): v for p, s, v in frame.select("person", "session", "member_check_in_bond_group").iter_rows()}
    assert len(said) > 50
    for session, rater, value in said.select("session_id", "rater_id", "value").iter_rows():
        assert told[rater, numbers[session]] == value
    assert sum(value != NOT_ASKED for value in told.values()) == len(said)


def test_nothing_said_of_a_named_member_is_in_it(record: GroupRecord) -> None:
    names = [column.name for table in data_set([record]).tables for column in table.columns]
    assert not [name for name in names if "peer" in name]


def test_a_questionnaire_is_told_by_week_and_scored(record: GroupRecord) -> None:
    (row,) = data_set([record]).table(ASKED).frame.to_dicts()
    assert row["week"] == 2
    asked = instrument(ASKED)
    answers = {item.key: float(item.highest) for item in asked.items}
    for scale in asked.scales:
        assert row[f"{ASKED}_scale_{scale.key}"[:40]] == score_scale(asked, scale.key, answers).value


@pytest.fixture(scope="module")
def in_two_groups(record: GroupRecord) -> DataSet:
    """The same people in two groups with sessions of the same numbers; one of them answered twice in a week."""
    later = record.responses.filter(pl.col("instrument") == ASKED).with_columns(pl.col("answered_on") + timedelta(days=1))
    first = replace(record, responses=pl.concat([record.responses, later]))
    return data_set([first, replace(record, group=replace(record.group, group_id="another"))])


def test_the_key_of_each_table_tells_its_rows_apart_also_where_somebody_sits_in_two_groups(in_two_groups: DataSet) -> None:
    for table in in_two_groups.tables:
        assert not table.frame.select(table.key).is_duplicated().any(), table.name
    answered = in_two_groups.table(ASKED).frame.select("member_group", "occasion", "week").rows()
    assert [(occasion, week) for _, occasion, week in answered] == [(1, 2), (2, 2), (1, 2)]


def test_redcap_takes_somebody_of_two_groups_in_twice(in_two_groups: DataSet) -> None:
    people = redcap.files(in_two_groups)["data_1_people.csv"].decode().splitlines()
    assert people[0].startswith("record_id,redcap_repeat_instrument,redcap_repeat_instance,")
    assert sum(line.split(",")[2] == "2" for line in people[1:]) == len(in_two_groups.table("people").frame) / 2


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_is_written_whole_and_never_over_something(record: GroupRecord, tmp_path: Path, form: str) -> None:
    data = data_set([record])
    written = write(data, tmp_path / "out", form)
    assert {path.name for path in written} == set(files_of(data, form)) == {p.name for p in (tmp_path / "out").iterdir()}
    with pytest.raises(FileExistsError, match="choose another name"):
        write(data, tmp_path / "out", form)


def test_its_codebook_and_its_dictionary_hold(record: GroupRecord, tmp_path: Path) -> None:
    data = data_set(demonstration_programme())
    for name, body in data_package.files(data).items():
        (tmp_path / name).write_bytes(body)
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    assert dictionary_problems(dictionary(data)) == []


def test_another_form_is_refused_by_name(record: GroupRecord) -> None:
    with pytest.raises(ValueError, match="'sas' is no form of a data set; use one of csv, parquet, redcap, spss"):
        files_of(data_set([record]), "sas")
