"""From a file to turns in a real browser, then a second pass by keyboard alone and without any script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
_TURN = "{start}\n<v {name}>These words are read past</v>\n"


def transcript() -> bytes:
    """Forty turns of four seconds between two voices, in a transcript as meetings write it."""
    clock = [f"00:{k * 5 // 60:02}:{k * 5 % 60:02}.000 --> 00:{k * 5 // 60:02}:{k * 5 % 60 + 4:02}.000" for k in range(40)]
    turns = [_TURN.format(start=times, name=("Ana Test", "Ben Test")[k % 2]) for k, times in enumerate(clock)]
    return ("WEBVTT\n\n" + "\n".join(turns)).encode()


def test_a_file_is_brought_in_and_taken_back_on_a_phone(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="facilitator", viewport={"width": 360, "height": 740})
    page.goto(f"{clinic.address}/sessions/{clinic.things['session_id']}/talk/import/")
    if page.get_by_role("button", name="Throw the file away").count():
        page.get_by_role("button", name="Throw the file away").click()
    page.get_by_label("A transcript, or a table of turns").set_input_files(
        {"name": "meeting.vtt", "mimeType": "text/vtt", "buffer": transcript()}
    )
    page.get_by_label("The session begins at").fill("0:05")
    page.get_by_role("button", name="Read the file").click()
    page.get_by_role("heading", name="Who is who in this file?").wait_for()
    page.get_by_label("Ana Test").select_option(index=1)
    page.get_by_label("Ben Test").select_option(index=2)
    page.get_by_role("button", name="This is who they are").click()
    page.get_by_text("39 turns in 3:14 minutes.").wait_for()
    page.get_by_role("button", name="Keep this").click()
    page.get_by_text("Who spoke when is kept, and does not count").wait_for()
    page.get_by_role("button", name="Undo", exact=True).first.click()
    page.get_by_text("What came from the file was taken back.").wait_for()


def test_a_page_of_turns_is_marked_by_keyboard_alone(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="facilitator", viewport={"width": 1440, "height": 900})
    page.goto(f"{clinic.address}/sessions/{clinic.things['session_id']}/second-pass/")
    turns = page.locator("form[data-second-pass] fieldset")
    turns.nth(0).locator("input[type=checkbox]").first.focus()
    for key in ("6", "ArrowDown", "ArrowDown", "1", "7", "7", "ArrowUp", "3"):
        page.keyboard.press(key)
    assert [marked(turns.nth(k)) for k in range(4)] == [["Kind challenge"], ["Self-criticism"], ["Empathic listening"], []]
    page.get_by_role("button", name="Keep, and stay here").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Kept, with three marks.").wait_for()
    assert marked(turns.nth(2)) == ["Empathic listening"]


def test_without_a_script_the_page_is_a_form(visit: Visit, clinic: Clinic) -> None:
    page = visit(person="supervisor", viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(f"{clinic.address}/sessions/{clinic.things['session_id']}/second-pass/")
    turns = page.locator("form[data-second-pass] fieldset")
    turns.nth(1).get_by_label("Minimising").check(force=True)
    page.get_by_role("button", name="Keep, and go on").click()
    page.get_by_text("Kept, with one mark.").wait_for()
    page.get_by_role("button", name="Keep, and go back").click()
    assert marked(turns.nth(1)) == ["Minimising"]
    page.get_by_role("button", name="Undo", exact=True).first.wait_for()


def marked(turn: Locator) -> list[str]:
    """The acts that are marked in a turn, as they are read."""
    chosen = turn.locator("label:has(input:checked)")
    return [text.strip() for text in chosen.all_inner_texts()]
