"""A member completes a self-assessment in imported wording and sees the change; an answer of danger reaches Today."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
TURNED = {1, 4, 8, 9, 11, 12}
"""The items of the short Self-Compassion Scale that count backwards."""


def wording(n_items: int, values: range) -> str:
    """Made-up sentences as a table."""
    rows = ["item,text,value,answer", *(f"q{n},Sentence {n} of the test,," for n in range(1, n_items + 1))]
    return "\n".join([*rows, *(f"*,,{value},answer {value} of the test" for value in values)])


def import_wording(page: Page, clinic: Clinic, key: str, n_items: int, values: range) -> None:
    """The facilitator brings a file, looks at it, and lets it count."""
    page.goto(f"{clinic.address}/instruments/{key}/")
    page.get_by_role("link", name="Import").first.click()
    page.set_input_files(
        "input[name=file]", {"name": "test.csv", "mimeType": "text/csv", "buffer": wording(n_items, values).encode()}
    )
    page.get_by_role("textbox", name="By which right").fill("Made up for a test")
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("heading", name="Is this what you meant?").wait_for()
    assert f"Sentence {n_items} of the test" in page.locator("main").inner_text()
    page.get_by_role("button", name="Use this wording").click()
    page.get_by_text("The wording is in use from now on.").wait_for()


def ask(page: Page, clinic: Clinic, title: str, label: str) -> str:
    """The facilitator asks one member; the code on the card."""
    page.goto(f"{clinic.address}/groups/{clinic.things['group_id']}/assessments/ask/")
    for box in page.get_by_role("checkbox").all():
        box.set_checked(False)
    page.get_by_role("checkbox", name=title).check()
    page.get_by_role("checkbox", name=label, exact=True).check()
    page.get_by_role("button", name="Ask them").click()
    card = page.locator(".card").filter(has_text=title).filter(has_text=f"For {label}")
    return card.locator(".code").inner_text().strip()


def enter(page: Page, clinic: Clinic, code: str) -> None:
    """A phone on which nobody is signed in, and the code typed."""
    page.goto(f"{clinic.address}/a/")
    page.get_by_role("textbox", name="Type your code").fill(code.lower())
    page.get_by_role("button", name="Open").click()
    page.get_by_role("link", name="Begin").click()


def answer(page: Page, number: int, value: int, last: int) -> None:
    """One item answered by keyboard, and on to the next."""
    page.get_by_text(f"Sentence {number} of the test").wait_for()
    page.get_by_role("radio", name=f"answer {value} of the test").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send" if number == last else "Next").press("Enter")


def test_a_member_completes_it_twice_and_sees_the_change(visit: Visit, clinic: Clinic) -> None:
    lead = visit(person="facilitator")
    import_wording(lead, clinic, "scs_sf", 12, range(1, 6))
    own = visit(person="member")
    own.goto(f"{clinic.address}/my/")
    label = label_of_member(lead, clinic)
    for kind in (2, 5):
        phone = visit(java_script_enabled=kind == 5)
        enter(phone, clinic, ask(lead, clinic, "Self-Compassion Scale, Short Form", label))
        for number in range(1, 13):
            answer(phone, number, 6 - kind if number in TURNED else kind, 12)
            if number == 4 and kind == 2:
                stopped = phone.url.partition("?")[0]
                phone.goto("about:blank")
                phone.goto(stopped)
        phone.get_by_role("heading", name="Thank you. You can close this page.").wait_for()
        assert "Sentence" not in phone.locator("body").inner_text()
        phone.go_back()
        assert "checked" not in phone.content()
    own.goto(f"{clinic.address}/my/")
    own.get_by_role("heading", name="My self-assessments").click()
    told = own.locator("#own-assessed").inner_text()
    assert "5 on" in told
    assert "more than chance alone rarely does" in told
    own.get_by_text("What this rests on").first.click()
    assert "N = " in own.locator("#own-assessed").inner_text()


def test_an_answer_about_safety_reaches_today_though_the_rest_is_never_finished(visit: Visit, clinic: Clinic) -> None:
    lead = visit(person="facilitator")
    import_wording(lead, clinic, "core_10", 10, range(5))
    label = label_of_member(lead, clinic)
    phone = visit()
    enter(phone, clinic, ask(lead, clinic, "CORE-10", label))
    for number in range(1, 6):
        answer(phone, number, 0, 10)
    lead.goto(clinic.address)
    assert "gave an answer about safety" not in lead.locator("main").inner_text()
    answer(phone, 6, 1, 10)
    phone.get_by_role("heading", name="Thank you for saying this").wait_for()
    assert "If it cannot wait:" in phone.locator("main").inner_text()
    lead.goto(clinic.address)
    lead.get_by_role("heading", name=f"{label} gave an answer about safety.").wait_for()
    phone.get_by_role("link", name="Go on").click()
    phone.get_by_text("Sentence 7 of the test").wait_for()


def label_of_member(page: Page, clinic: Clinic) -> str:
    """What staff call the member who has an account."""
    page.goto(f"{clinic.address}/groups/{clinic.things['group_id']}/members/")
    return page.locator("th[scope=row] a").first.inner_text().strip()
