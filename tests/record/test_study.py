"""A study is its groups, whatever their order; a group stands once."""

import pytest

from fourfold.record import TABLES, GroupRecord, Study
from fourfold.vocabulary import Group
from tests.record.small import record, rows


def another(group_id: str) -> GroupRecord:
    return GroupRecord.from_rows(Group(group_id, "Another"), **rows())


def test_long_tables_name_the_group_first() -> None:
    study = Study((record(), another("h")))
    for name in TABLES:
        long = study.long(name)
        assert long.columns[0] == "group_id"
        assert long.height == 2 * record().tables()[name].height
    assert study.long("people").filter(group_id="h")["person_id"].to_list() == ["A", "B", "C", "F"]


def test_study_of_no_groups_has_empty_tables() -> None:
    assert Study(()).long("ratings").columns == ["group_id", *record().ratings.columns]
    assert len(Study(())) == 0


def test_unknown_table_is_refused() -> None:
    with pytest.raises(KeyError, match="rating"):
        Study((record(),)).long("rating")


def test_groups_share_no_id() -> None:
    with pytest.raises(ValueError, match="given twice: g, h"):
        Study((record(), record(), another("h"), another("h"), another("i")))


def test_fingerprint_does_not_depend_on_the_order_of_groups() -> None:
    assert Study((record(), another("h"))).fingerprint() == Study((another("h"), record())).fingerprint()
    assert Study((record(),)).fingerprint() != Study((another("h"),)).fingerprint()
    assert [r.group.group_id for r in Study((record(), another("h")))] == ["g", "h"]
