"""Scores, boundaries and alphas of the catalogue agree with what other programs and public data give."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fourfold.instruments import (
    ChangeWord,
    Norm,
    change_band,
    criteria,
    cronbach_alpha,
    instrument,
    keying_check,
    reliable_change,
    score,
    se_of_difference,
)
from fourfold.instruments.loader import read
from tests.reference.data import shared

VECTORS: dict[str, Any] = json.loads((Path(__file__).parent / "instruments.json").read_text(encoding="utf-8"))
POSITIVE = {"SCS_SelfKindness": "self_kindness", "SCS_CommonHumanity": "common_humanity", "SCS_Mindfulness": "mindfulness"}
NEGATIVE = {"SCS_SelfJudgment": "self_judgment", "SCS_Isolation": "isolation", "SCS_OverIdentified": "over_identification"}
FSCRS = {"FSCRS_InadequateSelf": "inadequate_self", "FSCRS_HatedSelf": "hated_self", "FSCRS_ReassuringSelf": "reassured_self"}


def _answers(values: list[int]) -> dict[str, int]:
    return {f"q{i}": value for i, value in enumerate(values, start=1)}


def _vectors(name: str) -> list[tuple[list[int], dict[str, float]]]:
    return list(zip(VECTORS[name]["items"], VECTORS[name]["expected"], strict=True))


@pytest.mark.parametrize(("items", "expected"), _vectors("scs26"))
def test_self_compassion_scores_as_biopsykit_does(items: list[int], expected: dict[str, float]) -> None:
    found = score(instrument("scs_26"), _answers(items))
    assert found["total"].value == pytest.approx(expected["SCS"], abs=1e-6)
    for theirs, ours in POSITIVE.items():
        assert found[ours].value == pytest.approx(expected[theirs])
    for theirs, ours in NEGATIVE.items():  # they print the negative halves turned round
        assert found[ours].value == pytest.approx(6 - expected[theirs])


@pytest.mark.parametrize(("items", "expected"), _vectors("fscrs"))
def test_self_criticism_scores_as_biopsykit_does(items: list[int], expected: dict[str, float]) -> None:
    found = score(instrument("fscrs"), _answers(items))
    assert {theirs: found[ours].value for theirs, ours in FSCRS.items()} == expected


def test_the_phq_9_example_of_us_core_scores_and_reads_as_published() -> None:
    phq = instrument("phq_9")
    total = score(phq, _answers(VECTORS["phq9"]["items"]))["total"].value
    told = [band.label for band in phq.bands(phq.scale("total"))["severity"] if total >= band.at_least]
    assert (total, told[-1]) == (VECTORS["phq9"]["expected"]["total"], VECTORS["phq9"]["expected"]["band"])


def test_a_core_10_that_falls_by_the_progress_of_camcops_is_better_within_noise() -> None:
    report = VECTORS["core10"]["expected"]
    band = change_band(instrument("core_10"), "total", report["initial_mean"], report["latest_mean"])
    assert (-band.change, band.word) == (report["progress"], ChangeWord.BETTER_WITHIN_NOISE)


def test_reliable_change_and_the_boundary_between_populations_agree_with_r() -> None:
    given, expected = VECTORS["jacobson_truax"]["inputs"], VECTORS["jacobson_truax"]["expected"]
    clinical = Norm("clinical", given["m_clin"], given["sd_clin"], 100, "made up", "made up", clinical=True)
    general = Norm("general", given["m_func"], given["sd_func"], 100, "made up", "made up")
    found = criteria(clinical, general)
    assert (found.a, found.b, found.c) == (expected["a"], expected["b"], expected["c"])
    assert reliable_change(given["sd_clin"], given["rel"]) == pytest.approx(expected["rci95"], abs=5e-5)


def test_a_change_in_standard_errors_is_the_one_of_r() -> None:
    given, expected = VECTORS["changes_in_standard_errors"]["inputs"], VECTORS["changes_in_standard_errors"]["expected"]
    error = se_of_difference(given["sd"], given["rel"])
    assert error == pytest.approx(expected["s_diff"], abs=5e-7)
    assert [change / error for change in given["changes"]] == pytest.approx(expected["rci"], abs=5e-7)


@pytest.mark.parametrize("dimension", ["r", "p", "e"])
def test_alpha_of_public_answers_is_the_one_of_their_covariances(dimension: str) -> None:
    with shared("instruments/reprores_EMBU_mother.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    items = [column for column in people[0] if column[0] == dimension and column[1:].isdecimal()]
    rows = [[int(one[item]) for item in items] for one in people if all(one[item].isdecimal() for item in items)]
    spread = np.cov(np.array(rows), rowvar=False)
    alpha = len(items) / (len(items) - 1) * (1 - np.trace(spread) / spread.sum())
    found = cronbach_alpha(rows)
    assert (found.n, found.n_items) == (len(rows), len(items))
    assert len(rows) > 90
    assert found.value == pytest.approx(float(alpha))


STATED = {  # where the catalogue keeps what was worked out on files that are not there
    ("scs_26", "total"): ("scs26_it", "alpha_total"),
    **{("scs_26", key): ("scs26_it", key) for key in (*POSITIVE.values(), *NEGATIVE.values())},
    ("scs_sf", "total"): ("scs_sf_from26", "alpha"),
    ("k6", "total"): ("sro_k6", ""),
    ("maas", "total"): ("sro_maas", ""),
    **{("ffmq_39", key): ("sro_ffmq39", key) for key in ("observe", "describe", "act_aware", "nonjudge", "nonreact")},
    ("iri", "fantasy"): ("iri_spanish", "FS"),
    ("iri", "perspective_taking"): ("iri_spanish", "PT"),
    ("iri", "empathic_concern"): ("iri_spanish", "EC"),
    ("iri", "personal_distress"): ("iri_spanish", "PD"),
}


@pytest.mark.parametrize(("key", "scale"), STATED)
def test_an_alpha_worked_out_elsewhere_stands_in_the_catalogue_as_it_was_stated(key: str, scale: str) -> None:
    stated = json.loads(shared("instruments/testvectors.json").read_text(encoding="utf-8"))["alphas"]["expected"]
    name, part = STATED[key, scale]
    value = stated[name][part] if part else stated[name]
    assert value in [one.value for one in instrument(key).scale(scale).reliability if one.kind == "alpha"]


def test_norms_worked_out_elsewhere_stand_in_the_catalogue_as_they_were_stated() -> None:
    stated = json.loads(shared("instruments/testvectors.json").read_text(encoding="utf-8"))["alphas"]["expected"]
    long, short = stated["scs26_it"], stated["scs_sf_from26"]
    whole, *parts = instrument("scs_26").scale("total").norms
    assert (whole.n, whole.mean, whole.sd) == (long["n"], long["mean_total"], long["sd_total"])
    assert [[part.n, part.mean, part.sd] for part in parts] == [
        long[name] for name in ("rescue_workers", "community_sample", "student_sample")
    ]
    cut_out = instrument("scs_sf").scale("total").norms[0]
    assert (cut_out.mean, cut_out.sd) == (short["mean"], short["sd"])


def test_alpha_of_a_public_questionnaire_is_the_one_worked_out_elsewhere() -> None:
    with gzip.open(shared("instruments/reprores_eq_data.csv.gz"), "rt", encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    items = [column for column in people[0] if column.startswith("Q")]
    rows = [[_eq(one[item], item) for item in items] for one in people if all(one[item] not in ("", "NA") for item in items)]
    found, expected = cronbach_alpha(rows), VECTORS["empathy_quotient"]
    assert (found.n, found.n_items) == (expected["n_complete"], 22)
    assert found.value == pytest.approx(expected["alpha"], abs=5e-4)
    assert found.low < found.value < found.high
    assert sum(map(sum, rows)) / len(rows) == pytest.approx(expected["mean_sum"], abs=5e-3)


def _eq(said: str, item: str) -> int:
    strong, slight = ("strongly disagree", "slightly disagree") if item.endswith("R") else ("strongly agree", "slightly agree")
    return {strong: 2, slight: 1}.get(said, 0)


SELF_LIKING = """
key = "liking"
version = "1"
title = "Self-liking"
source = "columns of the public file"
licence = "MIT"
lowest = 1
highest = 5
numbered = 16
unscored = [2, 4, 8, 10, 12, 13, 14, 16]
[[scales]]
key = "liking"
title = { en = "Self-liking", es = "Gusto por uno mismo" }
items = [1, 3, 5, 6, 7, 9, 11, 15]
reversed = [1, 6, 7, 15]
score = "sum"
"""


def test_a_wrong_key_is_noticed_in_public_answers() -> None:
    with shared("instruments/R_SLCS.csv").open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    given = [{f"q{i}": int(one[f"SLCS_{i}"]) for i in range(1, 17) if one[f"SLCS_{i}"].isdecimal()} for one in people]
    right = keying_check(read(SELF_LIKING, "liking.toml"), "liking", given)
    assert not right.warns
    assert right.keyed.value > 0.8 > right.raw.value
    wrong = keying_check(read(SELF_LIKING.replace("[1, 6, 7, 15]", "[1, 6, 7, 9, 15]"), "liking.toml"), "liking", given)
    assert wrong.against == ("q9",)
    none = keying_check(read(SELF_LIKING.replace("[1, 6, 7, 15]", "[]"), "liking.toml"), "liking", given)
    assert none.warns
    assert none.raw == none.keyed
