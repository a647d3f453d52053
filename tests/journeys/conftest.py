"""Fixtures of the journeys: one simulated site that runs, one browser, and pages that tell of every fault and every request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.journeys.clinic import Clinic, running_clinic
from tests.journeys.site import JourneySite, running_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CHROMIUM = "/usr/bin/chromium"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JourneySite]:
    """A simulated site, served at `site.address`."""
    with running_site(tmp_path_factory.mktemp("site")) as made:
        yield made


@pytest.fixture(scope="session")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clinic]:
    """A simulated clinic with twelve weeks of history, served at `clinic.address`."""
    with running_clinic(tmp_path_factory.mktemp("clinic")) as made:
        yield made


@pytest.fixture
def wire(site: JourneySite) -> Iterator[Any]:
    """The site's cable, whole again after the test."""
    yield site.wire
    site.wire.mend()


@pytest.fixture(scope="session")
def play() -> Iterator[Playwright]:
    """Playwright, begun once: it can run only once at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as begun:
        yield begun


@pytest.fixture(scope="session")
def browser(play: Playwright) -> Iterator[Browser]:
    """A browser."""
    started = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield started
    started.close()


@pytest.fixture
def new_page(browser: Browser, site: JourneySite) -> Iterator[Callable[..., Page]]:
    """Makes a page in a context of its own (options as Playwright's `new_context`); at the end nothing may have gone wrong."""
    with _watched_pages(browser, site.address, site.signed_in) as make:
        yield make


@pytest.fixture
def visit(browser: Browser, clinic: Clinic) -> Iterator[Callable[..., Page]]:
    """The same at the clinic."""
    with _watched_pages(browser, clinic.address, clinic.signed_in) as make:
        yield make


@contextmanager
def _watched_pages(browser: Browser, address: str, signed_in: dict[str, str]) -> Iterator[Callable[..., Page]]:
    contexts = []
    faults: list[str] = []

    def make(*, person: str = "", **options: Any) -> Page:
        context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 390, "height": 844}, **options})
        context.set_default_timeout(15_000)
        if person:
            context.add_cookies([{"name": "fourfold_session", "value": signed_in[person], "url": address}])
        contexts.append(context)
        page = context.new_page()
        watch(page, faults)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not faults


def watch(page: Page, faults: list[str]) -> None:
    """Writes down what must never happen: a request that leaves this machine, an error of a script, a broken policy."""
    page.context.on("request", lambda request: is_foreign(request.url) and faults.append(f"asked for {request.url}"))
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("console", lambda said: "Content Security Policy" in said.text and faults.append(said.text))


def is_foreign(address: str) -> bool:
    """Whether an address leads away from this machine."""
    parts = urlsplit(address)
    return parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "localhost"
