"""Instruments as Questionnaires: what is in them, what is never in them, and that they keep R4's rules for Questionnaires."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from fourfold.formats.fhir import form_problems, problems, questionnaire_of, wording_of
from fourfold.formats.fhir.definition import definition_of
from fourfold.instruments import Instrument, catalogue, instrument
from fourfold.instruments.instrument import Codes, Kind
from fourfold.instruments.wording import WordingRefused, worded
from tests.instruments.questionnaires import questionnaire as made_for_tests

EVERY = [instrument(key) for key in catalogue()]
OF_OTHERS = [one for one in EVERY if not one.has_wording]


def walk(holder: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in holder.get("item", ()):
        yield item
        yield from walk(item)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.key)
def test_every_instrument_is_a_questionnaire_by_the_rules_of_r4(one: Instrument, language: str) -> None:
    made = json.loads(json.dumps(questionnaire_of(one, language)))
    assert made["status"] == "active"
    assert form_problems(made) == ()
    assert definition_of(made).by_link.keys() >= {item.key for item in one.items} | {f"score-{s.key}" for s in one.scales}
    for item in walk(made):
        assert item["text"]
        assert item["type"] in ("choice", "decimal", "display")
        assert (item["type"] == "choice") == bool(item.get("answerOption"))
        assert item["type"] != "display" or not {"code", "required", "repeats", "readOnly", "initial"} & item.keys()
        codes = [(c["valueCoding"]["system"], c["valueCoding"]["code"]) for c in item.get("answerOption", ())]
        assert len(set(codes)) == len(codes)
    answered = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": f"{made['url']}|{made['version']}",
    }
    assert problems(made, answered) == ()


@pytest.mark.parametrize("one", OF_OTHERS, ids=lambda one: one.key)
def test_no_sentence_of_a_published_instrument_is_in_what_we_write(one: Instrument) -> None:
    for item in walk(questionnaire_of(one, "es")):
        assert item["type"] == "decimal" or item["text"].endswith("(texto no importado)")
        assert all(option["valueCoding"]["display"].isdigit() for option in item.get("answerOption", ()))


def test_an_own_instrument_comes_with_its_words_and_names_nobody() -> None:
    made = questionnaire_of(instrument("member_check_in"), "en")
    items = {item["linkId"]: item for item in walk(made)}
    assert items["bond.group"]["text"] == "Today this group felt like a place for me."
    assert items["bond.peer"]["text"] == "It felt good to be with … today."
    assert items["bond.peer"]["repeats"] is True
    assert [o["valueCoding"]["display"] for o in items["bond.group"]["answerOption"]][::6] == [
        "1 – not at all",
        "7 – very much",
    ]
    assert items["instructions"]["type"] == "display"
    assert "{name}" not in json.dumps(made)
    assert "Nobody has tested what these items measure." in json.dumps(made)


def test_answers_carry_their_value_as_weight() -> None:
    made = next(walk(questionnaire_of(instrument("cbi"))))
    weights = [option["extension"][0]["valueDecimal"] for option in made["answerOption"]]
    assert weights == list(instrument("cbi").items[0].values) == [0, 25, 50, 75, 100]


def test_codes_of_loinc_stand_where_there_are_any_and_our_own_always() -> None:
    phq = questionnaire_of(instrument("phq_9"))
    codes = {item["linkId"]: [code["code"] for code in item["code"]] for item in walk(phq)}
    assert phq["code"][0] == {"system": "http://loinc.org", "code": "44249-1"}
    assert codes["score-total"] == ["44261-6", "score-total"]
    assert codes["q1"] == ["44250-9", "q1"]
    own = questionnaire_of(instrument("scs_sf"))
    assert all(code["system"].startswith("https://fourfold.invalid/") for item in walk(own) for code in item["code"])


def test_answers_are_loincs_only_with_the_words_that_they_mean() -> None:
    bare, words = instrument("phq_9"), {"0": "w0", "1": "w1", "2": "w2", "3": "w3"}
    full = worded(bare, {item.key: f"text of {item.key}" for item in bare.items}, {"*": words}, "en")

    def option(one: Instrument) -> Any:
        return next(walk(questionnaire_of(one)))["answerOption"][1]["valueCoding"]

    assert option(bare) == {"system": "https://fourfold.invalid/fhir/CodeSystem/phq_9-answers", "code": "1", "display": "1"}
    assert option(full) == {"system": "http://loinc.org", "code": "LA6569-3", "display": "w1"}


def test_recorded_totals_are_asked_for_and_not_worked_out() -> None:
    recorded = [one for one in EVERY if one.kind is Kind.RECORDED]
    assert recorded
    for one in recorded:
        items = [item for item in walk(questionnaire_of(one)) if item["type"] == "decimal"]
        assert len(items) == len(one.scales)
        assert not [item for item in items if "readOnly" in item or "extension" in item]


def test_a_language_that_we_do_not_write_is_refused() -> None:
    with pytest.raises(ValueError, match="use one of en, es"):
        questionnaire_of(instrument("scs_sf"), "de")


# Wording back out of a Questionnaire


def with_words(one: Instrument) -> dict[str, Any]:
    texts = {item.key: f"Sentence {n}" for n, item in enumerate(one.items)} | {
        "title": "The title",
        "instructions": "Read this.",
    }
    answers = {"*": {str(value): f"answer {value}" for value in one.items[0].values}}
    return questionnaire_of(worded(one, texts, answers, "en"))


@pytest.mark.parametrize("key", ["phq_9", "scs_sf", "cbi", "core_10"])
def test_wording_comes_back_as_it_went_in(key: str) -> None:
    one = instrument(key)
    read = wording_of(json.loads(json.dumps(with_words(one))), one)
    assert read.texts == {item.key: f"Sentence {n}" for n, item in enumerate(one.items)} | {
        "title": "The title", "instructions": "Read this.",
    }  # fmt: skip
    assert read.answers == {"*": {value: f"answer {value}" for value in one.items[0].values}}


def test_words_at_the_ends_come_back_too() -> None:
    own = instrument("staff_weekly")
    read = wording_of(questionnaire_of(own, "es"), own)
    assert read.texts["kind"] == "Esta semana me traté con suavidad cuando fue difícil."
    assert read.answers == {"*": {1: "nada", 7: "mucho"}}


def test_questions_are_found_by_loinc_by_number_or_by_order() -> None:
    one = made_for_tests(3)
    coded = replace(one, codes=Codes("1-1", items={"q1": "2-1", "q2": "2-2", "q3": "2-3"}))

    def ask(link: str, text: str, **more: Any) -> dict[str, Any]:
        return {"linkId": link, "text": text, "type": "integer", **more}

    words = {"q1": "A", "q2": "B", "q3": "C"}
    by_number = [ask("3", "C"), ask("1", "A"), ask("2", "B")]
    by_code = [ask("x", "B", code=[{"code": "2-2"}]), ask("/2-1", "A"), ask("2-3", "C")]
    by_order = [ask("a", "A"), ask("b", "B"), ask("c", "C")]
    for chosen, items in ((one, by_number), (coded, by_code), (one, by_order)):
        grouped = {"resourceType": "Questionnaire", "item": [{"linkId": "g", "type": "group", "item": items}]}
        assert dict(wording_of(grouped, chosen).texts) == words


@pytest.mark.parametrize(
    ("items", "match"),
    [
        ([], "has 0 questions"),
        ([{"linkId": "q1", "text": "A", "type": "integer"}], "none of them is item q2"),
        ([{"linkId": "q1", "type": "integer"}, {"linkId": "1", "type": "integer"}], "keep one of them"),
        ("x", "no list of objects"),
        ([{"linkId": "q1", "type": "integer"}, {"linkId": "q2", "text": "B", "type": "integer"}], "lacks the words of q1"),
        (
            [{"linkId": "q1", "text": "A", "type": "choice", "answerOption": [{"valueString": "yes"}]},
             {"linkId": "q2", "text": "B", "type": "integer"}],
            "item q1: the answer 'yes' has no value",
        ),
    ],
)  # fmt: skip
def test_wording_that_does_not_fit_is_refused_with_the_place(items: Any, match: str) -> None:
    with pytest.raises(WordingRefused, match=match):
        wording_of({"resourceType": "Questionnaire", "item": items}, made_for_tests(2))


# Scores as FHIRPath: how they are made is compared with other programs in tests/peers; here, that nothing is left out of them


def expression(one: Instrument) -> str:
    found = [item for item in walk(questionnaire_of(one)) if item["linkId"] == "score-total"]
    return str(found[0]["extension"][0]["valueExpression"]["expression"])


def answers_to(*keys: str) -> str:
    return f"%resource.item.where(linkId.matches('^({'|'.join(keys)})$')).answer"


def test_reversed_items_are_counted_from_the_other_end() -> None:
    plain, turned, every = answers_to("q1"), answers_to("q2"), answers_to("q1", "q2")
    assert expression(made_for_tests(2, reversed_items=(2,))) == (
        f"iif({every}.count() >= 2, (iif({plain}.exists(), {plain}.weight().sum(), 0) + "
        f"iif({turned}.exists(), 4 * {turned}.count() - {turned}.weight().sum(), 0)), {{}})"
    )


def test_factors_means_missing_answers_and_safety_are_in_the_score() -> None:
    mean = expression(made_for_tests(10, score="mean", scale="factor = 2.5", safety=9))
    every = answers_to(*(f"q{n}" for n in range(1, 11)))
    assert mean.startswith(f"iif({every}.count() >= 8 and {answers_to('q9')}.exists(), (")
    assert mean.endswith(f" / {every}.count()) * 2.5, {{}})")
    assert f"/ {every}.count() * 10" in expression(made_for_tests(10))
