"""Small Questionnaires and answers for the tests, all of them made up here."""

from typing import Any

from fourfold.formats.fhir import Problem, problems

Form = dict[str, Any]
SYSTEM = "https://example.invalid/codes"
FHIR = "http://hl7.org/fhir/StructureDefinition"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"


def form(*items: Form, **around: Any) -> Form:
    return {
        "resourceType": "Questionnaire",
        "url": "https://example.invalid/form",
        "status": "active",
        "item": list(items),
        **around,
    }


def ask(link_id: str, kind: str, *inner: Form, **more: Any) -> Form:
    return {"linkId": link_id, "type": kind, **({"item": list(inner)} if inner else {}), **more}


def told(*items: Form, status: str = "completed", **around: Any) -> Form:
    named = {"resourceType": "QuestionnaireResponse", "questionnaire": "https://example.invalid/form", "status": status}
    return {**named, **({"item": list(items)} if items else {}), **around}


def given(link_id: str, *values: Form) -> Form:
    return {"linkId": link_id, "answer": list(values)}


def group(link_id: str, *items: Form) -> Form:
    return {"linkId": link_id, "item": list(items)}


def code(name: str, display: str | None = None) -> Form:
    return {"valueCoding": {"system": SYSTEM, "code": name, **({"display": display} if display else {})}}


def limit(name: str, kind: str, value: Any, root: str = FHIR) -> Form:
    return {"url": f"{root}/{name}", f"value{kind}": value}


def errors(asked: Form, answered: Form, *value_sets: Form) -> list[str]:
    """The errors as `place: reason`."""
    return [f"{p.place}: {p.reason}" for p in found(asked, answered, *value_sets) if p.is_error]


def warnings(asked: Form, answered: Form) -> list[str]:
    return [f"{p.place}: {p.reason}" for p in found(asked, answered) if not p.is_error]


def found(asked: Form, answered: Form, *value_sets: Form) -> tuple[Problem, ...]:
    every = problems(asked, answered, value_sets)
    assert all(p.place and p.reason and p.remedy for p in every)
    return every
