"""R4's rules for Questionnaires, one by one: each is kept by a form that keeps it, and told where it is broken."""

import pytest

from fourfold.formats.fhir import form_problems
from tests.formats.fhir.forms import Form, ask, code, form

A = {"valueString": "a"}
WHEN = {"question": "z", "operator": "exists", "answerBoolean": True}
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
]
KEPT: list[Form] = [
    ask("x", "group", ask("y", "display")),
    ask("x", "choice", answerOption=[code("a")], required=True, repeats=True),
    ask("x", "string", answerValueSet="urn:s", maxLength=4),
    ask("x", "string", initial=[A, A], repeats=True),
    ask("x", "string", enableWhen=[WHEN]),
    ask("x", "string", enableWhen=[WHEN, WHEN], enableBehavior="any"),
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


def test_what_stands_around_the_items_is_looked_at_too() -> None:
    assert [p.place for p in form_problems(form(status="final"))] == ["Questionnaire, status"]
    assert [p.place for p in form_problems({"status": "active"})] == ["Questionnaire"]
    assert [p.place for p in form_problems(form({"linkId": "a"}))] == ["Questionnaire, item a"]
