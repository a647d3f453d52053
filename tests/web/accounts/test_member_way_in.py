"""A new way in for a member: never from an administrator, only from those who lead the group in which the member sits now."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import NOBODY, Missing, Viewer
from fourfold.web.accounts import actions
from fourfold.web.accounts.member_way_in import hand_over_to_member
from fourfold.web.accounts.queries import member_account
from fourfold.web.models import Appointment, AuditEntry, Group, Membership, User, WayIn
from fourfold.web.refusal import Refused
from tests.web.personas import PASSWORD, World, account, browser_of, seat

SignIn = Callable[[str], Client]
NEW = "quiet lantern over the hill"
FORM = {"why": "We spoke after the session", "sure": "on"}
TODAY = date.today()


def may_hand_over(viewer: Viewer, person_id: int) -> bool:
    """Whether the viewer finds an account of the person to hand a way in to."""
    try:
        member_account(viewer, person_id)
    except Missing:
        return False
    return True


def _as_administrator(world: World, lost: str = "password") -> str:
    return actions.hand_over_way_in(world.users["member"].pk, lost, "A reason", by=world.viewer("administrator"))


def _give(world: World, persona: str = "facilitator") -> str:
    return hand_over_to_member(world.members[0].pk, "A reason", by=world.viewer(persona))


@pytest.mark.parametrize(
    ("language", "said"), [("en", "by those who lead the member's group"), ("es", "la entrega quien facilita su grupo")]
)
def test_an_administrator_is_told_who_does_it(world: World, signed_in: SignIn, language: str, said: str) -> None:
    browser, user = signed_in("administrator"), world.users["member"]
    browser.cookies["fourfold_language"] = language
    shown = browser.get(reverse("account-of", args=[user.pk])).content.decode()
    address = reverse("account-way-in", args=[user.pk])
    assert said in shown.replace("&#x27;", "'")
    assert address not in shown
    for lost in ("password", "factor"):
        page = browser.post(address, {**FORM, "lost": lost, "meant": "yes"}).content.decode()
        assert said in page.replace("&#x27;", "'")
    assert not WayIn.objects.exists()


def test_no_detour_by_other_roles_leads_an_administrator_into_a_members_page(world: World) -> None:
    by, user = world.viewer("administrator"), world.users["member"]
    actions.appoint(user.pk, Role.MANAGER, (world.site.pk, None), by=by)
    with pytest.raises(Refused, match="member's own"):
        _as_administrator(world)
    for post in Appointment.objects.filter(user=user):
        actions.end(post.pk, by=by)
    with pytest.raises(Refused, match="member's own"):
        _as_administrator(world)
    assert not WayIn.objects.exists()


def test_a_member_who_has_become_staff_with_a_second_factor_is_helped_as_staff_are(world: World) -> None:
    user = world.users["member"]
    Appointment.objects.create(user=user, role=Role.FACILITATOR, site=world.site)
    Authenticator.objects.create(user=user, type="totp", data={})
    assert _as_administrator(world)
    with pytest.raises(Missing):
        _give(world)


def test_who_leads_the_group_hands_one_over_in_two_steps(world: World, signed_in: SignIn) -> None:
    browser, user, person = signed_in("facilitator"), world.users["member"], world.members[0]
    address = reverse("account-member-way-in", args=[person.pk])
    assert address in browser.get(reverse("person", args=[person.pk])).content.decode()
    before = browser_of(user)
    assert 'name="lost"' not in browser.get(address).content.decode()
    asked = browser.post(address, FORM).content.decode()
    assert "Hand over a new way in for Member?" in asked
    assert not WayIn.objects.exists()
    assert before.get("/accounts/password/change/").status_code == 200
    page = browser.post(address, {**FORM, "meant": "yes"}).content.decode()
    assert "works once, for 24 hours" in page
    assert before.get("/accounts/password/change/").headers["Location"].startswith("/accounts/login/")
    link = re.search(r"http://testserver(/accounts/way-in/[\w-]+/)", page)
    assert link
    assert Client().post(link[1], {"password": NEW, "again": NEW}).headers["Location"] == "/accounts/login/"
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert Client().get(link[1]).status_code == 404


@pytest.mark.parametrize("missing", ["why", "sure"])
def test_without_a_reason_or_being_sure_nothing_is_made(world: World, signed_in: SignIn, missing: str) -> None:
    form = {k: v for k, v in FORM.items() if k != missing} | {"meant": "yes"}
    page = signed_in("facilitator").post(reverse("account-member-way-in", args=[world.members[0].pk]), form)
    assert page.status_code == 200
    assert not WayIn.objects.exists()
    with pytest.raises(Refused, match="write why"):
        hand_over_to_member(world.members[0].pk, "  ", by=world.viewer("facilitator"))


STRANGERS = ["administrator", "outsider", "colleague", "former", "supervisor", "manager", "researcher", "member"]


@pytest.mark.parametrize("persona", STRANGERS)
def test_to_everybody_else_it_is_missing(world: World, signed_in: SignIn, persona: str) -> None:
    address = reverse("account-member-way-in", args=[world.members[0].pk])
    assert signed_in(persona).get(address).status_code == 404
    assert signed_in(persona).post(address, {**FORM, "meant": "yes"}).status_code == 404
    with pytest.raises(Missing):
        _give(world, persona)
    assert not WayIn.objects.exists()


def test_who_reads_a_person_and_may_not_is_offered_nothing(world: World, signed_in: SignIn) -> None:
    shown = signed_in("supervisor").get(reverse("person", args=[world.members[0].pk]))
    assert shown.status_code == 200
    assert "way-in" not in shown.content.decode()


@pytest.mark.parametrize(
    "change",
    [{"left_on": TODAY - timedelta(days=2)}, {"joined_on": TODAY + timedelta(days=2)}, {"seat": "guest"}],
    ids=["who left", "who comes later", "a guest"],
)
def test_only_a_member_who_sits_in_the_group_now(world: World, change: dict[str, object]) -> None:
    Membership.objects.filter(person=world.members[0]).update(**change)
    with pytest.raises(Missing):
        _give(world)


def test_not_for_who_sits_now_in_a_group_of_others_nor_in_a_closed_one(world: World) -> None:
    spells = Membership.objects.filter(person=world.members[0])
    Group.objects.filter(pk=world.group.pk).update(closed_on=TODAY)
    assert not may_hand_over(world.viewer("facilitator"), world.members[0].pk)
    Group.objects.filter(pk=world.group.pk).update(closed_on=None)
    assert may_hand_over(world.viewer("facilitator"), world.members[0].pk)
    spells.update(left_on=TODAY - timedelta(days=9))
    Membership.objects.create(group=world.neighbour, person=world.members[0], joined_on=TODAY - timedelta(days=8))
    assert not may_hand_over(world.viewer("facilitator"), world.members[0].pk)
    assert may_hand_over(world.viewer("colleague"), world.members[0].pk)


def test_where_there_is_no_open_account_of_a_member_nothing_is_offered(world: World, signed_in: SignIn) -> None:
    viewer = world.viewer("facilitator")
    shown = signed_in("facilitator").get(reverse("person", args=[world.members[1].pk])).content.decode()
    assert "way-in" not in shown
    assert not may_hand_over(viewer, world.members[1].pk)
    colleague = account("trainee", Role.FACILITATOR, world.site, seat(world.group, "T.", "member"))
    assert colleague.person_id
    assert not may_hand_over(viewer, colleague.person_id)
    User.objects.filter(pk=world.users["member"].pk).update(is_active=False)
    assert not may_hand_over(viewer, world.members[0].pk)


def test_both_steps_stand_in_the_log_and_the_member_reads_of_them(world: World) -> None:
    user, person = world.users["member"], world.members[0]
    actions.use_way_in(_give(world), NEW, by=NOBODY)
    told = AuditEntry.objects.filter(subject=f"user:{user.pk}").order_by("id")
    assert list(told.values_list("actor", "verb", "person_id", "detail")) == [
        (world.viewer("facilitator").actor, "hand over way in", person.pk, "password"),
        (f"user:{user.pk}", "use way in", person.pk, "password"),
    ]
    user.refresh_from_db()
    own = browser_of(user)
    page = own.get(reverse("my-page")).content.decode()
    assert "Handed over a new way into your account" in page
    assert "A new way into your account was used" in page
    own.cookies["fourfold_language"] = "es"
    page = own.get(reverse("my-page")).content.decode()
    assert "Entregó una nueva entrada a su cuenta" in page
    assert "Se usó una nueva entrada a su cuenta" in page


def test_it_opens_nothing_after_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    word, later = _give(world), timezone.now() + timedelta(hours=24)
    monkeypatch.setattr(timezone, "now", lambda: later)
    with pytest.raises(Missing):
        actions.use_way_in(word, NEW, by=NOBODY)
    assert world.users["member"].check_password(PASSWORD)
