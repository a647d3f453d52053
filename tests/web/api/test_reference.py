"""The reference of the interface says what the interface does: its operations, scopes, statuses and limits."""

import re
from pathlib import Path

from fourfold.web.api.door import throttle
from fourfold.web.api.problems import MOST_BYTES, STATUSES
from fourfold.web.api.scopes import AREAS
from tests.web.api.programs import operations, program_of
from tests.web.personas import World

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "api.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| `([A-Z]+ /\S*)` \| `(\S+)` \| (.+) \|$", flags=re.MULTILINE)
_CURL = re.compile(
    r'^\$ curl (?:-X (\w+) )?-H "Authorization: Bearer \$TOKEN" http://localhost:8000/api/1(\S+)$', flags=re.MULTILINE
)


def test_the_table_of_operations_is_that_of_the_description() -> None:
    described = [
        (f"{method} {path}", scope, " ".join(told["description"].split())) for method, path, scope, told in operations()
    ]
    assert _ROW.findall(PAGE) == described


def test_every_scope_is_named_and_no_other() -> None:
    table = PAGE.partition("## Scopes")[2].partition("## Operations")[0]
    assert set(re.findall(r"`([a-z-]+:(?:read|write))`", table)) == {
        f"{area}:{way}" for area, ways in AREAS.items() for way in ways
    }


def test_every_status_and_limit_is_named() -> None:
    assert {int(status) for status in re.findall(r"^\| (\d{3}) \|", PAGE, flags=re.MULTILINE)} == STATUSES | {405}
    assert f"{MOST_BYTES:,} bytes" in PAGE
    assert f"more than {throttle.num_requests} requests" in PAGE


def test_the_examples_can_be_asked(world: World) -> None:
    program = program_of(world, "facilitator")
    asked = [(method or "GET", path) for method, path in _CURL.findall(PAGE)]
    assert len(asked) == 4
    group, session = world.group.pk, world.group.sessions.order_by("-number")[0].pk
    for method, path in asked:
        own = path.replace("/groups/1", f"/groups/{group}").replace("/sessions/1", f"/sessions/{session}")
        program.told(f"{method} {own}")
