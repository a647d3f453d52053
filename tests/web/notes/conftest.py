"""The author of a process note."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.notes.process import CANARY, NEW, begin
from tests.web.personas import World


@pytest.fixture
def author(world: World, signed_in: Callable[[str], Client]) -> Client:
    """The facilitator, whose notes are open and hold one."""
    browser = signed_in("facilitator")
    begin(browser)
    browser.post(NEW, {"title": f"Title {CANARY}", "text": f"Text {CANARY}", "version": ""})
    return browser
