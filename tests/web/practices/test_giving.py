"""Giving a practice to a member: agreed, ended, taken back; by those who lead the group, to its members of today."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.access import Missing
from fourfold.web.models import AssignedPractice, AuditEntry, Membership, PracticeLog, Session
from fourfold.web.practices.actions import giving as actions
from fourfold.web.practices.actions.giving import Agreement
from fourfold.web.practices.queries.member import own_practices
from fourfold.web.refusal import Refused
from tests.web.personas import World, seat
from tests.web.practices.rows import KEY

SignIn = Callable[[str], Client]


def give(world: World, member: int = 0, until: date | None = None) -> AssignedPractice:
    """A practice given to one of the members."""
    agreed = Agreement(world.members[member].pk, KEY, 3, until)
    return actions.give(world.group.pk, agreed, by=world.viewer("facilitator"))


def mine(world: World) -> list[str]:
    """The practices that the member with an account has now."""
    return [given.practice for given in own_practices(world.viewer("member"), "en").given]


def test_the_member_has_it_until_it_ends_and_again_when_it_goes_on(world: World) -> None:
    row, by = give(world), world.viewer("facilitator")
    assert mine(world) == [KEY]
    actions.end(row.pk, by=by)
    assert mine(world) == []
    actions.go_on(row.pk, by=by)
    assert mine(world) == [KEY]
    verbs = AuditEntry.objects.filter(person_id=world.members[0].pk).values_list("verb", flat=True)
    assert {"give practice", "end practice", "go on with practice"} <= set(verbs)


def test_a_last_day_is_a_day_with_it_and_the_next_is_one_without(world: World) -> None:
    row = give(world, until=date.today())
    assert mine(world) == [KEY]
    assert own_practices(world.viewer("member"), "en").given[0].until == date.today()
    AssignedPractice.objects.filter(pk=row.pk).update(ended_on=date.today())
    assert mine(world) == []
    with pytest.raises(Refused, match="has not passed"):
        give(world, 1, until=date.today() - timedelta(days=1))


def test_going_on_keeps_the_last_day_that_was_agreed_and_twice_is_once(world: World, signed_in: SignIn) -> None:
    last, client = date.today() + timedelta(days=10), signed_in("facilitator")
    row = give(world, until=last)
    for days in (5, 6):
        said = client.post(reverse("practice-end", args=[row.pk]), follow=True).content.decode()
        address = reverse("practice-go-on", args=[row.pk])
        assert f'action="{address}"' in said
        assert mine(world) == []
        actions.end(give(world, until=last + timedelta(days=days)).pk, by=world.viewer("facilitator"))
        for _ in range(2):
            assert "A. goes on with" in client.post(address, follow=True).content.decode()
            assert [given.until for given in own_practices(world.viewer("member"), "en").given] == [last]
    verbs = AuditEntry.objects.filter(person_id=world.members[0].pk).values_list("verb", flat=True)
    assert list(verbs).count("go on with practice") == 2


def test_what_had_no_last_day_goes_on_without_and_one_still_running_is_left_alone(world: World) -> None:
    row, by = give(world), world.viewer("facilitator")
    last = date.today() + timedelta(days=3)
    AssignedPractice.objects.filter(pk=row.pk).update(ended_on=last)
    assert actions.go_on(row.pk, by=by).ended_on == last
    AssignedPractice.objects.filter(pk=row.pk).update(ended_on=None)
    actions.end(row.pk, by=by)
    assert actions.go_on(row.pk, by=by).ended_on is None


def test_it_does_not_go_on_after_the_last_day_that_was_agreed(world: World, signed_in: SignIn) -> None:
    row, by, today = give(world), world.viewer("facilitator"), date.today()
    AssignedPractice.objects.filter(pk=row.pk).update(ended_on=today + timedelta(days=1))
    actions.end(row.pk, by=by)
    entry = AuditEntry.objects.get(verb="end practice")
    assert entry.detail == f"given:{row.pk} was {today + timedelta(days=1)}"
    AuditEntry.objects.filter(pk=entry.pk).update(detail=f"given:{row.pk} was {today}")
    said = signed_in("facilitator").post(reverse("practice-go-on", args=[row.pk]), follow=True).content.decode()
    assert "Give the practice anew if it should go on." in said
    assert mine(world) == []


def test_it_is_not_given_twice_but_again_after_it_ended(world: World) -> None:
    row = give(world)
    with pytest.raises(Refused, match="has this practice already"):
        give(world)
    actions.end(row.pk, by=world.viewer("facilitator"))
    give(world)
    with pytest.raises(Refused, match="has this practice already"):
        actions.go_on(row.pk, by=world.viewer("facilitator"))


def test_what_another_group_gave_is_not_told_by_a_refusal(world: World) -> None:
    person = world.members[0]
    Membership.objects.create(group=world.neighbour, person=person, joined_on=date.today())
    other = actions.give(world.neighbour.pk, Agreement(person.pk, KEY, 3), by=world.viewer("colleague"))
    row = give(world)
    assert mine(world) == [KEY, KEY]
    actions.end(row.pk, by=world.viewer("facilitator"))
    actions.go_on(row.pk, by=world.viewer("facilitator"))
    assert AssignedPractice.objects.get(pk=other.pk).ended_on is None


def test_taken_back_it_was_never_given_unless_it_was_done(world: World) -> None:
    row, by = give(world), world.viewer("facilitator")
    actions.take_back(row.pk, by=by)
    assert not AssignedPractice.objects.exists()
    row = give(world)
    PracticeLog.objects.create(
        key="k", person=world.members[0], group=world.group, practice=KEY, done_on=date.today(), minutes=3,
        logged_by=world.users["member"], logged_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refused, match="End it instead"):
        actions.take_back(row.pk, by=by)


def test_only_members_of_the_group_of_today_and_practices_to_do_alone(world: World) -> None:
    stranger = seat(world.neighbour, "Z.", "member")
    former = seat(world.group, "Y.", "member", until=3)
    facilitator = world.users["facilitator"].person
    assert facilitator
    for person in (stranger, former, facilitator):
        with pytest.raises(Missing):
            actions.give(world.group.pk, Agreement(person.pk, KEY, 3), by=world.viewer("facilitator"))
    for key in ("opening_round", "before_the_session", "nothing_such"):
        with pytest.raises(Missing):
            actions.give(world.group.pk, Agreement(world.members[0].pk, key, 3), by=world.viewer("facilitator"))


@pytest.mark.parametrize("name", ["colleague", "outsider", "supervisor", "manager", "administrator", "member", "former"])
def test_nobody_else_gives_or_ends(world: World, name: str) -> None:
    row, by = give(world), world.viewer(name)
    with pytest.raises(Missing):
        actions.give(world.group.pk, Agreement(world.members[1].pk, KEY, 3), by=by)
    for act in (actions.end, actions.go_on, actions.take_back):
        with pytest.raises(Missing):
            act(row.pk, by=by)


def test_by_the_form_from_the_page_about_the_member(world: World, signed_in: SignIn) -> None:
    client, person = signed_in("facilitator"), world.members[1]
    address = reverse("practice-assign", args=[world.group.pk])
    page = client.get(f"{address}?person={person.pk}&practice={KEY}").content.decode()
    assert f'<option value="{person.pk}" selected>' in page
    assert f'<option value="{KEY}" selected>' in page
    given = {"person": person.pk, "practice": KEY, "times_a_week": "2", "until": ""}
    said = client.post(address, given, follow=True).content.decode()
    assert "B. takes “Feet on the floor” along." in said
    assert f'action="{reverse("practice-take-back", args=[AssignedPractice.objects.get().pk])}"' in said
    assert "two times a week" in said
    said = client.post(address, given).content.decode()
    assert "B. has this practice already." in said
    said = client.post(address, {**given, "times_a_week": "50"}).content.decode()
    assert "from 1 to 21" in said


def test_a_member_of_another_group_cannot_be_chosen_in_the_form(world: World, signed_in: SignIn) -> None:
    stranger = seat(world.neighbour, "Z.", "member")
    given = {"person": stranger.pk, "practice": KEY, "times_a_week": "2"}
    assert signed_in("facilitator").post(reverse("practice-assign", args=[world.group.pk]), given).status_code == 404


def test_a_group_without_members_says_so(world: World, signed_in: SignIn) -> None:
    Membership.objects.filter(group=world.group, seat="member").delete()
    page = signed_in("facilitator").get(reverse("practice-assign", args=[world.group.pk])).content.decode()
    assert "Nobody is a member of this group now" in page


def test_the_page_about_a_member_tells_minutes_and_never_the_answers(world: World, signed_in: SignIn) -> None:
    give(world)
    session = Session.objects.get(group=world.group, number=3)
    PracticeLog.objects.create(
        key="k", person=world.members[0], group=world.group, practice=KEY, done_on=session.held_on, minutes=41,
        before={"kind": 3.0, "with_it": 6.0}, after={"kind": 5.0, "with_it": 6.0}, logged_by=world.users["member"],
        logged_at=timezone.now(),
    )  # fmt: skip
    page = signed_in("facilitator").get(reverse("member", args=[world.members[0].pk, world.group.pk])).content.decode()
    assert "Feet on the floor: three times a week agreed, once in the last seven days." in page
    assert "Between sessions: once, 41 minutes" in page
    assert "Right now I am gentle" not in page
    assert "before and after" not in page.lower()
