"""Round robins against TripleR 1.5.4, srm 0.5-1 and a dense likelihood in base R, on real data."""

import json

import numpy as np
import polars as pl
import pytest

from fourfold.inference.round_robin import RoundRobin, fit_round_robin
from tests.reference.data import shared

pytestmark = pytest.mark.reference

SRM01 = {"group": "Group", "rater": "Actor", "target": "Partner"}
LIKING = {"rater": "perceiver.id", "target": "target.id", "value": "liking_a"}
TRIPLER = [
    ("tripler_likingLong", "tripler_likingLong_liking_a", {"group": None, **LIKING}),
    ("tripler_multiLikingLong", "tripler_multiLikingLong_liking_a", {"group": "group.id", **LIKING}),
    ("srm_data.srm01", "tripler_srm01_Wert1", {**SRM01, "value": "Wert1"}),
    ("srm_Warner", "tripler_Warner_prop.T1", {"group": None, "rater": "actor.id", "target": "partner.id", "value": "prop.T1"}),
]
NAMES = {
    "actor variance": "actor",
    "partner variance": "partner",
    "relationship variance": "relationship",
    "actor-partner covariance": "actor_partner",
    "relationship covariance": "reciprocity",
}


def _table(name: str) -> pl.DataFrame:
    return pl.read_csv(shared(f"round_robin/{name}.csv"), infer_schema_length=None)


def _answers(name: str) -> dict:
    return json.loads(shared(f"round_robin/{name}.json").read_text())


@pytest.mark.parametrize(("data", "answers", "columns"), TRIPLER)
def test_anova_is_tripler(data: str, answers: str, columns: dict) -> None:
    expected = _answers(answers)
    found = fit_round_robin(_table(data), method="anova", **columns)
    components = {row["type"]: row for row in expected["varComp"] if row["type"] in NAMES}
    for words, name in NAMES.items():
        scale = max(1.0, abs(components[words]["estimate"]))
        assert getattr(found.variances, name) == pytest.approx(components[words]["estimate"], abs=1e-10 * scale)
        assert getattr(found.standard_errors, name) == pytest.approx(components[words]["se"], rel=1e-9)
    _same_effects(found, expected["effects"], columns["value"], grouped=columns["group"] is not None)


def _same_effects(found: RoundRobin, expected: list[dict], value: str, *, grouped: bool) -> None:
    own = found.effects
    ours = {(g, p): (a, b) for g, p, a, b in zip(own.group, own.person, own.actor, own.partner, strict=True)}
    assert len(ours) == len(expected)
    for row in expected:
        place = (row.get("group.id", "all") if grouped else "all", row["id"].split()[-1])
        np.testing.assert_allclose(ours[place], (row[f"{value}.a"], row[f"{value}.p"]), atol=1e-10)


@pytest.mark.parametrize("answers", ["tripler_multiLikingLong_liking_a", "tripler_srm01_Wert1"])
def test_the_group_variance_of_anova_is_tripler(answers: str) -> None:
    data, columns = next((data, columns) for data, name, columns in TRIPLER if name == answers)
    found = fit_round_robin(_table(data), method="anova", group_variance=True, **columns)
    assert found.variances.group == pytest.approx(_answers(answers)["group.var"], abs=1e-12)


def test_maximum_likelihood_is_srm() -> None:
    expected = _answers("srm_srm01_Wert1")
    found = fit_round_robin(_table("srm_data.srm01"), method="ml", value="Wert1", **SRM01)
    names = {"F1@A~~F1@A": "actor", "F1@P~~F1@P": "partner", "F1@A~~F1@P": "actor_partner"}
    names |= {"F1@AP~~F1@AP": "relationship", "F1@AP~~F1@PA": "reciprocity"}
    assert found.log_likelihood == pytest.approx(expected["logLik"], rel=1e-12)
    for theirs, ours in names.items():
        assert getattr(found.variances, ours) == pytest.approx(expected["coef"][theirs], abs=1e-7)
        assert getattr(found.standard_errors, ours) == pytest.approx(expected["se"][theirs], rel=1e-6)
    assert found.mean == pytest.approx(expected["coef"]["Wert1@A~1Wert1@A"], abs=1e-10)
    assert found.mean_se == pytest.approx(expected["se"]["Wert1@A~1Wert1@A"], rel=1e-6)


@pytest.mark.parametrize("value", ["Wert1", "Wert2", "Wert3"])
@pytest.mark.parametrize("kind", ["ML", "REMLg"])
def test_missing_ratings_are_the_dense_likelihood(value: str, kind: str) -> None:
    """The reference stops a little before the top, so ours may only be larger."""
    expected = _answers("incomplete_dense")[f"srm01miss30_{value}_{kind}"]
    reml = kind == "REMLg"
    table = _table("srm_data.srm01_miss30")
    found = fit_round_robin(table, value=value, method="reml" if reml else "ml", group_variance=reml, **SRM01)
    names = {"actor_var": "actor", "partner_var": "partner", "rel_var": "relationship"}
    names |= {"actor_partner_cov": "actor_partner", "rel_cov": "reciprocity"}
    assert found.converged
    assert found.n_ratings == expected["n"]
    assert found.log_likelihood == pytest.approx(expected["logLik"], rel=1e-8)
    assert found.log_likelihood >= expected["logLik"] - 1e-9
    for theirs, ours in names.items():
        assert getattr(found.variances, ours) == pytest.approx(expected[theirs], abs=1e-5)
    assert (found.mean, found.mean_se) == pytest.approx((expected["mu"], expected["se_mu"]), abs=1e-6)
    if reml and expected["group_var"] < 1e-6:
        assert found.variances.group == 0
        assert any("group variance is estimated as zero" in sentence for sentence in found.warnings)
    elif reml:
        assert found.variances.group == pytest.approx(expected["group_var"], abs=1e-5)


def test_families_of_three_can_be_fitted_without_anova() -> None:
    columns = {"group": "family.id", "rater": "actor.id", "target": "partner.id", "value": "anx1"}
    table = _table("fsrm_three.person")
    found = fit_round_robin(table, method="reml", **columns)
    assert found.converged
    assert (found.n_groups, found.n_ratings) == (208, 1248)
    likelihoods = [fit_round_robin(table, method="ml", **columns).log_likelihood for _ in range(2)]
    assert likelihoods[0] == likelihoods[1]
