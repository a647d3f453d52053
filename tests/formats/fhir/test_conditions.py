"""`enableWhen`: who is asked, for every operator, for any and all, and in which repetition."""

from typing import Any

import pytest

from tests.formats.fhir.forms import Form, ask, code, errors, form, given, group, told

YES, NO = {"valueBoolean": True}, {"valueBoolean": False}
DONE = {"valueString": "done"}
NOT_ASKED = "b: is answered, although its condition does not hold"


def when(question: str, operator: str, **answer: Any) -> Form:
    return {"question": question, "operator": operator, **answer}


def pair(kind: str, *conditions: Form, **more: Any) -> Form:
    repeats = {"repeats": True}
    return form(ask("a", kind, **repeats), ask("b", "string", enableWhen=list(conditions), required=True, **more))


KM = {"system": "http://unitsofmeasure.org", "code": "km"}
M = {"system": "http://unitsofmeasure.org", "code": "m"}
CASES: list[tuple[str, str, Form, list[Form], bool]] = [
    ("boolean", "exists", {"answerBoolean": True}, [NO], True),
    ("boolean", "exists", {"answerBoolean": True}, [], False),
    ("boolean", "exists", {"answerBoolean": False}, [], True),
    ("boolean", "exists", {"answerBoolean": False}, [YES], False),
    ("boolean", "=", {"answerBoolean": True}, [YES], True),
    ("boolean", "=", {"answerBoolean": True}, [NO], False),
    ("boolean", "!=", {"answerBoolean": True}, [NO], True),
    ("boolean", "!=", {"answerBoolean": True}, [], False),
    ("integer", "=", {"answerInteger": 3}, [{"valueInteger": 1}, {"valueInteger": 3}], True),
    ("integer", ">", {"answerInteger": 3}, [{"valueInteger": 3}], False),
    ("integer", ">", {"answerInteger": 3}, [{"valueInteger": 4}], True),
    ("integer", ">=", {"answerInteger": 3}, [{"valueInteger": 3}], True),
    ("integer", "<", {"answerInteger": 3}, [{"valueInteger": 2}], True),
    ("integer", "<=", {"answerInteger": 3}, [{"valueInteger": 4}], False),
    ("decimal", "<", {"answerDecimal": 0.5}, [{"valueDecimal": 0.25}], True),
    ("decimal", "=", {"answerDecimal": 0.5}, [{"valueDecimal": 0.50}], True),
    ("string", "=", {"answerString": "x"}, [{"valueString": "x"}], True),
    ("string", "=", {"answerString": "x"}, [{"valueString": "X"}], False),
    ("string", ">", {"answerString": "m"}, [{"valueString": "n"}], True),
    ("string", "<=", {"answerString": "m"}, [{"valueString": "n"}], False),
    ("date", ">", {"answerDate": "2026-05"}, [{"valueDate": "2026-05-31"}], False),
    ("date", ">", {"answerDate": "2026-05"}, [{"valueDate": "2026-06"}], True),
    ("date", ">=", {"answerDate": "2026-05"}, [{"valueDate": "2026-05-01"}], True),
    ("date", "<", {"answerDate": "2026-05"}, [{"valueDate": "2026-04-30"}], True),
    ("date", "<=", {"answerDate": "2026-05"}, [{"valueDate": "2026-06-01"}], False),
    ("date", "=", {"answerDate": "2026-05"}, [{"valueDate": "2026-05"}], True),
    ("dateTime", ">", {"answerDateTime": "2026-05-01T12:00:00Z"}, [{"valueDateTime": "2026-05-01T13:30:00+02:00"}], False),
    ("time", "<", {"answerTime": "12:00:00"}, [{"valueTime": "11:59:59"}], True),
    ("choice", "=", {"answerCoding": code("x")["valueCoding"]}, [code("x", "an x")], True),
    ("choice", "=", {"answerCoding": code("x")["valueCoding"]}, [code("y")], False),
    ("choice", "=", {"answerCoding": {"system": "urn:other", "code": "x"}}, [code("x")], False),
    ("choice", "=", {"answerCoding": {"code": "x"}}, [code("x")], True),
    ("choice", "=", {"answerCoding": {"code": "x"}}, [code("y")], False),
    ("choice", "!=", {"answerCoding": code("x")["valueCoding"]}, [code("y")], True),
    ("quantity", ">", {"answerQuantity": {"value": 1, **KM}}, [{"valueQuantity": {"value": 1500, **M}}], True),
    ("quantity", ">", {"answerQuantity": {"value": 1, **KM}}, [{"valueQuantity": {"value": 900, **M}}], False),
    ("quantity", ">", {"answerQuantity": {"value": 1}}, [{"valueQuantity": {"value": 2, **M}}], True),
    ("quantity", "=", {"answerQuantity": {"value": 1}}, [{"valueQuantity": {"value": 2, **KM}}], False),
    ("quantity", "=", {"answerQuantity": {"value": 1, **KM}}, [{"valueQuantity": {"value": 1}}], False),
    ("reference", "=", {"answerReference": {"reference": "Patient/1"}}, [{"valueReference": {"reference": "Patient/1"}}], True),
]


@pytest.mark.parametrize(("kind", "operator", "answer", "values", "asked"), CASES)
def test_each_operator(kind: str, operator: str, answer: Form, values: list[Form], asked: bool) -> None:
    questions = pair(kind, when("a", operator, **answer))
    first = [given("a", *values)] if values else []
    assert errors(questions, told(*first)) == (["b: is required and not answered"] if asked else [])
    assert errors(questions, told(*first, given("b", DONE))) == ([] if asked else [NOT_ASKED])


def test_an_item_without_an_answer_does_no_harm_where_it_is_not_asked() -> None:
    questions = pair("boolean", when("a", "=", answerBoolean=True))
    assert errors(questions, told(given("a", NO), {"linkId": "b"})) == []


@pytest.mark.parametrize(("behaviour", "a", "c", "asked"), [
    ("all", True, True, True), ("all", True, False, False), ("any", True, False, True), ("any", False, False, False),
])  # fmt: skip
def test_any_and_all(behaviour: str, a: bool, c: bool, asked: bool) -> None:
    conditions = [when("a", "=", answerBoolean=True), when("c", "=", answerBoolean=True)]
    last = ask("b", "string", enableWhen=conditions, enableBehavior=behaviour)
    questions = form(ask("a", "boolean"), ask("c", "boolean"), last)
    answered = told(given("a", {"valueBoolean": a}), given("c", {"valueBoolean": c}), given("b", DONE))
    assert errors(questions, answered) == ([] if asked else [NOT_ASKED])


def test_a_group_that_is_not_asked_is_not_answered() -> None:
    inner = ask("g", "group", ask("b", "string", required=True), enableWhen=[when("a", "=", answerBoolean=True)], required=True)
    questions = form(ask("a", "boolean"), inner)
    assert errors(questions, told(given("a", NO))) == []
    assert errors(questions, told(given("a", YES))) == ["g: is required and has no answers"]
    assert errors(questions, told(given("a", NO), group("g", given("b", DONE)))) == [
        "g: is answered, although its condition does not hold"
    ]


REPEATED = form(
    ask("g", "group", ask("a", "boolean"), ask("b", "string", enableWhen=[when("a", "=", answerBoolean=True)]), repeats=True)
)


def test_the_condition_is_seen_in_the_same_repetition() -> None:
    first, second = group("g", given("a", YES), given("b", DONE)), group("g", given("a", NO), given("b", DONE))
    assert errors(REPEATED, told(first, first)) == []
    assert errors(REPEATED, told(first, second)) == [f"g, repetition 2 > {NOT_ASKED}"]
    assert errors(REPEATED, told(group("g", given("b", DONE)), first)) == [f"g, repetition 1 > {NOT_ASKED}"]


def test_a_question_elsewhere_is_found_in_all_its_repetitions() -> None:
    outside = ask("b", "string", enableWhen=[when("a", "=", answerBoolean=True)])
    questions = form(ask("g", "group", ask("a", "boolean"), repeats=True), outside)
    assert errors(questions, told(group("g", given("a", NO)), group("g", given("a", YES)), given("b", DONE))) == []
    assert errors(questions, told(group("g", given("a", NO)), given("b", DONE))) == [NOT_ASKED]


def test_a_question_under_an_answer_depends_on_it() -> None:
    questions = form(ask("a", "boolean", ask("b", "string", enableWhen=[when("a", "=", answerBoolean=True)])))
    assert errors(questions, told(given("a", YES | {"item": [given("b", DONE)]}))) == []
    assert errors(questions, told(given("a", NO | {"item": [given("b", DONE)]}))) == [f"a > {NOT_ASKED}"]
