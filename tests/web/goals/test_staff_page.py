"""The page of one member's strengths, needs, goals and responsibility, as those who lead or oversee the group use it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.goals.queries.board import board_of
from fourfold.web.models import (
    Act,
    Attendance,
    AuditEntry,
    Facet,
    Goal,
    Membership,
    OwnStatement,
    Person,
    Session,
    Step,
    Turn,
    User,
)
from fourfold.web.storage.sealing import unseal
from tests.web.goals import rows
from tests.web.personas import World

SignIn = Callable[[str], Client]
TODAY = date.today()


def here(world: World, name: str = "member-goals") -> str:
    return reverse(name, args=[world.members[0].pk, world.group.pk])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def lead(world: World) -> User:
    return world.users["facilitator"]


def test_strengths_come_before_needs_and_both_before_goals(signed_in: SignIn, world: World) -> None:
    me = world.members[0]
    rows.facet(world.group, me, lead(world), "Keeps promises to the children")
    rows.facet(world.group, me, lead(world), "Acts before thinking", is_strength=False, domain="self_control")
    rows.goal(world.group, me, lead(world), "Pause before I answer")
    shown = read(signed_in("supervisor"), here(world))
    places = [shown.index(words) for words in ("Keeps promises", "Acts before thinking", "Pause before I answer")]
    assert places == sorted(places)
    assert "Handling anger and impulses" in shown
    assert "Bonta" in shown
    assert "prediction" in shown


def test_a_strength_and_a_need_are_written_down_sealed(signed_in: SignIn, world: World) -> None:
    me, client = world.members[0], signed_in("facilitator")
    for kind, words in (("strength", "Asks for help early"), ("need", "New company in free time")):
        told = {"kind": kind, "domain": "companions", "words": words}
        assert client.post(here(world, "facet-new"), told).url == here(world)
    strength, need = Facet.objects.order_by("pk")
    assert (strength.is_strength, need.is_strength) == (True, False)
    assert b"help" not in bytes(strength.sealed_words)
    assert unseal(me.pk, f"facet:{strength.uid}:words", strength.sealed_words) == "Asks for help early"
    assert strength.noted_by == lead(world)
    notes = list(AuditEntry.objects.filter(verb="note strength or need").values_list("detail", flat=True))
    assert notes == ["strength", "need"]


def test_what_is_no_longer_so_is_off_the_list_and_comes_back(signed_in: SignIn, world: World) -> None:
    facet = rows.facet(world.group, world.members[0], lead(world), "A brother who calls")
    client = signed_in("facilitator")
    shown = client.post(reverse("facet-end", args=[facet.pk]), follow=True).content.decode()
    assert "Taken off the list." in shown
    assert reverse("facet-keep", args=[facet.pk]) in shown
    assert Facet.objects.get().ended_on == TODAY
    client.post(reverse("facet-keep", args=[facet.pk]))
    assert Facet.objects.get().ended_on is None


def test_a_goal_is_agreed_with_its_first_step_changed_reached_and_opened_again(signed_in: SignIn, world: World) -> None:
    need = rows.facet(world.group, world.members[0], lead(world), "Old company", is_strength=False)
    client, week = signed_in("facilitator"), TODAY + timedelta(days=7)
    told = {"words": "Two evenings a week with my sister", "about": need.pk, "due_on": week}
    client.post(here(world, "goal-new"), told | {"first_step": "Call her", "first_due_on": TODAY})
    goal, step = Goal.objects.get(), Step.objects.get()
    assert (goal.about, goal.due_on, step.due_on, goal.by_member) == (need, week, TODAY, False)
    edit = reverse("goal-edit", args=[goal.pk])
    assert "Two evenings" in read(client, edit)
    client.post(edit, {"words": "One evening a week with my sister", "due_on": week})
    assert "One evening a week" in read(client, here(world))
    assert Goal.objects.get().about is None
    shown = client.post(reverse("goal-close", args=[goal.pk]), {"state": "reached"}, follow=True).content.decode()
    assert reverse("goal-reopen", args=[goal.pk]) in shown
    assert (Goal.objects.get().state, Goal.objects.get().closed_on) == ("reached", TODAY)
    Goal.objects.update(closed_on=TODAY - timedelta(days=9))
    client.post(reverse("goal-close", args=[goal.pk]), {"state": "reached"})
    assert Goal.objects.get().closed_on == TODAY - timedelta(days=9)
    client.post(reverse("goal-reopen", args=[goal.pk]))
    assert (Goal.objects.get().state, Goal.objects.get().closed_on) == ("open", None)
    assert client.post(reverse("goal-close", args=[goal.pk]), {"state": "failed"}).status_code == 404


def test_steps_are_added_changed_ticked_and_unticked(signed_in: SignIn, world: World) -> None:
    goal, client = rows.goal(world.group, world.members[0], lead(world), "A goal"), signed_in("facilitator")
    client.post(reverse("step-new", args=[goal.pk]), {"words": "Write the letter"})
    step = Step.objects.get()
    client.post(reverse("step-edit", args=[step.pk]), {"words": "Write it by hand", "due_on": TODAY})
    client.post(reverse("step-tick", args=[step.pk]))
    shown = read(client, here(world))
    assert "Write it by hand" in shown
    assert "done on" in shown
    assert Step.objects.get().done_on == TODAY
    client.post(reverse("step-untick", args=[step.pk]))
    assert Step.objects.get().done_on is None
    Goal.objects.update(state="let_go")
    assert client.get(reverse("step-new", args=[goal.pk])).status_code == 404


@pytest.mark.parametrize(
    ("day", "said"), [(TODAY - timedelta(days=1), "has passed"), (TODAY + timedelta(days=3000), "too far away")]
)
def test_a_day_that_helps_nobody_is_refused_beside_its_field(signed_in: SignIn, world: World, day: date, said: str) -> None:
    client = signed_in("facilitator")
    assert said in client.post(here(world, "goal-new"), {"words": "A goal", "due_on": day}).content.decode()
    assert not Goal.objects.exists()


def test_a_goal_whose_day_has_passed_can_still_be_reworded(signed_in: SignIn, world: World) -> None:
    late = TODAY - timedelta(days=10)
    goal = rows.goal(world.group, world.members[0], lead(world), "A goal", due_on=late)
    signed_in("facilitator").post(reverse("goal-edit", args=[goal.pk]), {"words": "Another", "due_on": late})
    assert unseal(goal.person_id, f"goal:{goal.uid}:words", Goal.objects.get().sealed_words) == "Another"


def test_a_goal_is_about_nothing_of_another_member(signed_in: SignIn, world: World) -> None:
    other = rows.facet(world.group, world.members[1], lead(world), "Somebody else’s need", is_strength=False)
    answer = signed_in("facilitator").post(here(world, "goal-new"), {"words": "A goal", "about": other.pk})
    assert not Goal.objects.filter(about=other).exists()
    assert b"Somebody else" not in answer.content


def test_what_was_said_is_written_down_with_who_wrote_it(signed_in: SignIn, world: World) -> None:
    session, client = Session.objects.get(group=world.group, number=3), signed_in("facilitator")
    told = {"statement_kind": "responsibility", "words": "I frightened them", "said_on": TODAY, "said_in": session.pk}
    client.post(here(world, "statement-new"), told | {"own_words": "on"})
    client.post(here(world, "statement-new"), {"statement_kind": "amends", "words": "A letter", "said_on": TODAY})
    shown = read(client, here(world))
    assert "said in session 3" in shown
    assert "in the words of who wrote it down" in shown
    assert "still open" in shown
    amends = OwnStatement.objects.get(kind="amends")
    client.post(reverse("amends-done", args=[amends.pk]))
    assert OwnStatement.objects.get(kind="amends").done_on == TODAY
    client.post(reverse("amends-open", args=[amends.pk]))
    assert OwnStatement.objects.get(kind="amends").done_on is None
    taken = OwnStatement.objects.get(kind="responsibility")
    assert client.post(reverse("amends-done", args=[taken.pk])).status_code == 404


def test_what_staff_wrote_by_mistake_loses_its_words_and_what_the_member_wrote_is_theirs(
    signed_in: SignIn, world: World
) -> None:
    me, client = world.members[0], signed_in("facilitator")
    by_staff = rows.statement(world.group, me, lead(world), "Meant for another page")
    by_me = rows.statement(world.group, me, world.users["member"], "My own")
    address = reverse("statement-take-back", args=[by_staff.pk])
    assert "cannot be undone" in read(client, address)
    client.post(address)
    gone = OwnStatement.objects.get(pk=by_staff.pk)
    assert gone.withdrawn_at is not None
    assert bytes(gone.sealed_words) == b""
    assert "The words are gone" in read(client, here(world))
    assert client.get(reverse("statement-take-back", args=[by_me.pk])).status_code == 404
    assert client.post(reverse("statement-take-back", args=[by_me.pk])).status_code == 404
    assert OwnStatement.objects.get(pk=by_me.pk).withdrawn_at is None


def test_the_board_stands_beside_it_without_saying_towards_whom(signed_in: SignIn, world: World) -> None:
    me, other = world.members[:2]
    first, second = Session.objects.filter(group=world.group, number__in=(1, 2)).order_by("number")
    for kind in ("kind_challenge", "kind_challenge", "taking_responsibility", "self_criticism"):
        Act.objects.create(session=first, person=me, target=other, kind=kind, at_s=1.0)
    Act.objects.create(session=second, person=other, target=me, kind="self_compassion", at_s=1.0)
    Act.objects.create(session=first, person=other, target=me, kind="kind_challenge", at_s=2.0)
    Attendance.objects.filter(session=second, person=me).update(presence="absent")
    shown = read(signed_in("facilitator"), here(world))
    strip = shown[shown.index("strip-of-acts") : shown.index("</table>", shown.index("strip-of-acts"))]
    cells = {row.split("</th>")[0].split(">")[-1]: row for row in strip.split("<tr>")[1:]}
    assert ">2<" in cells["Kind challenge"]
    assert ">1<" in cells["Taking responsibility"]
    assert all("away" in row for name, row in cells.items() if name == "Self-compassion")
    assert other.label not in strip.replace("A.", "")


def test_the_board_leaves_out_what_was_held_before_somebody_joined(world: World) -> None:
    me, sessions = world.members[0], list(world.group.sessions.order_by("number"))
    me.memberships.update(joined_on=sessions[2].held_on)
    Attendance.objects.filter(person=me).delete()
    for session in sessions:
        for at_s in (1.0, 2.0):
            Turn.objects.create(session=session, speaker=me, start_s=at_s, end_s=at_s + 1)
            Act.objects.create(session=session, person=world.members[1], kind="kind_challenge", at_s=at_s)
    Attendance.objects.create(session=sessions[0], person=me, presence="present")
    board = board_of(me.pk, [world.group.pk])
    assert [number for number, _ in board.sessions] == [1, 3]
    assert board.attended == 2
    assert [line.cells for line in board.accountability] == [[0, 0]] * 2


def test_an_overseer_reads_and_writes_nothing(signed_in: SignIn, world: World) -> None:
    things = rows.one_of_each(world.group, world.members[0], lead(world))
    client = signed_in("supervisor")
    shown = read(client, here(world))
    assert "A strength" in shown
    assert 'method="post" action="/goals' not in shown
    assert here(world, "goal-new") not in shown
    for name, row in (("facet-end", "facet"), ("goal-close", "goal"), ("step-tick", "step"), ("total-withdraw", "total")):
        assert client.post(reverse(name, args=[things[row].pk]), {"state": "reached"}).status_code == 404
    assert client.get(here(world, "statement-new")).status_code == 404


def test_another_group_of_the_member_is_another_page(signed_in: SignIn, world: World) -> None:
    me = world.members[0]
    rows.facet(world.neighbour, me, world.users["colleague"], "Known in the other group only")
    assert "Known in the other group only" not in read(signed_in("facilitator"), here(world))


WRITTEN = (
    ("facet-end", "facet"),
    ("facet-keep", "facet"),
    ("goal-close", "goal"),
    ("goal-reopen", "goal"),
    ("goal-edit", "goal"),
    ("step-new", "goal"),
    ("step-edit", "step"),
    ("step-tick", "step"),
    ("step-untick", "step"),
    ("amends-done", "statement"),
    ("amends-open", "statement"),
    ("statement-take-back", "statement"),
    ("total-withdraw", "total"),
    ("contact-end", "contact"),
    ("contact-keep", "contact"),
)


def test_whoever_leads_another_group_of_the_member_changes_nothing_here(signed_in: SignIn, world: World) -> None:
    me = world.members[0]
    things = rows.one_of_each(world.group, me, lead(world))
    Membership.objects.create(group=world.neighbour, person=me, joined_on=TODAY)
    client = signed_in("colleague")
    for name, thing in WRITTEN:
        given = {"state": "reached", "words": "Changed"}
        assert client.post(reverse(name, args=[things[thing].pk]), given).status_code == 404, name


def test_of_an_erased_person_nothing_is_changed(signed_in: SignIn, world: World) -> None:
    things = rows.one_of_each(world.group, world.members[0], lead(world))
    Person.objects.filter(pk=world.members[0].pk).update(erased_at="2026-01-01T00:00:00Z")
    client = signed_in("facilitator")
    for name, thing in WRITTEN:
        given = {"state": "reached", "words": "Changed"}
        assert client.post(reverse(name, args=[things[thing].pk]), given).status_code == 404, name


def test_of_an_erased_person_nothing_is_left_to_read(signed_in: SignIn, world: World) -> None:
    me = world.members[0]
    rows.facet(world.group, me, lead(world), "A strength")
    client = signed_in("facilitator")
    Person.objects.filter(pk=me.pk).update(erased_at="2026-01-01T00:00:00Z", label="Former member 1")
    shown = read(client, here(world))
    assert "This person was erased." in shown
    assert "A strength" not in shown
    assert client.get(here(world, "goal-new")).status_code == 404


def test_each_look_is_written_down(signed_in: SignIn, world: World) -> None:
    read(signed_in("supervisor"), here(world))
    entry = AuditEntry.objects.get(verb="read goals")
    assert (entry.group_id, entry.person_id) == (world.group.pk, world.members[0].pk)


def test_the_page_reads_in_spanish(signed_in: SignIn, world: World) -> None:
    client = signed_in("facilitator")
    client.cookies["fourfold_language"] = "es"
    shown = read(client, here(world))
    assert '<html lang="es">' in shown
    assert "no disculpa ningún daño" in shown
