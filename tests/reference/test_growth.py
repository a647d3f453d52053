"""Growth on real data and on a simulated study, against lme4, nlme and glmmTMB."""

import json

import numpy as np
import polars as pl
import pytest

from fourfold.inference import Growth, fit_growth
from tests.inference.dense_growth import dense, highest
from tests.reference.data import shared

pytestmark = pytest.mark.reference


def matrix(answer: dict, name: str) -> np.ndarray:
    """A covariance out of the rows of an lme4 summary."""
    cells = [row for row in answer["vc"] if row["grp"] == name]
    variances = [row["vcov"] for row in cells if "var2" not in row]
    covariance = next((row["vcov"] for row in cells if "var2" in row), 0.0)
    return np.diag(variances) + covariance * (1 - np.eye(len(variances)))


def not_lower(found: Growth, peer: float) -> None:
    assert found.log_likelihood >= peer - 1e-8 * abs(peer)
    assert found.log_likelihood == pytest.approx(peer, abs=1e-4)


def test_sleepstudy() -> None:
    answer = json.loads(shared("growth/lme4_sleepstudy_reml.json").read_text())
    table = pl.read_csv(shared("growth/lme4_sleepstudy.csv"))
    found = fit_growth(table, outcome="Reaction", time="Days", member="Subject")
    not_lower(found, answer["logLik"])
    assert found.fixed == pytest.approx({"intercept": 251.405104848485, "slope": 10.467285959596}, rel=1e-9)
    assert list(found.standard_errors.values()) == pytest.approx(np.sqrt(np.diag(answer["vcov"])), rel=1e-4)
    assert found.member_covariance == pytest.approx(matrix(answer, "Subject"), rel=1e-4)
    assert found.residual_variance == pytest.approx(matrix(answer, "Residual").item(), rel=1e-5)
    effects = {row["level"]: (row["(Intercept)"], row["Days"]) for row in answer["ranef"]["Subject"]}
    for member, effect in zip(found.members, found.member_effects, strict=True):
        assert effect == pytest.approx(effects[str(member)], rel=1e-4, abs=1e-3)


def test_pastes_casks_within_batches() -> None:
    answer = json.loads(shared("growth/lme4_Pastes_nested.json").read_text())
    found = fit_growth(
        pl.read_csv(shared("growth/lme4_Pastes.csv")), outcome="strength", time=None, member="cask", group="batch"
    )
    not_lower(found, answer["logLik"])
    assert found.log_likelihood == pytest.approx(answer["logLik"], rel=1e-8)
    assert found.n_members == 30
    assert found.standard_errors["intercept"] == pytest.approx(answer["vcov"][0][0] ** 0.5, rel=1e-4)
    assert found.member_covariance == pytest.approx(matrix(answer, "cask:batch"), rel=1e-5)
    assert found.group_covariance == pytest.approx(matrix(answer, "batch"), rel=1e-5)
    effects = {row["level"]: row["(Intercept)"] for row in answer["ranef"]["cask:batch"]}
    for member, batch, effect in zip(found.members, found.groups_of_members, found.member_effects, strict=True):
        assert effect[0] == pytest.approx(effects[f"{member}:{batch}"], abs=1e-4)


@pytest.fixture(scope="module")
def thousand_rows() -> pl.DataFrame:
    return pl.read_csv(shared("growth/growth_1k.csv"))


def fitted(table: pl.DataFrame) -> Growth:
    return fit_growth(table, outcome="y", time="t", member="m", group="g")


def test_three_levels_are_as_high_as_every_peer(thousand_rows: pl.DataFrame) -> None:
    found = fitted(thousand_rows)
    answer = json.loads(shared("growth/growth_lme4_1k.json").read_text())
    for peer in ("lme4", "nlme", "glmmTMB"):
        not_lower(found, json.loads(shared(f"growth/growth_{peer}_1k.json").read_text())["logLikREML"])
    assert found.standard_errors["slope"] == pytest.approx(answer["vcov"][1][1] ** 0.5, rel=1e-4)
    assert found.group_covariance == pytest.approx(matrix(answer, "g"), rel=2e-3)
    assert found.member_covariance == pytest.approx(matrix(answer, "m"), rel=2e-3)


def test_three_levels_are_as_high_as_the_model_written_out(thousand_rows: pl.DataFrame) -> None:
    table = dict(
        zip(("group", "member", "time", "outcome"), thousand_rows.select("g", "m", "t", "y").to_numpy().T, strict=True)
    )
    table = {name: column[table["group"] < 6] for name, column in table.items()}
    found, expected = fit_growth(table, group="group"), highest(table)
    ours = [found.member_covariance, found.group_covariance]
    assert found.log_likelihood == pytest.approx(expected.at.log_likelihood, rel=1e-8)
    assert dense(table, ours, found.residual_variance).log_likelihood == pytest.approx(found.log_likelihood, rel=1e-10)
    assert found.fixed["slope"] == pytest.approx(expected.at.fixed[1], rel=1e-5)
    for mine, theirs in zip(ours, expected.covariances, strict=True):
        assert mine == pytest.approx(theirs, rel=1e-4)


DYESTUFF = """1545 1440 1440 1520 1580 1540 1555 1490 1560 1495 1595 1550 1605 1510 1560
1445 1440 1595 1465 1545 1595 1630 1515 1635 1625 1520 1455 1450 1480 1445"""
DYESTUFF_SIMULATED = """7.298 3.846 2.434 9.566 7.990 5.220 6.556 0.608 11.788 -0.892 0.110 10.386 13.434 5.510 8.166
2.212 4.852 7.092 9.288 4.980 0.282 9.014 4.458 9.446 7.198 1.722 4.782 8.106 0.758 3.758"""


@pytest.mark.parametrize(
    ("text", "log_likelihood", "between", "residual"),
    [
        # Box & Tiao (1973), tables 5.1.1 and 5.1.4; lme4 1.1-31: REML criteria 319.65427684 and 161.82827781.
        (DYESTUFF, -159.82713842, 1764.05, 2451.25),
        (DYESTUFF_SIMULATED, -80.91413891, 0.0, 13.806309628),
    ],
)
def test_dyestuff_with_and_without_variance_between_batches(
    text: str, log_likelihood: float, between: float, residual: float
) -> None:
    table = {"outcome": np.array(text.split(), dtype=float), "member": np.repeat(list("ABCDEF"), 5)}
    found = fit_growth(table, time=None)
    assert found.log_likelihood == pytest.approx(log_likelihood, rel=1e-8)
    assert found.member_covariance == pytest.approx(np.array([[between]]), rel=1e-6, abs=1e-9)
    assert found.residual_variance == pytest.approx(residual, rel=1e-5)
    assert found.singular == (between == 0)
