"""My goals: what a member writes, ticks and takes back, for themselves alone and on a device of their own."""

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.checkins.tokens import KIOSK_COOKIE
from fourfold.web.goals.actions.goals import GoalDetails, change_goal
from fourfold.web.goals.queries.own import own_goals
from fourfold.web.models import AuditEntry, Facet, Goal, Membership, OwnStatement, Step
from fourfold.web.mypage.in_fhir import in_fhir
from fourfold.web.mypage.queries import own_record
from tests.web.goals import rows
from tests.web.personas import World

SignIn = Callable[[str], Client]


def page(client: Client, name: str = "my-goals") -> str:
    answer = client.get(reverse(name))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_strengths_goals_and_statements_are_there_and_needs_and_totals_are_not(signed_in: SignIn, world: World) -> None:
    me, lead = world.members[0], world.users["facilitator"]
    rows.facet(world.group, me, lead, "Keeps promises")
    rows.facet(world.group, me, lead, "Acts before thinking", is_strength=False)
    rows.step(rows.goal(world.group, me, lead, "Pause first"), "Count to ten")
    rows.statement(world.group, me, lead, "I frightened them", kind="responsibility")
    rows.total(world.group, me, lead, "A rater", total=11)
    rows.facet(world.group, world.members[1], lead, "Of somebody else")
    shown = page(signed_in("member"))
    for words in ("Keeps promises", "Pause first", "Count to ten", "I frightened them"):
        assert words in shown
    for words in ("Acts before thinking", "Static", "A rater", "Of somebody else"):
        assert words not in shown


def test_a_member_writes_a_strength_an_idea_and_a_statement(signed_in: SignIn, world: World) -> None:
    client = signed_in("member")
    client.post(reverse("my-strength-new"), {"domain": "family", "words": "My brother"})
    client.post(reverse("my-goal-new"), {"words": "See my children"})
    client.post(reverse("my-statement-new"), {"statement_kind": "responsibility", "words": "I lied to them"})
    facet, goal, statement = Facet.objects.get(), Goal.objects.get(), OwnStatement.objects.get()
    assert (facet.by_member, facet.is_strength, facet.group) == (True, True, world.group)
    assert (goal.by_member, goal.agreed_by) == (True, world.users["member"])
    assert (statement.own_words, statement.recorded_by) == (True, world.users["member"])
    staff = signed_in("facilitator").get(reverse("member-goals", args=[world.members[0].pk, world.group.pk]))
    for words in ("in their own words", "own idea", "I lied to them", "written by A."):
        assert words in staff.content.decode()


def test_a_strength_of_ones_own_is_taken_off_and_one_of_staff_is_not(signed_in: SignIn, world: World) -> None:
    me, client = world.members[0], signed_in("member")
    mine = rows.facet(world.group, me, world.users["member"], "My brother", by_member=True)
    theirs = rows.facet(world.group, me, world.users["facilitator"], "Patience")
    shown = client.post(reverse("my-strength-end", args=[mine.pk]), follow=True).content.decode()
    assert "My brother" not in shown
    client.post(reverse("my-strength-keep", args=[mine.pk]))
    assert Facet.objects.get(pk=mine.pk).ended_on is None
    assert client.post(reverse("my-strength-end", args=[theirs.pk])).status_code == 404


def test_an_idea_of_ones_own_is_let_go_and_taken_up_again_and_no_other(signed_in: SignIn, world: World) -> None:
    me, client = world.members[0], signed_in("member")
    mine = rows.goal(world.group, me, world.users["member"], "See my children", by_member=True)
    agreed = rows.goal(world.group, me, world.users["facilitator"], "Pause first")
    theirs = rows.goal(world.group, world.members[1], world.users["facilitator"], "An idea", by_member=True)
    assert page(client).count("Let go") == 1
    told = client.post(reverse("my-idea-let-go", args=[mine.pk]), follow=True).content.decode()
    assert "The goal is let go." in told
    assert reverse("my-idea-go-on", args=[mine.pk]) in told
    assert (Goal.objects.get(pk=mine.pk).state, Goal.objects.get(pk=mine.pk).closed_on) == ("let_go", date.today())
    client.post(reverse("my-idea-go-on", args=[mine.pk]))
    assert Goal.objects.get(pk=mine.pk).state == "open"
    for other in (agreed, theirs):
        assert client.post(reverse("my-idea-let-go", args=[other.pk])).status_code == 404
    Goal.objects.filter(pk=mine.pk).update(state="reached")
    assert client.post(reverse("my-idea-go-on", args=[mine.pk])).status_code == 404


def test_a_step_of_ones_own_is_ticked_and_unticked_and_no_other(signed_in: SignIn, world: World) -> None:
    lead, client = world.users["facilitator"], signed_in("member")
    mine = rows.step(rows.goal(world.group, world.members[0], lead, "A goal"), "A step")
    theirs = rows.step(rows.goal(world.group, world.members[1], lead, "A goal"), "A step")
    client.post(reverse("my-step-tick", args=[mine.pk]))
    assert Step.objects.get(pk=mine.pk).done_on == date.today()
    assert AuditEntry.objects.get(verb="tick step").actor == f"user:{world.users['member'].pk}"
    client.post(reverse("my-step-untick", args=[mine.pk]))
    assert Step.objects.get(pk=mine.pk).done_on is None
    assert client.post(reverse("my-step-tick", args=[theirs.pk])).status_code == 404


def test_whatever_the_member_said_can_be_taken_back_whoever_wrote_it_down(signed_in: SignIn, world: World) -> None:
    me, client = world.members[0], signed_in("member")
    for by in ("member", "facilitator"):
        statement = rows.statement(world.group, me, world.users[by], f"Words by {by}")
        address = reverse("my-statement-take-back", args=[statement.pk])
        assert f"Words by {by}" in client.get(address).content.decode()
        assert OwnStatement.objects.get(pk=statement.pk).withdrawn_at is None
        client.post(address)
        assert bytes(OwnStatement.objects.get(pk=statement.pk).sealed_words) == b""
        assert client.get(address).status_code == client.post(address).status_code == 404
    assert "Words by" not in page(client)
    staff = signed_in("facilitator").get(reverse("member-goals", args=[me.pk, world.group.pk])).content.decode()
    assert "Words by" not in staff


def test_amends_are_made_and_open_again(signed_in: SignIn, world: World) -> None:
    amends = rows.statement(world.group, world.members[0], world.users["member"], "A letter")
    client = signed_in("member")
    client.post(reverse("my-amends-done", args=[amends.pk]))
    assert OwnStatement.objects.get().done_on == date.today()
    client.post(reverse("my-amends-open", args=[amends.pk]))
    assert OwnStatement.objects.get().done_on is None


def test_on_a_kiosk_nothing_of_it_is_there(signed_in: SignIn, world: World) -> None:
    things = rows.one_of_each(world.group, world.members[0], world.users["facilitator"])
    client = signed_in("member")
    client.cookies[KIOSK_COOKIE] = "1"
    assert client.get(reverse("my-goals")).status_code == 403
    assert client.post(reverse("my-step-tick", args=[things["step"].pk])).status_code == 403
    assert client.post(reverse("my-goal-new"), {"words": "Written at the kiosk"}).status_code == 403
    assert Step.objects.get().done_on is None
    assert Goal.objects.count() == 1


def test_who_sits_in_two_groups_says_for_which(signed_in: SignIn, world: World) -> None:
    me, client = world.members[0], signed_in("member")
    Membership.objects.create(group=world.neighbour, person=me, joined_on=date.today())
    assert "For which group" in page(client, "my-goal-new")
    client.post(reverse("my-goal-new"), {"words": "An idea", "group": world.neighbour.pk})
    assert Goal.objects.get().group == world.neighbour
    assert client.post(reverse("my-goal-new"), {"words": "An idea", "group": world.elsewhere.pk}).status_code == 404


def test_my_page_tells_the_next_step(signed_in: SignIn, world: World) -> None:
    lead = world.users["facilitator"]
    rows.step(rows.goal(world.group, world.members[0], lead, "Pause first"), "Count to ten")
    shown = page(signed_in("member"), "my-page")
    assert "Pause first" in shown
    assert "Next step: Count to ten" in shown


def test_the_record_holds_own_words_and_of_staff_words_only_that_they_are(world: World) -> None:
    me, lead = world.members[0], world.users["facilitator"]
    rows.facet(world.group, me, lead, "Staff words about B.")
    rows.statement(world.group, me, lead, "Staff heard this")
    rows.statement(world.group, me, world.users["member"], "My own words")
    rows.total(world.group, me, lead, "The rater", total=5, domains={"part": 2})
    rows.facet(world.group, world.members[1], lead, "Canary of another")
    part = own_record(world.viewer("member"))["goals"]
    told = json.dumps(part)
    assert "My own words" in told
    for words in ("Staff words", "Staff heard", "Canary"):
        assert words not in told
    assert [row["by_me"] for row in part["statements"]] == [False, True]
    (total,) = part["recorded_totals"]
    assert (total["total"], total["rater"], total["recorded_by"]) == (5, "The rater", "Facilitator")


def test_a_goal_of_the_members_that_staff_put_in_other_words_is_not_told_as_the_members_words(world: World) -> None:
    me, lead = world.members[0], world.viewer("facilitator")
    mine = rows.goal(world.group, me, world.users["member"], "My own idea", by_member=True)
    change_goal(mine.pk, GoalDetails("My own idea", date.today()), by=lead)
    assert [goal["words"] for goal in own_record(world.viewer("member"))["goals"]["goals"]] == ["My own idea"]
    change_goal(mine.pk, GoalDetails("Get along with B."), by=lead)
    record = own_record(world.viewer("member"))
    assert "Get along with B." not in json.dumps([record, in_fhir(record, "en", timezone.now())])
    assert own_goals(world.viewer("member")).goals[0].by == "Facilitator"


def test_the_record_reads_on_a_page(signed_in: SignIn, world: World) -> None:
    rows.statement(world.group, world.members[0], world.users["member"], "My own words")
    rows.goal(world.group, world.members[0], world.users["facilitator"], "Agreed in the room")
    rows.total(world.group, world.members[0], world.users["facilitator"], "The rater", total=5)
    shown = page(signed_in("member"), "my-record")
    assert "My own words" in shown
    assert "Agreed in the room" not in shown
    assert "written by staff" in shown
    assert "The rater" in shown


@pytest.mark.parametrize("name", ["facilitator", "supervisor", "manager", "researcher", "administrator"])
def test_for_anybody_but_members_there_is_no_such_page(signed_in: SignIn, name: str) -> None:
    assert signed_in(name).get(reverse("my-goals")).status_code == 404
