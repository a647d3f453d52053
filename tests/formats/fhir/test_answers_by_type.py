"""Every type of question takes its own type of answer, well written and within its limits."""

from decimal import Decimal
from typing import Any

import pytest

from tests.formats.fhir.forms import FHIR, SDC, SYSTEM, Form, ask, errors, form, given, limit, told, warnings

FILE = {"contentType": "application/pdf", "data": "YWJj"}
WRITTEN: list[tuple[str, str, Any]] = [
    ("boolean", "Boolean", True),
    ("decimal", "Decimal", Decimal("5.60")),
    ("decimal", "Decimal", 5),
    ("decimal", "Decimal", -0.25),
    ("integer", "Integer", -7),
    ("date", "Date", "2026"),
    ("date", "Date", "2024-02-29"),
    ("dateTime", "DateTime", "2026-11"),
    ("dateTime", "DateTime", "2026-11-26T14:30:00.123+05:30"),
    ("time", "Time", "23:59:60"),
    ("string", "String", "one line"),
    ("text", "String", "two\nlines"),
    ("url", "Uri", "https://example.invalid/a?b#c"),
    ("url", "Uri", "urn:uuid:6f0d5b0e-4f68-4c55-9a53-1d9a4f4d2a10"),
    ("url", "Uri", "Patient/1"),
    ("choice", "Coding", {"system": SYSTEM, "code": "x"}),
    ("open-choice", "String", "something else"),
    ("attachment", "Attachment", FILE),
    ("attachment", "Attachment", {**FILE, "size": 3}),
    ("reference", "Reference", {"reference": "Patient/7"}),
    ("reference", "Reference", {"reference": "https://example.invalid/fhir/Group/a.b-c/_history/2"}),
    ("reference", "Reference", {"display": "somebody"}),
    ("quantity", "Quantity", {"value": 10, "unit": "kg"}),
    ("coding", "Coding", {"system": SYSTEM, "code": "x"}),
]
BADLY_WRITTEN: list[tuple[str, str, Any]] = [
    ("boolean", "Boolean", "true"),
    ("boolean", "Boolean", 1),
    ("decimal", "Decimal", "5.6"),
    ("decimal", "Decimal", True),
    ("integer", "Integer", Decimal("5.0")),
    ("integer", "Integer", 2**31),
    ("integer", "Integer", "5"),
    ("date", "Date", "2023-02-29"),
    ("date", "Date", "26.11.2026"),
    ("date", "Date", "2026-11-26T10:00:00Z"),
    ("dateTime", "DateTime", "2026-11-26T10:00:00"),
    ("dateTime", "DateTime", "2026-11-26T10:00Z"),
    ("time", "Time", "9:00"),
    ("time", "Time", "24:00:00"),
    ("string", "String", ""),
    ("string", "String", "  "),
    ("string", "String", "two\r\nlines"),
    ("string", "String", 7),
    ("url", "Uri", "two words"),
    ("url", "Uri", "c:\\temp\\x.txt"),
    ("url", "Uri", "urn:uuid:6f0d5b0e-4f68-4c55-9a53-1d9a4f4d2a10xyz"),
    ("choice", "Coding", "x"),
    ("choice", "Coding", {"system": SYSTEM}),
    ("choice", "Coding", {"system": SYSTEM, "code": 7}),
    ("attachment", "Attachment", {"contentType": "application/pdf", "data": "not base64!"}),
    ("attachment", "Attachment", {**FILE, "size": 4}),
    ("attachment", "Attachment", {"data": "YWJj"}),
    ("reference", "Reference", {"reference": "ht tps://example.invalid/Patient/1"}),
    ("reference", "Reference", {"reference": "https://example.invalid/Chicken/1"}),
    ("reference", "Reference", {}),
    ("reference", "Reference", "Patient/1"),
    ("quantity", "Quantity", {"unit": "kg"}),
    ("quantity", "Quantity", {"value": "10"}),
    ("quantity", "Quantity", {"value": 1, "code": "kg"}),
]
VALUES = {kind: value for _, kind, value in WRITTEN}


@pytest.mark.parametrize(("asked", "kind", "value"), WRITTEN)
def test_a_well_written_answer_is_taken(asked: str, kind: str, value: Any) -> None:
    assert errors(form(ask("q", asked)), told(given("q", {f"value{kind}": value}))) == []


@pytest.mark.parametrize(("asked", "kind", "value"), BADLY_WRITTEN)
def test_a_badly_written_answer_is_refused(asked: str, kind: str, value: Any) -> None:
    assert len(errors(form(ask("q", asked)), told(given("q", {f"value{kind}": value})))) == 1


@pytest.mark.parametrize("asked", sorted({asked for asked, _, _ in WRITTEN}))
def test_an_answer_of_another_type_is_refused(asked: str) -> None:
    taken = {kind for name, kind, _ in WRITTEN if name == asked} | ({"Coding"} if asked == "open-choice" else set())
    for kind, value in VALUES.items():
        if kind not in taken:
            found = errors(form(ask("q", asked)), told(given("q", {f"value{kind}": value})))
            assert len(found) == 1, kind
            assert "is answered by a" in found[0]


@pytest.mark.parametrize("kind", ["Code", "Period", "CodeableConcept", "Id"])
def test_a_type_that_answers_no_question_is_refused(kind: str) -> None:
    for asked in ("choice", "open-choice", "string"):
        assert len(errors(form(ask("q", asked)), told(given("q", {f"value{kind}": "x"})))) == 1


LATE = "2022-06-30T14:00:00+01:00"
LIMITED: list[tuple[str, Form, Form, list[Any], list[Any]]] = [
    ("integer", {}, limit("minValue", "Integer", 3), [3, 9], [2, -1]),
    ("integer", {}, limit("maxValue", "Integer", 3), [3, -9], [4]),
    ("decimal", {}, limit("minValue", "Decimal", 2.5), [2.5, Decimal("2.50")], [2.4, 2]),
    ("decimal", {}, limit("maxDecimalPlaces", "Integer", 2), [Decimal("1.25"), 7, 0.5], [Decimal("1.250"), 0.125]),
    ("date", {}, limit("minValue", "Date", "2020"), ["2020", "2020-01-01", "2021"], ["2019-12-31", "1998"]),
    ("date", {}, limit("maxValue", "Date", "2022-06"), ["2022-06-30", "2022"], ["2022-07", "2023"]),
    ("dateTime", {}, limit("maxValue", "DateTime", "2022-06-30T12:00:00Z"), ["2022-06-30T14:00:00+02:00"], [LATE]),
    ("time", {}, limit("minValue", "Time", "08:30:00"), ["08:30:00", "20:00:00"], ["08:29:59"]),
    ("string", {"maxLength": 4}, {}, ["four", "é"], ["fiver"]),
    ("string", {}, limit("minLength", "Integer", 3), ["abc"], ["ab"]),
    ("text", {"maxLength": 4}, {}, ["a\nbc"], ["a\nbcd"]),
    ("string", {}, limit("regex", "String", "[a-z]+[0-9]{2}"), ["ab12"], ["ab1", "Xab12", "ab123"]),
    ("date", {}, limit("regex", "String", r"\d{4}-\d{2}"), ["2026-11"], ["2026", "2026-11-26"]),
    ("string", {}, limit("regex", "String", r"-?([0-9]|[1-9][0-9]+)(\.[0-9]+)?"), ["-12.5", "0"], ["1.", "01"]),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "more", "extension", "within", "beyond"), LIMITED)
def test_limits_hold(asked: str, more: Form, extension: Form, within: list[Any], beyond: list[Any]) -> None:
    kind = {"text": "String", "dateTime": "DateTime"}.get(asked, asked.capitalize())
    questions = form(ask("q", asked, extension=[extension] if extension else [], **more))
    assert [v for v in within if errors(questions, told(given("q", {f"value{kind}": v})))] == []
    assert [v for v in beyond if len(errors(questions, told(given("q", {f"value{kind}": v})))) != 1] == []


@pytest.mark.parametrize("name", ["minValue", "maxValue"])
@pytest.mark.parametrize("bound", [{"_valueDate": {"extension": [{"url": "urn:of:today"}]}}, {"extension": []}])
def test_a_limit_that_is_worked_out_is_left_to_people(name: str, bound: Form) -> None:
    questions = form(ask("q", "date", extension=[{"url": f"{FHIR}/{name}", **bound}]))
    assert errors(questions, told(given("q", {"valueDate": "2026-11-26"}))) == []
    assert "worked out, not here" in warnings(questions, told(given("q", {"valueDate": "2026-11-26"})))[0]


def quantity(value: float, unit: str, ucum: str = "") -> Form:
    coded = {"system": "http://unitsofmeasure.org", "code": ucum} if ucum else {}
    return {"valueQuantity": {"value": value, "unit": unit, **coded}}


@pytest.mark.parametrize(
    ("value", "n"),
    [
        (quantity(7, "km", "km"), 0),
        (quantity(7000, "m", "m"), 0),
        (quantity(4000, "m", "m"), 1),
        (quantity(7, "kg", "kg"), 1),
        (quantity(7, "km"), 1),
    ],
)
def test_amounts_are_compared_in_their_units(value: Form, n: int) -> None:
    least = limit("sdc-questionnaire-minQuantity", "Quantity", quantity(5, "km", "km")["valueQuantity"], SDC)
    assert len(errors(form(ask("q", "quantity", extension=[least])), told(given("q", value)))) == n


def test_units_are_those_that_are_offered() -> None:
    offered = [
        limit("questionnaire-unitOption", "Coding", {"system": "http://unitsofmeasure.org", "code": c}) for c in ("m", "km")
    ]
    questions = form(ask("q", "quantity", extension=offered, repeats=True))
    assert errors(questions, told(given("q", quantity(1, "meter", "m"), quantity(1, "", "km")))) == []
    assert errors(questions, told(given("q", quantity(1, "gram", "g")))) == ["q: its unit is gram"]


def test_files_have_their_kind_and_size() -> None:
    limits = [limit("mimeType", "Code", "image/gif"), limit("maxSize", "Decimal", 3)]
    questions = form(ask("q", "attachment", extension=limits))

    def file(kind: str, data: str) -> Form:
        return {"valueAttachment": {"contentType": kind, "data": data}}

    assert errors(questions, told(given("q", file("image/gif", "YWJj")))) == []
    assert errors(questions, told(given("q", file("image/png", "YWJj")))) == ["q: is a file of the type image/png"]
    assert errors(questions, told(given("q", file("image/gif", "YWJjZA==")))) == ["q: is 4 bytes long"]


def test_references_go_to_the_kinds_that_are_asked_for() -> None:
    questions = form(ask("q", "reference", extension=[limit("questionnaire-referenceResource", "Code", "Patient")]))
    assert errors(questions, told(given("q", {"valueReference": {"reference": "Patient/1"}}))) == []
    assert errors(questions, told(given("q", {"valueReference": {"reference": "Group/1"}}))) == ["q: refers to a Group"]


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+$", "(a|a)*b", "(a*)*", r"(a)\1", ".*a.*b.*c.*d", "a{1,5000}", "(", "(a+)+?"),
        *("(a|b)?(a+)+", "a?" * 60 + "a" * 60, "a{0,100}" * 30 + "b", "(a|a)?" * 40 + "b", "(a?)?" * 40 + "b"),
    ],
)
def test_a_pattern_that_could_take_forever_or_is_none_is_left_to_people(pattern: str) -> None:
    questions = form(ask("q", "string", extension=[limit("regex", "String", pattern)]))
    answered = told(given("q", {"valueString": "a" * 150 + "!"}))
    assert errors(questions, answered) == []
    assert len(warnings(questions, answered)) == 1


def test_the_remedy_names_the_example_of_the_form() -> None:
    from fourfold.formats.fhir import problems

    extensions = [limit("regex", "String", "[^@]+@[^@]+"), limit("entryFormat", "String", "name@example.org")]
    found = problems(form(ask("q", "string", extension=extensions)), told(given("q", {"valueString": "nobody"})))
    assert [p.remedy for p in found] == ["write it as the form asks, such as name@example.org"]
