"""What somebody remembers: written down as a grid or on the board, drawn as a memory, and never counted as talk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.models import Attendance, BoardEvent, Coding, Consent, Person, Session, Turn
from fourfold.web.talk.queries.recall import recall
from tests.web.personas import World
from tests.web.talk.boards import Tablet


def lead(world: World) -> Person:
    person = world.users["facilitator"].person
    assert person is not None
    return person


def write(client: Client, session: Session, **lines: int) -> Any:
    return client.post(reverse("recall-enter", args=[session.pk]), lines)


def line(one: Person, other: Person | None) -> str:
    return f"line_{one.pk}_{other.pk if other else 'GROUP'}"


def shown(client: Client, session: Session, **asked: int) -> str:
    return client.get(reverse("recall", args=[session.pk]), asked).content.decode()


def test_the_grid_asks_everybody_about_everybody_and_the_group(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    page = signed_in("facilitator").get(reverse("recall-enter", args=[session.pk])).content.decode()
    assert page.count("<fieldset>") == 9
    assert page.count("<select") == 9 * 9
    assert f'name="{line(world.members[0], None)}"' in page
    assert f'name="{line(world.members[0], world.members[0])}"' not in page
    assert "No times are made up from a memory" in page


def test_a_memory_is_drawn_and_told_as_one(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client, (ana, ben), chair = signed_in("facilitator"), world.members[:2], lead(world)
    answer = write(client, session, **{line(ana, ben): 3, line(chair, ana): 1, line(ben, None): 2, line(ben, ana): 0})
    assert answer.headers["Location"] == reverse("recall", args=[session.pk])
    page = shown(client, session)
    assert "This is what Facilitator remembers. It was not observed." in page
    assert "Of what went from one person to another, 2 parts in 10 came from those who lead or went to them." in page
    assert "it would be 2 in 10." in page
    assert '<svg class="chart"' in page or "<svg" in page.split("<figure", 1)[1]
    table = page.split("<tbody>", 1)[1].split("</tbody>", 1)[0]
    assert [part.strip() for part in table.replace("<td>", "|").replace("</td>", "").split("<tr>")][1:] == [
        '<th scope="row">A.</th>|B.|much\n</tr>',
        '<th scope="row">B.</th>|the group|some\n</tr>',
        '<th scope="row">Facilitator 1</th>|A.|a little\n</tr>',
    ]
    assert not Turn.objects.filter(session=session).exists()


def test_a_memory_is_changed_and_what_is_not_remembered_any_more_goes(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    write(client, session, **{line(ana, ben): 3, line(ben, ana): 1})
    write(client, session, **{line(ana, ben): 1})
    assert "|".join(part for part in ("much", "a little") if f"<td>{part}" in shown(client, session)) == "a little"
    page = client.get(reverse("recall-enter", args=[session.pk])).content.decode()
    assert page.count(" selected") == 81
    assert page.count('<option value="1" selected') == 1
    write(client, session, **{line(ben, ana): 2})
    write(client, session, **{line(ana, ben): 2, line(ben, ana): 2})
    assert shown(client, session).count("<td>some") == 2
    assert Coding.objects.filter(mode="recall").count() == 1
    numbers = list(BoardEvent.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_was_recalled_on_the_board_is_shown_here(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, people = signed_in("facilitator"), world.members
    tablet = Tablet(client, session, mode="recall")
    tablet.begin(people)
    tablet.events.append(event(tablet, people[0], people[1], 2))
    tablet.events.append(event(tablet, people[2], None, 1))
    assert tablet.send().status_code == 200
    page = shown(client, session)
    assert "<td>B.</td><td>some" in page
    assert "<td>the group</td><td>a little" in page
    write(client, session, **{line(people[0], people[1]): 3})
    assert "<td>B.</td><td>much" in shown(client, session)
    assert Coding.objects.filter(mode="recall").count() == 1


def event(tablet: Tablet, one: Person, other: Person | None, weight: int) -> dict[str, Any]:
    tablet.tap(0, "line", who=str(one.pk), to=str(other.pk) if other else "GROUP", weight=weight)
    return tablet.events.pop()


def test_each_remembers_alone_and_reads_what_others_remember(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    one, other, (ana, ben) = signed_in("facilitator"), signed_in("supervisor"), world.members[:2]
    write(one, session, **{line(ana, ben): 3})
    page = shown(other, session)
    assert "This is what Facilitator remembers." in page
    assert "Forget it" not in page
    write(other, session, **{line(ben, ana): 1})
    page = shown(other, session)
    assert "This is what Supervisor remembers." in page
    first = Coding.objects.get(observer=world.users["facilitator"])
    assert f'href="?coding={first.pk}">Facilitator</a>' in page
    assert "This is what Facilitator remembers." in shown(other, session, coding=first.pk)


def test_a_memory_can_be_forgotten(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    write(client, session, **{line(ana, ben): 3})
    assert "Delete what I remembered" in shown(client, session)
    client.post(reverse("recall-forget", args=[session.pk]))
    assert not Coding.objects.exists()
    assert "Nobody has written down what they remember" in shown(client, session)


def test_who_does_not_take_part_or_was_away_is_not_asked_about(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, (ana, ben, cy) = signed_in("facilitator"), world.members[:3]
    write(client, session, **{line(ana, ben): 3, line(ben, cy): 2})
    Consent.objects.filter(person=ben, kind="taking_part").delete()
    Attendance.objects.filter(session=session, person=cy).update(presence="absent")
    page = client.get(reverse("recall-enter", args=[session.pk])).content.decode()
    assert page.count("<fieldset>") == 7
    assert "because they have not agreed to take part: B." in page
    assert write(client, session, **{line(ana, ben): 3}).status_code == 422
    assert "<td>B.</td>" not in shown(client, session)


@pytest.mark.parametrize(
    ("name", "value"),
    [("line_1_1", "2"), ("line_1_GROUP", "4"), ("line_1_GROUP", "x"), ("line_GROUP_1", "1"), ("line_999999_1", "1")],
)
def test_what_is_no_line_of_this_group_is_refused(
    world: World, session: Session, signed_in: Callable[[str], Client], name: str, value: str
) -> None:
    ana = str(world.members[0].pk)
    answer = signed_in("facilitator").post(reverse("recall-enter", args=[session.pk]), {name.replace("1", ana, 1): value})
    assert answer.status_code == 422
    assert not Coding.objects.exists()


def test_an_empty_grid_begins_no_memory(session: Session, signed_in: Callable[[str], Client]) -> None:
    answer = write(signed_in("facilitator"), session)
    assert answer.status_code == 422
    assert "Say of at least one person to whom they spoke." in answer.content.decode()


@pytest.mark.parametrize("name", ["former", "colleague", "outsider", "manager", "researcher", "administrator", "member"])
def test_to_everybody_else_there_is_nothing(session: Session, signed_in: Callable[[str], Client], name: str) -> None:
    client = signed_in(name)
    for page in ("recall", "recall-enter"):
        assert client.get(reverse(page, args=[session.pk])).status_code == 404
    for page in ("recall-enter", "recall-forget"):
        assert client.post(reverse(page, args=[session.pk])).status_code == 404


def test_a_forgotten_memory_does_not_come_back_from_a_device_that_holds_it(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    tablet = Tablet(signed_in("facilitator"), session, "recall")
    tablet.begin(world.members)
    tablet.tap(0, "line", who=str(world.members[0].pk), to="GROUP", weight=2)
    tablet.send()
    tablet.client.post(reverse("recall-forget", args=[session.pk]))
    assert not Coding.objects.exists()
    assert tablet.send().status_code == 410
    assert tablet.send(2).status_code == 410
    assert not Coding.objects.exists()
    other = Tablet(tablet.client, session, "recall")
    other.begin(world.members)
    assert other.send().json()["kept"] == 1


def test_a_line_that_was_taken_back_and_brought_back_on_the_board_can_be_forgotten_in_the_grid(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    tablet, (ana, ben) = Tablet(signed_in("facilitator"), session, "recall"), world.members[:2]
    tablet.begin(world.members)
    drawn = tablet.tap(0, "line", who=str(ana.pk), to=str(ben.pk), weight=2)
    tablet.tap(0, "undo", of=tablet.tap(0, "undo", of=drawn))
    tablet.send()
    assert [weight for _, _, weight in recall(world.viewer("facilitator"), session.pk).told] == [2]
    write(tablet.client, session)
    assert recall(world.viewer("facilitator"), session.pk).told == []
