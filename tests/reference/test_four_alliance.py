"""The four-alliance model against a dense covariance computed in R (fouralliance_gold)."""

import csv
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from fourfold.cli import main
from fourfold.inference import alliance_posterior
from fourfold.inference.four_alliance import AllianceFilter, Parameters, fixed_effects
from fourfold.inference.four_alliance.long_table import histories_of
from tests.reference.data import shared

pytestmark = pytest.mark.reference


@pytest.fixture(scope="module")
def answers() -> Mapping[str, Any]:
    return json.loads(shared("round_robin/fouralliance_gold.json").read_text())


@pytest.fixture(scope="module")
def table() -> dict[str, list[str]]:
    rows = list(csv.DictReader(shared("round_robin/fouralliance_gold_data.csv").read_text().splitlines()))
    return {name: [row[name] for row in rows] for name in rows[0]}


def test_every_effect_and_the_log_likelihood(answers: Mapping[str, Any], table: dict[str, list[str]]) -> None:
    found = alliance_posterior(table, Parameters.from_mapping(answers["parameters"]))
    assert found.log_likelihood == pytest.approx(answers["logLik_at_true_fixed_effects"], rel=1e-10)
    known = {(effect.group, effect.effect): effect for effect in found.latent}
    assert len(known) == len(found.latent)
    for expected in answers["latent"]:
        effect = known[expected["group"], expected["effect"]]
        assert effect.mean == pytest.approx(expected["mean"], abs=1e-10)
        assert effect.sd == pytest.approx(expected["sd"], abs=1e-10)


def test_the_filter_alone_reaches_the_last_session(answers: Mapping[str, Any], table: dict[str, list[str]]) -> None:
    parameters = Parameters.from_mapping(answers["parameters"])
    latent = {(e["group"], e["effect"]): e for e in answers["latent"]}
    for key, history in histories_of(table).items():
        known = AllianceFilter(parameters)
        for person, is_facilitator in zip(history.persons, history.is_facilitator, strict=True):
            known.add_person(person, is_facilitator=bool(is_facilitator))
        for ratings in history.sessions:
            known.step(ratings)
        for block in ("MM", "MT", "TM", "MG", "TG"):
            expected, reading = latent[key, f"gamma_{block}_s6"], known.reading({("gamma", block): 1.0})
            assert (reading.mean, reading.sd) == pytest.approx((expected["mean"], expected["sd"]), abs=1e-10)


def test_the_command_prints_the_answers(
    answers: Mapping[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [str(shared(f"round_robin/fouralliance_gold{end}")) for end in ("_data.csv", ".json")]
    monkeypatch.setattr("sys.argv", ["fourfold", "posterior", files[0], "--parameters", files[1], "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    said = json.loads(capsys.readouterr().out)
    assert said["log_likelihood"] == pytest.approx(answers["logLik_at_true_fixed_effects"], rel=1e-10)
    known = {(effect["group"], effect["effect"]): effect["mean"] for effect in said["latent"]}
    for expected in answers["latent"]:
        assert known[expected["group"], expected["effect"]] == pytest.approx(expected["mean"], abs=1e-10)


def test_generalised_least_squares(answers: Mapping[str, Any], table: dict[str, list[str]]) -> None:
    found = fixed_effects(list(histories_of(table).values()), Parameters.from_mapping(answers["parameters"]))
    names = ("MM", "MT", "TM", "MG", "TG", "slope")
    np.testing.assert_allclose(found.estimate, [answers["gls_beta"][name] for name in names], atol=1e-10)
    np.testing.assert_allclose(found.se, [answers["gls_se"][name] for name in names], atol=1e-10)
    assert found.log_likelihood == pytest.approx(answers["logLik_profile_ML"], rel=1e-10)
    assert found.restricted_log_likelihood == pytest.approx(answers["logLik_REML"], rel=1e-10)
