"""Circle boards for journeys: a simulated group with a session today, and what a browser does on its board."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.journeys.site import JourneySite, until

if TYPE_CHECKING:
    from playwright.sync_api import Page

TABLET: dict[str, Any] = {"viewport": {"width": 820, "height": 1180}}
_AT_ONCE = 24
_SESSIONS = """
from datetime import date
from tests.web.personas import seat
from fourfold.web.models import Group, Membership, Programme, Session, User
programme = Programme.objects.get(name="Simulated programme")
leader = User.objects.get(email="facilitator@example.invalid").person
made = []
for _ in range({count}):
    group = Group.objects.create(programme=programme, name="Board group", simulated=True)
    people = [seat(group, f"{letter}.", "member") for letter in "ABCDEFGH"]
    joined = group.memberships.first().joined_on
    Membership.objects.create(group=group, person=leader, seat="facilitator", joined_on=joined)
    session = Session.objects.create(group=group, number=1, held_on=date.today(), status="planned")
    made.append([session.pk, group.pk, str(leader.pk), [str(person.pk) for person in people]])
print(json.dumps(made))
"""
_ready: dict[str, list[Sitting]] = {}


@dataclass(frozen=True)
class Sitting:
    """A session whose board can be opened: the seats of eight members, and of who leads them."""

    session_id: int
    group_id: int
    chair: str
    members: list[str]

    @property
    def path(self) -> str:
        """Where its board is."""
        return f"/sessions/{self.session_id}/board/"


def sitting(site: JourneySite) -> Sitting:
    """A new group with a session today; many are made at once, since a process of the site takes a while to begin."""
    ready = _ready.setdefault(site.address, [])
    if not ready:
        ready += [Sitting(*made) for made in site.process.python(_SESSIONS.replace("{count}", str(_AT_ONCE)))]
    return ready.pop()


def opened(page: Page, site: JourneySite, place: Sitting, *, recall: bool = False) -> Page:
    """The page, at the board of a session, with its seats drawn."""
    page.goto(f"{site.address}{place.path}{'?mode=recall' if recall else ''}")
    seat(page, place.members[0]).wait_for()
    return page


def seat(page: Page, which: str) -> Any:
    """The button of a seat; of the middle for GROUP."""
    return page.locator(".whole" if which == "GROUP" else f"[data-seat='{which}']")


def tap(page: Page, *seats: str) -> None:
    """Taps seats, one after another."""
    for which in seats:
        seat(page, which).click()


def said(page: Page, part: str = "what") -> str:
    """What a part of the board says."""
    return (page.locator(f"[data-part='{part}']").text_content() or "").strip()


def end(page: Page) -> None:
    """Ends the board, and waits until nothing waits any more."""
    page.locator("[data-part='open-end']").click()
    page.locator("[data-part='end-it']").click()
    page.locator(".over").get_by_text("all sent.").wait_for()


def coded(
    site: JourneySite, place: Sitting, mode: str = "live", observer: str = ""
) -> list[tuple[int, float, str, dict[str, Any]]]:
    """What the site keeps of a board: number, seconds, kind, detail, in order."""
    statement = (
        "SELECT e.number, e.at_s, e.kind, e.detail FROM web_boardevent e JOIN web_coding c ON c.id = e.coding_id "
        "JOIN web_user u ON u.id = c.observer_id WHERE c.session_id = ? AND c.mode = ? AND u.email LIKE ? ORDER BY e.number"
    )
    rows = site.rows(statement, place.session_id, mode, f"{observer}%")
    return [(number, at_s, kind, json.loads(detail)) for number, at_s, kind, detail in rows]


def kinds(site: JourneySite, place: Sitting, mode: str = "live") -> list[str]:
    """The kinds of what the site keeps, in order."""
    return [kind for _, _, kind, _ in coded(site, place, mode)]


def sent(page: Page, site: JourneySite, place: Sitting, count: int) -> None:
    """Waits until the site keeps so many events."""
    until(lambda: bool(page.evaluate("dispatchEvent(new Event('online'))")) and len(coded(site, place)) >= count)
