"""Each shipped instrument as a Questionnaire: LForms shows it, it is filled in at random, and three programs score alike."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from fourfold.formats.fhir import questionnaire_of
from fourfold.formats.fhir.naming import score_link
from fourfold.formats.fhir.questionnaire import answer_coding
from fourfold.formats.fhir.validation import problems
from fourfold.instruments import Instrument, catalogue, instrument
from fourfold.instruments.instrument import Kind
from fourfold.instruments.scoring import score_scale
from fourfold.instruments.wording import worded
from fourfold.vocabulary import NotEnoughData
from tests.instruments.questionnaires import questionnaire as made_for_tests
from tests.peers.lforms import NPM, lforms_page, require_peers

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.peer
ROUNDS, FILLS = 4, 5
"""Four empty forms, each filled in five times: 20 in all. The first of each round leaves some items out."""
NEAR = 1e-6

ANSWERED = [key for key in catalogue() if instrument(key).kind is Kind.ANSWERED]
PHQ = instrument("phq_9")
MADE = {
    "made-up words, answers by LOINC": worded(
        PHQ,
        {item.key: f"Sentence {item.key}" for item in PHQ.items},
        {"*": {str(value): f"answer {value}" for value in PHQ.items[0].values}},
        "en",
    ),
    "only one turned, and left out": made_for_tests(7, reversed_items=(4,)),
    "turned, mean": made_for_tests(9, reversed_items=(2, 5, 9), score="mean"),
    "turned, sum of few": made_for_tests(4, reversed_items=(1, 2, 3, 4)),
    "safety, factor": made_for_tests(10, safety=9, reversed_items=(3,), scale="factor = 2.5"),
    "their own rule": made_for_tests(8, missing='missing = { most_missing = 3, source = "made for the tests" }'),
}

Fill = dict[str, int]
"""The answer to each item, by its key."""


@pytest.fixture(scope="module")
def page() -> Iterator["Page"]:
    with lforms_page() as opened:
        yield opened


def test_the_peers_are_there() -> None:
    require_peers()


@pytest.mark.parametrize("key", ANSWERED)
def test_lforms_and_fhirpath_score_a_shipped_instrument_as_we_do(page: "Page", key: str) -> None:
    agree(page, instrument(key), "en" if len(key) % 2 else "es")


@pytest.mark.parametrize("name", MADE)
def test_lforms_and_fhirpath_score_hard_cases_as_we_do(page: "Page", name: str) -> None:
    agree(page, MADE[name], "en")


def agree(page: "Page", chosen: Instrument, language: str) -> None:
    written = questionnaire_of(chosen, language)
    rounds = [fills_of(chosen, Random(f"{chosen.key} {round_}")) for round_ in range(ROUNDS)]
    shown = page.evaluate("([q, rounds]) => filledIn(q, rounds)", [written, [[clicks(chosen, f) for f in r] for r in rounds]])
    responses, fills = shown["responses"], [fill for fills in rounds for fill in fills]
    assert len(responses) == ROUNDS * FILLS
    assert all(str(item["text"]) in shown["texts"] for item in written["item"])
    answered_as_clicked(chosen, responses, fills, language=language)
    by_fhirpath = fhirpath_scores(written, responses)
    for fill, response, theirs in zip(carried_over(rounds), responses, by_fhirpath, strict=True):
        assert not [p for p in problems(written, response) if p.is_error]
        ours = our_scores(chosen, fill)
        assert lforms_scores(chosen, response) == pytest.approx(ours, abs=NEAR), (chosen.key, fill)
        assert theirs == pytest.approx(ours, abs=NEAR), (chosen.key, fill)


def asked(chosen: Instrument) -> list[str]:
    """The items that a single person answers once; one that names several people is shown, and left alone."""
    return [item.key for item in chosen.items if item.target is None or not item.target.is_named]


def fills_of(chosen: Instrument, random: Random) -> list[Fill]:
    """Random answers: to some items first, since what was clicked cannot be taken back; then to all, each time anew."""
    keys = asked(chosen)
    fills = [{key: random.choice(chosen.item(key).values) for key in keys} for _ in range(FILLS)]
    left_out = random.sample(keys, random.randint(1, max(1, len(keys) // 4)))
    return [{key: value for key, value in fills[0].items() if key not in left_out}, *fills[1:]]


def carried_over(rounds: list[list[Fill]]) -> list[Fill]:
    """What stands on the form after each fill: what was clicked before stays where nothing new was clicked."""
    standing: list[Fill] = []
    for fills in rounds:
        now: Fill = {}
        for fill in fills:
            now = now | fill
            standing.append(now)
    return standing


def clicks(chosen: Instrument, fill: Fill) -> list[tuple[str, int]]:
    return [(key, chosen.item(key).values.index(value)) for key, value in fill.items()]


def answered_as_clicked(chosen: Instrument, responses: list[dict[str, Any]], fills: list[Fill], *, language: str) -> None:
    """A form that ignored the clicks would agree on nothing but empty totals."""
    for response, fill in zip(responses, fills, strict=True):
        given = {i["linkId"]: i["answer"][0]["valueCoding"]["code"] for i in response["item"] if i["linkId"] in fill}
        assert given == {k: answer_coding(chosen, chosen.item(k), v, language)["code"] for k, v in fill.items()}


def our_scores(chosen: Instrument, fill: Fill) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for scale in chosen.scales:
        try:
            found[score_link(scale)] = score_scale(chosen, scale.key, fill).value
        except NotEnoughData:
            found[score_link(scale)] = None
    return found


def lforms_scores(chosen: Instrument, response: dict[str, Any]) -> dict[str, float | None]:
    given = {item["linkId"]: item["answer"][0]["valueDecimal"] for item in response["item"] if item.get("answer")
             and "valueDecimal" in item["answer"][0]}  # fmt: skip
    return {score_link(scale): given.get(score_link(scale)) for scale in chosen.scales}


def fhirpath_scores(written: dict[str, Any], responses: list[dict[str, Any]]) -> list[dict[str, float | None]]:
    """By fhirpath.js from the answers alone: without LForms' totals, and without the weights that it wrote beside answers."""
    bare = [{**r, "item": [_bare(i) for i in r["item"] if not i["linkId"].startswith("score-")]} for r in responses]
    told = json.dumps([{"questionnaire": written, "responses": bare}])
    script = str(Path(__file__).parent / "fhirpath_scores.cjs")
    home = {"PATH": os.environ["PATH"], "NODE_PATH": str(NPM / "node_modules")}
    run = subprocess.run(["node", script], input=told, text=True, capture_output=True, timeout=120, check=False, env=home)
    assert run.returncode == 0, run.stderr
    scores: list[dict[str, float | None]] = json.loads(run.stdout)[0]
    return scores


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    codings = [answer["valueCoding"] for answer in item["answer"]]
    return {**item, "answer": [{"valueCoding": {k: v for k, v in coding.items() if k != "extension"}} for coding in codings]}
