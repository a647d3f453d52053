"""A practice from the brief to a member's own page: planned, led, given, done with a state check, and counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic
from tests.journeys.test_staff import DESK

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
PHONE = {"viewport": {"width": 390, "height": 844}}
ANSWERS = {"before_kind": "3", "before_with_it": "not_said", "after_kind": "5", "after_with_it": "4"}


def test_from_the_suggestion_of_the_brief_to_a_members_own_page(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="facilitator", **DESK)
    title = _planned_from_the_brief(page, clinic)
    _planned_for_today(page, clinic, title)
    _led(page, title)
    given = _given(page, clinic)
    member = visit(person="member", **PHONE)
    before = _minutes(member, clinic)
    _done(member, clinic, given)
    assert _minutes(member, clinic) == before + 11
    _taken_back(member, given)
    assert _minutes(member, clinic) == before
    page.goto(f"{clinic.address}/people/{_member(clinic)}/in/{clinic.things['group_id']}/")
    assert page.get_by_text(f"{given}: two times a week agreed").is_visible()
    assert not page.get_by_text("Right now I am gentle with myself").count()


def _planned_from_the_brief(page: Page, clinic: Clinic) -> str:
    """In a group of which the check-ins tell something, and which meets next week."""
    page.goto(f"{clinic.address}/groups/")
    page.get_by_role("link", name="Wednesday evening group").first.click()
    page.get_by_role("link", name="Read the brief").first.click()
    part = page.locator(".brief-practice")
    assert part.get_by_text("Why: ").is_visible()
    title = part.get_by_role("link").first.inner_text()
    part.get_by_role("button", name="Plan it").click()
    page.get_by_text(f"“{title}” is planned").wait_for()
    assert page.get_by_role("heading", name="Practice planned").is_visible()
    return title


def _planned_for_today(page: Page, clinic: Clinic, title: str) -> None:
    """The same in the group that meets today, from the page of the practice."""
    page.locator(".brief-practice").get_by_role("link", name=title).click()
    page.get_by_role("heading", name="When not to use it").wait_for()
    row = page.locator(".practice-use").filter(has_text="Thursday circle")
    row.get_by_role("button", name=re.compile("^Plan it for session")).click()
    page.get_by_text(f"“{title}” is planned").wait_for()
    assert page.url == f"{clinic.address}/groups/{clinic.things['group_id']}/practices/"


def _led(page: Page, title: str) -> None:
    """On the page of the group: another number of minutes than usual, then who sat it out."""
    page.get_by_text("It took longer or shorter").first.click()
    row = page.locator("li.planned").filter(has_text=title).first
    row.locator("input[type=number]").fill("9")
    row.get_by_role("button", name="Led", exact=True).click()
    page.get_by_text(f"“{title}” is written down as led").wait_for()
    row = page.locator("li.planned").filter(has_text=title).first
    told = row.locator("p").first.inner_text()
    assert "nine minutes; led;" in told
    row.get_by_text("Who did it").click()
    row.locator("label.pick").last.click()
    row.get_by_role("button", name="Keep").click()
    page.get_by_text("It is written down who did").wait_for()
    assert page.locator("li.planned").filter(has_text=title).first.locator("p").first.inner_text() != told


def _given(page: Page, clinic: Clinic) -> str:
    page.goto(f"{clinic.address}/people/{_member(clinic)}/in/{clinic.things['group_id']}/")
    page.get_by_role("link", name="Give a practice").click()
    page.get_by_label("Practice", exact=True).select_option("sounds_around")
    page.get_by_label("Times a week").fill("2")
    page.get_by_role("button", name="Give it").click()
    told = page.get_by_text(re.compile("takes “.*” along")).inner_text()
    return told[told.index("“") + 1 : told.index("”")]


def _done(page: Page, clinic: Clinic, title: str) -> None:
    page.goto(f"{clinic.address}/my/#own-practices")
    page.get_by_role("link", name="All my practices").click()
    page.locator("li").filter(has_text=title).get_by_role("link", name="Read it and do it").click()
    for name, value in ANSWERS.items():
        page.locator(f"input[name={name}][value='{value}']").check()
    page.get_by_label("Minutes").fill("11")
    page.get_by_role("button", name="I did it today").click()
    page.get_by_text("Written down.").wait_for()


def _taken_back(page: Page, title: str) -> None:
    page.locator("li").filter(has_text=title).get_by_role("link", name="Change").click()
    for name, value in ANSWERS.items():
        assert page.locator(f"input[name={name}][value='{value}']").is_checked()
    page.get_by_text("Take it back", exact=True).click()
    page.get_by_role("button", name="Take it back now").click()
    page.get_by_text("Taken back.").wait_for()


def _minutes(page: Page, clinic: Clinic) -> int:
    """The minutes between sessions that the member reads."""
    page.goto(f"{clinic.address}/my/practices/")
    told = re.search(r"between sessions, (\d+) minutes", page.locator(".own-dose").inner_text())
    assert told
    return int(told[1])


def _member(clinic: Clinic) -> int:
    return int(clinic.things["with_account_id"])
