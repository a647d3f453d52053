"""A program that calls the interface with a token: what it may do, what it asks and what comes back."""

import json
from dataclasses import dataclass
from typing import Any

from django.test import Client

from fourfold.web.api.actions import make_token
from fourfold.web.api.interface import interface
from fourfold.web.api.scopes import FULL
from tests.web.personas import World


@dataclass(frozen=True, slots=True)
class Program:
    """A program with one token; an empty word sends no header at all."""

    word: str

    def ask(self, way: str, body: Any = None, **query: Any) -> Any:
        """The answer to "GET /groups" and its like."""
        method, _, path = way.partition(" ")
        headers = {"Authorization": f"Bearer {self.word}"} if self.word else {}
        address = f"/api/1{path}"
        if method == "GET":
            return Client().get(address, query, headers=headers)
        data = "" if body is None else json.dumps(body)
        return Client().generic(method, address, data, content_type="application/json", headers=headers)

    def told(self, way: str, body: Any = None, **query: Any) -> Any:
        """What comes back where it may."""
        answer = self.ask(way, body, **query)
        assert answer.status_code in (200, 201), (way, answer.status_code, answer.content)
        return answer.json()


def program_of(world: World, name: str, scope: str = FULL, days: int = 30) -> Program:
    """A program that a persona made a token for."""
    return Program(make_token("A program", scope.split(), days, by=world.viewer(name)))


def operations() -> list[tuple[str, str, str, dict[str, Any]]]:
    """Every operation of the description: method, path below the interface, scope, and the rest."""
    paths = interface.get_openapi_schema()["paths"]
    return [
        (method.upper(), path.removeprefix("/api/1"), told["x-scope"], told)
        for path, methods in paths.items()
        for method, told in methods.items()
    ]
