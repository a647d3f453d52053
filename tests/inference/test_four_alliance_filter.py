"""The filter of one open group against the model written out as one covariance matrix."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.inference.four_alliance import AllianceFilter, History, Parameters, Ratings, Update
from tests.inference.dense_four_alliance import (
    BLOCKS,
    dense,
    full_session,
    groups,
    random_history,
    random_parameters,
    rows_of,
    singular_parameters,
)

CLOSE = {"rtol": 1e-9, "atol": 1e-9}
SEEDS = st.integers(0, 2**32 - 1)
few = settings(max_examples=40, deadline=None)


def started(history: History, parameters: Parameters) -> AllianceFilter:
    known = AllianceFilter(parameters, time=history.time[0])
    for key, is_facilitator in zip(history.persons, history.is_facilitator, strict=True):
        known.add_person(key, is_facilitator=bool(is_facilitator))
    return known


def run(history: History, parameters: Parameters, known: AllianceFilter | None = None) -> tuple[AllianceFilter, list[Update]]:
    known = known or started(history, parameters)
    gaps = np.diff(history.time, prepend=history.time[0])
    return known, [known.step(ratings, gap) for ratings, gap in zip(history.sessions, gaps, strict=True)]


def effects_at(history: History, time: float) -> list[tuple[tuple[str, ...], tuple]]:
    """Every effect but the dyads: its name for the filter and for the dense model."""
    found = [(("gamma", block), (f"gamma_{block}", "", time)) for block in BLOCKS]
    for key, is_facilitator in zip(history.persons, history.is_facilitator, strict=True):
        names = ("a_TM", "a_TG", "p_MT") if is_facilitator else ("a_MM", "a_MT", "a_MG", "p_MM", "p_TM")
        found += [((name, key), (name, key, time)) for name in names]
    return found


def dyads_of(history: History) -> list[tuple[tuple[str, ...], tuple]]:
    return [
        (("d", history.persons[i], history.persons[j]), ("d", (history.persons[i], history.persons[j]), block))
        for block, i, j in full_session(int((~history.is_facilitator).sum()), int(history.is_facilitator.sum()))
        if j >= 0
    ]


def assert_same_posterior(history: History, parameters: Parameters, tolerance: float = 1e-9) -> None:
    known, _ = run(history, parameters)
    expected = dense(history, parameters)
    pairs = effects_at(history, history.time[-1]) + dyads_of(history)
    mean, covariance = known.readings([{name: 1.0} for name, _ in pairs])
    dense_mean, dense_covariance = expected.posterior([effect for _, effect in pairs])
    assert known.log_likelihood == pytest.approx(expected.log_likelihood, rel=tolerance, abs=tolerance)
    np.testing.assert_allclose(mean, dense_mean, atol=tolerance)
    np.testing.assert_allclose(covariance, dense_covariance, atol=tolerance)


@few
@given(groups())
def test_filter_is_the_dense_posterior(group: tuple[History, Parameters]) -> None:
    assert_same_posterior(*group)


@few
@given(SEEDS)
def test_filter_is_the_dense_posterior_on_the_boundary(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert_same_posterior(random_history(rng, 3, 1, [0.0, 1.0, 1.0, 4.0]), singular_parameters(rng))


def test_innovations_have_the_covariance_that_the_dense_model_gives_them() -> None:
    rng = np.random.default_rng(3)
    history, parameters = random_history(rng, 4, 1, [0.0, 1.0, 3.0]), random_parameters(rng)
    _, updates = run(history, parameters)
    model = dense(history, parameters)
    last = len(updates[-1].innovation)
    before, now = np.split(np.arange(len(model.rows)), [len(model.rows) - last])
    gain = np.linalg.solve(model.covariance[np.ix_(before, before)], model.covariance[np.ix_(before, now)]).T
    innovation = model.deviation[now] - gain @ model.deviation[before]
    covariance = model.covariance[np.ix_(now, now)] - gain @ model.covariance[np.ix_(before, now)]
    update, given_order = updates[-1], history.sessions[-1]
    told = ~np.isnan(given_order.value)
    np.testing.assert_array_equal(update.ratings.target, given_order.target[told])
    np.testing.assert_allclose(update.innovation, innovation, **CLOSE)
    np.testing.assert_allclose(update.factor @ update.factor.T, covariance, **CLOSE)
    directions = np.column_stack([np.ones(last), np.eye(last)[:, 0]])
    weighted = np.linalg.solve(covariance, directions)
    expected = innovation @ weighted / np.sqrt((directions * weighted).sum(axis=0))
    z = update.z(np.column_stack([directions, np.zeros(last)]))
    np.testing.assert_allclose(z[:2], expected, **CLOSE)
    assert np.isnan(z[2])


@few
@given(groups(), SEEDS)
def test_order_of_ratings_and_names_of_persons_do_not_matter(group: tuple[History, Parameters], seed: int) -> None:
    history, parameters = group
    rng = np.random.default_rng(seed)
    n = len(history.persons)
    turned = rng.permutation(n)
    number = np.append(np.argsort(turned), -1)
    sessions = []
    for session in history.sessions:
        mixed = session.take(rng.permutation(len(session)))
        sessions.append(replace(mixed, rater=number[mixed.rater], target=number[mixed.target]))
    persons = tuple(history.persons[k] for k in turned)
    other = History(persons, history.is_facilitator[turned], history.time, tuple(sessions))
    (known, _), (turned_known, _) = run(history, parameters), run(other, parameters)
    names = [{name: 1.0} for name, _ in effects_at(history, 0.0)]
    np.testing.assert_allclose(turned_known.log_likelihood, known.log_likelihood, **CLOSE)
    for one, two in zip(known.readings(names), turned_known.readings(names), strict=True):
        np.testing.assert_allclose(one, two, **CLOSE)


@few
@given(groups(), st.integers(0, 5), st.floats(0.0, 1.0))
def test_a_session_without_ratings_changes_nothing(group: tuple[History, Parameters], place: int, part: float) -> None:
    history, parameters = group
    after = 1 + place % (len(history.time) - 1) if len(history.time) > 1 else 1
    before = history.time[after - 1]
    later = history.time[after] if after < len(history.time) else before
    time = np.insert(history.time, after, before + part * (later - before))
    empty = [Ratings.of([]), *([replace(history.sessions[0], value=np.full(len(history.sessions[0]), np.nan))])][place % 2]
    sessions = (*history.sessions[:after], empty, *history.sessions[after:])
    (known, _), (other, updates) = run(history, parameters), run(replace(history, time=time, sessions=sessions), parameters)
    names = [{name: 1.0} for name, _ in effects_at(history, 0.0)]
    np.testing.assert_allclose(other.log_likelihood, known.log_likelihood, **CLOSE)
    np.testing.assert_allclose(other.readings(names)[0], known.readings(names)[0], **CLOSE)
    np.testing.assert_allclose(other.readings(names)[1], known.readings(names)[1], **CLOSE)
    assert updates[after].log_likelihood == 0.0
    assert np.isnan(updates[after].z(np.zeros((0, 2)))).all()


@few
@given(SEEDS)
def test_without_memory_sessions_are_independent(seed: int) -> None:
    rng = np.random.default_rng(seed)
    p = random_parameters(rng)
    none = dict.fromkeys(("delta_mm", "delta_mm_covariance", "delta_mt", "delta_tm", "delta_mt_tm_covariance"), 0.0)
    zero = {"gamma0": p.gamma0 * 0, "omega_m": p.omega_m * 0, "omega_t": p.omega_t * 0, "phi_g": 0.0, "phi_p": 0.0}
    p = replace(p, **none, **zero)
    history = random_history(rng, 3, 1, [0.0, 1.0, 2.0])
    alone = [replace(history, time=history.time[k : k + 1], sessions=history.sessions[k : k + 1]) for k in range(3)]
    apart = sum(run(session, p)[0].log_likelihood for session in alone)
    assert run(history, p)[0].log_likelihood == pytest.approx(apart, rel=1e-10)


@few
@given(groups(), st.integers(0, 4))
def test_a_kept_state_goes_on_exactly(group: tuple[History, Parameters], stop: int) -> None:
    history, parameters = group
    stop = 1 + stop % len(history.time)
    whole, _ = run(history, parameters)
    first, _ = run(replace(history, time=history.time[:stop], sessions=history.sessions[:stop]), parameters)
    second = AllianceFilter.resume(first.state(), parameters)
    gaps = np.diff(history.time)[stop - 1 :]
    for ratings, gap in zip(history.sessions[stop:], gaps, strict=True):
        second.step(ratings, gap)
    np.testing.assert_array_equal(second.mean, whole.mean)
    np.testing.assert_array_equal(second.covariance, whole.covariance)
    assert second.log_likelihood == whole.log_likelihood
    assert second.time == whole.time


def test_a_kept_state_survives_json_and_later_use() -> None:
    import json

    rng = np.random.default_rng(8)
    history, parameters = random_history(rng, 3, 1, [0.0, 1.0]), random_parameters(rng)
    known, _ = run(history, parameters)
    kept = known.state()
    again = replace(kept, about=json.loads(json.dumps(kept.about)))
    known.step(history.sessions[0])
    resumed = AllianceFilter.resume(again, parameters)
    resumed.step(history.sessions[0])
    resumed.add_person("m9")
    np.testing.assert_array_equal(resumed.state().mean[:5], known.mean[:5])
    assert resumed.reading({("a_MM", "m9"): 1.0}).sd == pytest.approx(np.sqrt((parameters.omega_m + parameters.psi_m)[0, 0]))


def test_somebody_who_joins_late_is_as_if_there_from_the_start() -> None:
    rng = np.random.default_rng(5)
    history, parameters = random_history(rng, 3, 1, [0.0, 1.0, 2.5]), random_parameters(rng)
    sessions = [s.take((s.rater != 3) & (s.target != 3)) for s in history.sessions[:2]]
    late = replace(history, sessions=(*sessions, history.sessions[2]))
    early, _ = run(late, parameters)
    known = AllianceFilter(parameters)
    for key in history.persons[:3]:
        known.add_person(key)
    known.step(late.sessions[0])
    known.step(late.sessions[1], 1.0)
    known.add_person(history.persons[3], is_facilitator=True)
    known.step(late.sessions[2], 1.5)
    names = [{name: 1.0} for name, _ in effects_at(history, 0.0)]
    np.testing.assert_allclose(known.readings(names)[0], early.readings(names)[0], **CLOSE)
    np.testing.assert_allclose(known.readings(names)[1], early.readings(names)[1], **CLOSE)
    assert known.log_likelihood == pytest.approx(early.log_likelihood)


def test_two_hundred_sessions_keep_a_covariance() -> None:
    rng = np.random.default_rng(1)
    parameters = random_parameters(rng)
    history = random_history(rng, 5, 2, list(range(200)))
    known, _ = run(history, parameters)
    values = np.linalg.eigvalsh(known.covariance)
    np.testing.assert_array_equal(known.covariance, known.covariance.T)
    assert values[0] > 0
    assert len(rows_of(history)) > 4000


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("MM", 0, 2, 5.0)], "block MM cannot go from person 0 to 2"),
        ([("TM", 0, 1, 5.0)], "block TM cannot go from person 0 to 1"),
        ([("MG", 0, 1, 5.0)], "block MG cannot go from person 0 to 1"),
        ([("MM", 0, -1, 5.0)], "block MM cannot go from person 0 to -1"),
        ([("MM", 1, 1, 5.0)], "block MM cannot go from person 1 to 1"),
        ([("MM", 0, 1, 5.0), ("MM", 0, 1, 4.0)], "person 0 rates target 1 twice"),
        ([("MG", 0, -1, 5.0), ("MG", 0, -1, 4.0)], "person 0 rates target -1 twice"),
    ],
)
def test_ratings_that_cannot_be_are_refused(rows: list[tuple[str, int, int, float]], words: str) -> None:
    known = AllianceFilter(random_parameters(np.random.default_rng(0)))
    for key in ("m1", "m2"):
        known.add_person(key)
    known.add_person("t1", is_facilitator=True)
    known.step(Ratings.of([("MM", 0, 1, 6.0)]))
    before = known.state()
    with pytest.raises(ValueError, match=words):
        known.step(Ratings.of(rows))
    assert known.state().about == before.about
    np.testing.assert_array_equal(known.covariance, before.covariance)


def test_what_cannot_be_is_refused() -> None:
    known = AllianceFilter(random_parameters(np.random.default_rng(0)))
    for key in ("t1", "t2"):
        known.add_person(key, is_facilitator=True)
    known.add_person("m1")
    known.step(Ratings.of([("TG", 0, -1, 5.0)]))
    for effect in (("a_MM", "t1"), ("a_MM", "nobody"), ("gamma", "XX"), ("d", "t1", "nobody")):
        with pytest.raises(KeyError):
            known.reading({effect: 1.0})
    with pytest.raises(ValueError, match="two facilitators"):
        known.reading({("d", "t1", "t2"): 1.0})
    with pytest.raises(ValueError, match="t1 makes no pair alone"):
        known.reading({("d", "t1", "t1"): 1.0})
    with pytest.raises(ValueError, match="in the group already"):
        known.add_person("t1")
    for gap in (-1.0, float("nan")):
        with pytest.raises(ValueError, match="gap between two sessions"):
            known.step(Ratings.of([]), gap)
    known.add_pairs([(2, 0), (0, 2)])
    known.add_pairs([(0, 2)])
    assert known.layout.dyads == [(0, 2), (2, 0)]
    assert known.covariance.shape == (known.layout.size,) * 2
