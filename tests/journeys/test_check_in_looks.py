"""What people see of the check-in is accessible and fits, at every width, in both themes and languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.site import JourneySite
from tests.journeys.test_kiosk import check_in, ready, type_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
NewPage = Callable[..., "Page"]


@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_pad_check_in_and_goodbye_are_accessible_and_fit(
    new_page: NewPage, site: JourneySite, width: int, scheme: str, language: str
) -> None:
    meeting = site.meeting()
    page = new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=language)
    page.goto(f"{site.address}{meeting.kiosk}?l={language}")
    page.locator(".keys button[value='A']").wait_for()
    _is_fine(page, width)
    for card, shapes in zip(meeting.cards, ("0", "1"), strict=False):
        page.goto(f"{site.address}/c/{card.token}?l={language}&s={shapes}")
        page.locator("#start").wait_for()
        _is_fine(page, width)
        if width < 800:
            page.locator("#start .first").click()
            page.locator("#q1").wait_for()
            _is_fine(page, width)
    page.goto(f"{site.address}/c/goodbye/{language}")
    _is_fine(page, width)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_kiosk_says_by_itself_is_accessible(new_page: NewPage, site: JourneySite, wire, scheme: str) -> None:
    meeting = site.meeting()
    page = new_page(viewport={"width": 820, "height": 1180}, color_scheme=scheme)
    page.clock.install()
    ready(page, site, meeting)
    wire.cut()
    type_code(page, "AAAAAA")
    page.locator(".fault").wait_for()
    _is_fine(page, 820)
    check_in(page, meeting.cards[0].code, "3")
    page.get_by_role("heading", name="Your answers are kept on this device").wait_for()
    _is_fine(page, 820)
    page.clock.fast_forward(16_000)
    page.get_by_text("1 answer waits on this device").wait_for()
    _is_fine(page, 820)
    type_code(page, meeting.cards[1].code)
    page.locator("#q1 input[value='3']").click()
    page.clock.fast_forward(55_000)
    page.get_by_role("dialog").wait_for()
    _is_fine(page, 820)


def _is_fine(page: Page, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
