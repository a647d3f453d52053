"""Answers are among those that are offered: options, contained value sets, value sets beside the form, and FHIR's own."""

from typing import Any

import pytest

from fourfold.formats.fhir import FhirRefused, contained_questionnaire
from tests.formats.fhir.forms import FHIR, SYSTEM, Form, ask, code, errors, form, given, told, warnings

ALONE = {"extension": [{"url": f"{FHIR}/questionnaire-optionExclusive", "valueBoolean": True}]}
OPTIONS = [code("x", "An x"), code("y"), ALONE | code("none", "None")]


def test_only_what_is_offered_is_taken() -> None:
    questions = form(ask("q", "choice", answerOption=OPTIONS))
    for chosen in (code("x"), code("x", "An x"), code("x", "an X"), code("y", "whatever")):
        assert errors(questions, told(given("q", chosen))) == []
    assert errors(questions, told(given("q", code("z")))) == ["q: 'z' is not offered"]
    assert len(errors(questions, told(given("q", {"valueCoding": {"code": "x"}})))) == 1
    assert len(errors(questions, told(given("q", {"valueString": "An x"})))) == 1


def test_the_words_of_another_option_are_refused_and_other_words_are_noted() -> None:
    questions = form(ask("q", "choice", answerOption=OPTIONS))
    assert len(errors(questions, told(given("q", code("x", "None"))))) == 1
    assert len(warnings(questions, told(given("q", code("x", "Une x"))))) == 1


def test_what_stands_alone_is_given_alone() -> None:
    questions = form(ask("q", "choice", answerOption=OPTIONS, repeats=True))
    assert errors(questions, told(given("q", code("none")))) == errors(questions, told(given("q", code("x"), code("y")))) == []
    assert errors(questions, told(given("q", code("x"), code("none")))) == ["q: 'none' is given beside other answers"]


def test_an_open_choice_takes_other_words_but_no_other_code() -> None:
    questions = form(ask("q", "open-choice", answerOption=OPTIONS))
    assert errors(questions, told(given("q", {"valueString": "something else"}))) == []
    assert errors(questions, told(given("q", code("x")))) == []
    assert errors(questions, told(given("q", code("z")))) == ["q: 'z' is not offered"]


@pytest.mark.parametrize(
    ("kind", "values", "other"),
    [
        ("Integer", [1, 2], 3),
        ("Date", ["2026-01-01"], "2026"),
        ("Time", ["10:00:00"], "09:00:00"),
        ("String", ["a"], "b"),
        ("Reference", [{"reference": "Patient/1"}], {"reference": "Patient/2"}),
    ],
)
def test_options_of_every_type(kind: str, values: list[Any], other: Any) -> None:
    options = [{f"value{kind}": value} for value in values]
    types = ["choice"] if kind == "Reference" else ["choice", kind.lower()]
    for asked in types:
        questions = form(ask("q", asked, answerOption=options))
        assert errors(questions, told(given("q", options[0]))) == []
        assert len(errors(questions, told(given("q", {f"value{kind}": other})))) == 1
    assert len(errors(form(ask("q", "choice", answerOption=options)), told(given("q", code("x"))))) == 1


def value_set(*names: str, **more: Any) -> Form:
    concepts = [{"code": name, "display": name.upper()} for name in names]
    return {"resourceType": "ValueSet", "id": "s", "compose": {"include": [{"system": SYSTEM, "concept": concepts, **more}]}}


def test_contained_value_sets_are_looked_into() -> None:
    questions = form(ask("q", "choice", answerValueSet="#s"), contained=[value_set("x", "y")])
    assert errors(questions, told(given("q", code("x", "X")))) == []
    assert errors(questions, told(given("q", code("z")))) == ["q: 'z' is not in the value set #s"]
    assert errors(questions, told(given("q", code("x", "Y")))) == ["q: says 'Y' where the code means 'X'"]
    assert len(errors(questions, told(given("q", {"valueCoding": {"system": "urn:other", "code": "x"}})))) == 1


def test_a_code_without_its_system_is_noted_where_the_value_set_has_it_once() -> None:
    bare, other = {"valueCoding": {"code": "x"}}, {"valueCoding": {"code": "w"}}
    once = form(ask("q", "choice", answerValueSet="#s"), contained=[value_set("x", "y")])
    assert (errors(once, told(given("q", bare))), len(warnings(once, told(given("q", bare))))) == ([], 1)
    assert len(errors(once, told(given("q", other)))) == 1
    assert len(errors(once, told(given("q", {"valueCoding": {"code": "x", "display": "Y"}})))) == 1
    twice = value_set("x") | {"id": "t"}
    twice["compose"]["include"].append({"system": "urn:other", "concept": [{"code": "x"}]})
    assert len(errors(form(ask("q", "choice", answerValueSet="#t"), contained=[twice]), told(given("q", bare)))) == 1


def test_free_words_that_are_offered_as_a_code_are_noted() -> None:
    listed = form(ask("q", "open-choice", answerOption=OPTIONS))
    looked_up = form(ask("q", "open-choice", answerValueSet="#s"), contained=[value_set("x")])
    for questions, words in ((listed, "an  x"), (looked_up, "x")):
        assert errors(questions, told(given("q", {"valueString": words}))) == []
        assert len(warnings(questions, told(given("q", {"valueString": words})))) == 1
        assert warnings(questions, told(given("q", {"valueString": "something else"}))) == []


def test_a_form_within_its_response_finds_its_value_sets_there() -> None:
    questions = form(ask("q", "choice", answerValueSet="#s"), id="f")
    inside = told(given("q", code("x")), questionnaire="#f", contained=[questions, value_set("x")])
    assert errors(contained_questionnaire(inside), inside) == []
    assert len(errors(questions, inside | {"item": [given("q", code("z"))]})) == 1
    assert len(errors(questions, inside | {"questionnaire": questions["url"]})) == 1


@pytest.mark.parametrize("around", [{}, {"questionnaire": "#g"}, {"questionnaire": "f"}, {"contained": []}])
def test_a_response_that_does_not_contain_its_form_is_refused(around: Form) -> None:
    inside = told(contained=[form(id="f"), {"resourceType": "ValueSet", "id": "g"}], questionnaire="#f") | around
    with pytest.raises(FhirRefused, match="give the Questionnaire too"):
        contained_questionnaire(inside if around else told())


def test_value_sets_beside_the_form_are_looked_into_alone_or_in_a_bundle() -> None:
    questions = form(ask("q", "choice", answerValueSet="https://example.invalid/s|1"))
    named = value_set("x") | {"url": "https://example.invalid/s"}
    for beside in (named, {"resourceType": "Bundle", "entry": [{"resource": named}]}):
        assert errors(questions, told(given("q", code("x"))), beside) == []
        assert len(errors(questions, told(given("q", code("z"))), beside)) == 1


def test_what_cannot_be_looked_up_is_not_taken() -> None:
    questions = form(ask("q", "choice", answerValueSet="https://example.invalid/unknown"))
    assert "cannot be checked" in errors(questions, told(given("q", code("x"))))[0]
    whole_system = {"resourceType": "ValueSet", "id": "s", "compose": {"include": [{"system": SYSTEM}]}}
    contained = form(ask("q", "choice", answerValueSet="#s"), contained=[whole_system])
    assert "cannot be checked" in errors(contained, told(given("q", code("x"))))[0]


def test_whole_systems_expansions_exclusions_and_sets_of_sets() -> None:
    concepts = [{"code": "x", "concept": [{"code": "y"}]}, {"code": "z"}]
    system = {"resourceType": "CodeSystem", "url": SYSTEM, "content": "complete", "concept": concepts}
    but_z = {"include": [{"system": SYSTEM}], "exclude": [{"system": SYSTEM, "concept": [{"code": "z"}]}]}
    whole = {"resourceType": "ValueSet", "id": "s", "url": "urn:whole", "compose": but_z}
    narrowed = {"resourceType": "ValueSet", "id": "n", "compose": {"include": [{"valueSet": ["urn:whole"]}]}}
    nested = [{"system": SYSTEM, "code": "x", "contains": [{"system": SYSTEM, "code": "y"}]}]
    listed = {"resourceType": "ValueSet", "id": "e", "expansion": {"contains": nested}}
    for name in ("s", "n", "e"):
        questions = form(ask("q", "choice", answerValueSet=f"#{name}"), contained=[system, whole, narrowed, listed])
        assert [len(errors(questions, told(given("q", code(c))))) for c in ("x", "y", "z")] == [0, 0, 1]


def test_a_value_set_that_takes_itself_in_ends() -> None:
    turning = {"resourceType": "ValueSet", "id": "s", "url": "urn:s", "compose": {"include": [{"valueSet": ["urn:s"]}]}}
    questions = form(ask("q", "choice", answerValueSet="#s"), contained=[turning])
    assert len(errors(questions, told(given("q", code("x"))))) == 1


def test_fhirs_own_value_sets_are_known() -> None:
    gender = form(ask("q", "choice", answerValueSet="http://hl7.org/fhir/ValueSet/administrative-gender"))
    coding = {"system": "http://hl7.org/fhir/administrative-gender", "code": "other"}
    assert errors(gender, told(given("q", {"valueCoding": coding}))) == []
    assert len(errors(gender, told(given("q", {"valueCoding": coding | {"code": "robot"}})))) == 1
    assert len(errors(gender, told(given("q", {"valueCoding": coding | {"display": "Female"}})))) == 1
    country = form(ask("q", "string", answerValueSet="http://hl7.org/fhir/ValueSet/jurisdiction"))
    assert [len(errors(country, told(given("q", {"valueString": c})))) for c in ("AU", "Atlantis")] == [0, 1]


def test_r5s_answer_constraints_are_kept() -> None:
    for constraint, string, other_code in (("optionsOnly", 1, 1), ("optionsOrString", 0, 1), ("optionsOrType", 0, 0)):
        questions = form(ask("q", "coding", answerOption=OPTIONS, answerConstraint=constraint))
        assert len(errors(questions, told(given("q", {"valueString": "else"})))) == string
        assert len(errors(questions, told(given("q", code("z"))))) == other_code
        assert len(warnings(questions, told(given("q", code("z"))))) == 1 - other_code
