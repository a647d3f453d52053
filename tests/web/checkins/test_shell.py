"""The shell that devices keep: every file of it is there, it changes its name with its content, and it tells of nobody."""

import json
import re
from collections.abc import Iterator

import pytest
from django.test import Client

from fourfold.web.checkins.pages import shell
from fourfold.web.words import site_words
from tests.web.checkins.ground import open_session
from tests.web.personas import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def made_anew() -> Iterator[None]:
    shell._worker.cache_clear()
    yield
    shell._worker.cache_clear()


def told() -> dict[str, object]:
    """What the service worker is told to keep."""
    body = Client().get("/c/worker.js").content.decode()
    return json.loads(re.search(r"serve\((.*)\);", body)[1])


def read(address: str) -> str:
    """What is served at an address."""
    reply = Client().get(address)
    assert reply.status_code == 200, address
    content = b"".join(reply.streaming_content) if reply.streaming else reply.content
    reply.close()
    return content.decode()


def test_the_worker_reaches_the_whole_check_in_and_nothing_else() -> None:
    reply = Client().get("/c/worker.js")
    assert reply["Content-Type"].startswith("text/javascript")
    assert reply["Cache-Control"] == "no-store"
    assert "Service-Worker-Allowed" not in reply


def test_every_file_of_the_shell_is_served() -> None:
    files = told()["files"]
    assert len(files) == len(set(files)) > 20
    for address in files:
        assert len(read(address)) > 20, address


def test_the_shell_has_no_page_of_anybody(world: World) -> None:
    opened = open_session(world)
    for address in told()["files"]:
        assert address.startswith(("/static/", "/c/shell/", "/c/words/"))
    for language in ("en", "es"):
        pad = Client().get(f"/c/shell/pad/{language}").content.decode()
        assert world.group.name not in pad
        assert not any(card.code in pad for card in opened.cards)


def test_every_script_that_a_script_asks_for_is_in_the_shell() -> None:
    files = set(told()["files"])
    for address in [one for one in files if one.endswith(".js")]:
        text = read(address)
        for name in re.findall(r"""(?:from|import\()\s*"\./([\w-]+\.js)\"""", text):
            assert f"/static/fourfold/check-in/{name}" in files, (address, name)


def test_the_version_changes_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    before = told()["version"]
    assert told()["version"] == before
    monkeypatch.setitem(site_words("es").entries["device"], "sent", "Otra cosa.")
    shell._worker.cache_clear()
    assert told()["version"] != before


@pytest.mark.parametrize("language", ["en", "es"])
def test_scripts_have_the_words_they_say(language: str) -> None:
    words = Client().get(f"/c/words/{language}").json()
    for name, entry in words.items():
        assert isinstance(entry, str) or set(entry) == {"one", "other"}, name
    scripts = [one for one in told()["files"] if one.endswith(".js")]
    text = "".join(read(address) for address in scripts)
    said = set(re.findall(r"""\bsay\(["'](\w+)["']""", text)) | {
        f"refused_{why}" for why in ("closed", "unknown", "first_kept", "other")
    }
    assert {"kept", "kept_why", "sent", "idle", "waiting"} <= said <= set(words)
