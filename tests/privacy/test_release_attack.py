"""The promise that nobody learns who rated low, put to the test on releases of the real code; and the test to the test."""

import pytest

from tests.privacy.release_attack import (
    Course,
    from_naive_ratings,
    from_releases_every,
    from_the_release,
    from_weekly_rows,
    hits,
)

MARGIN = 0.05
CLOSED = Course(turnover=0.0)
OPEN, LARGE = Course(turnover=0.5), Course(groups=3, members=15)


@pytest.mark.parametrize("colluders", [0, 3])
def test_a_release_does_not_tell_who_rated_lowest(colluders: int) -> None:
    named, chance = hits(from_the_release, colluders, OPEN, groups=300)
    assert named <= chance + MARGIN


@pytest.mark.slow
@pytest.mark.parametrize("course", [CLOSED, OPEN, LARGE, Course(groups=12)], ids=["closed", "open", "large", "many"])
@pytest.mark.parametrize("colluders", [0, 1, 2, 3])
def test_nor_in_1500_groups_of_other_kinds(course: Course, colluders: int) -> None:
    named, chance = hits(from_the_release, colluders, course, groups=1500)
    assert named <= chance + MARGIN


@pytest.mark.parametrize("colluders", [0, 3])
def test_rows_of_ratings_would_tell(colluders: int) -> None:
    named, chance = hits(from_naive_ratings, colluders, OPEN, groups=60)
    assert named >= chance + 8 * MARGIN


def test_weekly_answers_without_any_rating_would_tell_too() -> None:
    """Why a release holds no weeks of check-ins: who came when tells whose row it is, and warm people rate warmly."""
    named, chance = hits(from_weekly_rows, 0, OPEN, groups=60)
    assert named >= chance + 4 * MARGIN


@pytest.mark.parametrize("colluders", [0, 1, 2])
def test_two_releases_twelve_weeks_apart_tell_no_more_than_one(colluders: int) -> None:
    named, chance = hits(from_releases_every(12), colluders, Course(), groups=300)
    assert named <= chance + MARGIN


def test_releases_a_week_apart_would_tell_so_that_they_are_refused() -> None:
    named, chance = hits(from_releases_every(1), 0, Course(turnover=0.0), groups=80)
    assert named >= chance + 2 * MARGIN
