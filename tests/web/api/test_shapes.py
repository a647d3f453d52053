"""What the interface answers when it cannot: always JSON of one shape, never a fault of ours, whatever was sent."""

import json
from typing import Any

import pytest
from django.test import Client

from fourfold.web.api.door import throttle
from fourfold.web.models import User
from tests.web.api.programs import Program, operations, program_of
from tests.web.personas import World

TODAY = "2026-01-15"
HUGE = 10**30


def new_group(world: World, **changed: Any) -> dict[str, Any]:
    return {"name": "New group", "programme": world.programme.pk, "begins_on": TODAY, **changed}


@pytest.fixture
def program(world: World) -> Program:
    return program_of(world, "facilitator")


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "\0"},
        {"name": "a\0b"},
        {"name": "x" * 81},
        {"name": ""},
        {"name": "\ud800"},
        {"name": 7},
        {"programme": HUGE},
        {"programme": -1},
        {"programme": "1"},
        {"programme": 1.5},
        {"programme": True},
        {"begins_on": "2026-1-1"},
        {"begins_on": "2026-W01-1"},
        {"begins_on": 0},
        {"begins_on": "2026-01-15T00:00:00"},
        {"begins_on": "٢٠٢٦-٠١-١٥"},
        {"minutes": HUGE},
        {"minutes": None},
        {"kind": "secret"},
        {"colleagues": list(range(1, 12))},
        {"more": 1},
        {"simulated": True},
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_made(world: World, program: Program, changed: dict[str, Any]) -> None:
    answer = program.ask("POST /groups", new_group(world, **changed))
    assert answer.status_code == 422
    assert answer.json()["place"].endswith(next(iter(changed))) or "colleagues" in answer.json()["place"]
    assert world.programme.groups.count() == 2


@pytest.mark.parametrize(
    "changed", [{"name": " "}, {"name": "Tuesday group"}, {"begins_on": "9999-12-31"}, {"begins_on": "0001-01-01"}]
)
def test_what_cannot_be_done_as_it_stands_names_the_field(world: World, program: Program, changed: dict[str, Any]) -> None:
    answer = program.ask("POST /groups", new_group(world, **changed))
    assert (answer.status_code, answer.json()["place"]) == (409, next(iter(changed)))


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 20_000, "application/json", 400),
        (b"1" * 10_000, "application/json", 400),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"name": NaN}', "application/json", 422),
        (b"name=x", "application/x-www-form-urlencoded", 400),
        (b"<x/>", "text/xml", 400),
        (b"", "application/json", 422),
        (b"x" * 70_000, "application/json", 413),
    ],
)
def test_a_body_that_is_not_what_it_should_be(program: Program, body: bytes, kind: str, status: int) -> None:
    headers = {"Authorization": f"Bearer {program.word}"}
    answer = Client().generic("POST", "/api/1/groups", body, content_type=kind, headers=headers)
    assert answer.status_code == status
    assert set(answer.json()) == {"problem", "place"}


@pytest.mark.parametrize("asked", ["0", "-1", str(HUGE), "x", "1.5", "%00", "9" * 5000])
def test_an_id_that_is_none(program: Program, asked: str) -> None:
    answer = program.ask(f"GET /groups/{asked}")
    assert answer.status_code == 422
    assert answer.json()["place"].endswith("group_id")


@pytest.mark.parametrize("query", [{"limit": 201}, {"limit": 0}, {"offset": -1}, {"offset": HUGE}, {"limit": "\0"}])
def test_a_part_of_a_list_that_there_cannot_be(program: Program, query: dict[str, Any]) -> None:
    assert program.ask("GET /groups", **query).status_code == 422


@pytest.mark.parametrize("name", ["limits", "", "group_id", "part", "told", "request"])
def test_a_parameter_that_there_is_not_is_refused_rather_than_passed_over(world: World, program: Program, name: str) -> None:
    answer = program.ask(f"GET /groups/{world.group.pk}/members", **{name: "1"})
    assert (answer.status_code, answer.json()["place"]) == (422, name)


@pytest.mark.parametrize("path", ["/api/1/", "/api/1/docs", "/api/1/groups/", "/api/1/nothing", "/api/1/a\0b"])
def test_an_address_that_there_is_not(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/json"


def test_a_method_that_an_address_does_not_take(program: Program) -> None:
    answer = program.ask("DELETE /groups")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, POST"
    assert answer.json()["place"] == ""


def test_nothing_is_kept_on_the_way(program: Program) -> None:
    assert program.ask("GET /groups").headers["Cache-Control"] == "no-store"


def test_sentences_are_in_the_language_of_the_account(world: World) -> None:
    User.objects.filter(pk=world.users["facilitator"].pk).update(language="es")
    program = program_of(world, "facilitator")
    assert "no es suya" in program.ask("GET /groups/999000000").json()["problem"]
    answer = program.ask("POST /groups", new_group(world, name="Tuesday group"))
    assert "grupo" in answer.json()["problem"]


def test_a_program_that_asks_too_often_is_told_to_wait(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "num_requests", 2)
    program, other = program_of(world, "facilitator"), program_of(world, "facilitator")
    assert [program.ask("GET /groups").status_code for _ in range(3)] == [200, 200, 429]
    answer = program.ask("GET /groups")
    assert int(answer.headers["Retry-After"]) >= 1
    assert other.ask("GET /groups").status_code == 200


def test_every_operation_says_what_it_may_answer_and_what_it_needs() -> None:
    for method, path, scope, told in operations():
        assert {"400", "401", "403", "404", "409", "413", "422", "429", "503"} < set(map(str, told["responses"])), (
            method,
            path,
        )
        assert scope.endswith(":read") == (method == "GET") or path.endswith(("/cards", "/cards/{card_id}")), path
        assert told["description"].strip(), path


def test_the_description_is_for_staff_and_for_programs(world: World, signed_in: Any, program: Program) -> None:
    address = "/api/1/openapi.json"
    assert Client().get(address).status_code == 401
    assert signed_in("member").get(address).status_code == 401
    assert signed_in("manager").get(address).status_code == 200
    described = Client().get(address, headers={"Authorization": f"Bearer {program.word}"})
    assert json.loads(described.content)["info"]["version"] == "1"
    passed_no_factor = Client()
    passed_no_factor.force_login(world.users["manager"])
    assert passed_no_factor.get(address).status_code == 401
