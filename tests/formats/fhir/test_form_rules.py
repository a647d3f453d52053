"""R4's rules for Questionnaires, one by one: each is kept by a form that keeps it, and told where it is broken."""

from typing import Any

import pytest

from fourfold.formats.fhir import form_problems
from tests.formats.fhir.forms import Form, ask, code, form

A = {"valueString": "a"}
WHEN = {"question": "z", "operator": "exists", "answerBoolean": True}


def equal(question: str, **answer: Any) -> Form:
    return {"question": question, "operator": "=", **{f"answer{kind}": value for kind, value in answer.items()}}


BROKEN: list[tuple[Form, str]] = [
    (ask("x", "group"), "is a group without items"),
    (ask("x", "display", ask("y", "string")), "is only shown and has items"),
    (ask("x", "display", code=[{"code": "c"}]), "is only shown and has code"),
    (ask("x", "display", required=True, repeats=True), "is only shown and has required, repeats"),
    (ask("x", "display", readOnly=True), "is only shown and has readOnly"),
    (ask("x", "display", initial=[A]), "asks nothing and has an initial value"),
    (ask("x", "choice", answerOption=[code("a")], answerValueSet="urn:s"), "has both options and a value set"),
    (ask("x", "boolean", answerOption=[code("a")]), "is a boolean and offers answers"),
    (ask("x", "url", answerValueSet="urn:s"), "is a url and offers answers"),
    (ask("x", "date", maxLength=4), "is a date and has a maxLength"),
    (ask("x", "string", answerOption=[A], initial=[A]), "has options and an initial value"),
    (ask("x", "string", initial=[A, A]), "has several initial values and takes one"),
    (ask("x", "string", initial=[{}]), "has an initial value that is none, or two"),
    (ask("x", "string", enableWhen=[WHEN, WHEN]), "has several conditions"),
    (ask("x", "string", enableWhen=[WHEN | {"question": "x"}]), "depends on 'x', which stands within it"),
    (ask("x", "group", ask("y", "date"), enableWhen=[WHEN | {"question": "y"}]), "depends on 'y', which stands within it"),
    (ask("x", "date", enableWhen=[equal("z", Coding={"code": "c"})]), "depends on 'z', which is never answered by Coding"),
    (ask("x", "date", enableWhen=[equal("z", Boolean=True)]), "depends on 'z', which is never answered by boolean"),
]
KEPT: list[Form] = [
    ask("x", "group", ask("y", "display")),
    ask("x", "choice", answerOption=[code("a")], required=True, repeats=True),
    ask("x", "string", answerValueSet="urn:s", maxLength=4),
    ask("x", "string", initial=[A, A], repeats=True),
    ask("x", "string", enableWhen=[WHEN]),
    ask("x", "string", enableWhen=[WHEN, WHEN], enableBehavior="any"),
    ask("x", "string", enableWhen=[equal("z", String="a")]),
]


@pytest.mark.parametrize(("item", "reason"), BROKEN, ids=[reason for _, reason in BROKEN])
def test_a_broken_rule_is_told_with_its_item_wherever_it_stands(item: Form, reason: str) -> None:
    for asked in (form(ask("z", "string"), item), form(ask("z", "string"), ask("g", "group", item))):
        found = form_problems(asked)
        assert [(problem.place, problem.reason) for problem in found] == [("item x", reason)]
        assert found[0].remedy


@pytest.mark.parametrize("item", KEPT)
def test_a_kept_rule_is_not_told(item: Form) -> None:
    assert form_problems(form(ask("z", "string"), item)) == ()


def test_a_condition_asks_for_a_question_that_comes_before() -> None:
    late = form(ask("x", "string", enableWhen=[WHEN]), ask("z", "string"))
    assert [str(p) for p in form_problems(late)] == ["warning: item x: depends on 'z', which comes after it; ask it before"]
    shown = form(ask("z", "display", text="Hello"), ask("x", "string", enableWhen=[WHEN]))
    assert [p.reason for p in form_problems(shown)] == ["depends on 'z', which takes no answer"]


@pytest.mark.parametrize(("kind", "answer"), [
    ("decimal", {"Integer": 1}), ("integer", {"Decimal": 1.5}), ("dateTime", {"Date": "2026"}), ("url", {"String": "urn:x"}),
    ("text", {"String": "a"}), ("open-choice", {"String": "a"}), ("quantity", {"Quantity": {"value": 1}}),
])  # fmt: skip
def test_a_condition_may_hold_for_what_is_alike(kind: str, answer: Form) -> None:
    assert form_problems(form(ask("z", kind), ask("x", "string", enableWhen=[equal("z", **answer)]))) == ()


def test_what_stands_around_the_items_is_looked_at_too() -> None:
    assert [p.place for p in form_problems(form(status="final"))] == ["Questionnaire, status"]
    assert [p.place for p in form_problems({"status": "active"})] == ["Questionnaire"]
    assert [p.place for p in form_problems(form({"linkId": "a"}))] == ["Questionnaire, item a"]
