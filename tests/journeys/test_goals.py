"""Goals and accountability: staff and member write on two devices, the brief says what is due, and leaving is not the end."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
Visit = Callable[..., "Page"]
SOON = (date.today() + timedelta(days=1)).isoformat()


def here(clinic: Clinic) -> str:
    return f"{clinic.address}/people/{clinic.things['with_account_id']}/in/{clinic.things['group_id']}"


def test_a_goal_goes_from_the_room_to_the_member_and_back_into_the_brief(visit: Visit, clinic: Clinic) -> None:
    staff = visit(person="facilitator")
    staff.goto(f"{here(clinic)}/goals/")
    staff.get_by_role("link", name="Add a strength").click()
    staff.get_by_label("In words").fill("Journey: laughs with the children")
    staff.get_by_role("button", name="Write it down").click()
    staff.get_by_text("the strength is written down").wait_for()
    staff.get_by_role("link", name="Add a need").click()
    staff.get_by_label("Where it lies").select_option("free_time")
    staff.get_by_label("In words").fill("Journey: empty evenings")
    staff.get_by_role("button", name="Write it down").click()
    staff.get_by_role("link", name="Agree on a goal").click()
    staff.get_by_label("The goal", exact=True).fill("Journey: fill one evening with something I like")
    staff.get_by_label("What it is about").select_option(label="Free time: Journey: empty evenings")
    staff.get_by_label("The first step").fill("Journey: ask at the choir")
    staff.get_by_label("First step by").fill(SOON)
    staff.get_by_role("button", name="Write it down").click()
    staff.get_by_text("the goal is written down").wait_for()

    staff.goto(f"{clinic.address}/briefs/{clinic.things['group_id']}/")
    due = staff.locator("section[aria-labelledby=due]")
    assert "Journey: ask at the choir" in due.inner_text()

    member = visit(person="member")
    member.goto(clinic.address)
    member.get_by_role("heading", name="My goals").click()
    member.get_by_role("link", name="Open my goals").click()
    member.get_by_role("heading", name="My goals").wait_for()
    words = member.locator("main").inner_text()
    assert "Journey: laughs with the children" in words
    assert "empty evenings" not in words
    member.get_by_role("button", name=re.compile("Done.*ask at the choir")).click()
    member.get_by_text("The step is ticked.").wait_for()
    member.get_by_role("link", name="Write something down").click()
    member.get_by_label("In my own words").fill("Journey: I stayed away and let them wait")
    member.get_by_role("button", name="Write it down").click()
    member.get_by_text("It is written down.").wait_for()

    staff.goto(f"{here(clinic)}/goals/")
    words = staff.locator("main").inner_text()
    assert "Journey: I stayed away and let them wait" in words
    assert "written by A." in words
    staff.goto(f"{clinic.address}/briefs/{clinic.things['group_id']}/")
    assert "ask at the choir" not in staff.locator("main").inner_text()

    member.get_by_role("link", name=re.compile("Take it back.*I stayed away")).click()
    member.get_by_role("button", name="Take it back for good").click()
    member.get_by_text("Your words are destroyed.").wait_for()
    staff.goto(f"{here(clinic)}/goals/")
    assert "stayed away" not in staff.locator("main").inner_text()


def test_a_tick_by_mistake_is_undone_with_one_button(visit: Visit, clinic: Clinic) -> None:
    member = visit(person="member")
    member.goto(f"{clinic.address}/my/goals/")
    member.get_by_role("button", name=re.compile("Done.*Simulated")).first.click()
    member.get_by_role("button", name="Undo").click()
    member.get_by_text("Taken back. It is as it was.").wait_for()


def test_a_goal_changed_by_mistake_reads_as_before_with_one_button(visit: Visit, clinic: Clinic) -> None:
    staff = visit(person="facilitator")
    staff.goto(f"{here(clinic)}/goals/")
    staff.get_by_role("link", name="Agree on a goal").click()
    staff.get_by_label("The goal", exact=True).fill("Journey: walk before breakfast")
    staff.get_by_role("button", name="Write it down").click()
    staff.get_by_text("the goal is written down").wait_for()
    staff.get_by_role("link", name=re.compile("Change.*walk before breakfast")).click()
    staff.get_by_label("The goal", exact=True).fill("Journey: meant for another goal")
    staff.get_by_role("button", name="Keep the change").click()
    staff.get_by_text("The goal is changed.").wait_for()
    staff.get_by_role("button", name="Undo", exact=True).click()
    staff.get_by_text("Taken back. It is as it was.").wait_for()
    words = staff.locator("main").inner_text()
    assert "Journey: walk before breakfast" in words
    assert "meant for another goal" not in words


def test_whoever_left_is_asked_when_it_was_agreed(visit: Visit, clinic: Clinic) -> None:
    staff = visit(person="facilitator")
    staff.goto(f"{clinic.address}/groups/{clinic.things['left_group_id']}/members/")
    staff.get_by_role("link", name="Plan for leaving").last.wait_for()
    plan = f"/people/{clinic.things['left_person_id']}/in/{clinic.things['left_group_id']}/leaving-plan/"
    staff.locator(f'a[href="{plan}"]').last.click()
    staff.get_by_role("link", name="Write the plan").click()
    staff.get_by_label("The plan").fill("Journey: ring somebody before it gets late")
    staff.get_by_label("Ask again").fill("1, 20, 40")
    staff.get_by_role("button", name="Keep the plan").click()
    staff.get_by_text("The plan is kept.").wait_for()
    words = staff.locator("main").inner_text()
    assert "agreed to be asked 1, 20 and 40 weeks" in words
    assert words.count("will be asked on") >= 2
    staff.get_by_role("link", name="Add somebody").click()
    staff.get_by_label("Who", exact=True).fill("Journey: a neighbour")
    staff.get_by_role("button", name="Write it down").click()
    staff.get_by_text("Journey: a neighbour", exact=True).wait_for()
    assert "not to be called" in staff.locator("main").inner_text()


def test_a_number_outside_the_range_of_a_tool_says_the_range(visit: Visit, clinic: Clinic) -> None:
    staff = visit(person="facilitator")
    staff.goto(f"{here(clinic)}/goals/totals/")
    staff.get_by_role("link", name="Static-99R").click()
    staff.get_by_label("Total").fill("40")
    staff.get_by_label("Who rated").fill("Simulated rater")
    staff.get_by_role("button", name="Write it down").click()
    staff.get_by_text("from -3 to 12").first.wait_for()
