"""A change is told by its source's rule or by Jacobson and Truax, in the right direction, with what it rests on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import (
    ChangeWord,
    Direction,
    Norm,
    Outcome,
    Reliability,
    change_band,
    criteria,
    criteria_of,
    instrument,
    outcome,
    reliable_change,
    se_of_difference,
)
from fourfold.vocabulary import NotEnoughData

OWN = Norm("this site", 20.0, 10.0, 120, "first administrations on this site", "the site's own answers")
scores = st.floats(0, 40, allow_nan=False)


def test_the_band_of_core_10_is_the_one_worked_out_by_hand() -> None:
    band = change_band(instrument("core_10"), "total", 20, 13)
    assert (band.least_90, band.least_95) == (pytest.approx(5.66, abs=0.005), pytest.approx(6.75, abs=0.005))
    assert band.norm is not None
    assert band.reliability is not None
    assert (band.norm.n, band.norm.population) == (1835, "people in primary-care counselling, United Kingdom")
    assert (band.reliability.kind, band.reliability.value) == ("alpha", 0.9)
    assert (band.word, band.is_reliable, band.beyond_90) == (ChangeWord.RELIABLY_BETTER, True, True)
    between = change_band(instrument("core_10"), "total", 20, 14)
    assert (between.word, between.is_reliable, between.beyond_90) == (ChangeWord.BETTER_WITHIN_NOISE, False, True)
    assert criteria_of(instrument("core_10").scale("total")).c == pytest.approx(10.46)


@pytest.mark.parametrize(
    ("key", "first", "now", "word"),
    [
        ("phq_9", 15, 9, ChangeWord.RELIABLY_BETTER),
        ("phq_9", 15, 10, ChangeWord.BETTER_WITHIN_NOISE),
        ("phq_9", 15, 15, ChangeWord.NO_RELIABLE_CHANGE),
        ("phq_9", 10, 15, ChangeWord.WORSE_WITHIN_NOISE),
        ("phq_9", 9, 15, ChangeWord.RELIABLY_WORSE),
        ("who_5", 40, 50, ChangeWord.RELIABLY_BETTER),
        ("who_5", 50, 44, ChangeWord.WORSE_WITHIN_NOISE),
        ("who_5", 50, 40, ChangeWord.RELIABLY_WORSE),
        ("gad_7", 12, 8, ChangeWord.RELIABLY_BETTER),
    ],
)
def test_the_change_of_the_source_counts_from_its_own_value_on(key: str, first: int, now: int, word: ChangeWord) -> None:
    band = change_band(instrument(key), "total", first, now)
    assert band.word is word
    assert band.published is not None
    assert band.published.source
    assert (band.norm, band.reliability, band.least_95, band.beyond_90) == (None, None, None, False)


def test_where_neither_end_is_better_a_change_is_higher_or_lower() -> None:
    iri = instrument("iri")
    told = [change_band(iri, "fantasy", 10, now).word for now in (20, 10, 12, 0)]
    nothing = ChangeWord.NO_RELIABLE_CHANGE
    assert told == [ChangeWord.RELIABLY_HIGHER, nothing, nothing, ChangeWord.RELIABLY_LOWER]


def test_a_retest_goes_before_alpha() -> None:
    band = change_band(instrument("scs_26"), "total", 2.5, 3.0)
    assert band.reliability is not None
    assert band.reliability.kind == "retest"
    assert band.least == pytest.approx(0.48, abs=0.005)


def test_a_norm_of_the_site_goes_before_all_that_is_published() -> None:
    own = change_band(instrument("phq_9"), "total", 20, 10, norm=OWN, reliability=Reliability("alpha", 0.875, "the site"))
    assert (own.published, own.norm) == (None, OWN)
    assert own.least == own.least_95 == pytest.approx(1.96 * 10 * 0.5)
    core = change_band(instrument("core_10"), "total", 20, 10, norm=OWN)
    assert core.least == pytest.approx(1.96 * 10 * 0.2**0.5)


def test_without_norm_reliability_or_published_change_nothing_is_said() -> None:
    with pytest.raises(NotEnoughData, match=r"'total' of Compassionate .* nor a norm with its size and a reliability to work"):
        change_band(instrument("ceas_self"), "total", 20, 40)
    with pytest.raises(NotEnoughData, match=r"Self-Criticising.* nor a reliability to work"):
        change_band(instrument("fscrs"), "hated_self", 15, 10, norm=OWN)
    with pytest.raises(NotEnoughData, match="nor a norm with its size to work"):
        change_band(instrument("gcs_7"), "total", 20, 10)
    with pytest.raises(NotEnoughData, match="has no norm of people who came for help beside one of people in general"):
        criteria_of(instrument("scs_26").scale("total"))


@given(scores, scores)
def test_forth_and_back_are_mirror_images(first: float, now: float) -> None:
    core = instrument("core_10")
    there, back = change_band(core, "total", first, now), change_band(core, "total", now, first)
    assert there.change == -back.change
    assert there.is_reliable == back.is_reliable
    assert str(there.word) == str(back.word).replace("worse", "!").replace("better", "worse").replace("!", "better")


@given(st.floats(0.5, 30), st.floats(0.05, 0.95), st.floats(0.1, 10))
def test_the_band_grows_with_the_unit_and_shrinks_with_reliability(sd: float, reliability: float, unit: float) -> None:
    assert reliable_change(sd * unit, reliability) == pytest.approx(unit * reliable_change(sd, reliability))
    assert reliable_change(sd, reliability) > reliable_change(sd, reliability + 0.04)
    assert reliable_change(sd, reliability) == pytest.approx(1.96 * se_of_difference(sd, reliability))


@given(st.floats(-50, 50), st.floats(-50, 50), st.floats(0.5, 9), st.floats(0.5, 9))
def test_the_third_boundary_is_as_far_from_one_mean_as_from_the_other(m1: float, m2: float, sd1: float, sd2: float) -> None:
    if abs(m1 - m2) < 0.01:
        return
    clinical, general = Norm("c", m1, sd1, 50, "x", "x", clinical=True), Norm("g", m2, sd2, 50, "x", "x")
    found = criteria(clinical, general)
    assert abs(found.c - m1) / sd1 == pytest.approx(abs(found.c - m2) / sd2, abs=1e-6)
    assert abs(found.a - m1) == pytest.approx(2 * sd1)
    assert abs(found.b - m2) == pytest.approx(2 * sd2)
    assert (found.a > m1) == (m2 > m1) == (found.b < m2)


def test_the_means_of_both_populations_must_differ_and_numbers_make_sense() -> None:
    same = Norm("g", 5, 2, 50, "x", "x")
    with pytest.raises(ValueError, match="the same mean"):
        criteria(same, same)
    for sd, reliability in ((0, 0.8), (3, 1), (3, 0)):
        with pytest.raises(ValueError, match="an sd above 0 and a reliability between 0 and 1"):
            se_of_difference(sd, reliability)


@pytest.mark.parametrize(
    ("first", "now", "found"),
    [
        (20, 5, Outcome.RECOVERED),
        (30, 20, Outcome.IMPROVED),
        (9, 1, Outcome.IMPROVED),
        (20, 15, Outcome.UNCHANGED),
        (20, 28, Outcome.DETERIORATED),
        (5, 20, Outcome.HARMED),
        (0, 8, Outcome.DETERIORATED),
    ],
)
def test_each_outcome_has_its_place_on_either_kind_of_scale(first: int, now: int, found: Outcome) -> None:
    assert outcome(first, now, least=6.75, boundary=10.46, direction=Direction.WORSE) is found
    assert outcome(-first, -now, least=6.75, boundary=-10.46, direction=Direction.BETTER) is found
    with pytest.raises(ValueError, match="nobody recovers"):
        outcome(first, now, least=6.75, boundary=10.46, direction=Direction.NEITHER)
