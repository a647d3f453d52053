"""Where answers stand: required ones are there, nothing stands twice, in a wrong place or out of order; nothing is unknown."""

import pytest

from fourfold.formats.fhir import problems
from tests.formats.fhir.forms import FHIR, SDC, Form, ask, errors, form, found, given, group, limit, told, warnings

YES = {"valueString": "yes"}
NESTED = form(ask("g", "group", ask("a", "string", required=True), ask("b", "string", ask("b1", "string", required=True))))


def test_required_questions_are_answered() -> None:
    questions = form(ask("a", "string", required=True), ask("b", "string"))
    assert errors(questions, told(given("a", YES))) == []
    assert errors(questions, told()) == ["a: is required and not answered"]
    assert errors(questions, told({"linkId": "a"})) == ["a: is required and not answered"]


@pytest.mark.parametrize("status", ["in-progress", "stopped", "entered-in-error"])
def test_too_few_and_too_many_while_under_way_are_only_warnings(status: str) -> None:
    questions = form(ask("a", "string", required=True), ask("b", "integer"), ask("c", "string"))
    answered = told(given("b", YES), given("c", YES, YES), status=status)
    assert errors(questions, answered) == ["b: is answered by a string"]
    assert warnings(questions, answered) == ["a: is required and not answered", "c: has 2 answers and takes one"]


def test_an_amended_response_is_as_complete_as_a_completed_one() -> None:
    assert errors(form(ask("a", "string", required=True)), told(status="amended")) == ["a: is required and not answered"]


def test_required_questions_of_a_group_are_asked_for_once_the_group_is_there() -> None:
    assert errors(NESTED, told(group("g", given("a", YES)))) == []
    assert errors(NESTED, told(group("g", given("b", YES | {"item": [given("b1", YES)]})))) == [
        "g > a: is required and not answered"
    ]
    assert errors(NESTED, told()) == []


def test_a_required_group_has_answers() -> None:
    questions = form(ask("g", "group", ask("a", "string"), required=True))
    assert errors(questions, told()) == errors(questions, told({"linkId": "g"})) == ["g: is required and has no answers"]
    assert errors(questions, told(group("g", given("a", YES)))) == []


def test_a_required_question_under_an_answer_is_asked_for_with_each_answer() -> None:
    full, bare = YES | {"item": [given("b1", YES)]}, YES
    assert errors(NESTED, told(group("g", given("a", YES), given("b", full)))) == []
    assert errors(NESTED, told(group("g", given("a", YES), given("b", bare)))) == ["g > b > b1: is required and not answered"]


def test_questions_under_a_question_stand_under_its_answer() -> None:
    beside = given("b", YES | {"item": [given("b1", YES)]}) | {"item": [given("b1", YES)]}
    assert errors(NESTED, told(group("g", given("a", YES), beside))) == ["g > b: has items beside its answers"]


def test_a_group_has_no_answer_and_what_is_shown_has_none() -> None:
    questions = form(ask("g", "group", ask("a", "string")), ask("d", "display"))
    assert errors(questions, told(given("g", {"item": [given("a", YES)]}))) == ["g: is a group and has an answer"]
    assert errors(questions, told(given("d", YES))) == ["d: is only shown and has an answer"]
    assert errors(questions, told(group("g", given("a", YES)), {"linkId": "d"})) == []


def test_one_answer_unless_it_repeats() -> None:
    for repeats, n in ((False, 1), (True, 0)):
        assert len(errors(form(ask("a", "string", repeats=repeats)), told(given("a", YES, YES)))) == n


def test_a_group_stands_once_unless_it_repeats() -> None:
    for repeats, n in ((False, 1), (True, 0)):
        questions = form(ask("g", "group", ask("a", "string"), repeats=repeats))
        assert len(errors(questions, told(group("g", given("a", YES)), group("g", given("a", YES))))) == n


def test_a_question_that_stands_twice_is_refused_and_warned_of_where_it_repeats() -> None:
    twice = told(given("a", YES), given("a", YES))
    assert "a: stands there 2 times" in errors(form(ask("a", "string")), twice)
    assert warnings(form(ask("a", "string", repeats=True)), twice) == ["a: stands there 2 times"]


def test_every_repetition_is_checked_and_named() -> None:
    questions = form(ask("g", "group", ask("a", "integer"), repeats=True))
    answered = told(group("g", given("a", {"valueInteger": 1})), group("g", given("a", YES)))
    assert errors(questions, answered) == ["g, repetition 2 > a: is answered by a string"]


def test_answers_are_counted_against_the_least_and_the_most() -> None:
    limits = [limit("questionnaire-minOccurs", "Integer", 2), limit("questionnaire-maxOccurs", "Integer", 3)]
    questions = form(ask("a", "string", repeats=True, extension=limits))
    assert [len(errors(questions, told(given("a", *[YES] * n)))) for n in (1, 2, 3, 4)] == [1, 0, 0, 1]
    assert errors(questions, told()) == ["a: is answered 0 times"]


def test_unknown_and_misplaced_items_are_refused() -> None:
    assert errors(NESTED, told(given("c", YES))) == ["c: is no linkId of the Questionnaire"]
    assert errors(NESTED, told(given("a", YES))) == ["a: is in the wrong place"]
    assert problems(NESTED, told(given("b1", YES)))[0].remedy == "put it under g > b"
    assert errors(NESTED, told({"answer": [YES]})) == ["item 1: has no linkId"]


def test_items_keep_their_order() -> None:
    questions = form(ask("a", "string"), ask("b", "string"), ask("c", "string"))
    assert errors(questions, told(given("a", YES), given("c", YES))) == []
    assert errors(questions, told(given("b", YES), given("a", YES))) == ["a: is out of order"]


def test_the_text_is_that_of_the_question_or_of_its_translation() -> None:
    said = [{"url": "lang", "valueCode": "es"}, {"url": "content", "valueString": "¿Cómo?"}]
    questions = form(ask("a", "string", text="How?", _text={"extension": [{"url": "translation", "extension": said}]}))
    for text, n in (("How?", 0), ("¿Cómo?", 0), ("Why?", 1)):
        assert len(errors(questions, told(given("a", YES) | {"text": text}))) == n


@pytest.mark.parametrize(
    ("answer", "n"),
    [
        ({}, 1),
        ({"valueString": "a", "valueInteger": 1}, 1),
        ({"value": "a"}, 1),
        ({"valuestring": "a"}, 1),
        ({"valueString": "a", "answers": []}, 1),
        ({"extension": [{"url": "x", "valueCode": "unknown"}]}, 0),
        ({"_valueString": {"extension": []}}, 0),
        ({"valueString": "a", "id": "x"}, 0),
        ({"valueString": "a", "modifierExtension": [{"url": "x"}]}, 1),
    ],
)
def test_an_answer_has_one_value_and_nothing_unknown(answer: Form, n: int) -> None:
    assert len(errors(form(ask("a", "string")), told(given("a", answer)))) == n


@pytest.mark.parametrize("item", [7, "a", None, [[]], []])
def test_what_is_no_list_of_items_is_refused(item: object) -> None:
    assert len(errors(form(ask("a", "string")), told() | {"item": item})) == 1
    assert len(errors(form(ask("a", "string")), told({"linkId": "a", "answer": item}))) == 1


def test_a_read_only_answer_that_was_changed_is_warned_of() -> None:
    questions = form(ask("a", "integer", readOnly=True, initial=[{"valueInteger": 3}]))
    assert warnings(questions, told(given("a", {"valueInteger": 3}))) == []
    assert warnings(questions, told(given("a", {"valueInteger": 4}))) == ["a: is read-only and was changed"]


def test_rules_that_are_not_run_here_are_said_so() -> None:
    rule = {
        "url": "http://hl7.org/fhir/StructureDefinition/questionnaire-constraint",
        "extension": [{"url": "key", "valueId": "k"}],
    }
    hidden = limit("sdc-questionnaire-enableWhenExpression", "Expression", {"expression": "false"}, SDC)
    assert warnings(form(ask("a", "string", extension=[rule])), told(given("a", YES))) == [
        "a: has a rule in FHIRPath, which is not run here"
    ]
    assert warnings(form(ask("a", "string"), extension=[rule]), told(given("a", YES))) == [
        "Questionnaire: has a rule in FHIRPath, which is not run here"
    ]
    lacking = form(ask("a", "string", extension=[hidden], required=True))
    assert errors(lacking, told()) == []
    assert warnings(lacking, told()) == ["a: is required and not answered"]
    assert "not run here" in found(lacking, told())[0].remedy


@pytest.mark.parametrize(
    ("name", "root", "reason"),
    [
        ("targetConstraint", FHIR, "has a rule"),
        ("targetConstraint", SDC, "has a rule"),
        ("sdc-questionnaire-enableWhenExpression", SDC, "has a condition"),
        ("sdc-questionnaire-calculatedExpression", SDC, "has a value that is worked out"),
        ("sdc-questionnaire-answerExpression", SDC, "offers answers that are worked out"),
    ],
)
def test_each_expression_over_an_answer_is_named(name: str, root: str, reason: str) -> None:
    questions = form(ask("a", "string", extension=[limit(name, "Expression", {"expression": "false"}, root)]))
    assert errors(questions, told(given("a", YES))) == []
    assert warnings(questions, told(given("a", YES))) == [f"a: {reason} in FHIRPath, which is not run here"]
    assert warnings(questions, told()) == []


AROUND: list[tuple[Form, Form, int, int]] = [
    ({}, {"status": "done"}, 1, 0),
    ({}, {"resourceType": "Questionnaire"}, 1, 0),
    ({}, {"questionnaire": "https://example.invalid/another"}, 1, 0),
    ({"version": "2"}, {"questionnaire": "https://example.invalid/form|2"}, 0, 0),
    ({"version": "2"}, {"questionnaire": "https://example.invalid/form|1"}, 1, 0),
    ({"id": "f"}, {"questionnaire": "Questionnaire/f"}, 0, 0),
    ({"id": "f", "url": None}, {"questionnaire": "https://example.invalid/r4/Questionnaire/f"}, 0, 0),
    ({"id": "f", "url": None}, {"questionnaire": "https://example.invalid/r4/Questionnaire/ff"}, 1, 0),
    ({"id": "f"}, {"questionnaire": "https://example.invalid/r4/Questionnaire/f"}, 1, 0),
    ({}, {"questionnaire": {"reference": "https://example.invalid/form"}}, 0, 1),
    ({}, {"questionnaire": {"reference": "https://example.invalid/another"}}, 1, 1),
    ({}, {"questionnaire": ["https://example.invalid/form"]}, 1, 0),
    ({}, {"questionnaire": None}, 0, 1),
    ({"status": "draft"}, {}, 0, 1),
    ({"status": "retired"}, {}, 0, 1),
    ({}, {"authored": "yesterday"}, 1, 0),
    ({"effectivePeriod": {"end": "2020"}}, {"authored": "2021-12-12"}, 0, 1),
    ({"effectivePeriod": {"start": "2020"}}, {"authored": "2020-01-01"}, 0, 0),
    ({"subjectType": ["Patient"]}, {"subject": {"reference": "Patient/1"}}, 0, 0),
    ({"subjectType": ["Patient"]}, {"subject": {"reference": "Group/1"}}, 1, 0),
    ({}, {"answers": []}, 1, 0),
    ({}, {"modifierExtension": [{"url": "x"}]}, 1, 0),
]


@pytest.mark.parametrize(("asked", "answered", "n_errors", "n_warnings"), AROUND)
def test_what_stands_around_the_answers(asked: Form, answered: Form, n_errors: int, n_warnings: int) -> None:
    questions, answers = form(ask("a", "string"), **asked), told(given("a", YES)) | answered
    assert len(errors(questions, answers)) == n_errors
    assert len(warnings(questions, answers)) == n_warnings


UNFIT: list[Form] = [
    ask("a", "question"),
    ask("a", "choices"),
    {"linkId": "a", "type": ["string"]},
    {"linkId": "a"},
    {"type": "string"},
    ask("", "string"),
    ask("a", "group", ask("a", "string")),
    ask("a", "string", required="yes"),
    ask("a", "string", maxLength="4"),
    ask("a", "choice", answerOption=[{}]),
    ask("a", "choice", answerOption={}),
    ask("a", "string", enableWhen=[{"question": "z", "operator": "=", "answerString": "x"}]),
    ask("a", "string", enableWhen=[{"question": "a", "operator": "~", "answerString": "x"}]),
    ask("a", "string", enableWhen=[{"question": "a", "operator": "exists", "answerString": "x"}]),
]


@pytest.mark.parametrize("item", UNFIT)
def test_a_questionnaire_that_cannot_be_answered_is_one_problem(item: Form) -> None:
    found = problems(form(item), told(given("a", YES)))
    assert len(found) == 1
    assert found[0].is_error
    assert found[0].place.startswith("Questionnaire, item")


def test_floods_are_refused() -> None:
    questions = form(ask("a", "string", repeats=True))
    assert errors(questions, told(given("a", *[YES] * 20_000))) == ["QuestionnaireResponse: has more than 5,000 items"]
    assert errors(form(*(ask(f"q{i}", "string") for i in range(5_001))), told()) == ["Questionnaire: has 5,001 items"]
