"""Browsers that are killed: a thousand answers arrive once each, and a kiosk comes back empty, with or without network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.journeys.killable import Killable
from tests.journeys.site import JourneySite, until
from tests.journeys.test_kiosk import ready, type_code
from tests.journeys.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Page, Playwright

pytestmark = pytest.mark.journey
MEETINGS = 125


@pytest.fixture
def killable(play: Playwright, tmp_path) -> Iterator[Killable]:
    made = Killable(play, tmp_path / "browser")
    yield made
    made.forget()


def test_a_thousand_answers_arrive_once_each_though_the_browser_is_killed_on_the_way(
    killable: Killable, site: JourneySite, wire: Wire
) -> None:
    meetings = site.meetings(MEETINGS)
    cards = [card for meeting in meetings for card in meeting.cards]
    page = killable.start().new_page()
    page.goto(f"{site.address}/c/{cards[0].token}")
    page.wait_for_load_state("networkidle")
    wire.cut()
    given = page.evaluate(KEEP, [card.token for card in cards])
    wire.mend()
    for enough in (100, 400):
        page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda enough=enough: _count(site, meetings) >= enough, 60)
        killable.kill()
        assert _count(site, meetings) < len(cards), "the browser was killed too late to show anything"
        page = killable.start().new_page()
        page.goto(f"{site.address}/c/", wait_until="commit")
    until(lambda: _count(site, meetings) == len(cards), 60)
    until(lambda: page.evaluate(WAITING) == [0, 0], 20)
    rows = site.rows("SELECT key, session_id, person_id FROM web_submission WHERE session_id >= ?", meetings[0].session_id)
    assert sorted(key for key, _, _ in rows) == sorted(given)
    assert len({(session, person) for _, session, person in rows}) == len(cards)
    order = site.rows("SELECT key FROM web_submission WHERE session_id >= ? ORDER BY id", meetings[0].session_id)
    assert [key for (key,) in order] == given, "sent in the order in which they were given"


def test_a_kiosk_that_was_killed_comes_back_empty(killable: Killable, site: JourneySite, wire: Wire) -> None:
    meeting = site.meeting()
    page = killable.start().new_page()
    ready(page, site, meeting)
    type_code(page, meeting.cards[0].code)
    page.locator("#q1 input[value='7']").click()
    page.wait_for_timeout(4_000)
    killable.kill()
    context = killable.start("--restore-last-session")
    # Chromium brings the tab back by itself or not; the pad must be empty either way.
    context.new_page().goto(f"{site.address}{meeting.kiosk}")
    restored = [one for one in context.pages if meeting.kiosk in one.url]
    assert restored
    for pad in restored:
        _is_empty_pad(pad)
    killable.kill()
    wire.cut()
    offline = killable.start().new_page()
    offline.goto(f"{site.address}{meeting.kiosk}")
    _is_empty_pad(offline)
    type_code(offline, meeting.cards[1].code)
    offline.locator("#q1 input[value='6']").click()
    offline.locator(".send button").click()
    offline.get_by_role("heading", name="Your answers are kept on this device").wait_for()
    killable.kill()
    wire.mend()
    online = killable.start().new_page()
    online.goto(f"{site.address}{meeting.kiosk}")
    until(lambda: len(site.stored(meeting)) == 1)


def _is_empty_pad(page: Page) -> None:
    page.locator("main[data-pad] .keys").wait_for()
    assert page.locator("input[type=radio]").count() == 0
    assert page.locator("#code").input_value() == ""


def _count(site: JourneySite, meetings: list) -> int:
    statement = "SELECT count(*) FROM web_submission WHERE session_id >= ?"
    return int(site.rows(statement, meetings[0].session_id)[0][0])


KEEP = """async (tokens) => {
  const { sealed } = await import("/static/fourfold/check-in/envelope.js");
  const { keep } = await import("/static/fourfold/check-in/store.js");
  const { queueKey } = document.querySelector("[data-check-in]").dataset;
  const keys = [];
  for (const token of tokens) {
    const key = crypto.randomUUID();
    const told = { token, language: "en", private_word: false, kiosk: true, answers: { "bond.group": "6" } };
    await keep(await sealed(told, key, queueKey));
    keys.push(key);
  }
  return keys;
}"""
WAITING = """async () => {
  const { waiting, refusals } = await import("/static/fourfold/check-in/store.js");
  return [await waiting(), Object.keys(await refusals()).length];
}"""
