"""The demonstration holds four groups of different character, for any seed, and invents no people."""

import re

import polars as pl
import pytest

from fourfold.simulate import demonstration_groups, demonstration_programme


@pytest.mark.parametrize("seed", [2026, 1, 77])
def test_four_groups_have_their_characters(seed: int) -> None:
    thursday, monday, wednesday, friday = demonstration_programme(seed)
    assert [r.group.name for r in (thursday, monday, wednesday, friday)] == [
        "Thursday circle",
        "Monday group",
        "Wednesday evening group",
        "Friday group",
    ]
    positive = thursday.ratings.filter(pl.col("quality") != "negative")["value"]
    assert (positive == 7).mean() > (0.4 if seed == 2026 else 0.1)
    assert monday.memberships["person_id"].is_duplicated().any()
    assert (monday.sessions["status"] == "not_held").sum() == 1
    assert (wednesday.people["role"] == "facilitator").sum() == 2
    assert len(friday.ratings) < 200


def test_every_group_has_a_next_session_and_says_that_it_is_simulated() -> None:
    for record in demonstration_programme():
        assert record.group.simulated
        assert record.sessions["status"].to_list()[-1] == "planned"
        assert record.sessions["number"].len() - 1 in (12, 3)


def test_people_are_initials_and_numbers() -> None:
    for record in demonstration_programme():
        assert all(re.fullmatch(r"[A-Z]\.|Facilitator \d", label) for label in record.people["label"])


def test_planted_ruptures_are_known() -> None:
    planted = [[r.kind for r, _ in g.truth.ruptures] for g in demonstration_groups()]
    assert planted == [[], ["member_withdraws"], ["group_falls"], []]


def test_programme_is_the_records_of_the_groups() -> None:
    assert demonstration_programme(3).records[1].fingerprint() == demonstration_groups(3)[1].record.fingerprint()
