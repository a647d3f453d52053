"""The authorisation matrix, made from the URL table: every route, every persona, every relation, by GET and by POST.

What a viewer may not see answers exactly as what does not exist: the same status and, but for the form's token and the
address itself, the same bytes.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from fourfold.web.models import Appointment, Attendance, Flag, Group, Membership, Session
from tests.web.personas import World, browser_of
from tests.web.routes import (
    COUNT,
    EXPECTED,
    FOR_SCRIPTS,
    GLASS,
    KEEP,
    LEAD,
    LEDGER,
    OVERSEE,
    OWN,
    PUBLIC,
    SIGNED,
    SITE,
    STAFF,
    STUDY,
    TOKEN,
    Route,
    routes,
)
from tests.web.things import FAR, MISSING, PARAMS, RELATIONS, WORDS, Things, far_ids, make_things

HERE = {"own", "neighbour"}
RIGHTS: dict[str, dict[str, set[str]]] = {
    "facilitator": {LEAD: {"own"}, OVERSEE: {"own"}, SITE: HERE},
    "former": {LEAD: set(), OVERSEE: set(), SITE: HERE},
    "colleague": {LEAD: {"neighbour"}, OVERSEE: {"neighbour"}, SITE: HERE},
    "outsider": {LEAD: {"elsewhere"}, OVERSEE: {"elsewhere"}, SITE: {"elsewhere"}},
    "supervisor": {OVERSEE: HERE, COUNT: HERE, GLASS: HERE, SITE: HERE, LEDGER: HERE},
    "manager": {COUNT: HERE, LEDGER: HERE},
    "researcher": {STUDY: HERE, LEDGER: HERE},
    "administrator": {KEEP: HERE, GLASS: HERE},
    "member": {OWN: {"own"}},
}
NOBODY = "nobody"
ROUTES = routes()
TOKEN_OF_FORM = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]+')
REFUSED = {404, 405}
OPEN = {PUBLIC, TOKEN}
CLOSED = [route for route in ROUTES if EXPECTED.get(route.name, PUBLIC) not in OPEN]


class Answer(NamedTuple):
    """What a viewer can tell of an answer."""

    status: int
    leads_to: str
    body: bytes


def address(route: Route, things: Things, relation: str, last: str | None = None) -> str:
    """The address of a route for the things of a relation; `last` is the relation of its last thing, where it differs."""
    named = [param for param in route.params if param in PARAMS]
    values = {param: things.of(last if last and param == named[-1] else relation, param) for param in route.params}
    path = route.path
    for param, value in values.items():
        path = re.sub(rf"<(?:\w+:)?{param}>", str(value), path) if f"{param}>" in path else path
        path = re.sub(rf"\(\?P<{param}>.*?\)(?=[/$-])", str(value), path)
    path = re.sub(r"\(\?P(\w+)\[[^\]]*\][^)]*\)", r"\1", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\Z", "")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever a request changed is changed back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(
    client: Client, method: str, path: str, body: dict[str, str] | None = None, holds: Callable[[], bool] = lambda: True
) -> Answer:
    """The answer to a request, which is undone; `holds` is asked before."""
    cookies = client.cookies.copy()
    with undone():
        answer = getattr(client, method)(path, body or {})
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert holds()
    client.cookies = cookies
    seen = TOKEN_OF_FORM.sub(rb"\1", content)
    if path != "/":
        seen = seen.replace(path.encode(), b"PATH")
    return Answer(answer.status_code, answer.headers.get("Location", ""), seen)


def may(persona: str, route: Route, relation: str) -> bool:
    """Whether a persona may use a route for the things of a relation."""
    need = EXPECTED[route.name]
    if need in OPEN or persona == NOBODY:
        return need in OPEN
    rights = RIGHTS[persona]
    return (
        need == SIGNED
        or (need == STAFF and persona != "member")
        or (need in rights and (not _is_bound(route) or relation in rights[need]))
    )


def _is_bound(route: Route) -> bool:
    return any(param in PARAMS for param in route.params)


@dataclass(frozen=True, slots=True)
class Stage:
    """The small world with one of each thing, and a browser of each persona and of nobody."""

    things: Things
    clients: dict[str, Client]


@pytest.fixture
def stage(world: World) -> Stage:
    """One world for all cells of a matrix: every request is undone."""
    return Stage(make_things(world), {**{name: browser_of(world.users[name]) for name in RIGHTS}, NOBODY: Client()})


def test_every_route_is_named_in_the_table() -> None:
    assert {route.name for route in ROUTES} - set(EXPECTED) == set()


def test_every_parameter_names_a_thing() -> None:
    assert {param for route in ROUTES for param in route.params} - set(PARAMS) - set(WORDS) == set()


class Visit(NamedTuple):
    """Somebody asks a route in one way."""

    route: Route
    persona: str
    client: Client
    method: str

    def of(self, things: Things, relation: str) -> Answer:
        """What comes back for the things of a relation."""
        return ask(self.client, self.method, address(self.route, things, relation))


def test_a_route_opens_to_those_who_may_and_is_missing_to_all_others(stage: Stage, subtests: pytest.Subtests) -> None:
    for route in CLOSED:
        with subtests.test(route=route.name):
            visits = [
                Visit(route, persona, client, way) for persona, client in stage.clients.items() for way in ("get", "post")
            ]
            wrong = [f"{v.persona} {v.method} {fault}" for v in visits for fault in _faults(v, stage.things)]
            assert not wrong, "; ".join(wrong)


def _faults(visit: Visit, things: Things) -> Iterator[str]:
    missing = visit.of(things, "missing") if _is_bound(visit.route) else None
    if missing:
        yield from (f"missing: {fault}" for fault in _closed(visit, missing))
    for relation in RELATIONS if missing else ("own",):
        answer = visit.of(things, relation)
        open_to = may(visit.persona, visit.route, relation)
        yield from (f"{relation}: {fault}" for fault in (_opened if open_to else _closed)(visit, answer))
        yield from (f"{relation}: shows a person of {of}" for of in _shown(visit, answer, things))
        if missing and not open_to and visit.persona != NOBODY and answer != missing:
            yield f"{relation}: differs from what is missing"


def _opened(visit: Visit, answer: Answer) -> Iterator[str]:
    """What is wrong with an answer to somebody who may."""
    if answer.status >= 500 or answer.status == 403 or (answer.status == 404 and visit.method == "get"):
        yield f"closed: {answer.status}"


def _closed(visit: Visit, answer: Answer) -> Iterator[str]:
    """What is wrong with an answer to somebody who may not: nobody is asked to sign in, for all others there is nothing."""
    if visit.persona == NOBODY and visit.route.name in FOR_SCRIPTS:
        if answer.status != 401:
            yield f"open to nobody: {answer.status}"
    elif visit.persona == NOBODY:
        if answer.status != 302 or not answer.leads_to.startswith("/accounts/login/"):
            yield f"open to nobody: {answer.status} {answer.leads_to}"
    elif answer.status not in REFUSED:
        yield f"not missing: {answer.status} {answer.leads_to}"


def _shown(visit: Visit, answer: Answer, things: Things) -> Iterator[str]:
    """The groups whose people an answer names to somebody who must not know them."""
    for of, canary in things.canaries.items():
        if canary.encode() in answer.body and not _oversees(visit.persona, of):
            yield of


def _oversees(persona: str, group: str) -> bool:
    return group in RIGHTS.get(persona, {}).get(OVERSEE, set()) | RIGHTS.get(persona, {}).get(OWN, set())


def test_a_word_that_opens_nothing_is_the_same_to_everybody(stage: Stage, subtests: pytest.Subtests) -> None:
    for route in [route for route in ROUTES if EXPECTED.get(route.name) == TOKEN]:
        path = address(route, stage.things, "missing")
        with subtests.test(route=route.name):
            for method in ("get", "post"):
                assert {ask(client, method, path).status for client in stage.clients.values()} <= {*REFUSED, 410}


def test_a_thing_of_one_group_is_missing_under_the_address_of_another(stage: Stage, subtests: pytest.Subtests) -> None:
    for route in [route for route in ROUTES if len([param for param in route.params if param in PARAMS]) > 1]:
        for persona in [p for p in RIGHTS if may(p, route, "own")]:
            for method in ("get", "post"):
                with subtests.test(route=route.name, persona=persona, method=method):
                    crossed = ask(stage.clients[persona], method, address(route, stage.things, "own", "elsewhere"))
                    missing = ask(stage.clients[persona], method, address(route, stage.things, "own", "missing"))
                    assert crossed.status in REFUSED
                    assert stage.things.canaries["elsewhere"].encode() not in crossed.body
                    assert crossed == missing


NAMED = {
    "group": "group",
    "to_group": "group",
    "person": "person",
    "people": "person",
    "member": "person",
    "colleague": "person",
    "colleagues": "person",
    "part": "person",
    "whom": "user",
    "session": "session",
    "membership": "membership",
    "spell": "membership",
    "programme": "programme",
    "site": "site",
    "user": "user",
}
"""The fields of bodies that name a thing."""


def _body(ids: dict[str, int]) -> dict[str, str]:
    """A body that fills whatever a form may ask, with things named by id."""
    today = str(timezone.localdate())
    days = (
        "joined_on",
        "left_on",
        "last_day",
        "first_day",
        "begins_on",
        "given_on",
        "withdrawn_on",
        "taking_part",
        "guest_day",
    )
    plain = {
        "name": "New",
        "label": "New",
        "email": "new@example.invalid",
        "role": "manager",
        "reason": "Because",
        "minutes": "90",
    }
    chosen = {
        "kind": "open",
        "language": "en",
        "usual_gap_days": "7",
        "peer_items": "3",
        "confirmed": "on",
        "presence": "present",
    }
    return {**dict.fromkeys(days, today), **plain, **chosen, **{name: str(ids[kind]) for name, kind in NAMED.items()}}


def _written_of(far: dict[str, int]) -> list[int]:
    """How much is written about the far group, its people and its account."""
    group, person, user = far["group"], far["person"], far["user"]
    rows = (
        Membership.objects.filter(group=group),
        Membership.objects.filter(person=person),
        Session.objects.filter(group=group),
        Attendance.objects.filter(person=person),
        Flag.objects.filter(asked_of=user),
        Appointment.objects.filter(user=user),
        Appointment.objects.filter(site=far["site"]),
        Group.objects.filter(programme=far["programme"]),
    )
    return [row.count() for row in rows]


def test_an_id_of_elsewhere_in_a_body_is_as_good_as_a_missing_one(stage: Stage, subtests: pytest.Subtests) -> None:
    far = far_ids()
    missing = {kind: MISSING + value - FAR for kind, value in far.items()}
    before = _written_of(far)
    for route in CLOSED:
        path = address(route, stage.things, "own")
        for persona in [p for p in RIGHTS if may(p, route, "own")]:
            with subtests.test(route=route.name, persona=persona):
                named = ask(stage.clients[persona], "post", path, _body(far), lambda: _written_of(far) == before)
                other = ask(stage.clients[persona], "post", path, _body(missing))
                assert _without_ids(named) == _without_ids(other)


def _without_ids(answer: Answer) -> Answer:
    """An answer in which far things and missing ones look alike."""
    plain = re.sub(rb"\b(777|999)0000(\d\d)\b", rb"ID\2", answer.body)
    return answer._replace(body=plain, leads_to=re.sub(r"\b(777|999)0000(\d\d)\b", r"ID\2", answer.leads_to))
