"""What staff do in a real browser: from sign-in to the brief, by the keyboard, without scripts, on paper."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.journeys.clinic import PASSWORD, SECRET, Clinic, code_of
from tests.journeys.every_page import NO_PAGE, address
from tests.web.routes import EXPECTED, LEAD, OVERSEE, routes

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
DESK = {"viewport": {"width": 1280, "height": 900}}
A4, LETTER = "A4", "Letter"


def test_a_facilitator_reads_the_brief_six_clicks_after_opening_the_site(visit: Visit, clinic: Clinic) -> None:
    page = visit(**DESK)
    wrong: list[str] = []
    page.on("console", lambda said: said.type == "error" and wrong.append(said.text))
    clicks: list[int] = []
    page.expose_function("clicked", lambda: clicks.append(1))
    page.add_init_script("addEventListener('click', event => event.isTrusted && event.detail > 0 && clicked(), true)")
    page.goto(clinic.address)
    for name, value in (("login", "facilitator@demonstration.invalid"), ("password", PASSWORD)):
        page.locator(f"input[name={name}]").click()
        page.keyboard.type(value)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.locator("input[name=code]").click()
    page.keyboard.type(code_of(SECRET))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", level=1).filter(has_text="Good").wait_for()
    page.get_by_role("link", name="Read the brief").first.click()
    page.get_by_role("heading", name="The brief").wait_for()
    assert 5 <= len(clicks) <= 6
    assert page.get_by_text("Since last time").is_visible()
    assert not wrong


def test_a_password_alone_shows_nothing(visit: Visit, clinic: Clinic) -> None:
    page = visit(**DESK)
    page.goto(f"{clinic.address}/accounts/login/")
    page.fill("input[name=login]", "supervisor@demonstration.invalid")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(f"{clinic.address}/briefs/{clinic.things['group_id']}/")
    assert page.url.startswith(f"{clinic.address}/accounts/")
    assert "Thursday" not in page.locator("main").inner_text()


def test_a_facilitator_of_another_site_finds_nothing(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="outsider", **DESK)
    page.goto(f"{clinic.address}/groups/999999/")
    missing = page.locator("main").inner_html()
    bound = [route for route in routes() if EXPECTED[route.name] in (LEAD, OVERSEE) and _names_a_thing(route.params)]
    assert len(bound) > 30
    for route in bound:
        path = address(route, clinic.things)
        answer = page.context.request.get(clinic.address + path)
        assert answer.status in (404, 405), path
        if answer.status == 404 and route.name not in NO_PAGE:
            page.goto(clinic.address + path)
            assert page.locator("main").inner_html() == missing, path
    for path in ("/", "/groups/", "/signals/", "/flags/"):
        page.goto(clinic.address + path)
        seen = page.locator("body").inner_text()
        assert not [
            name for name in ("Thursday circle", "Monday group", "Friday group", "Wednesday evening group") if name in seen
        ], path


def _names_a_thing(params: tuple[str, ...]) -> bool:
    return any(param.endswith("_id") for param in params)


def test_attendance_by_the_keyboard_alone(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="facilitator", **DESK)
    page.goto(clinic.address)
    _tab_to(page, "article.meet h3 a")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Sessions").wait_for()
    _tab_to(page, "nav.tabs a:nth-child(2)")
    page.keyboard.press("Enter")
    session = f"a[href='/sessions/{clinic.things['session_id']}/']"
    page.locator(session).first.wait_for()
    _tab_to(page, session)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sessions/{clinic.things['session_id']}/")
    person = clinic.things["person_id"]
    for presence in ("late", "here"):
        _tab_to(page, f"#{presence}-{person}")
        page.keyboard.press("Enter")
        page.locator(f"#{presence}-{person}[aria-pressed=true]").wait_for()
        assert page.evaluate("document.activeElement.id") == f"{presence}-{person}", "the focus stays where one was"


def _tab_to(page: Page, selector: str) -> None:
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_attendance_and_signals_without_scripts(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="facilitator", java_script_enabled=False, **DESK)
    person = clinic.things["person_id"]
    page.goto(f"{clinic.address}/sessions/{clinic.things['session_id']}/")
    page.locator(f"#left-{person}").click()
    assert page.locator(f"#left-{person}").get_attribute("aria-pressed") == "true"
    page.locator(f"#here-{person}").click()
    assert page.locator(f"#here-{person}").get_attribute("aria-pressed") == "true"
    page.goto(f"{clinic.address}/signals/")
    group = page.locator("section.block").filter(has=page.get_by_role("heading", name="Monday group"))
    group.get_by_role("button", name="I will act on it").first.click()
    assert page.url.startswith(f"{clinic.address}/signals/")
    assert "act" in page.locator("main section.block").filter(has_text="Monday group").inner_text()
    assert page.locator("main").get_by_role("button", name="Take it back").or_(page.locator(".answered")).count()


@pytest.mark.parametrize("paper", [A4, LETTER])
def test_what_is_printed_fits_one_sheet(visit: Visit, clinic: Clinic, paper: str) -> None:
    page = visit(person="facilitator", **DESK)
    session = clinic.things["session_id"]
    for path in (f"/briefs/{clinic.things['group_id']}/", f"/sessions/{session}/sheet/", f"/c/cards/{session}/"):
        page.goto(clinic.address + path)
        assert sheets_of(page, paper) == 1, path


def sheets_of(page: Page, paper: str) -> int:
    """How many sheets of paper a page takes."""
    return len(PdfReader(io.BytesIO(page.pdf(format=paper))).pages)
