"""The likelihood of many groups, its score and its information, against the model written out."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.inference.four_alliance import History, Parameters, Ratings, smooth
from fourfold.inference.four_alliance.batch import Likelihood, likelihood
from fourfold.inference.four_alliance.batch_covariances import covariances_of, parameters_with
from fourfold.inference.four_alliance.batch_groups import ManyGroups, many_groups, only_blocks, take_groups
from fourfold.inference.four_alliance.batch_posterior import group_effects
from fourfold.inference.four_alliance.fit_scale import covariances_at, directions_at, free_numbers, score
from fourfold.vocabulary import NotEnoughData
from tests.inference.dense_four_alliance import BLOCKS, dense, groups, random_history, random_parameters, shown

SEEDS = st.integers(0, 2**32 - 1)
SUBSETS = st.sampled_from(
    [("MM",), ("MT",), ("TM",), ("MG",), ("TG",), ("MT", "TM"), ("MM", "MG"), ("MM", "TM", "TG"), tuple(BLOCKS)]
)
few = settings(max_examples=25, deadline=None)
fewer = settings(max_examples=8, deadline=None)


def known(histories: list[History], parameters: Parameters, blocks: tuple[str, ...] = tuple(BLOCKS)) -> Likelihood:
    """The likelihood at the parameters' own fixed effects."""
    covariances = covariances_of(parameters, blocks)
    beta = np.append(parameters.beta[[BLOCKS.index(b) for b in covariances.blocks]], parameters.slope)
    return likelihood(many_groups(histories), covariances, beta=beta, threads=1)


def programme(seed: int, many: int = 4) -> tuple[list[History], Parameters]:
    rng = np.random.default_rng(seed)
    histories = [random_history(rng, 3, 2, np.cumsum(rng.choice([0.5, 1.0, 2.0], 4)).tolist()) for _ in range(many)]
    return histories, random_parameters(rng)


def without_others(history: History, blocks: tuple[str, ...]) -> History:
    codes = [BLOCKS.index(b) for b in blocks]
    return replace(history, sessions=tuple(s.take(np.isin(s.block, codes)) for s in history.sessions))


@few
@given(groups())
def test_one_group_is_the_model_written_out(drawn: tuple[History, Parameters]) -> None:
    history, parameters = drawn
    assert known([history], parameters).value == pytest.approx(dense(history, parameters).log_likelihood, abs=1e-8)


@few
@given(groups())
def test_batch_and_filter_say_the_same(drawn: tuple[History, Parameters]) -> None:
    history, parameters = drawn
    assert known([history], parameters).value == pytest.approx(smooth(history, parameters).log_likelihood, abs=1e-8)


@fewer
@given(SEEDS, SUBSETS)
def test_some_blocks_alone_are_their_own_model(seed: int, blocks: tuple[str, ...]) -> None:
    histories, parameters = programme(seed, 2)
    fewer_ratings = [without_others(h, blocks) for h in histories]
    expected = sum(dense(h, parameters).log_likelihood for h in fewer_ratings)
    assert known(fewer_ratings, parameters, blocks).value == pytest.approx(expected, abs=1e-8)


def design_of(histories: list[History]) -> np.ndarray:
    rows = [row for h in histories for row in dense(h, random_parameters(np.random.default_rng(0))).rows]
    return np.array([[*(float(row.block == b) for b in BLOCKS), row.time] for row in rows])


@fewer
@given(SEEDS)
def test_fixed_effects_are_generalised_least_squares(seed: int) -> None:
    histories, parameters = programme(seed)
    plain = replace(parameters, beta=np.zeros(5), slope=0.0)
    parts = [dense(h, plain) for h in histories]
    weight = np.linalg.inv(_block_diagonal([p.covariance for p in parts]))
    y, X = np.concatenate([p.deviation for p in parts]), design_of(histories)
    inner = X.T @ weight @ X
    found = likelihood(many_groups(histories), covariances_of(parameters, BLOCKS), threads=1)
    np.testing.assert_allclose(found.beta, np.linalg.solve(inner, X.T @ weight @ y), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(found.beta_covariance, np.linalg.inv(inner), rtol=1e-7)
    residual = y - X @ found.beta
    restricted = -0.5 * (
        (len(y) - 6) * np.log(2 * np.pi)
        - np.linalg.slogdet(weight)[1]
        + np.linalg.slogdet(inner)[1]
        + residual @ weight @ residual
    )
    assert found.value == pytest.approx(restricted, abs=1e-7)


def _block_diagonal(blocks: list[np.ndarray]) -> np.ndarray:
    from scipy.linalg import block_diag

    return block_diag(*blocks)


@fewer
@given(SEEDS, SUBSETS, st.sampled_from(["restricted", "maximal", "known"]))
def test_the_score_is_the_derivative(seed: int, blocks: tuple[str, ...], kind: str) -> None:
    histories, parameters = programme(seed)
    those = only_blocks(many_groups(histories), blocks)
    like = covariances_of(parameters, blocks)
    beta = np.append(parameters.beta[: len(blocks)], 0.1) if kind == "known" else None
    free = free_numbers(like)

    def at(numbers: np.ndarray) -> Likelihood:
        return likelihood(those, covariances_at(numbers, like), restricted=kind == "restricted", beta=beta, threads=1)

    exact = score(directions_at(free, like), at(free).slopes)
    for k in np.random.default_rng(seed).permutation(len(free))[:12]:
        step = np.zeros(len(free))
        step[k] = 1e-4
        assert exact[k] == pytest.approx((at(free + step).value - at(free - step).value) / 2e-4, rel=1e-5, abs=1e-5)


@fewer
@given(SEEDS)
def test_the_average_information_is_that_of_the_written_model(seed: int) -> None:
    histories, parameters = programme(seed, 2)
    like, beta = covariances_of(parameters, BLOCKS), np.append(parameters.beta, parameters.slope)
    free = free_numbers(like)
    directions = directions_at(free, like)
    found = likelihood(many_groups(histories), like, beta=beta, directions=directions, threads=1).information
    chosen = np.random.default_rng(seed).permutation(len(free))[:5]
    expected = np.zeros((5, 5))
    for history in histories:
        written = dense(history, parameters)
        if not written.rows:
            continue
        pull = np.linalg.solve(written.covariance, written.deviation)
        moved = np.array([_moved_covariance(history, parameters, free, k) @ pull for k in chosen])
        expected += 0.5 * moved @ np.linalg.solve(written.covariance, moved.T)
    np.testing.assert_allclose(found[np.ix_(chosen, chosen)], expected, rtol=2e-4, atol=1e-5)


def _moved_covariance(history: History, parameters: Parameters, free: np.ndarray, k: int) -> np.ndarray:
    like = covariances_of(parameters, BLOCKS)
    ends = []
    for sign in (1, -1):
        moved = free.copy()
        moved[k] += sign * 1e-5
        beta = np.append(parameters.beta, parameters.slope)
        ends.append(dense(history, parameters_with(covariances_at(moved, like), parameters, beta)).covariance)
    return (ends[0] - ends[1]) / 2e-5


@fewer
@given(groups())
def test_every_effect_is_that_of_the_written_model(drawn: tuple[History, Parameters]) -> None:
    history, parameters = drawn
    written = dense(history, parameters)
    if not written.rows:
        return
    found = next(group_effects(many_groups([history]), parameters, threads=1))
    for row in written.rows:
        effects = shown(row)
        mean, covariance = written.posterior(effects)
        rater, target = history.persons.index(row.rater), row.target and history.persons.index(row.target)
        columns = [BLOCKS.index(row.block), found.start[rater] + _place(row.block, own=True)]
        columns += [found.start[target] + _place(row.block, own=False)] if row.target else []
        np.testing.assert_allclose(found.mean[row.session, columns], mean[: len(columns)], atol=1e-8)
        np.testing.assert_allclose(found.sd[row.session, columns], np.sqrt(np.diagonal(covariance))[: len(columns)], atol=1e-8)
        if row.target:
            k = found.dyad.tolist().index([rater, target])
            np.testing.assert_allclose([found.dyad_mean[k], found.dyad_sd[k]], [mean[-1], covariance[-1, -1] ** 0.5], atol=1e-8)


def _place(block: str, *, own: bool) -> int:
    if own:
        return {"MM": 0, "MT": 1, "TM": 0, "MG": 2, "TG": 1}[block]
    return {"MM": 3, "MT": 2, "TM": 4}[block]


@few
@given(SEEDS)
def test_relabelling_people_changes_nothing(seed: int) -> None:
    histories, parameters = programme(seed, 2)
    assert known([_relabelled(h, seed) for h in histories], parameters).value == pytest.approx(
        known(histories, parameters).value, abs=1e-8
    )


def _relabelled(history: History, seed: int) -> History:
    new = np.random.default_rng(seed).permutation(len(history.persons))
    moved = np.append(new, -1)
    sessions = tuple(Ratings(s.block, moved[s.rater], moved[s.target], s.value) for s in history.sessions)
    is_facilitator = np.empty_like(history.is_facilitator)
    is_facilitator[new] = history.is_facilitator
    return replace(history, is_facilitator=is_facilitator, sessions=sessions)


@few
@given(SEEDS, st.integers(1, 3))
def test_splitting_and_merging_groups_changes_nothing(seed: int, at: int) -> None:
    histories, parameters = programme(seed, 4)
    whole = known(histories, parameters)
    halves = known(histories[:at], parameters).value + known(histories[at:], parameters).value
    assert whole.value == pytest.approx(halves, abs=1e-8)
    every = many_groups(histories)
    assert _same(take_groups(every, slice(at, None)), many_groups(histories[at:]))


def _same(one: ManyGroups, other: ManyGroups) -> bool:
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@few
@given(SEEDS, st.integers(0, 4))
def test_an_empty_session_changes_nothing(seed: int, at: int) -> None:
    histories, parameters = programme(seed, 2)
    h = histories[0]
    before, after = (h.time[at - 1] if at else h.time[0] - 1.0), (h.time[at] if at < 4 else h.time[3] + 1.0)
    more = replace(
        h, time=np.insert(h.time, at, (before + after) / 2), sessions=(*h.sessions[:at], Ratings.of([]), *h.sessions[at:])
    )
    assert known([more], parameters).value == pytest.approx(known([h], parameters).value, abs=1e-7)


@few
@given(SEEDS)
def test_doubled_data_double_the_maximal_likelihood(seed: int) -> None:
    histories, parameters = programme(seed)
    covariances = covariances_of(parameters, BLOCKS)
    once = likelihood(many_groups(histories), covariances, restricted=False, threads=1)
    twice = likelihood(many_groups(histories * 2), covariances, restricted=False, threads=2)
    assert twice.value == pytest.approx(2 * once.value, rel=1e-10)
    np.testing.assert_allclose(twice.beta_covariance, once.beta_covariance / 2, rtol=1e-8)


@fewer
@given(SEEDS)
def test_without_memory_sessions_are_independent(seed: int) -> None:
    histories, parameters = programme(seed, 2)
    tiny = 1e-9
    forgetful = replace(
        parameters,
        phi_g=tiny,
        phi_p=tiny,
        gamma0=np.eye(5) * tiny,
        omega_m=np.eye(5) * tiny,
        omega_t=np.eye(3) * tiny,
        delta_mm=tiny,
        delta_mm_covariance=0.0,
        delta_mt=tiny,
        delta_tm=tiny,
        delta_mt_tm_covariance=0.0,
    )
    apart = [replace(h, time=h.time[[s]], sessions=(h.sessions[s],)) for h in histories for s in range(len(h.sessions))]
    assert known(histories, forgetful).value == pytest.approx(known(apart, forgetful).value, abs=1e-3)


def test_a_block_without_ratings_is_refused() -> None:
    histories, _ = programme(1, 2)
    with pytest.raises(NotEnoughData, match="TG"):
        only_blocks(many_groups([without_others(h, ("MM",)) for h in histories]), ("TG",))
    with pytest.raises(ValueError, match="XX"):
        covariances_of(random_parameters(np.random.default_rng(0)), ("XX",))


def test_parameters_come_back_from_their_covariances() -> None:
    parameters = random_parameters(np.random.default_rng(3))
    like = covariances_of(parameters, BLOCKS)
    back = parameters_with(covariances_at(free_numbers(like), like), parameters, np.append(parameters.beta, parameters.slope))
    for name in Parameters.__slots__:
        np.testing.assert_allclose(getattr(back, name), getattr(parameters, name), rtol=1e-9, atol=1e-12)
