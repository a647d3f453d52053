"""Notes: kept while one types, locked, amended and co-signed; and process notes that nobody but their author opens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import PASSWORD, Clinic

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
PASSPHRASE = "seven slow herons at noon"
CANARY = "Zaunkoenig 4711"
SAVED = re.compile(r"^Saved \d\d:\d\d$")


def test_a_note_is_kept_while_one_types_locked_amended_and_co_signed(visit: Visit, clinic: Clinic) -> None:
    address = f"{clinic.address}/sessions/{clinic.things['session_id']}/notes/"
    page = visit(person="facilitator")
    page.goto(address)
    page.get_by_label("The group").fill("Simulated: a slow beginning, and a kind end.")
    page.locator("[data-keeps-state]", has_text=SAVED).wait_for()
    page.get_by_label("About B.").press_sequentially("Simulated: was heard.")
    page.get_by_text("Not saved yet").wait_for()
    page.locator("[data-keeps-state]", has_text=SAVED).wait_for()
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0
    again = visit(person="facilitator")
    again.goto(address)
    assert again.get_by_label("The group").input_value() == "Simulated: a slow beginning, and a kind end."
    assert again.get_by_label("About B.").input_value() == "Simulated: was heard."
    again.get_by_role("button", name="Save and lock").click()
    again.get_by_text("A lock cannot be undone.").wait_for()
    again.get_by_role("button", name="Lock them").click()
    again.get_by_text("The notes are locked.").wait_for()
    assert again.locator("textarea:visible").count() == 0
    again.get_by_text("Add something: The group").click()
    again.get_by_label("Addendum to the note of the group").fill("Simulated: the plan is weekly.")
    again.get_by_role("button", name="Add", exact=True).click()
    again.get_by_text("Simulated: the plan is weekly.").wait_for()
    again.get_by_label("Who shall co-sign?").select_option(label="Supervisor")
    again.get_by_role("button", name="Ask").click()
    _signs(visit(person="supervisor"), clinic)
    again.reload()
    again.get_by_text("Co-signed by Supervisor").wait_for()
    again.get_by_text("nothing was changed since").wait_for()


def test_save_without_a_connection_leaves_the_words_on_the_page_and_saves_them_later(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="facilitator")
    page.goto(f"{clinic.address}/sessions/{clinic.things['drafted_id']}/notes/")
    page.context.set_offline(True)
    page.get_by_label("The group").fill("Simulated: the line went.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Not saved: the site cannot be reached.").wait_for()
    assert page.get_by_label("The group").input_value() == "Simulated: the line went."
    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("status").get_by_text("Saved ").wait_for()
    page.reload()
    assert page.get_by_label("The group").input_value() == "Simulated: the line went."


def _signs(page: Page, clinic: Clinic) -> None:
    """What a supervisor does with the request that waits on Today."""
    page.goto(clinic.address)
    page.locator(f"a[href='/sessions/{clinic.things['session_id']}/notes/']").click()
    page.get_by_text("Simulated: the plan is weekly.").wait_for()
    page.get_by_role("button", name="Sign", exact=True).click()
    page.get_by_text("Signed.").wait_for()


def test_what_could_not_be_kept_is_said_and_stays_on_the_page(visit: Visit, clinic: Clinic) -> None:
    address = f"{clinic.address}/sessions/{clinic.things['drafted_id']}/notes/"
    page, other = visit(person="facilitator"), visit(person="facilitator")
    for each in (page, other):
        each.goto(address)
    other.get_by_label("The group").fill("Simulated: from another window.")
    other.get_by_role("button", name="Save", exact=True).click()
    other.get_by_role("status").get_by_text("Saved ").wait_for()
    page.get_by_label("The group").fill("Simulated: typed meanwhile.")
    page.get_by_text("Somebody else has changed this meanwhile.").wait_for()
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Simulated: from another window.").wait_for()
    assert page.get_by_label("The group").input_value() == "Simulated: typed meanwhile."
    page.context.clear_cookies(name="fourfold_session")
    page.get_by_label("The group").fill("Simulated: typed after signing out.")
    page.get_by_text("Not saved").last.wait_for()
    page.get_by_text("Copy what you typed").wait_for()
    assert page.get_by_label("The group").input_value() == "Simulated: typed after signing out."


def test_nobody_but_the_author_opens_a_process_note(visit: Visit, clinic: Clinic) -> None:
    start = f"{clinic.address}/process-notes/"
    page = visit(person="facilitator")
    page.goto(start)
    page.get_by_text("lost for good").wait_for()
    page.get_by_label("Passphrase", exact=True).fill(PASSPHRASE)
    page.get_by_label("The passphrase once more").fill(PASSPHRASE)
    page.get_by_label("I know that nobody can open").check()
    page.get_by_role("button", name="Choose this passphrase").click()
    page.get_by_role("link", name="Write a note").click()
    page.get_by_label("Note").fill(f"Simulated: {CANARY}")
    page.locator("[data-keeps-state]", has_text=SAVED).wait_for()
    page.wait_for_url(f"{start}*/")
    written = page.url
    assert written.removeprefix(start).strip("/").isdecimal()
    page.goto(start)
    page.get_by_role("button", name="Shut them now").click()
    page.goto(written)
    page.get_by_label("Passphrase").fill("something that is wrong")
    page.get_by_role("button", name="Open").click()
    page.get_by_text("That does not open them.").first.wait_for()
    for person in ("supervisor", "administrator", "manager", "member", "beginner", "outsider"):
        other = visit(person=person)
        assert other.goto(written).status == 404
        assert CANARY not in other.content()
    page.get_by_label("Passphrase").fill(PASSPHRASE)
    page.get_by_role("button", name="Open").click()
    page.get_by_role("link", name="Without a title").click()
    assert CANARY in page.get_by_label("Note").input_value()
    page.goto(start)
    page.get_by_role("button", name="Shut them now").click()
    page.get_by_text("I have forgotten it").click()
    page.get_by_role("link", name="Begin anew without them").click()
    page.get_by_text("One process note of yours is destroyed").wait_for()
    page.get_by_label("Your password").fill("not the password")
    page.get_by_role("button", name="Destroy the note").click()
    page.get_by_text("That is not your password.").first.wait_for()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Destroy the note").click()
    page.get_by_text("Choose a new passphrase.").wait_for()
    page.get_by_label("Passphrase", exact=True).wait_for()
