"""What a device keeps of a board: a worker that is the same for every number, and a page that names nobody."""

import json
import re
from collections.abc import Callable

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from fourfold.web.models import Session
from tests.web.personas import World


@pytest.mark.django_db
def test_the_worker_is_public_and_tells_nothing_of_which_sessions_there_are() -> None:
    answers = [Client().get(f"/sessions/{number}/board/worker.js") for number in (1, 999_999)]
    assert [answer.status_code for answer in answers] == [200, 200]
    texts = {re.sub(r"/sessions/\d+/", "/sessions/N/", answer.content.decode()) for answer in answers}
    assert len(texts) == 1
    assert all(answer.headers["Content-Type"].startswith("text/javascript") for answer in answers)


@pytest.mark.django_db
def test_every_file_that_the_worker_keeps_is_there_and_every_script_of_the_board_is_kept() -> None:
    script = Client().get("/sessions/1/board/worker.js").content.decode()
    told = json.loads(script[script.index("{", script.index("serve(")) : script.rindex("}") + 1])
    names = [address.removeprefix("/static/") for address in told["files"]]
    assert all(finders.find(name) for name in names)
    imported = set()
    for name in names:
        if name.endswith(".js"):
            found = finders.find(name)
            assert isinstance(found, str)
            with open(found, encoding="utf-8") as text:
                imported |= {f"fourfold/board/{one}" for one in re.findall(r'from "\./([\w.-]+)"', text.read())}
    assert imported <= set(names)


def test_the_page_of_a_board_names_nobody(world: World, signed_in: Callable[[str], Client]) -> None:
    session = Session.objects.filter(group=world.group).latest("held_on")
    page = signed_in("facilitator").get(f"/sessions/{session.pk}/board/").content.decode()
    assert world.group.name not in page
    assert not [person.label for person in world.members if f">{person.label}<" in page or f'"{person.label}"' in page]
