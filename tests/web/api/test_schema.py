"""The interface against its own description: whatever is sent, no fault of ours and no answer that is not described."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from fourfold.web.api.door import throttle
from fourfold.web.api.interface import interface
from fourfold.web.wsgi import application
from tests.web.api.programs import operations, program_of
from tests.web.personas import World
from tests.web.test_matrix import undone
from tests.web.things import Things, make_things

EVERY_DAY, AT_LENGTH = 5, 100
_CONFIG: dict[str, Any] = {
    # A null character fits the description and no database: test_shapes tries it.
    "generation": {"allow-x00": False},
}
IDS = {
    "group_id": "group",
    "session_id": "session",
    "person_id": "person",
    "card_id": "card",
    "flag_id": "flag",
    "programme": "programme",
    "person": "person",
}
WAYS = [f"{method} {path}" for method, path, _, _ in operations()]


def meant(case: Any, things: Things) -> Any:
    """A case whose ids are those of things that are there, so that it gets further than to what is missing."""
    own = things.ids["own"]
    for part in (case.path_parameters, case.body):
        if isinstance(part, dict):
            part.update({name: own[IDS[name]] for name in part if name in IDS and part[name] is not None})
    return case


@cache
def description() -> Any:
    """The interface as its description says, called as a server calls it."""
    schema = schemathesis.openapi.from_dict(interface.get_openapi_schema(), config=SchemathesisConfig.from_dict(_CONFIG))
    schema.app = application
    return schema


def try_out(way: str, examples: int, things: Things, word: str) -> None:
    """So many requests of each kind, those that fit the description and those that do not, each undone."""
    method, _, path = way.partition(" ")
    operation, headers = description()[f"/api/1{path}"][method], {"Authorization": f"Bearer {word}"}

    def send(case: Any) -> None:
        with undone():
            case.call_and_validate(headers=headers)

    def send_meant(case: Any) -> None:
        send(meant(case, things))

    for mode, sent in ((GenerationMode.POSITIVE, send_meant), (GenerationMode.NEGATIVE, send)):
        cases = operation.as_strategy(generation_mode=mode)
        how = settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=examples == EVERY_DAY,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        how(given(case=cases)(sent))()


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """The server's handler lets go of the database between requests, and with it of a test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def as_often_as_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pause of programs that ask too often is tried elsewhere."""
    monkeypatch.setattr(throttle, "num_requests", 1_000_000)


def test_every_answer_is_described_and_none_is_a_fault(world: World, subtests: pytest.Subtests) -> None:
    things, word = make_things(world), program_of(world, "facilitator").word
    for way in WAYS:
        with subtests.test(operation=way):
            try_out(way, EVERY_DAY, things, word)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_every_answer_is_described_and_none_is_a_fault_at_length(world: World, way: str) -> None:
    try_out(way, AT_LENGTH, make_things(world), program_of(world, "facilitator").word)
