"""Simulated data sets that the tests of formats write: one small by hand, one made of a release."""

import random

from fourfold.formats.codebook import (
    NOT_ASKED,
    NOT_SAID,
    Column,
    ColumnKind,
    DataSet,
    Sheet,
    code_column,
    frame_of,
    item_column,
    why_missing,
)
from fourfold.formats.research_set import data_set
from fourfold.inference.cell_audit import told_sums
from fourfold.instruments import check_in_of, instrument
from fourfold.privacy import Released, protected_tables
from fourfold.privacy.release import Assessed, Participant, content, eligible
from fourfold.vocabulary import Role

ASKED = "state_self_compassion"


def small() -> DataSet:
    """Three people, a code, a number, a week, and every reason for a missing value."""
    columns = (
        Column("person", "Made-up name", ColumnKind.ID),
        code_column("stay", "Weeks in the group", {1: "1 to 4", 2: "5 to 12 | more"}, why_missing("en")),
        Column("mean", "Mean of what was answered", ColumnKind.NUMBER, missing=why_missing("en"), lowest=1, highest=7),
        Column("week", "Week <since> joining", ColumnKind.WHOLE, unit="weeks", missing=why_missing("en"), lowest=1),
    )
    rows = [
        {"person": "a", "stay": 1, "mean": 3.5, "week": 1},
        {"person": "b", "stay": NOT_SAID, "mean": NOT_SAID, "week": NOT_ASKED},
        {"person": "c", "stay": 2, "mean": NOT_ASKED, "week": None},
    ]
    items = check_in_of(Role.MEMBER).items[:3]
    asked = tuple(item_column(check_in_of(Role.MEMBER), item) for item in items)
    check_ins = (columns[0], Column("number", "Check-in", ColumnKind.WHOLE), *asked)
    told = [{"person": p, "number": n, **{c.name: n + k for k, c in enumerate(asked)}} for p in "ab" for n in (1, 2)]
    return DataSet(
        "small_set",
        "Simulated small set",
        (
            Sheet("people", "People", columns, frame_of(columns, rows), ("person",)),
            Sheet("check_ins", "Check-ins", check_ins, frame_of(check_ins, told), ("person", "number")),
        ),
        ("Simulated.",),
    )


def released(language: str = "en", *, first_week: int = 1) -> DataSet:
    """A release of forty simulated people as the site makes it; one of them was asked first in a week of their own."""
    draw = random.Random(4)
    people = eligible(_participant(draw, k, 1 if k else first_week) for k in range(40))
    made = content(people, [], bytes(32))
    assert made is not None
    tables = protected_tables(Released(made.levels, made.counts, (made.of_kinds,)), [], told_sums)
    return data_set(made, tables, language)


def _participant(draw: random.Random, k: int, first_week: int) -> Participant:
    items = ("bond.group", "bond.members", "work.facilitator", "compassion.self")
    said = [{item: draw.choice([None, 2.0, 4.0, 6.0]) for item in items} for _ in range(12)]
    answers = {item.key: draw.choice([None, item.lowest, item.highest]) for item in instrument(ASKED).items}
    assessed = [Assessed(first_week + 6 * t, ASKED, answers, {}) for t in range(2)]
    return Participant(f"d{k}", f"g{k % 5}", 12 if k % 5 < 2 else 40, 12, 9 + k % 3, 8.0, said, assessed, float(k % 4) * 20)
