"""Fixtures of the site's tests: the world, and browsers of Django's kind signed in as a persona."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.web.personas import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Two sites, three groups, somebody in every role."""
    return make_world()


@pytest.fixture
def signed_in(world: World) -> Callable[[str], Client]:
    """A client signed in as a persona, second factor passed."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(world.users[name])
        return client

    return sign_in
