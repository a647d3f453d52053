"""The circle board: tap and tap, drag, keys, chips, undo, who is here, moved seats, recall, and its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.journeys.boards import TABLET, Sitting, coded, end, kinds, opened, said, seat, sitting, tap
from tests.journeys.site import JourneySite, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
NewPage = Callable[..., "Page"]
CASES = Path(__file__).parents[1] / "conversation" / "board_cases.json"


@pytest.fixture
def place(site: JourneySite) -> Sitting:
    return sitting(site)


@pytest.fixture
def board(new_page: NewPage, site: JourneySite, place: Sitting) -> Page:
    """The board of a session on a tablet that is touched."""
    return opened(new_page(person="facilitator", has_touch=True, **TABLET), site, place)


def test_the_page_reduces_the_shared_cases_as_the_library_does(board: Page) -> None:
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    assert len(cases) > 20
    for case in cases:
        assert board.evaluate(REDUCE, case["events"]) == case["expect"], case["name"]


def test_first_who_speaks_then_to_whom_and_the_next_tap_is_the_next_speaker(
    board: Page, site: JourneySite, place: Sitting
) -> None:
    a, b, c, *_ = place.members
    assert said(board) == "Tap who speaks first."
    tap(board, a)
    assert said(board) == "A. speaks."
    assert said(board, "then") == "Tap to whom, or the middle."
    tap(board, b)
    assert said(board) == "A. speaks to B."
    assert seat(board, a).get_attribute("aria-label") == "A., speaks"
    assert seat(board, a).get_attribute("aria-pressed") == "true"
    assert seat(board, b).get_attribute("aria-label") == "B., hears"
    tap(board, c, "GROUP")
    assert said(board) == "C. speaks to the whole group."
    tap(board, a, a)
    assert said(board) == "A. speaks."
    assert said(board, "then").endswith("Tap who speaks next.")
    tap(board, a)
    assert said(board) == "Nobody speaks."
    end(board)
    expected = ["begin", "speaks", "to", "speaks", "to", "speaks", "to", "stops", "end"]
    assert kinds(site, place) == expected
    assert [detail.get("whom") for _, _, kind, detail in coded(site, place) if kind == "to"] == [b, "GROUP", None]


def test_a_finger_drags_from_speaker_to_whom(board: Page, site: JourneySite, place: Sitting) -> None:
    a, b, c, d, *_ = place.members
    touch_drag(board, a, d)
    assert said(board) == "A. speaks to D."
    touch_drag(board, c, "GROUP")
    assert said(board) == "C. speaks to the whole group."
    touch_tap(board, b)
    touch_tap(board, place.chair)
    assert said(board) == "B. speaks to Facilitator 1."
    end(board)
    assert kinds(site, place) == ["begin", *["speaks", "to"] * 3, "end"]


def test_every_target_is_large_enough_for_a_thumb(board: Page, new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    phone = opened(new_page(person="facilitator", viewport={"width": 360, "height": 740}), site, sitting(site))
    for page in (board, phone):
        sizes = page.evaluate(SIZES)
        assert len(sizes) > 20
        assert not [(what, size) for what, size in sizes if size < 47.9]


def test_a_name_that_a_small_seat_cannot_hold_is_told_by_its_letters(board: Page, new_page: NewPage, site: JourneySite) -> None:
    other = sitting(site)
    phone = opened(new_page(person="facilitator", viewport={"width": 360, "height": 740}), site, other)
    chair = seat(phone, other.chair)
    assert chair.inner_text() == "F1"
    assert chair.get_attribute("aria-label") == "Facilitator 1"
    assert board.locator(".place.chair").inner_text() == "Facilitator 1"


def test_acts_states_undo_and_redo(board: Page, site: JourneySite, place: Sitting) -> None:
    a, b, *_ = place.members
    tap(board, a, b)
    board.locator("[data-part='acts'] label", has_text="Support").click()
    assert board.locator("[data-part='acts'] :checked").count() == 1
    board.locator("[data-part='states'] label", has_text="Silent").click()
    assert said(board) == "Nobody speaks."
    undo = board.locator("[data-part='undo']")
    undo.click()
    assert said(board) == "A. speaks to B."
    undo.click()
    assert board.locator("[data-part='acts'] :checked").count() == 0
    undo.click()
    assert said(board) == "A. speaks."
    undo.click()
    assert said(board) == "Nobody speaks."
    assert undo.is_disabled()
    for expected in ("A. speaks.", "A. speaks to B.", "A. speaks to B.", "Nobody speaks."):
        board.locator("[data-part='redo']").click()
        assert said(board) == expected
    assert board.locator("[data-part='redo']").is_hidden()
    assert board.locator("[data-part='states'] input:checked").get_attribute("value") == "silent"
    end(board)
    assert kinds(site, place) == ["begin", "speaks", "to", "act", "state", *["undo"] * 8, "end"]
    rows = site.rows("SELECT speaker_id, addressee_id FROM web_turn WHERE session_id = ?", place.session_id)
    assert all((str(speaker), str(whom)) == (a, b) for speaker, whom in rows)


def test_undo_takes_back_a_drag_as_one_and_survives_a_reload(board: Page, site: JourneySite, place: Sitting) -> None:
    a, b, c, *_ = place.members
    tap(board, c)
    touch_drag(board, a, b)
    until(lambda: "3 taps kept" in said(board, "kept"))
    board.reload()
    seat(board, a).wait_for()
    assert said(board) == "A. speaks to B."
    board.locator("[data-part='undo']").click()
    assert said(board) == "C. speaks."


def test_who_is_here_and_who_came_meanwhile(board: Page, site: JourneySite, place: Sitting) -> None:
    a, b, c, *_ = place.members
    tap(board, a)
    board.locator("[data-part='open-who']").click()
    for who, word in ((b, "late"), (c, "away"), (a, "left")):
        board.locator(f"fieldset[data-of='{who}'] input[value='{word}']").check(force=True)
    guest = site.process.python(ADMITTED.replace("{group}", str(place.group_id)))
    board.locator("[data-part='close-who']").click()
    assert said(board) == "Nobody speaks."
    assert seat(board, c).get_attribute("aria-label") == "C., away"
    assert seat(board, b).get_attribute("aria-label") == "B., late"
    board.locator("[data-part='open-who']").click()
    board.locator(f"fieldset[data-of='{guest}']").wait_for()
    board.locator("[data-part='close-who']").click()
    tap(board, c)
    assert board.locator("[data-part='who']").is_visible(), "somebody who is away is asked about first"
    board.locator(f"fieldset[data-of='{c}'] input[value='here']").check(force=True)
    board.locator("[data-part='close-who']").click()
    tap(board, c, str(guest))
    assert said(board) == "C. speaks to N."
    end(board)
    rows = dict(site.rows("SELECT person_id, presence FROM web_attendance WHERE session_id = ?", place.session_id))
    assert rows[int(b)] == "late"
    assert rows[int(a)] == "left_early"


def test_seats_are_moved_by_hand_and_by_keyboard(board: Page, site: JourneySite, place: Sitting) -> None:
    a, _, _, d, *_ = place.members
    before = order(board)
    board.locator("[data-part='open-who']").click()
    board.locator("[data-part='move-seats']").click()
    touch_drag(board, a, d)
    at, to = before.index(a), before.index(d)
    before[at], before[to] = d, a
    assert order(board) == before
    seat(board, a).focus()
    board.keyboard.press("Space")
    board.keyboard.press("ArrowRight")
    assert order(board)[(to + 1) % len(before)] == a
    board.keyboard.press("Space")
    board.locator("[data-part='move-done']").click()
    tap(board, a)
    assert said(board) == "A. speaks."
    board.reload()
    seat(board, a).wait_for()
    assert order(board)[(to + 1) % len(before)] == a
    end(board)
    assert kinds(site, place) == ["begin", "seats", "seats", "speaks", "end"]


def test_the_whole_board_by_keyboard_alone(board: Page, site: JourneySite, place: Sitting) -> None:
    names = board.evaluate(LABELS)
    press = board.keyboard.press
    seat(board, order(board)[0]).focus()
    press("Enter")
    press("ArrowRight")
    press("Space")
    assert said(board) == f"{names[0]} speaks to {names[1]}".rstrip(".") + "."
    press("3")
    press("g")
    assert said(board) == f"{names[2]} speaks to the whole group."
    press("Control+z")
    assert said(board) == f"{names[2]} speaks."
    press("Shift+Z")
    assert said(board) == f"{names[2]} speaks to the whole group."
    for _ in range(12):
        press("Tab")
        if board.evaluate("document.activeElement.name") == "act":
            break
    press("Space")
    assert board.locator("[data-part='acts'] :checked").count() == 1
    reach(board, "document.activeElement.name === 'state'")
    press("ArrowRight")
    until(lambda: said(board) == "Nobody speaks.")
    press("Shift+Tab")
    reach(board, "document.activeElement.dataset.part === 'open-who'", back=True)
    press("Enter")
    reach(board, f"document.activeElement.closest('fieldset')?.dataset.of === '{place.members[2]}'")
    press("ArrowRight")
    press("Escape")
    reach(board, "document.activeElement.dataset.part === 'open-end'")
    press("Enter")
    reach(board, "document.activeElement.dataset.part === 'end-it'")
    press("Enter")
    board.locator(".over").get_by_text("all sent.").wait_for()
    expected = ["begin", *["speaks", "to"] * 2, "undo", "undo", "act", "state", "roster", "end"]
    assert kinds(site, place) == expected


def test_quick_keys_can_be_turned_off(board: Page, place: Sitting) -> None:
    board.locator("summary").click()
    board.locator("[data-part='quick-keys']").uncheck()
    board.keyboard.press("1")
    assert said(board) == "Tap who speaks first."
    seat(board, order(board)[0]).focus()
    board.keyboard.press("Enter")
    assert said(board).endswith("speaks.")


def test_recall_draws_lines_from_memory(new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    a, b, c, *_ = place.members
    page = opened(new_page(person="facilitator", **TABLET), site, place, recall=True)
    assert page.locator(".clock").count() == 0
    tap(page, a, b, a, b, c, "GROUP")
    assert said(page) == "C. spoke to the whole group: a little"
    tap(page, b, a)
    page.locator("[data-part='undo']").click()
    assert page.locator(".voice").count() == 2
    end(page)
    lines = [detail for _, _, kind, detail in coded(site, place, "recall") if kind == "line"]
    assert [(line["from"], line["to"], line["weight"]) for line in lines] == [(a, b, 1), (a, b, 2), (c, "GROUP", 1), (b, a, 1)]
    page.locator(".over a.button").click()
    page.wait_for_url(f"**/sessions/{place.session_id}/recall/")


def test_a_board_that_has_ended_says_so_and_can_go_on(board: Page, site: JourneySite, place: Sitting) -> None:
    a, b, *_ = place.members
    tap(board, a, b)
    end(board)
    until(lambda: board.evaluate(LEFT_HERE) == [0, 0, 0, 0])
    board.reload()
    board.get_by_role("heading", name="The board has ended").wait_for()
    board.get_by_text("1 turn in less than a minute.").wait_for()
    board.get_by_text("2 taps kept, all sent.").wait_for()
    see = board.get_by_role("link", name="See who spoke to whom")
    assert (see.get_attribute("href") or "").endswith(f"/sessions/{place.session_id}/talk/")
    board.locator("[data-part='go-on-after']").click()
    seat(board, a).wait_for()
    tap(board, place.chair)
    assert said(board) == "Facilitator 1 speaks."
    end(board)
    assert kinds(site, place) == ["begin", "speaks", "to", "end", "undo", "speaks", "end"]


@pytest.mark.parametrize("look", [(360, "dark", "es"), (820, "light", "en"), (1440, "dark", "en")], ids=str)
def test_every_state_of_the_board_is_whole_and_accessible(
    new_page: NewPage, site: JourneySite, place: Sitting, look: tuple[int, str, str]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    width, scheme, language = look
    page = new_page(
        person="facilitator", viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    )
    page.context.add_cookies([{"name": "fourfold_language", "value": language, "url": site.address}])
    opened(page, site, place)
    page.evaluate(str(Axe().axe_script))
    assert faults(page) == []
    tap(page, *place.members[:2])
    for part, leave in (("open-who", "close-who"), ("open-end", "go-on")):
        page.locator(f"[data-part='{part}']").click()
        assert faults(page) == [], part
        page.locator(f"[data-part='{leave}']").click()
    page.locator("summary").click()
    assert faults(page) == []
    page.locator("[data-part='open-who']").click()
    page.locator("[data-part='move-seats']").click()
    assert faults(page) == [], "moving"
    page.locator("[data-part='move-done']").click()
    page.locator("[data-part='open-end']").click()
    page.locator("[data-part='end-it']").click()
    page.locator("[data-part='go-on-after']").wait_for()
    assert faults(page) == [], "ended"


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    return page.evaluate(RUN_AXE)


def reach(page: Page, holds: str, *, back: bool = False) -> None:
    """Presses Tab until something holds."""
    for _ in range(60):
        if page.evaluate(holds):
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"Tab never came to where {holds}")


def order(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('[data-seat]')].map((one) => one.dataset.seat)")


def touch_tap(page: Page, which: str) -> None:
    x, y = middle(page, which)
    page.touchscreen.tap(x, y)


def touch_drag(page: Page, start: str, to: str) -> None:
    """One finger goes from one seat to another."""
    wire = page.context.new_cdp_session(page)
    (x, y), (far_x, far_y) = middle(page, start), middle(page, to)
    wire.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        point = {"x": x + (far_x - x) * step / 5, "y": y + (far_y - y) * step / 5}
        wire.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    wire.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    wire.detach()


def middle(page: Page, which: str) -> tuple[float, float]:
    box = seat(page, which).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


RUN_AXE = """async () => {
  const found = await axe.run({ resultTypes: ["violations"] });
  const told = found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  const wide = document.documentElement.scrollWidth;
  return wide > innerWidth ? [...told, `${wide} wide`] : told;
}"""
REDUCE = """async (events) => {
  const { reduced } = await import("/static/fourfold/board/reduce.js");
  const now = reduced(events);
  const turn = ({ seat, whom, start_s, end_s }) => ({ seat, whom, start_s, ...(end_s === null ? {} : { end_s }) });
  return {
    turns: now.turns.map(turn),
    acts: now.acts.map(({ of, ...act }) => act),
    seats: now.order,
    roster: now.roster,
    state: now.states.at(-1)?.state ?? null,
    speaking: now.speaking && turn(now.speaking),
    lines: now.lines.map(({ seat, whom, weight }) => ({ from: seat, to: whom, weight })),
    ended_at_s: now.ended_at_s,
  };
}"""
SIZES = """() => [...document.querySelectorAll("button, .pick, summary, a")].filter((it) => it.checkVisibility()).map((one) => {
  const { width, height } = one.getBoundingClientRect();
  return [one.outerHTML.slice(0, 80), Math.min(width, height)];
})"""
LABELS = "[...document.querySelectorAll('[data-seat]')].map((one) => one.getAttribute('aria-label'))"
LEFT_HERE = """async () => {
  const { read, stateOf, waiting } = await import("/static/fourfold/board/journal.js");
  const { session, observer } = document.querySelector("[data-board]").dataset;
  const coding = await read(session, observer, "live");
  const state = await stateOf(session, observer);
  const shells = (await caches.keys()).filter((name) => name.includes("board"));
  return [await waiting(), shells.length, coding ? 1 : 0, state ? 1 : 0];
}"""
ADMITTED = """
from tests.web.personas import seat
from fourfold.web.models import Group
print(seat(Group.objects.get(pk={group}), "N.", "member").pk)
"""
