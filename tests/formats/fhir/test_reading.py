"""What comes in goes out byte for byte; hostile text is refused in words; nothing that anybody sends breaks the check."""

import json
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from fourfold.formats.fhir import FhirRefused, Problem, form_problems, parse, problems, questionnaire_of, read, wording_of
from fourfold.instruments import instrument
from fourfold.instruments.wording import WordingRefused
from tests.formats.fhir.forms import ask, form, told

ODD = b"""\xef\xbb\xbf{ "resourceType":"Questionnaire",\r\n\t"url":"urn:x","version":"1.0",
 "extension":[{"url":"urn:of:nobody","valueDecimal":1.00},{"url":"urn:b","valueDecimal":1e2}], "_status":{"id":"s"},
 "item":[{"type":"decimal","linkId":"a\\u00e9","maxLength":7, "unknownThing":{"z":0.10,"a":[1,null,"\\/"]}}]}  \n"""


def test_a_questionnaire_is_kept_byte_for_byte() -> None:
    stored = read(ODD)
    assert stored.text == ODD
    assert stored.url == "urn:x|1.0"
    assert stored.fault is None
    assert read(stored.text) == stored


def test_decimals_keep_every_digit_to_work_with() -> None:
    extensions: Any = read(ODD).content["extension"]
    assert [str(entry["valueDecimal"]) for entry in extensions] == ["1.00", "1E+2"]
    assert isinstance(extensions[0]["valueDecimal"], Decimal)


def test_numbers_and_names_keep_their_form_and_order() -> None:
    text = '{"resourceType":"Questionnaire","z":9007199254740993,"a":1.0,"b":1.50,"c":123456789012345678901234567890}'
    content = read(text).content
    assert list(content) == ["resourceType", "z", "a", "b", "c"]
    assert [str(value) for value in content.values()][1:] == [
        "9007199254740993", "1.0", "1.50", "123456789012345678901234567890",
    ]  # fmt: skip


def test_one_that_cannot_be_answered_is_kept_and_says_why() -> None:
    stored = read('{"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "questionable"}]}')
    assert stored.fault is not None
    assert stored.fault.place == "Questionnaire, item a"


HOSTILE: list[tuple[Any, str]] = [
    ("", "no JSON"),
    ("{", "line 1: no JSON"),
    ("<Questionnaire/>", "export it as JSON, not as XML"),
    ("[]", "is no JSON object"),
    ("7", "is no JSON object"),
    ("{}", "resourceType is 'None'"),
    ('{"resourceType": "Patient"}', "resourceType is 'Patient'"),
    ('{"resourceType": ["Questionnaire"]}', "resourceType is"),
    ('{"resourceType": "Questionnaire", "a": NaN}', "holds NaN"),
    ('{"resourceType": "Questionnaire", "a": -Infinity}', "holds -Infinity"),
    ('{"resourceType": "Questionnaire", "a": 1, "a": 2}', "gives 'a' twice"),
    ('{"resourceType": "Questionnaire", "a": "\\ud800"}', "lone surrogate"),
    ('{"resourceType": "Questionnaire", "a": ' + "9" * 5_000 + "}", "5000 digits"),
    ('{"resourceType": "Questionnaire", "a": 1e999999}', "measures nothing"),
    ('{"resourceType": "Questionnaire", "a": ' + "[" * 100 + "]" * 100 + "}", "nested too deeply"),
    ('{"resourceType": "Questionnaire", "a": ' + "[" * 100_000 + "]" * 100_000 + "}", "nested too deeply"),
    (b'{"resourceType": "Questionnaire", "a": "\xff"}', "not UTF-8"),
    (b" " * 5_000_001, "5,000,001 bytes"),
    ('{"resourceType": "Questionnaire", "a": "' + "\ud800" + '"}', "not UTF-8"),
]


@pytest.mark.parametrize(("text", "match"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_refused_in_words(text: Any, match: str) -> None:
    with pytest.raises(FhirRefused, match=match):
        read(text)


def test_a_refusal_names_place_reason_and_remedy() -> None:
    with pytest.raises(FhirRefused) as refused:
        parse('{"resourceType": "Questionnaire",\n "a": }', "Questionnaire")
    assert refused.value.problem == Problem("Questionnaire, line 2", "no JSON (Expecting value)", "export the file again")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=9)
NAMES = """
resourceType linkId type item answer enableWhen answerOption answerValueSet extension url valueString valueCoding valueInteger
valueDate valueQuantity valueReference valueAttachment code question operator answerBoolean answerDate required repeats
contained compose include concept value system display reference data size text _text status initial expansion contains
"""
SAID = """
a b group choice open-choice string quantity date = > exists completed #a 2026 (a+)+ ValueSet
http://hl7.org/fhir/StructureDefinition/minValue http://hl7.org/fhir/StructureDefinition/regex
"""
KEYS, WORDS = st.sampled_from(NAMES.split()), st.sampled_from(SAID.split())
ANYTHING = st.recursive(SCALARS | WORDS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5))
RESOURCES = st.dictionaries(KEYS, ANYTHING, max_size=6)
ITEMS = st.recursive(
    st.fixed_dictionaries(
        {"linkId": st.sampled_from("abcd"), "type": st.sampled_from(["choice", "string", "date", "quantity"])}
    ),
    lambda inner: st.fixed_dictionaries(
        {"linkId": st.sampled_from("efgh"), "type": st.just("group"), "item": st.lists(inner, max_size=3)}
    ),
    max_leaves=6,
)
ANSWERED = st.recursive(
    st.fixed_dictionaries({"linkId": st.sampled_from("abcd"), "answer": st.lists(RESOURCES, max_size=3) | ANYTHING}),
    lambda inner: st.fixed_dictionaries({"linkId": st.sampled_from("efgh"), "item": st.lists(inner, max_size=3)}),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@each(RESOURCES, RESOURCES)
def test_whatever_is_sent_the_check_answers_in_problems(asked: dict[str, Any], answered: dict[str, Any]) -> None:
    for problem in (*problems(asked, answered), *form_problems(asked)):
        assert all(isinstance(part, str) and part for part in (problem.place, problem.reason, problem.remedy))


@settings(max_examples=80, deadline=None)
@each(st.lists(ITEMS | RESOURCES, max_size=4), st.lists(ANSWERED, max_size=4))
def test_whatever_is_answered_to_a_form_the_check_answers_in_problems(items: list[Any], answers: list[Any]) -> None:
    for problem in (*problems(form(*items), told(*answers)), *form_problems(form(*items))):
        assert all((problem.place, problem.reason, problem.remedy))


@settings(max_examples=60, deadline=None)
@each(st.text(max_size=60) | st.binary(max_size=60) | RESOURCES.map(lambda r: json.dumps(r, default=str)))
def test_whatever_is_read_is_kept_or_refused(text: Any) -> None:
    with suppress(FhirRefused):
        assert read(text).text == (text if isinstance(text, bytes) else text.encode())


@settings(max_examples=60, deadline=None)
@each(RESOURCES)
def test_whatever_questionnaire_comes_its_wording_is_read_or_refused(resource: dict[str, Any]) -> None:
    with pytest.raises(WordingRefused):
        wording_of(resource, instrument("phq_9"))


@settings(max_examples=60, deadline=None)
@each(st.data())
def test_a_form_of_ours_takes_every_answer_that_it_offers_and_no_other(data: st.DataObject) -> None:
    made: Any = questionnaire_of(instrument(data.draw(st.sampled_from(["scs_sf", "phq_9", "member_check_in"]))))
    asked = data.draw(st.sampled_from([item for item in made["item"] if item["type"] == "choice"]))
    coding = data.draw(st.sampled_from(asked["answerOption"]))["valueCoding"]
    answered = {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": made["url"]}

    def give(value: Any) -> dict[str, Any]:
        return answered | {"item": [{"linkId": asked["linkId"], "answer": [{"valueCoding": value}]}]}

    assert problems(made, give(coding)) == ()
    other = data.draw(st.text(min_size=1, max_size=3).filter(lambda code: code not in {"0", *map(str, range(1, 10))}))
    assert any(problem.is_error for problem in problems(made, give(coding | {"code": other})))


def test_deep_answers_are_checked_without_trouble() -> None:
    asked, answered = ask("q0", "string"), {"linkId": "q0", "answer": [{"valueString": "x"}]}
    for depth in range(1, 25):
        asked = ask(f"q{depth}", "group", asked)
        answered = {"linkId": f"q{depth}", "item": [answered]}
    assert problems(form(asked), told(answered)) == ()
