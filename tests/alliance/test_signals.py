"""Ruptures and repairs: what is raised, how often by chance, and what is found."""

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, kstest, norm

from fourfold.alliance import (
    AllianceState,
    PriorSource,
    SignalKind,
    estimate_alliance,
    priors_for,
    shipped_priors,
    signals_table,
)
from fourfold.alliance.calibration import ROOM, calibrated, without_skewness
from fourfold.alliance.cusum import ALLOWANCE, accumulate, p_value
from fourfold.alliance.directions import directions_of, shifts
from fourfold.alliance.priors import assumed_parameters
from fourfold.alliance.signals import FALSE_DISCOVERY, benjamini_hochberg
from fourfold.inference.four_alliance import AllianceFilter, Ratings
from fourfold.record import Study
from fourfold.simulate import ASSUMED, Rupture
from fourfold.vocabulary import Group, Level, Quality, Rating
from tests.alliance.groups import of_group, plain, ruptured, simulated, to_peer
from tests.alliance.replications import Study as Replications
from tests.alliance.replications import drops, follow, of_bond, scores_of

BOND = of_bond(shipped_priors().parameters[Quality.BOND])
NEVER = 99
WITHDRAWS = Rupture(SignalKind.MEMBER_WITHDRAWS, 8, None, 2.5, "M03")


def test_a_member_who_withdraws_is_found_at_once_and_told_once():
    found = [s for s in estimate_alliance(ruptured(WITHDRAWS)).signals if s.person_id == "M03" or s.other_id == "M03"]
    assert len(found) == 1
    signal = found[0]
    assert (signal.kind, signal.session in (8, 9)) == (SignalKind.MEMBER_WITHDRAWS, True)
    assert signal.since_session <= signal.session
    assert signal.drop > 1.64 * signal.drop_sd > 0
    assert signal.q <= FALSE_DISCOVERY
    assert signal.repaired_session is None


def test_a_rupture_that_heals_is_repaired_after_it_was_raised():
    healed = Rupture(SignalKind.MEMBER_WITHDRAWS, 6, 8, 2.5, "M03")
    found = [s for s in estimate_alliance(ruptured(healed)).signals if s.person_id == "M03"]
    assert found[0].session in (6, 7)
    assert found[0].repaired_session in (8, 9, 10)


def test_most_repairs_are_seen_soon_and_a_standing_rupture_hardly_ever_counts_as_one():
    closed = {repaired: [] for repaired in (9, None)}
    for repaired, seed in product(closed, range(12)):
        rupture = Rupture(SignalKind.MEMBER_WITHDRAWS, 6, repaired, 2.0, "M03")
        raised = [s for s in estimate_alliance(ruptured(rupture, seed)).signals if s.person_id == "M03" and s.session >= 6]
        closed[repaired] += [s.repaired_session or NEVER for s in raised[:1]]
    assert len(closed[9]) >= 10
    assert sum(session <= 11 for session in closed[9]) >= 0.7 * len(closed[9])
    assert sum(session != NEVER for session in closed[None]) <= 1
    assert len(closed[None]) >= 10


def one_cold_tie(seed: int) -> list[Rating]:
    """Six members who answer alike; from session 7 on one of them answers low about the facilitator alone."""
    rng = np.random.default_rng(seed)
    usual = (float(v) for v in np.clip(np.round(rng.normal(5.8, 0.6, 1000)), 1, 7))
    rows = []
    for n, k in product(range(1, 10), range(6)):
        about = 2.0 if k == 0 and n >= 7 else next(usual)
        rows += [of_group(n, f"M{k}", next(usual))]
        rows += [Rating(f"S{n}", f"M{k}", "F", Level.MEMBER_FACILITATOR, Quality.BOND, about)]
        rows += [to_peer(n, f"M{k}", f"M{j}", next(usual)) for j in range(6) if j != k and (n + j + k) % 2]
    return rows


def test_one_tie_that_goes_cold_is_not_told_as_a_withdrawal_from_everybody():
    for seed in range(8):
        of_m0 = [s for s in estimate_alliance(plain(6, 9, one_cold_tie(seed))).signals if "M0" in (s.person_id, s.other_id)]
        assert [s.kind for s in of_m0] == [SignalKind.MEMBER_AND_FACILITATOR], seed


def test_a_pair_is_named_in_the_order_of_its_ids_whoever_fell():
    raised = []
    for a, b in (("M02", "M05"), ("M05", "M02")):
        rupture = Rupture(SignalKind.BETWEEN_MEMBERS, 5, None, 4.0, a, b)
        found = estimate_alliance(ruptured(rupture, seed=3)).signals
        raised.append([s for s in found if s.kind is SignalKind.BETWEEN_MEMBERS and s.session >= 5])
    assert raised[0] == raised[1]
    assert [(s.person_id, s.other_id, s.level) for s in raised[0]][:1] == [("M02", "M05", Level.MEMBER_MEMBER)]


def test_a_group_that_falls_is_found_as_a_group():
    found = estimate_alliance(ruptured(Rupture(SignalKind.GROUP_FALLS, 7, None, 2.0))).signals
    kinds = {(s.kind, s.person_id) for s in found if s.session in (7, 8)}
    assert (SignalKind.GROUP_FALLS, None) in kinds


def test_what_is_negative_is_a_rupture_when_it_rises():
    study = Replications(ASSUMED[Quality.NEGATIVE], 6, 2.0, seed=4)
    plain = study.answers()
    risen = study.seen(drops(plain, 6, -3.0, 0.0))
    priors = of_bond(shipped_priors().parameters[Quality.NEGATIVE])
    priors = type(priors)({Quality.NEGATIVE: priors.parameters[Quality.BOND]}, priors.source)
    hits = 0
    for sessions in study.check_ins(risen):
        turned = [type(c)(**{**fields_of(c), "answers": {Quality.NEGATIVE: c.answers[Quality.BOND]}}) for c in sessions]
        signals = follow(turned, priors)[1]
        hits += any(s.person_id == "M00" and s.session in (7, 8) and s.quality is Quality.NEGATIVE for s in signals)
    assert hits >= 5


def fields_of(row: object) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__dataclass_fields__}


@pytest.mark.parametrize(("facilitators", "budget", "most"), [(1, None, 1), (2, None, 2), (2, 0, 0), (1, 3, 3)])
def test_no_session_raises_more_than_the_budget(facilitators, budget, most):
    study = Replications(ASSUMED[Quality.BOND], 3, 5.5, facilitators=facilitators, seed=8)
    raised = []
    for sessions in study.check_ins(study.seen(drops(study.answers(), 4, 3.0, 5.0))):
        state = AllianceState.begin(Group("g", "Group"), priors=BOND, budget=budget)._following
        state.take_all(sessions)
        raised.append(np.bincount([s.session for s in state.watch.signals], minlength=1).max())
    assert max(raised) == most


def test_nothing_can_fall_before_there_was_a_level():
    study = Replications(ASSUMED[Quality.BOND], 1, 5.5)
    findings, _ = follow(next(study.check_ins(study.seen(study.answers()))), BOND)
    assert findings[0] == []
    assert findings[1]


@pytest.mark.reference
@pytest.mark.parametrize(
    ("truth", "mean", "ceilings"),
    [(assumed_parameters()[Quality.BOND], 4.0, False), (ASSUMED[Quality.BOND], 6.2, True)],
    ids=["as assumed, no ceilings", "other truth, ceilings"],
)
def test_false_alarms_stay_within_half_a_point_of_the_nominal_rate(truth, mean, ceilings):
    from dataclasses import replace

    study = Replications(replace(truth, slope=0.0), 120, mean, ceilings=ceilings, seed=3)
    scores, raised = scores_of(study, BOND)
    for kind in (SignalKind.BETWEEN_MEMBERS, SignalKind.MEMBER_AND_FACILITATOR, SignalKind.MEMBER_WITHDRAWS):
        chance = 2 * (0.05 * 0.95 / len(scores[kind])) ** 0.5
        assert abs((scores[kind] > norm.isf(0.05)).mean() - 0.05) < 0.005 + chance, kind
    assert abs((scores[SignalKind.GROUP_FALLS] > norm.isf(0.05)).mean() - 0.05) < 0.02
    assert raised < 0.1


@pytest.mark.reference
def test_a_planted_fall_is_found_more_often_than_by_a_raw_chart():
    study = Replications(ASSUMED[Quality.BOND], 60, 5.5, seed=5)
    hits = 0
    for sessions in study.check_ins(study.seen(drops(study.answers(), 8, 1.2, 0.0))):
        signals = follow(sessions, BOND)[1]
        hits += any(s.kind is SignalKind.MEMBER_WITHDRAWS and s.person_id == "M00" and s.session in (9, 10) for s in signals)
    assert hits / 60 > 0.4


def test_the_score_is_the_most_powerful_one_of_the_filter():
    known = AllianceFilter(assumed_parameters()[Quality.BOND])
    for key in ("a", "b", "c"):
        known.add_person(key)
    rows = [("MM", i, j, float(5 + i - j)) for i in range(3) for j in range(3) if i != j]
    update = known.step(Ratings.of([*rows, ("MG", 0, -1, 3.0)]))
    tested = directions_of(update.ratings, known.layout.persons, known.layout.is_facilitator)
    size, se = shifts(update, tested)
    assert np.allclose(size / se, update.z(np.array([t.answers for t in tested], dtype=float).T))
    assert [t.direction.kind for t in tested].count(SignalKind.BETWEEN_MEMBERS) == 3


def test_p_values_of_the_sum_are_uniform_where_nothing_happens():
    rng = np.random.default_rng(0)
    for sessions in (1, 4, 12):
        totals = np.zeros(20_000)
        for scores in rng.standard_normal((sessions, len(totals))):
            totals = np.maximum(0.0, totals + scores - ALLOWANCE)
        for nominal in (0.1, 0.01):
            found = np.mean([p_value(t, sessions) <= nominal for t in totals])
            assert found == pytest.approx(nominal, abs=3 * (nominal / len(totals)) ** 0.5)


@given(st.floats(0, 8), st.floats(0, 3), st.integers(1, 60))
def test_more_evidence_has_a_smaller_p_value(total, more, sessions):
    assert p_value(total + more, sessions) <= p_value(total, sessions) <= 1.0
    assert accumulate(total, ALLOWANCE) == pytest.approx(total)
    assert accumulate(total, -100.0) == 0.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_benjamini_hochberg_keeps_the_order_and_rejects_by_the_step_up_rule(p):
    values = np.array(p)
    q = benjamini_hochberg(values)
    assert (q >= values - 1e-12).all()
    assert all(a <= b for a, b in pairwise(q[np.argsort(values, kind="stable")]))
    passed = [k for k, v in enumerate(np.sort(values), 1) if v <= 0.1 * k / len(values)]
    assert (q <= 0.1 + 1e-12).sum() >= (max(passed) if passed else 0)


def test_skewed_scores_become_standard_normal():
    skewness = 1.2
    shape = 4 / skewness**2
    draws = (gamma(shape).rvs(20_000, random_state=1) - shape) / shape**0.5
    straight = without_skewness(draws, np.full(len(draws), skewness))
    assert kstest(straight, "norm").statistic < 0.02
    assert (straight > 2.326).mean() == pytest.approx(0.01, abs=0.003)


def test_far_from_the_ceiling_scores_stay_as_they_are():
    score = np.array([-1.0, 0.5, 3.0])
    kept = calibrated(score, np.full(3, ROOM[-1] + 1), np.array([1, 4, 60]), np.array([False, False, True]))
    assert np.allclose(kept, score)
    near = calibrated(score, np.full(3, 0.2), np.array([1, 4, 60]), np.array([False, False, True]))
    assert (np.abs(near - score) > 0.1).all()


def test_signals_as_a_table_have_a_column_for_each_field():
    found = estimate_alliance(ruptured(WITHDRAWS)).signals
    frame = signals_table(found)
    assert frame.columns[:6] == ["kind", "level", "quality", "person_id", "other_id", "session"]
    assert frame["z"].to_list() == [s.z for s in found]
    assert signals_table(()).schema == frame.schema


def test_a_programme_of_few_groups_keeps_the_shipped_priors():
    found = priors_for(Study((simulated(1),)))
    assert (found.source, found.n_groups) == (PriorSource.SHIPPED_ASSUMPTION, 0)


def straight_liner(value: float) -> list[Rating]:
    """Three members who answer about the group as ever; in session 4 one of them gives one answer to everything."""
    rows = []
    for n in range(1, 5):
        for k in range(3):
            straight = n == 4 and k == 0
            bond, negative = (value, value) if straight else (6.0, 1.0)
            rows += [of_group(n, f"M{k}", bond), of_group(n, f"M{k}", negative, Quality.NEGATIVE)]
            rows += [to_peer(n, f"M{k}", f"M{j}", bond) for j in range(3) if j != k]
    return rows


def test_one_high_answer_to_everything_is_no_rise_of_what_is_negative():
    assert estimate_alliance(plain(3, 4, straight_liner(6.0))).signals == ()
    fallen = estimate_alliance(plain(3, 4, straight_liner(1.0))).signals
    assert [(s.person_id, s.quality) for s in fallen] == [("M0", Quality.BOND)]


def test_one_rupture_in_two_qualities_is_told_once():
    found = estimate_alliance(ruptured(Rupture(SignalKind.GROUP_FALLS, 7, None, 3.0), facilitators=2)).signals
    assert [s.kind for s in found if s.session in (7, 8)].count(SignalKind.GROUP_FALLS) == 1
