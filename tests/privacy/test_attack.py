"""The promise that a rated person never learns who rated low, put to the test in simulated groups, and the test to the test."""

import pytest

from tests.privacy.attack import Course, as_exact_means, by_blocks_that_skip_one, by_the_block_rule, hits

STEADY, COMING_AND_GOING = Course(), Course(sessions=52, turnover=3)
MARGIN = 0.05


@pytest.mark.parametrize("course", [STEADY, COMING_AND_GOING], ids=["steady", "coming and going"])
@pytest.mark.parametrize("colluders", [0, 3])
def test_the_block_rule_hides_who_answered_lowest(course: Course, colluders: int) -> None:
    named, chance = hits(by_the_block_rule, colluders, course)
    assert named <= chance + MARGIN


@pytest.mark.parametrize("colluders", [0, 3])
def test_exact_means_would_tell_who_answered_lowest(colluders: int) -> None:
    named, chance = hits(as_exact_means, colluders, STEADY)
    assert named >= chance + 4 * MARGIN


def test_leaving_out_only_the_block_of_a_change_would_tell_too_much() -> None:
    named, chance = hits(by_blocks_that_skip_one, 0, COMING_AND_GOING)
    assert named > chance + MARGIN
