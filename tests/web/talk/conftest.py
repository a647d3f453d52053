"""A session of today, and a tablet of the facilitator in it."""

from collections.abc import Callable

import pytest
from django.test import Client

from fourfold.web.models import Session
from tests.web.personas import World
from tests.web.talk.boards import Tablet


@pytest.fixture
def session(world: World) -> Session:
    """The group's session of today."""
    return Session.objects.get(group=world.group, number=3)


@pytest.fixture
def tablet(world: World, session: Session, signed_in: Callable[[str], Client]) -> Tablet:
    """A tablet on which the facilitator has begun a board with all members."""
    made = Tablet(signed_in("facilitator"), session)
    made.begin(world.members)
    return made
