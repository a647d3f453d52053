"""A member with an account: their own page, what they can end, their record, and nobody else's label anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic
from tests.journeys.every_page import NO_PAGE, address
from tests.web.routes import routes

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
OTHERS = [f"{letter}." for letter in "BCDEFGH"]


def test_a_member_ends_being_rated_and_reads_the_record(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="leaver")
    page.goto(clinic.address)
    page.get_by_role("heading", name="My page").wait_for()
    page.get_by_role("heading", name="What I agreed to").click()
    page.get_by_role("link", name="Others are asked about me").click()
    page.get_by_role("button", name="End it today").click()
    page.get_by_text("From today on nobody is asked about you.").wait_for()
    page.get_by_role("heading", name="My record").click()
    page.get_by_role("link", name="Read or print it").click()
    page.get_by_role("heading", name="My record").wait_for()
    assert "The record of D." in page.locator("main").inner_text()
    with page.expect_download() as told:
        page.get_by_role("link", name="Take it along as a file").click()
    record = json.loads(told.value.path().read_text(encoding="utf-8"))
    consents = {row["kind"]: row["withdrawn_on"] for row in record["consents"]}
    assert consents["being_rated"]
    assert consents["taking_part"] is None


def test_no_page_that_a_member_can_open_names_another_member(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="member")
    opened = 0
    for route in routes():
        if route.name in NO_PAGE or route.name.startswith(("check-in", "kiosk", "account_logout")):
            continue
        path = address(route, clinic.things)
        answer = page.context.request.get(clinic.address + path)
        if answer.status == 200 and "text/html" in answer.headers["content-type"]:
            page.goto(clinic.address + path)
            words = page.locator("body").inner_text().split()
            assert not set(OTHERS) & set(words), path
            opened += 1
    assert opened >= 8
