"""Tables take their columns, types, words and gaps from the vocabulary's rows."""

import polars as pl

from fourfold.record import optional_columns, schema, table
from fourfold.record.schema import words
from fourfold.vocabulary import Attendance, Group, Membership, Presence, Rating, Session, Turn


def test_types_are_those_of_the_row() -> None:
    assert schema(Session) == {"session_id": pl.String, "number": pl.Int64, "held_on": pl.Date, "status": pl.String}
    assert schema(Rating)["value"] == pl.Float64
    assert schema(Group)["simulated"] == pl.Boolean


def test_optional_columns_are_those_that_may_be_none() -> None:
    assert optional_columns(Membership) == {"left_on", "reason"}
    assert optional_columns(Turn) == {"addressee_id"}


def test_words_are_those_of_the_closed_list() -> None:
    assert words(Attendance) == {"presence": {"present", "late", "left_early", "late_and_left_early", "absent"}}


def test_schema_cannot_be_changed_from_outside() -> None:
    schema(Rating).clear()
    assert next(iter(schema(Rating))) == "session_id"


def test_table_holds_the_rows() -> None:
    assert table(Attendance, [Attendance("S", "A", Presence.LATE)]).rows() == [("S", "A", "late", None)]
    assert table(Attendance).schema == schema(Attendance)
