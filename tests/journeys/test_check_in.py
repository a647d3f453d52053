"""A member's check-in on a phone, as members do it: in two languages, by the keyboard, without scripts, without network."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
import segno

from tests.journeys.site import JourneySite, Meeting, until
from tests.journeys.test_kiosk import HAS_WORKER
from tests.journeys.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
NewPage = Callable[..., "Page"]


@pytest.fixture
def meeting(site: JourneySite) -> Meeting:
    return site.meeting()


def answer_all(page: Page, value: str = "5") -> None:
    """Goes through a check-in on a phone by tapping one answer a question."""
    page.locator("#start a.first").click()
    count = page.locator(".item[role=radiogroup]").count()
    for number in range(1, count + 1):
        item = page.locator(f"#q{number}")
        item.wait_for(state="visible")
        item.locator(f"input[value='{value}']").click()
    page.locator(f"#q{count} button.first").click()


@pytest.mark.parametrize(("language", "thanks"), [("en", "Thank you"), ("es", "Gracias")])
def test_a_member_taps_through_on_a_phone(new_page: NewPage, site: JourneySite, meeting: Meeting, language, thanks) -> None:
    page = new_page()
    page.goto(f"{site.address}/c/{meeting.cards[0].token}?l={language}")
    answer_all(page, "6")
    page.get_by_role("heading", name=thanks).wait_for()
    assert page.url == f"{site.address}/c/goodbye/{language}"
    source, spoken, word, answers = site.stored(meeting)[0]
    assert (source, spoken, word) == ("phone", language, False)
    assert set(answers.values()) == {6}


def test_a_member_checks_in_by_the_keyboard_alone(new_page: NewPage, site: JourneySite, meeting: Meeting) -> None:
    page = new_page(viewport={"width": 360, "height": 740})
    page.goto(f"{site.address}/c/{meeting.cards[1].token}")
    tab_to(page, "#start a.first")
    page.keyboard.press("Enter")
    count = page.locator(".item[role=radiogroup]").count()
    for number in range(1, count + 1):
        tab_to(page, f"#q{number} input")
        page.keyboard.press("Space")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        assert page.url.endswith(f"#q{number}"), "moving through the answers never turns the page"
        tab_to(page, f"#q{number} .first")
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Thank you").wait_for()
    assert set(site.stored(meeting)[0][3].values()) == {4}


def test_a_member_checks_in_without_scripts(new_page: NewPage, site: JourneySite, meeting: Meeting) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{site.address}/c/{meeting.cards[2].token}")
    page.locator("#start a.first").click()
    count = page.locator(".item[role=radiogroup]").count()
    for number in range(1, count + 1):
        page.locator(f"#q{number} input[value='3']").check()
        if number == 2:
            page.locator("[name=private_word]").check()
        page.locator(f"#q{number} .first").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    source, _, word, answers = site.stored(meeting)[0]
    assert (source, word, set(answers.values())) == ("phone", True, {3})


def test_a_tablet_shows_all_questions_and_scrolls_nowhere_by_itself(
    new_page: NewPage, site: JourneySite, meeting: Meeting
) -> None:
    page = new_page(viewport={"width": 820, "height": 1180})
    page.goto(f"{site.address}/c/{meeting.cards[3].token}")
    page.locator("#q1 input[value='2']").click()
    page.wait_for_timeout(500)
    assert "#" not in page.url
    assert page.locator(".item:visible").count() == page.locator(".item").count()
    page.locator(".send button").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert [value for value in site.stored(meeting)[0][3].values() if value is not None] == [2]


def test_another_language_keeps_what_was_answered(new_page: NewPage, site: JourneySite, meeting: Meeting) -> None:
    page = new_page()
    page.goto(f"{site.address}/c/{meeting.cards[4].token}")
    page.locator("#start a.first").click()
    page.locator("#q1 input[value='7']").click()
    page.locator("#q2").wait_for(state="visible")
    page.get_by_role("link", name="Español").click()
    page.locator("html[lang=es]").wait_for(state="attached")
    assert page.locator("#q2").is_visible()
    assert page.locator("#q1 input[value='7']").is_checked()


def test_a_second_tap_on_send_sends_nothing_more(new_page: NewPage, site: JourneySite, meeting: Meeting) -> None:
    page = new_page(viewport={"width": 820, "height": 1180})
    sent: list[str] = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.goto(f"{site.address}/c/{meeting.cards[5].token}")
    page.locator(".send button").dblclick()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert len([address for address in sent if address.endswith(meeting.cards[5].token)]) == 1


def test_answers_wait_sealed_on_a_phone_without_network(
    new_page: NewPage, site: JourneySite, meeting: Meeting, wire: Wire
) -> None:
    page = new_page()
    page.goto(f"{site.address}/c/{meeting.cards[6].token}")
    page.wait_for_load_state("networkidle")
    wire.cut()
    answer_all(page, "5")
    page.get_by_role("heading", name="Your answers are kept on this device").wait_for()
    assert not site.stored(meeting)
    kept = page.evaluate(EVERYTHING_KEPT)
    assert kept.count('"sealed"') == 1
    for readable in ("bond", "answers", "language", meeting.cards[6].token, '"5"'):
        assert readable not in kept
    wire.mend()
    page.get_by_role("heading", name="Your answers were sent").wait_for()
    assert [row[0] for row in site.stored(meeting)] == ["phone"]
    assert set(site.stored(meeting)[0][3].values()) == {5}
    assert '"sealed"' not in page.evaluate(EVERYTHING_KEPT)


def test_an_answer_that_was_stored_without_our_hearing_of_it_is_stored_once(
    new_page: NewPage, site: JourneySite, meeting: Meeting, wire: Wire
) -> None:
    page = new_page()
    page.goto(f"{site.address}/c/{meeting.cards[7].token}")
    page.wait_for_load_state("networkidle")
    wire.deaf = True
    answer_all(page, "4")
    page.get_by_role("heading", name="Your answers are kept on this device").wait_for()
    until(lambda: len(site.stored(meeting)) == 1)
    wire.mend()
    page.get_by_role("heading", name="Your answers were sent").wait_for()
    assert len(site.stored(meeting)) == 1


def test_a_device_with_a_voice_of_its_own_reads_the_question_and_its_ends(
    new_page: NewPage, site: JourneySite, meeting: Meeting
) -> None:
    page = new_page()
    page.add_init_script(A_VOICE)
    page.goto(f"{site.address}/c/{meeting.cards[0].token}")
    page.locator("#start a.first").click()
    page.locator("#q1").get_by_role("button", name="Listen").click()
    question, ends = page.evaluate("spokenHere")
    assert question == page.locator("#q1 h2").text_content()
    assert ends == "1: not at all. 7: very much."


@pytest.mark.parametrize("local", ["", "far"])
def test_without_a_voice_on_the_device_there_is_no_button(
    new_page: NewPage, site: JourneySite, meeting: Meeting, local: str
) -> None:
    page = new_page()
    if local == "far":
        page.add_init_script(A_VOICE.replace("localService: true", "localService: false"))
    page.goto(f"{site.address}/c/{meeting.cards[0].token}")
    page.wait_for_load_state("networkidle")
    assert page.get_by_role("button", name="Listen").count() == 0


def test_a_phone_opens_the_address_of_the_printed_square(new_page: NewPage, site: JourneySite, meeting: Meeting) -> None:
    staff = new_page(person="facilitator", viewport={"width": 1000, "height": 900})
    staff.goto(f"{site.address}/c/cards/{meeting.session_id}/")
    squares = staff.locator(".face svg path").evaluate_all("paths => paths.map((path) => path.getAttribute('d'))")
    addresses = [f"{site.address}/c/{card.token}" for card in meeting.cards]
    assert sorted(squares) == sorted(square_of(address) for address in addresses)
    page = new_page()
    page.goto(addresses[0])
    assert page.get_by_role("heading", name="How was today for you?").is_visible()


def test_the_first_view_is_at_most_thirty_kilobytes_over_the_wire(
    new_page: NewPage, site: JourneySite, meeting: Meeting
) -> None:
    for options in ("?l=en", "?l=es&s=1"):
        page = new_page()
        page.goto(f"{site.address}/c/{meeting.cards[0].token}{options}", wait_until="load")
        sizes = page.evaluate(SIZES)
        assert len(sizes) >= 4, sizes
        assert sum(sizes.values()) <= 30_000, sizes


def test_a_phone_without_network_shows_that_and_never_a_page_of_before(
    new_page: NewPage, site: JourneySite, meeting: Meeting, wire: Wire
) -> None:
    page = new_page()
    page.goto(f"{site.address}/c/{meeting.cards[0].token}")
    until(lambda: page.evaluate(HAS_WORKER))
    page.reload()
    wire.cut()
    page.reload()
    assert page.locator("form").count() == 0
    assert page.locator("h1").inner_text() == "No connection just now"
    kept = page.evaluate(
        "caches.keys().then((names) => caches.open(names[0])).then((c) => c.keys()).then((all) => all.map(r => r.url))"
    )
    assert all("/static/" in address or "/c/shell/" in address or "/c/words/" in address for address in kept)


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the focus is where a selector says."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def square_of(address: str) -> str:
    """The path of a printed square."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return re.findall(r' d="([^"]+)"', drawing)[-1]


EVERYTHING_KEPT = """async () => {
  const open = await new Promise((done) => {
    const r = indexedDB.open("fourfold-check-in");
    r.onsuccess = () => done(r.result);
  });
  const all = (name) => new Promise((done) => {
    const r = open.transaction(name).objectStore(name).getAll();
    r.onsuccess = () => done(r.result);
  });
  const stores = await Promise.all([...open.objectStoreNames].map(all));
  open.close();
  return JSON.stringify([stores, { ...localStorage }, { ...sessionStorage }, document.cookie]);
}"""
A_VOICE = """
globalThis.spokenHere = [];
Object.defineProperty(globalThis, "speechSynthesis", { value: {
  getVoices: () => [{ name: "Test", lang: "en-GB", localService: true }],
  speak: (one) => spokenHere.push(one.text), cancel: () => {}, addEventListener: () => {},
} });
globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""
SIZES = """() => {
  const [page] = performance.getEntriesByType("navigation");
  const parts = performance.getEntriesByType("resource").filter((one) => one.startTime < page.loadEventEnd);
  return Object.fromEntries([page, ...parts].map((one) => [new URL(one.name).pathname, one.transferSize]));
}"""
