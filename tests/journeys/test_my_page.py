"""A member's own page on a phone: short, opened by keyboard and by address without scripts, whole on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
PHONE = {"width": 360, "height": 800}
SCREENS = 3
TARGET = 44


def opened(visit: Visit, clinic: Clinic, part: str = "") -> Page:
    """The page of the member on a narrow phone without scripts."""
    page = visit(person="member", viewport=PHONE, java_script_enabled=False)
    page.goto(f"{clinic.address}/my/{part}")
    return page


def test_on_a_phone_it_is_a_short_list_whose_lines_are_easy_to_hit(visit: Visit, clinic: Clinic) -> None:
    page = opened(visit, clinic)
    lines = page.locator(".folded > summary")
    assert lines.count() >= 8
    boxes = [line.bounding_box() for line in lines.all()]
    assert all(box and box["height"] >= TARGET and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    foot = page.locator("footer").bounding_box()
    assert foot is not None
    assert foot["y"] < SCREENS * PHONE["height"]
    assert page.locator(".inside:visible").count() == 0


def test_a_part_is_opened_and_closed_by_keyboard_without_scripts(visit: Visit, clinic: Clinic) -> None:
    page = opened(visit, clinic)
    line = page.locator(".folded", has=page.get_by_role("heading", name="My sessions")).locator("> summary")
    line.press("Enter")
    assert page.locator("#own-sessions table").first.is_visible()
    assert not page.locator("#own-consents").is_visible()
    page.locator("#own-sessions").get_by_text("Earlier sessions").press("Space")
    assert page.locator("#own-sessions table").last.is_visible()
    line.press("Space")
    assert not page.locator("#own-sessions table").first.is_visible()


def test_an_address_opens_its_part(visit: Visit, clinic: Clinic) -> None:
    page = opened(visit, clinic, "#own-looks")
    assert page.locator("#own-looks").is_visible()
    line = page.get_by_role("heading", name="Who has seen my data").bounding_box()
    assert line is not None
    assert 0 <= line["y"] < PHONE["height"]
    assert page.locator(".inside:visible").count() == 1


def test_on_paper_every_part_is_open_and_nothing_of_the_screen_is_left(visit: Visit, clinic: Clinic) -> None:
    page = opened(visit, clinic)
    page.emulate_media(media="print")
    parts = page.locator(".folded > .inside")
    heights = [box["height"] for box in (part.bounding_box() for part in parts.all()) if box]
    assert len(heights) == parts.count() >= 8
    assert min(heights) > 20
    names = [box for box in (name.bounding_box() for name in page.locator(".folded h2").all()) if box]
    assert min(name["width"] for name in names) > PHONE["width"] / 3
    for table in page.locator("#own-sessions table").all():
        assert table.is_visible()
    assert not page.get_by_text("Earlier sessions").is_visible()
