"""Two observers tap the same session, each in their own browser; a page then says how far they agree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.boards import TABLET, Sitting, coded, end, opened, sitting, tap
from tests.journeys.site import JourneySite

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
NewPage = Callable[..., "Page"]
TURNS, EVERY_MS = 30, 5_000


@pytest.fixture
def place(site: JourneySite) -> Sitting:
    return sitting(site)


def test_two_observers_code_one_session_and_see_their_kappa(new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    one = _observer(new_page, site, place, "facilitator")
    other = _observer(new_page, site, place, "supervisor")
    members = place.members
    for turn in range(TURNS):
        speaker, whom = members[turn % 5], members[(turn + 1 + turn % 3) % 5]
        # The other observer sees another speaker in every sixth turn.
        apart = members[5] if turn % 6 == 5 else speaker
        for page, seen in ((one, speaker), (other, apart)):
            page.clock.fast_forward(EVERY_MS)
            tap(page, seen, whom)
            if turn % 4 == 0:
                page.locator("[data-part='acts'] label", has_text="Support").click()
    for page in (one, other):
        page.clock.resume()
        end(page)
    mine, theirs = (coded(site, place, observer=name) for name in ("facilitator", "supervisor"))
    assert len(mine) == len(theirs) == 2 + 2 * TURNS + TURNS // 4 + 1
    assert site.rows("SELECT count(*) FROM web_coding WHERE session_id = ? AND counts", place.session_id) == [(1,)]
    one.goto(f"{site.address}/sessions/{place.session_id}/agreement/")
    one.locator("details.more summary").first.click()
    rows = dict(re.findall(r"(.+?)\t(-?\d?[.,]\d+)\t", one.locator("table.figures").first.inner_text()))
    kappas = [float(value.replace(",", ".")) for value in rows.values()]
    assert len(kappas) >= 2
    assert 0.5 < kappas[0] < 0.98, "alike in five turns of six"


def test_an_observer_does_not_see_what_the_other_taps(new_page: NewPage, site: JourneySite, place: Sitting) -> None:
    one = _observer(new_page, site, place, "facilitator")
    tap(one, *place.members[:2])
    one.clock.run_for(3_000)
    other = _observer(new_page, site, place, "supervisor")
    assert other.locator("[aria-pressed='true']").count() == 0
    assert other.locator(".voice").count() == 0


def _observer(new_page: NewPage, site: JourneySite, place: Sitting, who: str) -> Page:
    page = new_page(person=who, **TABLET)
    page.clock.install()
    return opened(page, site, place)
