"""The page of one member: who may open it, what it tells, and what it never tells."""

from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.access import Missing
from fourfold.web.audit.models import AuditEntry
from fourfold.web.estimates.queries import forget
from fourfold.web.member.queries import member_of
from fourfold.web.models import Group, Person
from tests.web.personas import World
from tests.web.reading import told_group


@pytest.fixture
def group(world: World) -> Iterator[Group]:
    """The open group of the demonstration, in which B. has drawn back and F. left and came back."""
    forget()
    yield told_group(world)
    forget()


def _person(group: Group, label: str) -> Person:
    return Person.objects.filter(memberships__group=group, label=label).distinct().get()


def test_it_shows_the_signal_that_names_the_member_and_nobody_elses(world: World, group: Group) -> None:
    viewer = world.viewer("facilitator")
    found = {label: member_of(viewer, group.pk, _person(group, label).pk, "en") for label in ("A.", "B.", "G.")}
    assert [len(found[label].heeds) for label in ("A.", "B.", "G.")] == [0, 1, 0]
    assert "B. may have drawn back" in found["B."].heeds[0].html


def test_both_spells_of_somebody_who_came_back_are_told(world: World, group: Group) -> None:
    found = member_of(world.viewer("facilitator"), group.pk, _person(group, "F.").pk, "en")
    told = " ".join(s.text for s in found.parts["here"].section.statements)
    assert told.count("In the group") == 2
    roll = found.parts["here"].roll
    assert roll is not None
    words = [cell.word for cell in roll.rows[0][1]]
    first_out, back = words.index("out"), len(words) - 1 - words[::-1].index("out")
    assert {"here", "late", "left_early", "away", "no_word", "late_and_left_early"} & set(words[:first_out])
    assert {"here", "late", "left_early", "away", "no_word", "late_and_left_early"} & set(words[back + 1 :])


def test_what_is_said_of_facilitators_is_never_told_of_one_member(world: World, group: Group) -> None:
    for person in Person.objects.filter(memberships__group=group, memberships__seat="member").distinct():
        found = member_of(world.viewer("facilitator"), group.pk, person.pk, "en")
        assert {f.figure.level for f in found.parts["relationships"].figures} <= {"member_group", "member_member"}


def test_the_page_is_for_who_oversees_the_group_and_is_written_down(
    world: World, group: Group, signed_in: Callable[[str], Client]
) -> None:
    person = _person(group, "B.")
    address = reverse("member", args=[person.pk, group.pk])
    assert signed_in("facilitator").get(address).status_code == 200
    assert AuditEntry.objects.filter(verb="read member", person_id=person.pk, group_id=group.pk).count() == 1
    assert signed_in("supervisor").get(address).status_code == 200
    for persona in ("former", "colleague", "outsider", "manager", "researcher", "administrator", "member"):
        assert signed_in(persona).get(address).status_code == 404


def test_somebody_of_another_group_is_missing(world: World, group: Group) -> None:
    with pytest.raises(Missing):
        member_of(world.viewer("facilitator"), group.pk, world.members[0].pk, "en")


def test_before_the_fourth_check_in_it_says_what_is_needed(world: World) -> None:
    found = member_of(world.viewer("facilitator"), world.group.pk, world.members[1].pk, "en")
    assert "four check-ins are needed first" in found.parts["relationships"].section.statements[0].text
