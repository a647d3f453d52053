"""The authorisation matrix of the interface, made from its own description: every operation, persona and relation.

What a token may not see answers exactly as what does not exist, byte for byte; ids in bodies too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils import timezone

from fourfold.web.api.scopes import FULL
from fourfold.web.models import ApiToken
from tests.web.api.programs import Program, operations, program_of
from tests.web.personas import World
from tests.web.test_matrix import HERE, RIGHTS, undone
from tests.web.things import MISSING, PARAMS, RELATIONS, Things, far_ids, make_things

LEAD, OVERSEE, COUNT = "lead", "oversee", "count"
NEEDS = {
    "GET /programmes": LEAD,
    "GET /groups": OVERSEE,
    "POST /groups": LEAD,
    "GET /groups/{group_id}": OVERSEE,
    "GET /groups/{group_id}/members": OVERSEE,
    "POST /groups/{group_id}/members": LEAD,
    "POST /groups/{group_id}/newcomers": LEAD,
    "GET /groups/{group_id}/sessions": OVERSEE,
    "POST /groups/{group_id}/sessions": LEAD,
    "GET /sessions/{session_id}": OVERSEE,
    "POST /sessions/{session_id}/begin": LEAD,
    "POST /sessions/{session_id}/close": LEAD,
    "GET /sessions/{session_id}/attendance": OVERSEE,
    "PUT /sessions/{session_id}/attendance/{person_id}": LEAD,
    "GET /sessions/{session_id}/check-ins": OVERSEE,
    "POST /sessions/{session_id}/check-ins": LEAD,
    "POST /sessions/{session_id}/check-ins/open": LEAD,
    "POST /sessions/{session_id}/check-ins/close": LEAD,
    "GET /sessions/{session_id}/cards": LEAD,
    "GET /sessions/{session_id}/cards/{card_id}": LEAD,
    "GET /groups/{group_id}/readings": OVERSEE,
    "GET /groups/{group_id}/latest": OVERSEE,
    "GET /groups/{group_id}/cohesion": OVERSEE,
    "GET /groups/{group_id}/responses": OVERSEE,
    "GET /groups/{group_id}/brief": OVERSEE,
    "GET /signals": OVERSEE,
    "PUT /groups/{group_id}/signals/{mark}/answer": LEAD,
    "PUT /groups/{group_id}/signals/{mark}/confirmation": LEAD,
    "GET /flags": LEAD,
    "POST /flags/{flag_id}/take-on": LEAD,
    "GET /programmes/figures": COUNT,
}
"""What each operation needs: an operation that is not named here fails."""
NEVER_HERE = {"PUT /groups/{group_id}/signals/{mark}/answer", "PUT /groups/{group_id}/signals/{mark}/confirmation"}
"""Missing to everybody in the small world, which has no signal; tests/web/api/test_reading.py tries them."""
TYPED = "POST /sessions/{session_id}/check-ins"
"""Missing for a code that no card has; tests/web/api/test_doing.py hands in what is on a card."""
PERSONAS = [name for name in RIGHTS if name != "member"]
TODAY = str(timezone.localdate())
MARK = "0" * 32


@dataclass(frozen=True, slots=True)
class Stage:
    """The small world with one of each thing, and a program of each persona but the member, who has none."""

    world: World
    things: Things
    programs: dict[str, Program]


@pytest.fixture
def stage(world: World) -> Stage:
    return Stage(world, make_things(world), {name: program_of(world, name) for name in PERSONAS})


def body(way: str, ids: dict[str, int]) -> dict[str, Any] | None:
    """A body that fits an operation, with things named by id."""
    bodies: dict[str, dict[str, Any]] = {
        "POST /groups": {"name": "New", "programme": ids["programme"], "begins_on": TODAY},
        "POST /groups/{group_id}/members": {"joined_on": TODAY, "person": ids["person"]},
        "POST /groups/{group_id}/newcomers": {"label": "New", "joined_on": TODAY, "taking_part": TODAY},
        "POST /groups/{group_id}/sessions": {"first": str(timezone.localdate() + timedelta(days=9)), "count": 1},
        "PUT /sessions/{session_id}/attendance/{person_id}": {"presence": "present"},
        "POST /sessions/{session_id}/check-ins": {"key": "k" * 20, "answers": {}, "code": "ABCDEF"},
        "PUT /groups/{group_id}/signals/{mark}/answer": {"answer": "acting"},
        "PUT /groups/{group_id}/signals/{mark}/confirmation": {"confirmed": True},
    }
    return bodies.get(way)


def ways() -> list[str]:
    return [f"{method} {path}" for method, path, _, _ in operations()]


def named(way: str) -> list[str]:
    return [param for param in PARAMS if f"{{{param}}}" in way]


def address(way: str, things: Things, relation: str, last: str | None = None) -> str:
    """The operation for the things of a relation; `last` is the relation of the last thing named, where it differs."""
    for param in named(way):
        of = last if last and param == _last(way) else relation
        way = way.replace(f"{{{param}}}", str(things.of(of, param)))
    return way.replace("{mark}", MARK)


def ask(program: Program, way: str, what: dict[str, Any] | None) -> tuple[int, bytes]:
    """Status and body; what was changed is changed back."""
    with undone():
        answer = program.ask(way, what)
    return answer.status_code, answer.content


def ids_of(things: Things, relation: str) -> dict[str, int]:
    return dict.fromkeys(things.ids["own"], MISSING) if relation == "missing" else things.ids[relation]


def test_every_operation_is_named_and_every_address_is_described() -> None:
    assert set(ways()) == set(NEEDS)
    resolver = next(part for part in _api().url_patterns if getattr(part, "namespace", None) == "api")
    held = {str(part.pattern) for part in resolver.url_patterns} - {"openapi.json", "", "<path:rest>"}
    assert {f"/{path.replace('<', '{').replace('>', '}')}" for path in held} == {path for _, path, _, _ in operations()}


def _api() -> Any:
    return next(part for part in get_resolver().url_patterns if str(part.pattern) == "api/")


def test_an_operation_opens_to_those_who_may_and_is_missing_to_all_others(stage: Stage, subtests: pytest.Subtests) -> None:
    for way in ways():
        with subtests.test(operation=way):
            assert not [f"{persona}: {fault}" for persona in PERSONAS for fault in _faults(stage, way, persona)]


def _faults(stage: Stage, way: str, persona: str) -> Iterator[str]:
    program, things, rights = stage.programs[persona], stage.things, RIGHTS[persona]
    missing = ask(program, address(way, things, "missing"), body(way, ids_of(things, "own")))
    if named(way) and missing[0] != 404:
        yield f"missing: {missing[0]}"
    for relation in RELATIONS if named(way) or way == "POST /groups" else ("own",):
        status, content = ask(program, address(way, things, relation), body(way, ids_of(things, relation)))
        if _opens(way, relation, persona):
            yield from [f"{relation}: closed {status} {content!r}"] if status not in (200, 201, 409) else []
        elif way not in NEVER_HERE and (status, content) != (404, missing[1] if named(way) else content):
            yield f"{relation}: not missing {status}"
        for of, canary in things.canaries.items():
            if canary.encode() in content and of not in rights.get(OVERSEE, set()):
                yield f"{relation}: names a person of {of}"


def _opens(way: str, relation: str, persona: str) -> bool:
    """Whether a persona's program may do that to the things of a relation."""
    need, rights = NEEDS[way], RIGHTS[persona]
    if way in NEVER_HERE or way == TYPED:
        return False
    if way == "POST /groups":
        # Whoever holds the role begins groups in the programmes of the own site, also one who leads none today.
        return LEAD in rights and (relation in HERE) == (persona != "outsider")
    return need in rights and ("{" not in way or relation in rights[need])


def test_no_token_and_a_dead_one_open_nothing(stage: Stage, subtests: pytest.Subtests) -> None:
    dead = program_of(stage.world, "facilitator")
    ApiToken.objects.filter(pk=int(dead.word.split("_")[1])).update(expires_at=timezone.now() - timedelta(days=1))
    for way in ways():
        with subtests.test(operation=way):
            answers = [
                ask(program, address(way, stage.things, relation), body(way, ids_of(stage.things, "own")))
                for program in (Program(""), dead, Program("nonsense"))
                for relation in ("own", "missing")
            ]
            assert {status for status, _ in answers} == {401}
            assert len({content for _, content in answers}) == 1


def test_a_token_without_the_scope_is_told_which_one_it_needs(stage: Stage, subtests: pytest.Subtests) -> None:
    for method, path, scope, _ in operations():
        area, _, kind = scope.partition(":")
        others = [held for held in FULL.split() if not held.startswith(f"{area}:")]
        weaker = [f"{area}:read"] if kind == "write" else []
        program = program_of(stage.world, "facilitator", " ".join([*others, *weaker]))
        with subtests.test(operation=f"{method} {path}"), undone():
            way = f"{method} {path}"
            answers = [ask(program, address(way, stage.things, relation), None) for relation in ("own", "missing")]
            assert {status for status, _ in answers} == {403}
            assert scope in answers[0][1].decode()
            assert answers[0] == answers[1]
        ApiToken.objects.filter(pk=int(program.word.split("_")[1])).delete()


def test_a_thing_of_one_group_is_missing_under_the_address_of_another(stage: Stage, subtests: pytest.Subtests) -> None:
    for way in [way for way in ways() if len(named(way)) > 1]:
        for other in ("neighbour", "elsewhere"):
            with subtests.test(operation=way, other=other):
                given, program = body(way, stage.things.ids["own"]), stage.programs["facilitator"]
                crossed = ask(program, address(way, stage.things, "own", other), given)
                assert crossed == ask(program, address(way, stage.things, "own", "missing"), given)
                assert crossed[0] == 404


def test_an_id_of_elsewhere_in_a_body_is_as_good_as_a_missing_one(stage: Stage, subtests: pytest.Subtests) -> None:
    far = far_ids()
    program, own = stage.programs["facilitator"], stage.things.ids["own"]
    named_in_bodies = {
        "POST /groups": ("programme", "colleagues"),
        "POST /groups/{group_id}/members": ("person",),
    }
    for way, fields in named_in_bodies.items():
        for field in fields:
            with subtests.test(operation=way, field=field):
                kind = "user" if field == "colleagues" else field
                answers = []
                for value in (far[kind], MISSING, stage.things.ids["elsewhere"][kind]):
                    given = {**(body(way, own) or {}), field: [value] if field == "colleagues" else value}
                    answers.append(ask(program, address(way, stage.things, "own"), given))
                assert {status for status, _ in answers} == {404}
                assert len(set(answers)) == 1


def _last(way: str) -> str:
    return max(named(way), key=lambda param: way.index(f"{{{param}}}"))
