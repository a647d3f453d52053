"""The first week of a new facilitator: from the invitation to the first brief, as docs/howto/first_week.md tells it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic, code_of
from tests.journeys.test_check_in import answer_all
from tests.journeys.test_staff import DESK, sheets_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
EMAIL, WORDS = "first.week@demonstration.invalid", "quarry seven lantern"
LABELS = ("K.", "L.", "M.")
PHONE = {"viewport": {"width": 390, "height": 844}}


def test_from_the_invitation_to_the_first_brief(visit: Visit, clinic: Clinic) -> None:
    link = _invited(visit(person="administrator", **DESK), clinic)
    page = visit(**DESK)
    _set_up(page, link)
    _begin_group(page)
    for label in LABELS:
        _enrol(page, label)
    _plan(page)
    codes = _hold_session(page)
    for place, code in enumerate(codes):
        _check_in(visit(**PHONE), clinic, code, wants_word=place == 1)
    page.get_by_role("link", name="Today").first.click()
    _today(page)
    page.get_by_role("link", name="First circle").first.click()
    page.get_by_role("link", name="Read the brief").first.click()
    page.get_by_role("heading", level=1).filter(has_text="brief").wait_for()
    for said in ("There is not enough yet to say what has changed.", "there are too few check-ins to tell from"):
        assert page.get_by_text(said).is_visible()


def _invited(page: Page, clinic: Clinic) -> str:
    page.goto(clinic.address)
    page.get_by_role("link", name="Invite somebody").click()
    page.get_by_label("Name", exact=True).fill("Simulated newcomer")
    page.get_by_label("E-mail address").fill(EMAIL)
    page.locator("select[name=role]").select_option("facilitator")
    page.get_by_role("button", name="Make the link").click()
    return page.locator(".handed code").inner_text()


def _set_up(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Your password").fill(WORDS)
    page.get_by_label("The same password again").fill(WORDS)
    page.get_by_role("button", name="Set the password").click()
    page.fill("input[name=login]", EMAIL)
    page.fill("input[name=password]", WORDS)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.fill("input[name=code]", code_of(secret))
    page.get_by_role("button", name="Finish").click()
    assert page.locator("ul.codes li").count() == 10
    page.get_by_role("link", name="I have kept them").click()


def _begin_group(page: Page) -> None:
    page.get_by_role("link", name="Begin a group").click()
    page.get_by_label("Name of the group").fill("First circle")
    page.get_by_role("button", name="Begin a group").click()
    page.get_by_text("First circle has begun").wait_for()


def _enrol(page: Page, label: str) -> None:
    page.get_by_role("link", name="Add a member").first.click()
    page.get_by_label("Label").fill(label)
    for agreement in ("taking_part", "being_rated"):
        page.fill(f"input[name={agreement}]", date.today().isoformat())
    page.get_by_role("button", name="Add to the group").click()
    page.get_by_role("link", name=label).first.wait_for()


def _plan(page: Page) -> None:
    page.locator("nav.tabs").get_by_role("link", name="Sessions").click()
    page.get_by_role("link", name="Plan").first.click()
    page.fill("input[name=first]", date.today().isoformat())
    page.fill("input[name=count]", "4")
    page.get_by_role("button", name="Plan them").click()
    page.get_by_text("Four sessions are planned").wait_for()


def _hold_session(page: Page) -> list[str]:
    """Attendance by taps, check-ins opened, cards printed: the codes on them."""
    page.get_by_role("link", name="Session 1").first.click()
    for here in page.locator(".attender button[value=present]").all():
        here.click()
        page.wait_for_load_state("networkidle")
    page.get_by_text("Everybody is written down").wait_for()
    page.get_by_role("button", name="Open check-ins").click()
    page.locator(".card .code").first.wait_for()
    assert sheets_of(page, "A4") == 1
    return page.locator(".card .code").all_inner_texts()


def _check_in(page: Page, clinic: Clinic, code: str, *, wants_word: bool) -> None:
    page.goto(f"{clinic.address}/c/")
    page.fill("#code", code.lower())
    page.get_by_role("button", name="Open").click()
    page.locator("#start").wait_for()
    if wants_word:
        page.locator("[name=private_word]").check()
    answer_all(page, "5")
    page.get_by_role("heading", name="Thank you").wait_for()


def _today(page: Page) -> None:
    page.get_by_text("Check-ins in: 3 of 3").wait_for()
    page.get_by_role("heading", name="L. would like a private word.").wait_for()
    page.get_by_role("button", name="I will speak with L.").click()
    page.get_by_role("heading", name="You will speak with L.").wait_for()
