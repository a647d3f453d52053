"""A researcher sees what would leave, takes the file, and is refused another that differs by a few people, in words."""

from __future__ import annotations

import csv
from collections.abc import Callable
from io import StringIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.journeys.clinic import Clinic

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]


def ask(page: Page, clinic: Clinic, whose: str | None = None) -> None:
    """Fill in the form and look at what would leave."""
    page.goto(f"{clinic.address}/research/")
    page.get_by_label("Study").fill("Simulated study of a journey")
    page.get_by_label("Purpose").fill("To see whether the file opens")
    if whose:
        page.get_by_label("Whose data").select_option(label=whose)
    page.get_by_role("button", name="See what would leave").click()


def test_a_researcher_makes_a_release_and_is_refused_the_next(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="researcher")
    ask(page, clinic)
    page.get_by_role("heading", name="This release may leave").wait_for()
    with page.expect_download() as told:
        page.get_by_role("button", name="Make the release and take the file").click()
    page.get_by_text("The file is being made").wait_for()
    page.get_by_role("button", name="Make the release and take the file").click(force=True)
    with ZipFile(told.value.path()) as archive:
        people = list(csv.DictReader(StringIO(archive.read("people.csv").decode())))
        assert "datapackage.json" in archive.namelist()
        assert "thrown away" in archive.read("README.txt").decode()
    assert len({row["person"] for row in people}) == len(people) >= 11
    page.get_by_role("link", name="See the ledger").click()
    page.get_by_text("Simulated study of a journey").first.wait_for()
    assert page.get_by_text("Simulated study of a journey").count() == 1, "a second press made a second release"
    number = page.locator(".releases h2").first.inner_text().split()[1]
    assert told.value.suggested_filename.split("-")[-1].removesuffix(".zip") in page.locator("main").inner_text()

    others = clinic.things["not_in_research"]
    assert 1 <= len(others) <= 10
    for person, first_day in others:
        consent(visit(person="facilitator"), clinic, person, first_day)
    ask(page, clinic)
    page.get_by_role("heading", name="This release may not leave").wait_for()
    said = page.get_by_role("alert").inner_text()
    assert f"Since release {number}" in said
    assert "fewer than eleven people have come" in said
    assert f"ask for the people of release {number} again" in said
    page.get_by_role("button", name="Change what is asked for").click()
    assert page.get_by_label("Study").input_value() != ""
    again = page.get_by_label("Whose data").locator("option").filter(has_text=f"release {number} ").inner_text()
    ask(page, clinic, again)
    page.get_by_role("heading", name="This release may leave").wait_for()


def consent(page: Page, clinic: Clinic, person: int, first_day: str) -> None:
    """A facilitator writes down that somebody agreed to research on their first day."""
    page.goto(f"{clinic.address}/people/{person}/consents/new/")
    page.get_by_label("Research with answers that carry no name").check()
    page.get_by_label("Signed on").fill(first_day)
    page.get_by_label("English").check()
    page.locator("form.form button.first").click()
    page.wait_for_url("**/people/**")
