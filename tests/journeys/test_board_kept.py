"""No tap is lost: killed browsers, no network, two tabs, two devices, a sign-in that ran out, and somebody who signs out."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.boards import TABLET, Sitting, coded, end, kinds, opened, said, seat, sent, sitting, tap
from tests.journeys.killable import Killable
from tests.journeys.site import JourneySite, until
from tests.journeys.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

pytestmark = pytest.mark.journey
NewPage = Callable[..., "Page"]
TAPS, EVERY_S = 300, 3.0


@pytest.fixture
def place(site: JourneySite) -> Sitting:
    return sitting(site)


@pytest.fixture
def killable(play: Playwright, tmp_path) -> Iterator[Killable]:
    made = Killable(play, tmp_path / "browser")
    yield made
    made.forget()


def test_a_quarter_of_an_hour_with_killed_browsers_and_no_network(
    killable: Killable, site: JourneySite, wire: Wire, place: Sitting
) -> None:
    taps = script([*place.members, place.chair])
    began = time.time()
    page = begun(killable, site, place, began)
    until(lambda: page.evaluate(HAS_SHELL))
    play_on(page, taps, 0, 100)
    wire.cut()
    play_on(page, taps, 100, 170)
    page.get_by_text("taps wait on this tablet").wait_for()
    shown = kept_count(page)
    assert 160 < shown <= 170
    killable.kill()
    page = begun(killable, site, place, began + 170 * EVERY_S, signed_in=False)
    assert kept_count(page) >= shown, "what was shown as kept must be there without network"
    assert said(page, "group") == "Board group"
    play_on(page, taps, kept_count(page), 220)
    assert len(coded(site, place)) <= 101
    wire.mend()
    play_on(page, taps, 220, 260)
    shown = int(said(page, "kept").split()[0])
    killable.kill()
    page = begun(killable, site, place, began + 260 * EVERY_S)
    assert kept_count(page) >= shown > 220
    play_on(page, taps, kept_count(page), TAPS)
    page.clock.resume()
    end(page)
    events = coded(site, place)
    assert [number for number, *_ in events] == list(range(1, TAPS + 3))
    assert [kind for _, _, kind, _ in events] == ["begin", *["speaks", "to"] * (TAPS // 2), "end"]
    assert [detail.get("seat") or detail.get("whom") for _, _, _, detail in events[1:-1]] == taps
    times = [at_s for _, at_s, _, _ in events]
    assert times == sorted(times)
    assert 0.97 * TAPS * EVERY_S < times[-1] < 1.1 * TAPS * EVERY_S + 60
    assert site.rows("SELECT count(*) FROM web_turn WHERE session_id = ?", place.session_id) == [(TAPS // 2,)]
    until(lambda: page.evaluate(LIES_HERE) == [0, 0, 0])


def test_a_board_that_was_opened_once_comes_back_without_network(
    new_page: NewPage, site: JourneySite, wire: Wire, place: Sitting
) -> None:
    a, b, c, *_ = place.members
    page = opened(new_page(person="facilitator", **TABLET), site, place)
    until(lambda: page.evaluate(HAS_SHELL))
    wire.cut()
    tap(page, a, b)
    page.reload()
    seat(page, a).wait_for()
    assert said(page) == "A. speaks to B."
    tap(page, c)
    assert "3 taps" in said(page, "kept")
    wire.mend()
    sent(page, site, place, 4)
    assert kinds(site, place) == ["begin", "speaks", "to", "speaks"]


def test_an_answer_that_is_lost_on_its_way_adds_nothing_twice(
    new_page: NewPage, site: JourneySite, wire: Wire, place: Sitting
) -> None:
    a, b, c, *_ = place.members
    page = opened(new_page(person="facilitator", **TABLET), site, place)
    tap(page, a, b)
    wire.deaf = True
    until(lambda: len(coded(site, place)) == 3)
    tap(page, c)
    wire.mend()
    end(page)
    assert kinds(site, place) == ["begin", "speaks", "to", "speaks", "end"]


def test_of_two_tabs_one_takes_taps_and_the_other_can_take_over(new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    a, b, c, *_ = place.members
    first = opened(new_page(person="facilitator", **TABLET), site, place)
    tap(first, a, b)
    second = first.context.new_page()
    second.goto(f"{site.address}{place.path}")
    second.locator("[data-part='use-here']").click()
    seat(second, a).wait_for()
    assert said(second) == "A. speaks to B."
    first.get_by_text("This board is open in another tab").wait_for()
    first.keyboard.press("1")
    tap(second, c)
    end(second)
    assert kinds(site, place) == ["begin", "speaks", "to", "speaks", "end"]


def test_one_observer_on_two_devices_loses_nothing(new_page: NewPage, site: JourneySite, wire: Wire, place: Sitting) -> None:
    a, b, c, d, *_ = place.members
    one = opened(new_page(person="facilitator", **TABLET), site, place)
    other = opened(new_page(person="facilitator", **TABLET), site, place)
    wire.cut()
    tap(one, a, b)
    tap(other, c, d)
    wire.mend()
    sent(one, site, place, 3)
    sent(other, site, place, 5)
    tap(one, c)
    end(one)
    told = [detail.get("seat") or detail.get("whom") for _, _, kind, detail in coded(site, place) if kind in ("speaks", "to")]
    assert sorted(told) == sorted([a, b, c, d, c])


def test_a_sign_in_that_runs_out_loses_nothing(new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    a, b, c, d, *_ = place.members
    page = opened(new_page(person="facilitator", **TABLET), site, place)
    tap(page, a)
    sent(page, site, place, 2)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    tap(page, b)
    page.get_by_text("Your sign-in has run out").wait_for()
    tap(page, c, d)
    assert len(coded(site, place)) == 2
    entrance = page.context.new_page()
    entrance.goto(f"{site.address}/accounts/login/", wait_until="networkidle")
    assert page.evaluate(LIES_HERE) == [1, 5, 1], "the sign-in page takes nothing from a board that is open"
    entrance.close()
    page.context.add_cookies([one for one in cookies if one["name"] == "fourfold_session"])
    sent(page, site, place, 5)
    page.get_by_text("4 taps kept on this tablet, all sent.").wait_for()
    assert page.locator("[data-part='signed-out']").is_hidden()
    assert kinds(site, place) == ["begin", "speaks", "to", "speaks", "to"]


def test_who_signs_out_with_unsent_taps_is_asked_and_labels_leave_while_taps_stay(
    new_page: NewPage, site: JourneySite, wire: Wire, place: Sitting
) -> None:
    a, b, *_ = place.members
    page = opened(new_page(person="signs out", **TABLET), site, place)
    page.route("**/board/events", lambda route: route.abort())
    tap(page, a, b)
    page.get_by_text("2 taps wait on this tablet").wait_for()
    page.goto(f"{site.address}/", wait_until="networkidle")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.locator("[data-signs-out] button").click()
    until(lambda: page.evaluate("true") and len(asked) == 1)
    assert "were not sent yet" in asked[0]
    assert page.evaluate(LIES_HERE) == [1, 3, 1]
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("[data-signs-out] button").click()
    page.get_by_text("They stay here, without names").wait_for()
    until(lambda: page.evaluate(LIES_HERE) == [1, 3, 0])
    page.context.add_cookies([{"name": "fourfold_session", "value": site.signed_in["supervisor"], "url": site.address}])
    page.unroute("**/board/events")
    opened(page, site, place)
    assert said(page) == "Tap who speaks first.", "another observer on the same device begins a coding of their own"
    page.goto(f"{site.address}/")
    page.context.add_cookies([{"name": "fourfold_session", "value": site.signed_in["facilitator"], "url": site.address}])
    opened(page, site, place)
    assert said(page) == "A. speaks to B."
    until(lambda: kinds(site, place) == ["begin", "speaks", "to"])


def test_a_site_that_came_back_from_a_backup_gets_the_taps_again(new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    a, b, c, *_ = place.members
    page = opened(new_page(person="facilitator", **TABLET), site, place)
    tap(page, a, b)
    page.get_by_text("2 taps kept on this tablet, all sent.").wait_for()
    site.process.python(LOST.replace("{session}", str(place.session_id)))
    assert coded(site, place) == []
    tap(page, c)
    until(lambda: kinds(site, place) == ["begin", "speaks", "to", "speaks"])


def test_a_board_that_was_deleted_on_the_site_goes_from_the_device_too(
    new_page: NewPage, site: JourneySite, place: Sitting
) -> None:
    a, b, c, *_ = place.members
    page = opened(new_page(person="facilitator", **TABLET), site, place)
    tap(page, a, b)
    page.get_by_text("2 taps kept on this tablet, all sent.").wait_for()
    site.process.python(DELETED.replace("{session}", str(place.session_id)))
    tap(page, c)
    page.get_by_text("This board was deleted.").wait_for()
    assert said(page) == "Tap who speaks first."
    tap(page, b)
    end(page)
    assert kinds(site, place) == ["begin", "speaks", "end"]


def test_a_device_that_is_handed_over_as_a_kiosk_keeps_no_label(new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    meeting = site.meeting()
    page = opened(new_page(person="hands a board over", **TABLET), site, place)
    tap(page, place.members[0])
    page.get_by_text("1 tap kept on this tablet, all sent.").wait_for()
    page.goto(f"{site.address}/c/kiosk/start/{meeting.session_id}/", wait_until="networkidle")
    assert page.evaluate(LIES_HERE) == [1, 2, 1]
    page.locator("form[data-signs-out].row button").click()
    page.wait_for_url(lambda address: "/c/kiosk/" in address and "/start/" not in address)
    assert page.evaluate(LIES_HERE) == [0, 0, 0]


def test_what_lies_on_the_device_names_nobody_but_the_labels_of_an_open_board(
    new_page: NewPage, site: JourneySite, place: Sitting
) -> None:
    page = opened(new_page(person="facilitator", **TABLET), site, place)
    tap(page, *place.members[:2])
    until(lambda: "2 taps" in said(page, "kept"))
    until(lambda: page.evaluate(HAS_SHELL))
    kept = page.evaluate(EVERYTHING)
    assert len(kept["events"]) == 3
    assert "A." not in str(kept["events"])
    assert "Board group" not in kept["shell"]
    assert kept["shell"].count("data-token") >= 1


def script(seats: list[str]) -> list[str]:
    """Who is tapped: a speaker and whom they address, another speaker and whom they address, and so on."""
    chance = random.Random(4)
    taps: list[str] = []
    while len(taps) < TAPS:
        speaker = chance.choice([one for one in seats if not taps or one != taps[-2]])
        taps += [speaker, chance.choice([one for one in [*seats, "GROUP"] if one != speaker])]
    return taps


def begun(killable: Killable, site: JourneySite, place: Sitting, at: float, *, signed_in: bool = True) -> Page:
    """A browser that was started, with the board open, its clock set to a moment; a sign-in ends with the browser."""
    context: BrowserContext = killable.start()
    if signed_in:
        context.add_cookies([{"name": "fourfold_session", "value": site.signed_in["facilitator"], "url": site.address}])
    page = context.new_page()
    page.clock.install(time=at)
    page.set_viewport_size(TABLET["viewport"])
    return opened(page, site, place)


def play_on(page: Page, taps: list[str], start: int, stop: int) -> None:
    """Taps one after another, three seconds apart by the clock of the page."""
    places: dict[str, Any] = {}
    for which in set(taps[start:stop]):
        box = seat(page, which).bounding_box()
        places[which] = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for which in taps[start:stop]:
        page.clock.fast_forward(int(EVERY_S * 1000))
        page.mouse.click(*places[which])


def kept_count(page: Page) -> int:
    """How many taps the page says that it keeps or that wait."""
    page.wait_for_timeout(150)
    return int(page.evaluate(KEPT))


HAS_SHELL = """async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.active || registration.installing) return false;
  for (const name of await caches.keys()) {
    if (name.includes("board") && (await (await caches.open(name)).match(location.pathname))) return true;
  }
  return false;
}"""
KEPT = """async () => {
  const { read } = await import("/static/fourfold/board/journal.js");
  const { session, observer } = document.querySelector("[data-board]").dataset;
  return (await read(session, observer, "live")).events.filter(({ kind }) => kind !== "begin").length;
}"""
LIES_HERE = """async () => {
  const request = indexedDB.open("fourfold-board");
  const stores = await new Promise((done) => (request.onsuccess = () => done(request.result)));
  const count = (name) => new Promise((done) => {
    const asked = stores.transaction(name).objectStore(name).count();
    asked.onsuccess = () => done(asked.result);
  });
  const counts = [await count("codings"), await count("events"), await count("states")];
  stores.close();
  return counts;
}"""
EVERYTHING = """async () => {
  const { read } = await import("/static/fourfold/board/journal.js");
  const { session, observer } = document.querySelector("[data-board]").dataset;
  const shell = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) shell.push(await (await cache.match(request)).text());
  }
  return { events: (await read(session, observer, "live")).events, shell: shell.join() };
}"""
LOST = """
from fourfold.web.models import Coding
Coding.objects.filter(session={session}).delete()
"""
DELETED = """
from fourfold.web.access import viewer_of
from fourfold.web.models import Coding, User
from fourfold.web.talk.actions.codings import delete_coding
by = viewer_of(User.objects.get(email="facilitator@example.invalid"))
delete_coding({session}, Coding.objects.get(session={session}).pk, by=by)
"""
