"""The page of a group: what stands on it, for whom, and what it must not say."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fourfold.vocabulary import Level
from fourfold.web.audit.models import AuditEntry
from fourfold.web.estimates.queries import estimates_of, forget
from fourfold.web.models import Group, Person, Session
from fourfold.web.overview.queries import overview_of
from fourfold.web.signals.actions import answer
from fourfold.web.signals.queries import told_marks
from tests.web.personas import World, seat
from tests.web.reading import told_group

SignedIn = Callable[[str], Client]


@pytest.fixture
def group(world: World) -> Iterator[Group]:
    """A group with one open signal."""
    forget()
    yield told_group(world)
    forget()


def page(client: Client, group: Group) -> str:
    return client.get(f"/groups/{group.pk}/").content.decode()


def test_every_part_of_the_page_is_there(group: Group, signed_in: SignedIn) -> None:
    shown = page(signed_in("facilitator"), group)
    for words in (
        "Who spoke to whom in session",
        "One signal waits for an answer",
        "Have never spoken",
        "Who was here",
        "Read the brief",
        "Show the turns as a table",
        "Staff only: no member can see this page.",
    ):
        assert words in shown, words
    assert shown.count('class="strip"') == len(Level)
    assert re.search(r"holds? together", shown)


def test_both_widths_stand_on_the_page_and_the_axis_is_silent(group: Group, signed_in: SignedIn) -> None:
    shown = page(signed_in("facilitator"), group)
    assert shown.count('class="for-wide"') == shown.count('class="for-narrow"') == len(Level) + 2
    pictures = re.findall(r'<svg xmlns[^>]*aria-label="([^"]*)"', shown)
    assert sum(not told for told in pictures) == 2
    assert shown.count('<figure class="drawn" aria-hidden="true">') == 1


def test_spells_outside_a_membership_are_shaded_and_told(group: Group, signed_in: SignedIn) -> None:
    shown = page(signed_in("facilitator"), group)
    row = re.search(r'<th scope="row">F\.</th>(.*?)</tr>', shown[shown.index('class="roll"') :], flags=re.DOTALL)
    assert row is not None
    cells = re.findall(r'<td class="(\w+)', row[1])
    assert cells[3:8] == ["here", "out", "out", "out", cells[7]]
    assert cells[7] != "out"
    assert row[1].count("not a member then") == 3


def test_nothing_on_it_breaks_the_content_policy(group: Group, signed_in: SignedIn) -> None:
    shown = page(signed_in("facilitator"), group)
    assert not re.search(r"\sstyle=|<style|\son\w+=", shown)
    assert not re.search(r'(?:src|href|action)="(?:https?:)?//', shown)
    ids = re.findall(r'\sid="([^"]+)"', shown)
    assert len(ids) == len(set(ids))


def test_no_rater_and_no_id_of_a_person_is_in_it(group: Group, signed_in: SignedIn) -> None:
    shown = page(signed_in("facilitator"), group)
    codes = Person.objects.filter(memberships__group=group).values_list("code", flat=True)
    assert not [code for code in codes if code in shown]


@pytest.mark.parametrize(
    ("persona", "status"),
    [("facilitator", 200), ("supervisor", 200), ("colleague", 404), ("outsider", 404), ("former", 404), ("member", 404),
     ("manager", 404), ("researcher", 404), ("administrator", 404)],
)  # fmt: skip
def test_who_may_see_it_and_that_it_is_logged(group: Group, signed_in: SignedIn, persona: str, status: int) -> None:
    assert signed_in(persona).get(f"/groups/{group.pk}/").status_code == status
    assert AuditEntry.objects.filter(verb="read group", group_id=group.pk).count() == (status == 200)


def test_an_answered_signal_waits_no_longer(world: World, group: Group, signed_in: SignedIn) -> None:
    answer(group.pk, told_marks(estimates_of(group.pk), "en")[0], "acting", by=world.viewer("facilitator"))
    shown = page(signed_in("facilitator"), group)
    assert "Every signal has an answer" in shown
    assert "Facilitator will act on it" in shown


def test_a_warm_page_asks_the_database_little_and_draws_nothing(world: World, group: Group) -> None:
    viewer = world.viewer("facilitator")
    first = overview_of(viewer, group.pk, "en")
    with CaptureQueriesContext(connection) as asked:
        again = overview_of(viewer, group.pk, "en")
    assert len(asked) <= 8
    assert again.parts is first.parts


def test_too_little_is_said_in_sentences(world: World, signed_in: SignedIn) -> None:
    shown = page(signed_in("facilitator"), world.group)
    assert "There are no check-ins yet." in shown
    assert 'class="strip"' not in shown
    assert "Who was here" in shown
    empty = page(signed_in("colleague"), world.neighbour)
    assert "After the first session, ask everyone for the one-minute check-in." in empty
    assert "Who was here" not in empty


def first_button(shown: str) -> str:
    found = re.findall(r'<a class="button first" href="([^"]+)"', shown)
    assert len(found) == 1
    return str(found[0])


def test_a_group_without_members_or_dates_offers_them_before_its_brief(world: World, signed_in: SignedIn) -> None:
    group = world.neighbour
    assert first_button(page(signed_in("colleague"), group)) == reverse("member-enrol", args=[group.pk])
    assert first_button(page(signed_in("supervisor"), group)) == reverse("brief", args=[group.pk])
    seat(group, "Y.", "member", until=10)
    assert first_button(page(signed_in("colleague"), group)) == reverse("member-enrol", args=[group.pk])
    seat(group, "Z.", "member")
    assert first_button(page(signed_in("colleague"), group)) == reverse("sessions-plan", args=[group.pk])
    Session.objects.create(group=group, number=1, held_on=date.today() + timedelta(days=7))
    assert first_button(page(signed_in("colleague"), group)) == reverse("brief", args=[group.pk])
    Session.objects.filter(group=group).delete()
    Group.objects.filter(pk=group.pk).update(closed_on=date.today())
    assert first_button(page(signed_in("colleague"), group)) == reverse("brief", args=[group.pk])
