"""Fixtures of the site's tests: the world, and browsers of Django's kind signed in as a persona."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from fourfold.web.storage.keyring import KEYRING_FILE
from tests.web.personas import World, browser_of, make_world


@pytest.fixture(autouse=True)
def nobody_has_a_key() -> None:
    """Each test begins with an empty keyring: row numbers come again, and a person erased in one test is erased in all."""
    (settings.KEYS / KEYRING_FILE).unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def nobody_has_chosen_a_language() -> None:
    """Each test begins in English: a request leaves its language behind in the thread."""
    translation.activate("en")


@pytest.fixture
def world(db: None) -> World:
    """Two sites, three groups, somebody in every role."""
    return make_world()


@pytest.fixture
def signed_in(world: World) -> Callable[[str], Client]:
    """A client signed in as a persona, second factor passed."""

    def sign_in(name: str) -> Client:
        return browser_of(world.users[name])

    return sign_in


@pytest.fixture
def folder() -> Iterator[Path]:
    """The site's own folder of practices, gone after the test."""
    place = Path(settings.HOME) / "practices"
    place.mkdir(exist_ok=True)
    yield place
    rmtree(place)
