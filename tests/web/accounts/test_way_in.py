"""A new way in for somebody who lost theirs: handed over once, for a day, in two steps, and never enough for who gives it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import NOBODY, Missing, Viewer, viewer_of
from fourfold.web.accounts import actions
from fourfold.web.accounts.member_way_in import hand_over_to_member
from fourfold.web.audit.models import AuditEntry
from fourfold.web.groups.actions import erase_person
from fourfold.web.models import ApiToken, Appointment, User, WayIn
from fourfold.web.refusal import Refused
from tests.web.personas import PASSWORD, World, account, browser_of

NEW = "quiet lantern over the hill"
FORM = {"lost": "password", "why": "Lost the note it stood on", "sure": "on"}


@pytest.fixture(autouse=True)
def nobody_was_counted(db: None) -> None:
    cache.clear()


def _factor(user: User) -> None:
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=user, type=kind, data={})


def _give(world: World, name: str, lost: str = "password", by: Viewer | None = None) -> str:
    giver = by or world.viewer("administrator")
    return actions.hand_over_way_in(world.users[name].pk, lost, "A reason", by=giver)


@pytest.mark.parametrize("name", ["facilitator", "manager", "supervisor"])
def test_who_lost_the_password_gets_a_link_and_sets_a_new_one(
    world: World, signed_in: Callable[[str], Client], name: str
) -> None:
    browser, user = signed_in("administrator"), world.users[name]
    address = f"/accounts/all/{user.pk}/way-in/"
    assert address in browser.get(f"/accounts/all/{user.pk}/").content.decode()
    before = browser_of(user)
    asked = browser.post(address, FORM).content.decode()
    assert "Hand over a new way in for" in asked
    assert not WayIn.objects.exists()
    assert before.get("/accounts/password/change/").status_code == 200
    page = browser.post(address, {**FORM, "meant": "yes"}).content.decode()
    assert "works once, for 24 hours" in page
    link = re.search(r"http://testserver(/accounts/way-in/[\w-]+/)", page)
    assert link
    assert before.get("/accounts/password/change/").headers["Location"].startswith("/accounts/login/")
    opened = Client()
    assert user.name in opened.get(link[1]).content.decode()
    assert opened.post(link[1], {"password": NEW, "again": NEW}).headers["Location"] == "/accounts/login/"
    assert Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 200
    assert Client().post("/accounts/login/", {"login": user.email, "password": NEW}).status_code == 302
    assert Client().get(link[1]).status_code == 404
    assert link[1].split("/")[3] not in str(list(WayIn.objects.values()))


def test_a_new_password_leaves_the_second_factor_in_its_place(world: World) -> None:
    user = world.users["facilitator"]
    _factor(user)
    actions.use_way_in(_give(world, "facilitator"), NEW, by=NOBODY)
    answer = Client().post("/accounts/login/", {"login": user.email, "password": NEW})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"


def test_who_lost_the_factor_still_needs_the_password_and_sets_up_another(world: World) -> None:
    user = world.users["facilitator"]
    _factor(user)
    link = f"/accounts/way-in/{_give(world, 'facilitator', 'factor')}/"
    browser = Client()
    assert "This is not the password" in browser.post(link, {"password": NEW}).content.decode()
    assert Authenticator.objects.filter(user=user).count() == 2
    assert browser.post(link, {"password": PASSWORD}).status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    assert browser.get("/groups/").headers["Location"] == "/accounts/2fa/"


def test_after_five_wrong_passwords_the_link_is_spent(world: World) -> None:
    _factor(world.users["facilitator"])
    word = _give(world, "facilitator", "factor")
    for _ in range(5):
        with pytest.raises(Refused, match="not the password"):
            actions.use_way_in(word, "wrong", by=NOBODY)
    with pytest.raises(Missing):
        actions.use_way_in(word, PASSWORD, by=NOBODY)
    assert Authenticator.objects.filter(user=world.users["facilitator"]).count() == 2


def test_one_administrator_alone_cannot_give_both(world: World) -> None:
    _factor(world.users["facilitator"])
    actions.use_way_in(_give(world, "facilitator"), NEW, by=NOBODY)
    with pytest.raises(Refused, match="another administrator"):
        _give(world, "facilitator", "factor")
    second = viewer_of(account("second", Role.ADMINISTRATOR, world.site))
    actions.use_way_in(_give(world, "facilitator", "factor", second), NEW, by=NOBODY)
    assert not Authenticator.objects.filter(user=world.users["facilitator"]).exists()


def test_it_opens_nothing_after_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    word, began = _give(world, "facilitator"), timezone.now()
    later: datetime = began + timedelta(hours=24)
    monkeypatch.setattr(timezone, "now", lambda: later)
    page = Client().get(f"/accounts/way-in/{word}/")
    assert page.status_code == 404
    assert "older than 24 hours" in page.content.decode()


def test_all_that_opened_the_account_ends_at_once_and_a_newer_link_ends_an_older(world: World) -> None:
    user = world.users["facilitator"]
    ApiToken.objects.create(user=user, name="Program", digest="0" * 64, scope="attendance", expires_at=timezone.now())
    older = _give(world, "facilitator")
    assert not ApiToken.objects.filter(user=user, withdrawn_at=None).exists()
    _give(world, "facilitator")
    with pytest.raises(Missing):
        actions.use_way_in(older, NEW, by=NOBODY)


def test_closing_the_account_or_that_of_the_giver_ends_the_link(world: World) -> None:
    second = account("second", Role.ADMINISTRATOR, world.site)
    word = _give(world, "facilitator", by=viewer_of(second))
    actions.close(second.pk, by=world.viewer("administrator"))
    with pytest.raises(Missing):
        actions.use_way_in(word, NEW, by=NOBODY)


@pytest.mark.parametrize("persona", ["facilitator", "supervisor", "manager", "researcher", "member", "outsider"])
def test_nobody_else_hands_one_over(world: World, persona: str) -> None:
    with pytest.raises(Missing):
        _give(world, "colleague", by=world.viewer(persona))


def test_what_is_refused_says_what_to_do(world: World, signed_in: Callable[[str], Client]) -> None:
    own = world.users["administrator"].pk
    page = signed_in("administrator").post(f"/accounts/all/{own}/way-in/", {**FORM, "meant": "yes"}).content.decode()
    assert "Ask another administrator." in page
    with pytest.raises(Refused, match="no second factor"):
        _give(world, "colleague", "factor")
    with pytest.raises(Missing):
        _give(world, "outsider")
    Appointment.objects.create(user=world.users["manager"], role=Role.MANAGER, site=world.elsewhere.programme.site)
    with pytest.raises(Refused, match="do not look after"):
        _give(world, "manager")
    actions.close(world.users["colleague"].pk, by=world.viewer("administrator"))
    with pytest.raises(Refused, match="Open it again"):
        _give(world, "colleague")
    assert not WayIn.objects.exists()


@pytest.mark.parametrize("missing", ["why", "sure", "lost"])
def test_without_a_reason_or_being_sure_nothing_is_made(world: World, signed_in: Callable[[str], Client], missing: str) -> None:
    form: dict[str, Any] = {k: v for k, v in FORM.items() if k != missing} | {"meant": "yes"}
    page = signed_in("administrator").post(f"/accounts/all/{world.users['manager'].pk}/way-in/", form)
    assert page.status_code == 200
    assert not WayIn.objects.exists()


def test_each_step_stands_in_the_log(world: World) -> None:
    user = world.users["facilitator"]
    actions.use_way_in(_give(world, "facilitator"), NEW, by=NOBODY)
    told = AuditEntry.objects.filter(subject=f"user:{user.pk}").order_by("id").values_list("actor", "verb", "detail")
    giver = world.viewer("administrator").actor
    assert list(told) == [
        (giver, "hand over way in", "password"),
        (f"user:{user.pk}", "use way in", "password"),
    ]


def test_other_administrators_read_what_was_handed_over_why_and_whether_it_was_used(world: World) -> None:
    second, user = account("second", Role.ADMINISTRATOR, world.site), world.users["facilitator"]
    actions.use_way_in(_give(world, "facilitator"), NEW, by=NOBODY)
    page = browser_of(second).get(f"/accounts/all/{user.pk}/").content.decode()
    assert "A reason" in page
    assert "handed over by Administrator, used" in page


def test_nothing_is_left_of_it_when_the_person_is_erased(world: World) -> None:
    hand_over_to_member(world.members[0].pk, "A reason", by=world.viewer("facilitator"))
    erase_person(world.members[0].pk, "own_wish", by=world.viewer("administrator"))
    assert not WayIn.objects.exists()


def test_it_reads_in_spanish(world: World, signed_in: Callable[[str], Client]) -> None:
    browser = signed_in("administrator")
    browser.cookies["fourfold_language"] = "es"
    address = f"/accounts/all/{world.users['manager'].pk}/way-in/"
    assert "Una nueva entrada para Manager" in browser.get(address).content.decode()
    assert "¿Entregar una nueva entrada a Manager?" in browser.post(address, FORM).content.decode()
    assert "sirve una vez, durante 24 horas" in browser.post(address, {**FORM, "meant": "yes"}).content.decode()
