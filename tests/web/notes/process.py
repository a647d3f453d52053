"""Process notes for tests: a passphrase chosen, a note written, another browser in which one is tried."""

from django.test import Client

from fourfold.web.models import ProcessNote
from tests.web.personas import World, browser_of

PASSPHRASE, OTHER = "seven slow herons at noon", "nine quick otters at dusk"
CANARY = "Zaunkönig-4711"
START, NEW = "/process-notes/", "/process-notes/new/"


def begin(browser: Client, passphrase: str = PASSPHRASE) -> None:
    answer = browser.post(START, {"passphrase": passphrase, "again": passphrase, "understood": "on"})
    assert answer.status_code == 302


def reopened(world: World, passphrase: str, name: str = "facilitator") -> Client:
    """Another browser of the author, in which a passphrase was tried."""
    browser = browser_of(world.users[name])
    browser.post(START, {"passphrase": passphrase})
    return browser


def shows(browser: Client) -> bool:
    return CANARY in browser.get(START).content.decode()


def the_note() -> ProcessNote:
    return ProcessNote.objects.get()
