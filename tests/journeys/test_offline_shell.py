"""The service worker: a kiosk that reloads without network, caches that are replaced, and a network that comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.site import JourneySite, until
from tests.journeys.test_kiosk import HAS_WORKER, TABLET, check_in, ready
from tests.journeys.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
NewPage = Callable[..., "Page"]


@pytest.mark.parametrize(("language", "title"), [("en", "Type your code"), ("es", "Escriba su código")])
def test_the_pad_comes_back_without_network_as_it_looks_with_it(
    new_page: NewPage, site: JourneySite, wire: Wire, language: str, title: str
) -> None:
    meeting = site.meeting()
    page = new_page(**TABLET)
    ready(page, site, meeting)
    address = f"{site.address}{meeting.kiosk}?l={language}"
    page.goto(address)
    page.locator(".keys").wait_for()
    seen = page.screenshot()
    wire.cut()
    page.reload()
    page.locator(".keys").wait_for()
    assert page.get_by_role("heading", name=title).is_visible()
    assert page.screenshot() == seen
    page.goto(f"{site.address}{meeting.kiosk}/{meeting.cards[0].token}")
    page.locator("main[data-pad]").wait_for()
    assert page.url == f"{site.address}{meeting.kiosk}"


def test_the_cache_holds_the_shell_alone_and_old_ones_go(new_page: NewPage, site: JourneySite) -> None:
    meeting = site.meeting()
    page = new_page(**TABLET)
    page.goto(f"{site.address}{meeting.kiosk}")
    page.evaluate("caches.open('fourfold-check-in-old').then(() => caches.open('elsewhere')).then(() => true)")
    until(lambda: page.evaluate(HAS_WORKER))
    page.evaluate("navigator.serviceWorker.getRegistration('/c/').then((one) => one.unregister())")
    page.goto(f"{site.address}/c/{meeting.cards[0].token}")
    until(lambda: "fourfold-check-in-old" not in page.evaluate("caches.keys()"))
    names = page.evaluate("caches.keys()")
    assert "elsewhere" in names
    assert len(names) == 2
    kept = page.evaluate(KEPT, next(name for name in names if name != "elsewhere"))
    assert kept
    assert all(address.startswith(("/static/", "/c/shell/", "/c/words/")) for address in kept)


def test_answers_go_as_soon_as_the_browser_hears_of_a_network(new_page: NewPage, site: JourneySite) -> None:
    meeting = site.meeting()
    page = new_page(**TABLET)
    page.clock.install()
    ready(page, site, meeting)
    page.context.set_offline(True)
    check_in(page, meeting.cards[0].code, "5")
    page.get_by_role("heading", name="Your answers are kept on this device").wait_for()
    page.clock.fast_forward(16_000)
    page.get_by_text("1 answer waits on this device").wait_for()
    assert not site.stored(meeting)
    page.context.set_offline(False)
    until(lambda: len(site.stored(meeting)) == 1)


KEPT = """async (name) => {
  const requests = await (await caches.open(name)).keys();
  return requests.map((request) => new URL(request.url).pathname);
}"""
