"""Every page of the site, for every role, wide and narrow, light and dark, in both languages: whole, readable, accessible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic
from tests.journeys.every_page import FORMS, NO_PAGE, Seen, forms, pages
from tests.journeys.pictures import Look, in_language, opened
from tests.web.routes import routes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

pytestmark = pytest.mark.journey
FORM_ONLY = 405
NARROW, WIDE = 360, 1440
LOOKS = [Look(f"{language}", NARROW, scheme, language) for language, scheme in (("en", "light"), ("es", "dark"))]
"""Each language is loaded once; the page is then made wide and of the other colours without loading it again."""
_RUN_AXE = """async () => {
  const found = await axe.run({resultTypes: ["violations"]});
  return found.violations.map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
}"""
MAY_TURN = ("kiosk-check-in", "kiosk-goodbye")
"""Pages of a shared device turn back to the code pad by themselves, without scripts too: what one person gave must not stay."""
_OTHER = {"light": "dark", "dark": "light"}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe."""
    from axe_playwright_python.sync_playwright import Axe

    return str(Axe().axe_script)


def test_every_route_is_a_page_that_is_looked_at_or_says_why_not(clinic: Clinic) -> None:
    looked_at = {seen.name.split("-as-")[0] for seen in pages(clinic.things)}
    assert {route.name for route in routes()} - looked_at - set(NO_PAGE) - FORMS == set()


def test_what_only_takes_forms_shows_no_page(clinic: Clinic, browser: Browser) -> None:
    for role in ("facilitator", "administrator"):
        context = opened(clinic, browser, LOOKS[0], role)
        for path in forms(clinic.things):
            assert context.request.get(clinic.address + path).status == FORM_ONLY, path
        context.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.language)
def test_every_page_is_whole_in_every_look(clinic: Clinic, browser: Browser, axe: str, look: Look) -> None:
    wrong: list[str] = []
    asked = pages(clinic.things, look.language)
    for role in sorted({seen.role for seen in asked}):
        context = opened(clinic, browser, look, role)
        page = context.new_page()
        listen(page, wrong)
        for seen in (seen for seen in asked if seen.role == role):
            wrong += [f"{seen.name} as {role or 'nobody'}: {fault}" for fault in _faults(page, clinic, seen, look, axe)]
        context.close()
    assert not wrong, "\n".join(wrong)


def listen(page: Page, wrong: list[str]) -> None:
    """Writes down what a browser complains of; that a page is missing is what was asked for."""
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("console", lambda said: _is_fault(said) and wrong.append(f"{page.url}: {said.text}"))


def _is_fault(said: ConsoleMessage) -> bool:
    return said.type in {"error", "warning"} and "status of 404" not in said.text


def _faults(page: Page, clinic: Clinic, seen: Seen, look: Look, axe: str) -> Iterator[str]:
    page.set_viewport_size({"width": NARROW, "height": 800})
    page.emulate_media(color_scheme=look.scheme)
    answer = page.goto(clinic.address + in_language(seen.path, look.language))
    assert answer is not None
    if answer.status != seen.status or "text/html" not in (answer.headers.get("content-type") or ""):
        yield f"answers {answer.status} {answer.headers.get('content-type')}"
        return
    if page.locator("html").get_attribute("lang") != look.language:
        yield f"says it is in {page.locator('html').get_attribute('lang')}"
    if (heads := page.locator("h1:visible").count()) != 1:
        yield f"has {heads} first headings"
    page.evaluate(axe)
    for width, scheme in ((NARROW, look.scheme), (WIDE, _OTHER[look.scheme])):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"is {wide} wide at {width}"
        found = page.evaluate(_RUN_AXE)
        yield from (f"at {width}, {scheme}: {told}" for told in found if not (seen.name in MAY_TURN and "meta-refresh" in told))
