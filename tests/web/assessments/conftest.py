"""Fixtures of the tests of self-assessment."""

from collections.abc import Iterator

import pytest

from fourfold.web.checkins.throttle import codes


@pytest.fixture(autouse=True)
def nobody_waits() -> Iterator[None]:
    """Wrong tries of one test slow no other down."""
    yield
    codes.forget()
