"""Whoever reads little can have a self-assessment read aloud: by the device alone, stopped at will, and no answer touched."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from fourfold.web.checkins.tokens import KIOSK_COOKIE
from tests.journeys.clinic import Clinic
from tests.journeys.test_assessments import ask, enter, import_wording, label_of_member

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
A_VOICE = """
globalThis.queued = [];
globalThis.finish = (count) => { for (const one of queued.splice(0, count)) { one.onstart?.(); one.onend?.(); } };
Object.defineProperty(globalThis, "speechSynthesis", { value: {
  getVoices: () => [{ name: "Test", lang: "LANGUAGE", localService: true }],
  speak: (one) => { queued.push(one); if (queued.length === 1) one.onstart?.(); },
  cancel: () => queued.splice(0), addEventListener: () => {}, pending: false, get speaking() { return queued.length > 0; },
} });
globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
QUEUED = "queued.map((one) => one.text)"
SPOKEN = "[...document.querySelectorAll('.spoken')].map((one) => one.textContent)"
KEPT = "[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]"


def phone(visit: Visit, language: str = "en-GB") -> Page:
    """A phone on which nobody is signed in, with a voice of its own."""
    page = visit()
    page.add_init_script(A_VOICE.replace("LANGUAGE", language))
    return page


def shared_device(visit: Visit, clinic: Clinic) -> Page:
    """A shared device with the first sentence of a self-assessment, and a clock the test can move."""
    lead = visit(person="facilitator")
    import_wording(lead, clinic, "who_5", 5, range(6))
    page = phone(visit)
    page.context.add_cookies([{"name": KIOSK_COOKIE, "value": "k" * 32, "url": clinic.address}])
    page.clock.install()
    enter(page, clinic, ask(lead, clinic, "WHO-5", label_of_member(lead, clinic)))
    page.get_by_text("Sentence 1 of the test").wait_for()
    page.wait_for_load_state("networkidle")
    return page


def test_a_shared_device_waits_for_a_slow_hand_and_for_the_voice_and_then_goes_back(visit: Visit, clinic: Clinic) -> None:
    page, asked = shared_device(visit, clinic), []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    item = page.url
    page.clock.fast_forward(70_000)
    page.get_by_role("radio", name="answer 2 of the test").focus()
    page.keyboard.press("Space")
    page.clock.fast_forward(70_000)
    assert asked == [("HEAD", item)], "the site is told that somebody is here"
    page.get_by_role("button", name="Listen").click()
    page.clock.fast_forward(300_000)
    page.clock.fast_forward(20_000)
    page.evaluate("finish(99)")
    page.clock.fast_forward(70_000)
    assert page.get_by_role("radio", name="answer 2 of the test").is_checked()
    assert page.url == item
    page.clock.fast_forward(6_000)
    page.get_by_role("textbox", name="Type your code").wait_for()
    assert "Sentence" not in page.locator("body").inner_text()
    assert not [cookie for cookie in page.context.cookies() if cookie["name"] == "fourfold_assessment"]
    page.go_back()
    page.get_by_role("textbox", name="Type your code").wait_for()


def test_a_code_that_somebody_types_slowly_stays_on_a_shared_device(visit: Visit, clinic: Clinic) -> None:
    page = phone(visit)
    page.context.add_cookies([{"name": KIOSK_COOKIE, "value": "k" * 32, "url": clinic.address}])
    page.clock.install()
    page.goto(f"{clinic.address}/a/")
    page.wait_for_load_state("networkidle")
    code = page.get_by_role("textbox", name="Type your code")
    for letter in "ab":
        page.clock.fast_forward(70_000)
        code.press(letter)
    assert code.input_value() == "ab"
    with page.expect_navigation():
        page.clock.fast_forward(76_000)
    assert code.input_value() == ""


def test_a_sentence_and_each_of_its_answers_can_be_heard_and_stopped(visit: Visit, clinic: Clinic) -> None:
    lead = visit(person="facilitator")
    import_wording(lead, clinic, "gad_7", 7, range(4))
    page = phone(visit)
    enter(page, clinic, ask(lead, clinic, "GAD-7", label_of_member(lead, clinic)))
    page.get_by_text("Sentence 1 of the test").wait_for()
    page.get_by_role("radio", name="answer 2 of the test").check()
    kept, asked = page.evaluate(KEPT), []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("button", name="Listen").click()
    answers = [f"answer {value} of the test" for value in range(4)]
    assert page.evaluate(QUEUED) == ["Sentence 1 of the test", *answers, "I prefer not to say"]
    assert page.evaluate(SPOKEN) == ["Sentence 1 of the test"]
    page.get_by_role("button", name="Stop reading aloud").press("Enter")
    assert page.evaluate(QUEUED) == page.evaluate(SPOKEN) == []
    page.get_by_role("button", name="Listen").click()
    page.evaluate("finish(5)")
    assert page.get_by_role("button", name="Stop reading aloud").is_visible()
    page.evaluate("finish(1)")
    page.get_by_role("button", name="Listen").wait_for()
    assert page.locator("input:checked").evaluate_all("inputs => inputs.map((input) => input.value)") == ["2"]
    assert (page.evaluate(KEPT), asked) == (kept, [])
    page.get_by_role("button", name="Next").click()
    page.get_by_text("Sentence 2 of the test").wait_for()
    assert page.evaluate(QUEUED) == []


def test_our_own_sentence_is_heard_with_the_numbers_of_its_ends_in_spanish_too(visit: Visit, clinic: Clinic) -> None:
    address = f"{clinic.address}/a/{clinic.things['assessment_token']}"
    for language, voice, listen, ends in (
        ("en", "en-GB", "Listen", "1: not at all. 7: very much."),
        ("es", "es-MX", "Escuchar", "1: nada. 7: mucho."),
    ):
        page = phone(visit, voice)
        page.goto(f"{address}?l={language}&at=1")
        page.get_by_role("button", name=listen).click()
        sentence, said, rather = page.evaluate(QUEUED)
        assert (sentence, said) == (page.locator("h1").inner_text(), ends)
        assert rather == page.locator(".rather").inner_text()


def test_what_is_told_around_the_sentences_can_be_heard(visit: Visit, clinic: Clinic) -> None:
    page = phone(visit)
    for path in (f"/a/{clinic.things['assessment_token']}", "/a/", "/a/" + "A" * 32):
        page.goto(clinic.address + path)
        page.get_by_role("button", name="Listen").click()
        assert page.evaluate(QUEUED)[0] == page.locator("h1").inner_text()
    page.goto(f"{clinic.address}/a/goodbye/en")
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="Listen").count() == 0


@pytest.mark.parametrize(("language", "scripts"), [("es-MX", True), ("en-GB", False)])
def test_without_a_voice_for_the_language_there_is_no_button(
    visit: Visit, clinic: Clinic, language: str, scripts: bool
) -> None:
    page = visit(java_script_enabled=scripts)
    if scripts:
        page.add_init_script(A_VOICE.replace("LANGUAGE", language))
    page.goto(f"{clinic.address}/a/{clinic.things['assessment_token']}?l=en&at=1")
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="Listen").count() == 0
    assert page.get_by_role("button", name="Next").is_visible()
