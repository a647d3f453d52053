"""Fixtures of the check-in's tests."""

from collections.abc import Iterator

import pytest

from fourfold.web.checkins.throttle import codes
from tests.web.checkins.ground import Opened, open_session
from tests.web.personas import World


@pytest.fixture
def opened(world: World) -> Opened:
    """The latest session of the world, its check-ins open."""
    return open_session(world)


@pytest.fixture(autouse=True)
def nobody_waits() -> Iterator[None]:
    """Wrong tries of one test slow no other down."""
    yield
    codes.forget()
