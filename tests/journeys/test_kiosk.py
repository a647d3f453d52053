"""One device for eight people: nothing of the last one shows by back, reload, waiting, or a browser that was killed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.site import JourneySite, Meeting, until
from tests.journeys.test_listening import A_VOICE
from tests.journeys.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
NewPage = Callable[..., "Page"]
TABLET = {"viewport": {"width": 820, "height": 1180}}


@pytest.fixture
def meeting(site: JourneySite) -> Meeting:
    return site.meeting()


@pytest.fixture
def kiosk(new_page: NewPage, site: JourneySite, meeting: Meeting) -> Page:
    """A kiosk that has loaded its cards and its shell, and whose clock the test can move."""
    page = new_page(**TABLET)
    page.clock.install()
    ready(page, site, meeting)
    return page


def ready(page: Page, site: JourneySite, meeting: Meeting) -> None:
    """Opens the pad and waits until it would go on without network."""
    page.goto(f"{site.address}{meeting.kiosk}?l=en")
    until(lambda: page.evaluate(HAS_WORKER))
    until(lambda: page.evaluate(PACKS) == 1)


def type_code(page: Page, code: str) -> None:
    """Types a code on the big keys and opens it."""
    for letter in code:
        page.locator(f".keys button[value='{letter}']").click()
    page.locator("form.code button.first").click()


def check_in(page: Page, code: str, value: str) -> None:
    """One member's turn at the kiosk, up to the goodbye."""
    type_code(page, code)
    page.locator("#q1").wait_for()
    for scale in page.locator(".scale").all():
        scale.locator(f"input[value='{value}']").click()
    page.locator(".send button").click()


def back_at_pad(page: Page) -> None:
    """Lets the goodbye pass and waits for the empty pad."""
    page.locator("main.bare:not([data-pad])").wait_for()
    page.clock.fast_forward(16_000)
    page.locator("main[data-pad] .keys").wait_for()


def test_eight_members_in_turn_leave_nothing_for_the_next(kiosk: Page, site: JourneySite, meeting: Meeting) -> None:
    entries = kiosk.evaluate("history.length")
    for turn, card in enumerate(meeting.cards):
        check_in(kiosk, card.code, str(1 + turn % 7))
        kiosk.get_by_role("heading", name="Thank you").wait_for()
        assert "Thursday" not in kiosk.locator("body").inner_text()
        back_at_pad(kiosk)
        assert kiosk.url.split("?")[0] == f"{site.address}{meeting.kiosk}"
        assert kiosk.locator("#code").input_value() == ""
        assert kiosk.evaluate("history.length") == entries, "the kiosk has nowhere to go back to"
        kiosk.reload()
        assert kiosk.locator("main[data-pad]").count() == 1
    answers = [row[3] for row in site.stored(meeting)]
    assert [set(given.values()) for given in answers] == [{1 + turn % 7} for turn in range(8)]
    assert {row[0] for row in site.stored(meeting)} == {"kiosk"}


def test_the_way_back_shows_the_pad_and_a_spent_card_nothing(kiosk: Page, site: JourneySite, meeting: Meeting) -> None:
    check_in(kiosk, meeting.cards[0].code, "6")
    back_at_pad(kiosk)
    kiosk.go_back()
    kiosk.go_forward()
    assert kiosk.locator("[data-check-in]").count() == 0
    kiosk.goto(f"{site.address}{meeting.kiosk}/{meeting.cards[0].token}")
    assert kiosk.get_by_role("heading", name="Your answers are in").is_visible()
    assert kiosk.locator("form").count() == 0


def test_a_check_in_that_nobody_touches_asks_and_then_is_wiped(kiosk: Page, meeting: Meeting, site: JourneySite) -> None:
    type_code(kiosk, meeting.cards[1].code)
    kiosk.locator("#q1 input[value='7']").click()
    kiosk.wait_for_load_state("networkidle")
    kiosk.locator("#q2 input[value='7']").click()
    kiosk.clock.fast_forward(49_000)
    assert not kiosk.get_by_role("dialog").is_visible()
    kiosk.clock.fast_forward(2_000)
    assert kiosk.get_by_role("dialog", name="Are you still there?").is_visible()
    kiosk.get_by_role("button", name="I am still here").click()
    kiosk.clock.fast_forward(49_000)
    assert kiosk.locator("#q1 input[value='7']").is_checked()
    kiosk.clock.fast_forward(12_000)
    kiosk.locator("main[data-pad] .keys").wait_for()
    assert kiosk.locator("input[type=radio]").count() == 0
    assert not site.stored(meeting)


def test_a_check_in_that_is_read_aloud_is_not_left_alone(new_page: NewPage, meeting: Meeting, site: JourneySite) -> None:
    page = new_page(**TABLET)
    page.add_init_script(A_VOICE.replace("LANGUAGE", "en-GB"))
    page.clock.install()
    ready(page, site, meeting)
    type_code(page, meeting.cards[1].code)
    page.locator("#start").get_by_role("button", name="Listen").click()
    page.clock.fast_forward(180_000)
    page.clock.fast_forward(20_000)
    page.evaluate("finish(99)")
    page.clock.fast_forward(49_000)
    assert not page.get_by_role("dialog").is_visible(), "the wait begins when the voice has ended"
    page.clock.fast_forward(2_000)
    assert page.get_by_role("dialog", name="Are you still there?").is_visible()
    page.clock.fast_forward(10_000)
    page.locator("main[data-pad] .keys").wait_for()


def test_a_check_in_that_is_hidden_is_wiped(kiosk: Page, meeting: Meeting) -> None:
    type_code(kiosk, meeting.cards[1].code)
    kiosk.locator("#q1 input[value='7']").click()
    kiosk.wait_for_load_state("networkidle")
    kiosk.evaluate(HIDE)
    kiosk.locator("main[data-pad] .keys").wait_for()
    assert kiosk.locator("input[type=radio]").count() == 0


def test_a_code_that_was_begun_is_forgotten(kiosk: Page) -> None:
    kiosk.locator(".keys button[value='A']").click()
    assert kiosk.locator("#code").input_value() == "A"
    kiosk.clock.fast_forward(61_000)
    assert kiosk.locator("#code").input_value() == ""


def test_a_wrong_code_says_what_to_do_and_shows_no_name(kiosk: Page) -> None:
    type_code(kiosk, "AAAAAA")
    kiosk.get_by_role("alert").wait_for()
    assert "Look at the card" in kiosk.get_by_role("alert").inner_text()
    assert kiosk.locator("#code").input_value() == ""


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_kiosk_without_network_goes_on_and_sends_later(
    kiosk: Page, site: JourneySite, meeting: Meeting, wire: Wire, language: str
) -> None:
    title = {"en": "How was today for you?", "es": "¿Cómo fue hoy para usted?"}[language]
    wire.cut()
    for turn, card in enumerate(meeting.cards[:3]):
        kiosk.goto(f"{site.address}{meeting.kiosk}?l={language}")
        type_code(kiosk, card.code)
        kiosk.get_by_role("heading", name=title).wait_for()
        if turn == 0:
            kiosk.locator("[name=private_word]").check()
        for scale in kiosk.locator(".scale").all():
            scale.locator(f"input[value='{turn + 2}']").click()
        kiosk.locator(".send button").click()
        back_at_pad(kiosk)
    waits = {"en": "3 answers wait on this device", "es": "3 respuestas esperan en este dispositivo"}[language]
    kiosk.goto(f"{site.address}{meeting.kiosk}?l={language}")
    kiosk.get_by_text(waits).wait_for()
    assert not site.stored(meeting)
    wire.mend()
    kiosk.reload()
    until(lambda: len(site.stored(meeting)) == 3)
    kiosk.get_by_text(waits).wait_for(state="detached")
    stored = site.stored(meeting)
    assert [set(answers.values()) for *_, answers in stored] == [{2}, {3}, {4}]
    assert [(source, spoken, word) for source, spoken, word, _ in stored] == [
        ("kiosk", language, turn == 0) for turn in range(3)
    ]


def test_a_card_that_was_used_without_network_cannot_be_used_again_here(
    kiosk: Page, site: JourneySite, meeting: Meeting, wire: Wire
) -> None:
    wire.cut()
    check_in(kiosk, meeting.cards[0].code, "5")
    back_at_pad(kiosk)
    type_code(kiosk, meeting.cards[0].code)
    kiosk.get_by_text("This card was used on this device").wait_for()
    type_code(kiosk, "AAAAAA")
    kiosk.get_by_text("this code opens nothing here").wait_for()


def test_a_kiosk_keeps_nothing_that_can_be_read(kiosk: Page, meeting: Meeting, wire: Wire) -> None:
    wire.cut()
    check_in(kiosk, meeting.cards[0].code, "5")
    back_at_pad(kiosk)
    kept = kiosk.evaluate(EVERYTHING_KEPT)
    assert kept.count('"sealed"') == 1
    for card in meeting.cards:
        assert card.code not in kept
        assert card.token not in kept
    for readable in ("bond", "answers", "Thursday group", "private_word"):
        assert readable not in kept


def test_answers_that_came_too_late_are_kept_apart_with_a_sentence_for_staff(
    kiosk: Page, site: JourneySite, meeting: Meeting, wire: Wire, new_page: NewPage
) -> None:
    wire.cut()
    check_in(kiosk, meeting.cards[0].code, "5")
    back_at_pad(kiosk)
    kiosk.goto("about:blank")  # Else its queue may be faster than the phone.
    wire.mend()
    phone = new_page(java_script_enabled=False, **TABLET)
    phone.goto(f"{site.address}/c/{meeting.cards[0].token}")
    phone.locator(".send button").click()
    phone.get_by_role("heading", name="Thank you").wait_for()
    kiosk.goto(f"{site.address}{meeting.kiosk}?l=en")
    kiosk.get_by_text("For staff: 1 answer was not taken").wait_for()
    assert len(site.stored(meeting)) == 1
    assert kiosk.get_by_text("waits on this device").count() == 0


HAS_WORKER = "navigator.serviceWorker.getRegistration('/c/').then((one) => Boolean(one?.active))"
PACKS = """() => new Promise((done) => {
  const request = indexedDB.open("fourfold-check-in");
  request.onupgradeneeded = () => request.transaction.abort();
  request.onerror = () => done(0);
  request.onsuccess = () => {
    const packs = request.result.transaction("packs").objectStore("packs").count();
    packs.onsuccess = () => { request.result.close(); done(packs.result); };
  };
})"""
HIDE = """() => {
  Object.defineProperty(document, "visibilityState", { value: "hidden" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
EVERYTHING_KEPT = """async () => {
  const open = await new Promise((done) => {
    const request = indexedDB.open("fourfold-check-in");
    request.onsuccess = () => done(request.result);
  });
  const all = (name) => new Promise((done) => {
    const request = open.transaction(name).objectStore(name).getAll();
    request.onsuccess = () => done(request.result);
  });
  const stores = await Promise.all([...open.objectStoreNames].map(all));
  open.close();
  return JSON.stringify([stores, { ...localStorage }, { ...sessionStorage }, document.cookie, location.href]);
}"""


def test_a_device_that_is_handed_over_is_signed_out_and_keeps_what_waits_on_it(new_page: NewPage, site: JourneySite) -> None:
    meeting = site.meeting()
    page = new_page(person="hands over", **TABLET)
    page.goto(f"{site.address}/c/{meeting.cards[0].token}")
    page.evaluate(KEEP_FOR_ANOTHER_SITE)
    page.goto(f"{site.address}/c/kiosk/start/{meeting.session_id}/")
    page.get_by_role("button", name="Start the kiosk").click()
    page.locator("main[data-pad] .keys").wait_for()
    assert page.url == f"{site.address}{meeting.kiosk}"
    page.get_by_text("For staff: 1 answer could not be read by the site").wait_for()
    page.goto(f"{site.address}/sessions/{meeting.session_id}/")
    assert "/accounts/login/" in page.url


KEEP_FOR_ANOTHER_SITE = """async () => {
  const { sealed } = await import("/static/fourfold/check-in/envelope.js");
  const { keep } = await import("/static/fourfold/check-in/store.js");
  const another = "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=";
  await keep(await sealed({ token: "", answers: {} }, crypto.randomUUID(), another));
}"""
