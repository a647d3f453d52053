"""What is known stands with its limits, in both languages, and no figure without a source."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import InstrumentRefused
from fourfold.instruments.toml_table import Table
from fourfold.web.knowledge.definitions import definitions
from fourfold.web.knowledge.definitions import read as read_definitions
from fourfold.web.knowledge.evidence import Effect, evidence, read
from fourfold.web.knowledge.shown import figures, told
from fourfold.web.models import User
from tests.feedback.test_words import FORBIDDEN
from tests.web.personas import World

FINDINGS = [finding for topic in evidence().topics for finding in topic.findings]
WHOLE: dict[str, Any] = {
    "central": [{"finding": "a", "say": {"en": "So.", "es": "Así."}}],
    "topics": [
        {
            "key": "one",
            "title": {"en": "One", "es": "Uno"},
            "say": {"en": "So.", "es": "Así."},
            "findings": [
                {
                    "key": "a",
                    "about": {"en": "this", "es": "esto"},
                    "found": {"en": "So.", "es": "Así."},
                    "design": {"en": "trial", "es": "ensayo"},
                    "citation": "made for the tests (2026)",
                    "effects": [{"of": {"en": "x", "es": "x"}, "measure": "g", "value": 0.5, "low": 0.1, "high": 0.9}],
                    "limits": [{"en": "Small.", "es": "Pequeño."}],
                }
            ],
        }
    ],
}


def refusal(change: Callable[[dict[str, Any], dict[str, Any]], object]) -> str:
    """What the file says when one thing in it is changed."""
    finding = {**WHOLE["topics"][0]["findings"][0]}
    whole = {"central": WHOLE["central"], "topics": [{**WHOLE["topics"][0], "findings": [finding]}]}
    change(whole, finding)
    with pytest.raises(InstrumentRefused) as caught:
        read(Table("evidence.toml", "", whole))
    return str(caught.value)


def texts(entries: Any, language: str) -> Iterator[str]:
    """Every text of what is shown in a language."""
    if isinstance(entries, dict):
        for key, value in entries.items():
            if key not in {"key", "finding", "citation", "address", "figures", "measure", "year", "instruments"}:
                yield from texts(value, language)
    elif isinstance(entries, list):
        for one in entries:
            yield from texts(one, language)
    elif isinstance(entries, str):
        yield entries


def test_all_findings_are_there_each_once_and_the_central_ones_first() -> None:
    assert len(FINDINGS) == 25
    assert max(Counter(f.key for f in FINDINGS).values()) == 1
    assert [one.finding for one in evidence().central][:2] == ["lococo2022", "burlingame2018"]
    assert read(Table("evidence.toml", "", WHOLE)).topics[0].findings[0].key == "a"


def test_a_finding_that_nobody_saw_has_no_figure_anywhere() -> None:
    unseen = [f for f in FINDINGS if f.unseen]
    assert {f.key for f in unseen} == {"martin2000", "eubanks2018", "kirby2017"}
    assert not [f.key for f in unseen if f.effects or f.studies or f.people]
    assert not [f.key for f in unseen for text in (f.found["en"], f.found["es"]) if re.search(r"\d", text)]


def test_what_was_recalled_and_not_seen_is_left_out() -> None:
    (cohesion,) = [f for f in FINDINGS if f.key == "burlingame2018"]
    assert cohesion.people is None
    assert cohesion.studies == 55


@pytest.mark.parametrize("finding", FINDINGS, ids=[f.key for f in FINDINGS])
def test_each_finding_has_its_limits_and_a_year(finding: Any) -> None:
    assert finding.limits
    assert re.search(r"\b(19|20)\d\d\b", finding.citation)
    assert not finding.address or finding.address.startswith("https://")


@pytest.mark.parametrize("language", ["en", "es"])
def test_words_are_kind_and_sentences_short(language: str) -> None:
    wrong = re.compile(FORBIDDEN[language], flags=re.IGNORECASE)
    shown = [*texts(told(evidence(), language), language), *texts(told(definitions(), language), language)]
    assert len(shown) > 200
    assert not [text for text in shown if wrong.search(text)]
    for text in shown:
        assert all(len(sentence.split()) <= 25 for sentence in re.split(r"(?<=[.?!:])\s", text)), text


@pytest.mark.parametrize("read_one", [evidence, definitions])
def test_figures_in_sentences_are_the_same_in_both_languages(read_one: Callable[[], Any]) -> None:
    english, spanish = (list(texts(told(read_one(), language), language)) for language in ("en", "es"))
    assert len(english) == len(spanish)
    for one, other in zip(english, spanish, strict=True):
        assert re.findall(r"\d+", one) == re.findall(r"\d+", other), one


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda w, f: f.update(limits=[]), "topic 'one', finding 'a', limits: there is none; write at least one"),
        (lambda w, f: f.update(limits=[{"en": "Small."}]), "limit 1, es: is missing or no text"),
        (lambda w, f: f.update(unseen=True), "unseen: a finding that nobody has seen in a source has no figures"),
        (lambda w, f: f.update(colour="red"), "finding 'a', colour: is not a field here; use one of key, unseen"),
        (lambda w, f: f.update(effects=[{"measure": "z"}]), "effect 1, measure: 'z' is not known; use one of r, d, g, size"),
        (
            lambda w, f: f.update(effects=[{**f["effects"][0], "value": 2.0}]),
            "value: 2 does not lie between low 0.1 and high 0.9; mend one of them",
        ),
        (
            lambda w, f: f.update(effects=[{k: v for k, v in f["effects"][0].items() if k != "high"}]),
            "low: an interval has both ends; write low and high, or neither",
        ),
        (lambda w, f: w.update(central=[{"finding": "b"}]), "central 1, finding: 'b' is no finding; name one by its key"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_place_and_remedy(
    change: Callable[[dict[str, Any], dict[str, Any]], object], said: str
) -> None:
    assert said in refusal(change)


def test_a_definition_of_an_unknown_word_is_refused() -> None:
    wrong = {"words": [], "definitions": [{"key": "a", "of": ["pity"]}], "measures": []}
    with pytest.raises(InstrumentRefused, match="definition 'a', of: 'pity' is not among the words"):
        read_definitions(Table("definitions.toml", "", wrong))


@pytest.mark.parametrize(
    ("effect", "english", "spanish"),
    [
        (Effect({}, "r", 0.215, 0.178, 0.252, None), "r = 0.215 [0.178, 0.252]", "r = 0,215 [0,178; 0,252]"),
        (Effect({}, "g", 0.6, 0.41, 0.8, None), "g = 0.60 [0.41, 0.80]", "g = 0,60 [0,41; 0,80]"),
        (Effect({}, "g", 0.23, None, None, 4.14), "g = 0.23 to 4.14", "g = 0,23 a 4,14"),
        (Effect({}, "size", 0.18, None, None, None), "0.18", "0,18"),
    ],
)
def test_figures_are_read_as_in_the_language(effect: Effect, english: str, spanish: str) -> None:
    assert [figures(effect, language).replace("\u00a0", " ") for language in ("en", "es")] == [english, spanish]


@given(value=st.integers(-3000, 3000).map(lambda n: n / 1000), language=st.sampled_from(["en", "es"]))
def test_a_figure_loses_nothing(value: float, language: str) -> None:
    said = figures(Effect({}, "size", value, None, None, None), language)
    assert float(said.replace(",", ".")) == value


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_shows_every_finding_beside_its_limits_and_asks_nothing_of_the_world(
    world: World, signed_in: Callable[[str], Client], language: str
) -> None:
    User.objects.filter(pk=world.users["supervisor"].pk).update(language=language)
    page = signed_in("supervisor").get(reverse("evidence")).content.decode()
    for finding in told(evidence(), language)["topics"][0]["findings"]:
        assert f'id="{finding["key"]}"' in page
        assert all(limit in page for limit in finding["limits"])
    assert page.count('class="both"') == len(FINDINGS)
    assert not re.search(r'(href|src|action)="https?:', page)
    assert ("r = 0,215 [0,178; 0,252]" if language == "es" else "r = 0.215 [0.178, 0.252]") in page.replace("\u00a0", " ")


def test_empathy_and_compassion_stand_apart_with_their_measures(world: World, signed_in: Callable[[str], Client]) -> None:
    found = told(definitions(), "en")
    assert [word["key"] for word in found["words"]] == ["empathy", "compassion"]
    assert {one["key"] for one in found["definitions"]} == {"davis", "singer", "goetz", "gilbert", "neff", "strauss"}
    page = signed_in("manager").get(reverse("definitions")).content.decode()
    empathy, compassion = page.split('id="compassion"')
    assert "Interpersonal Reactivity Index" in empathy
    assert "Interpersonal Reactivity Index" not in compassion
    assert "Compassion does not excuse harm." in page
    assert reverse("instrument", args=["iri"]) in empathy
    assert reverse("instrument", args=["socs_o"]) in compassion
