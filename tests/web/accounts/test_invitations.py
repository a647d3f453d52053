"""Accounts by invitation: the link opens once, for seven days, for whom it was made."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import NOBODY, Missing, Right, may, viewer_of
from fourfold.web.accounts import actions, queries
from fourfold.web.accounts.actions import Invited
from fourfold.web.audit.models import AuditEntry
from fourfold.web.models import ApiToken, Appointment, Invitation, Membership, Person, Programme, Site, User
from fourfold.web.refusal import Refused
from tests.web.personas import PASSWORD, World, account

OWN_WORD = "quiet lantern over the hill"


def _invite(world: World, role: Role = Role.FACILITATOR, **given: Any) -> str:
    said: dict[str, Any] = {"name": "New Person", "email": "New@Example.invalid", "site": world.site.pk, **given}
    return actions.invite(Invited(role=role, **said), by=world.viewer("administrator"))


def _enter(word: str, password: str = OWN_WORD) -> User:
    return actions.accept(word, password, by=NOBODY)


def test_from_invitation_to_sign_in(world: World, signed_in: Callable[[str], Client]) -> None:
    form = {"name": "New Person", "email": "new@example.invalid", "role": "facilitator", "site": world.site.pk, "programme": ""}
    page = signed_in("administrator").post("/accounts/all/invite/", form).content.decode()
    link = re.search(r"http://testserver(/accounts/invitation/[\w-]+/)", page)
    assert link
    browser = Client()
    assert "Welcome, New Person" in browser.get(link[1]).content.decode()
    answer = browser.post(link[1], {"password": OWN_WORD, "again": OWN_WORD})
    assert answer.status_code == 302
    assert browser.post("/accounts/login/", {"login": "new@example.invalid", "password": OWN_WORD}).status_code == 302
    assert browser.get("/groups/").headers["Location"] == "/accounts/2fa/"
    again = browser.get("/accounts/all/").content.decode()
    assert link[1] not in again
    assert not Invitation.objects.filter(digest__in=link[1].split("/")).exists()


def test_an_invited_facilitator_is_somebody_at_the_site_and_leads_nothing_yet(world: World) -> None:
    user = _enter(_invite(world))
    assert user.person is not None
    assert (user.person.site, user.person.label) == (world.site, "New Person")
    viewer = viewer_of(user)
    assert may(viewer, Right.LEAD)
    assert not Membership.objects.filter(person=user.person).exists()
    assert user.email == "new@example.invalid"


def test_an_administrator_never_holds_the_way_into_a_members_page(world: World, signed_in: Callable[[str], Client]) -> None:
    with pytest.raises(Refused, match="those who lead the group"):
        _invite(world, Role.MEMBER)
    form = {"name": "X", "email": "x@example.invalid", "role": "member", "site": world.site.pk, "programme": ""}
    page = signed_in("administrator").post("/accounts/all/invite/", form).content.decode()
    assert "/accounts/invitation/" not in page
    assert not Invitation.objects.filter(role=Role.MEMBER).exists()


def test_an_invited_member_gets_the_page_of_the_person_and_no_other(world: World) -> None:
    person = world.members[3]
    user = _enter(actions.invite_member(person.pk, "m@example.invalid", by=world.viewer("facilitator")))
    assert user.person == person
    assert viewer_of(user).person_id == person.pk


def test_used_expired_withdrawn_and_unknown_answer_alike(world: World) -> None:
    used, old, withdrawn = (_invite(world, email=f"{k}@example.invalid") for k in range(3))
    _enter(used)
    digest = queries.digest_of
    Invitation.objects.filter(digest=digest(old)).update(expires_at=timezone.now() - timedelta(seconds=1))
    actions.withdraw(Invitation.objects.get(digest=digest(withdrawn)).pk, by=world.viewer("administrator"))
    bodies = set()
    for word in (used, old, withdrawn, "x" * 32):
        path = f"/accounts/invitation/{word}/"
        for answer in (Client().get(path), Client().post(path, {"password": OWN_WORD, "again": OWN_WORD})):
            assert answer.status_code == 404
            plain = re.sub(rb'(name="csrfmiddlewaretoken" value=")[^"]+', rb"\1", answer.content)
            bodies.add(plain.replace(word.encode(), b"WORD"))
        with pytest.raises(Missing):
            _enter(word)
    assert len(bodies) == 1


def test_seven_days_and_no_longer(world: World) -> None:
    word = _invite(world)
    left = Invitation.objects.get(digest=queries.digest_of(word)).expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < left <= timedelta(days=7)


def test_a_second_invitation_ends_the_first(world: World) -> None:
    first, second = _invite(world), _invite(world)
    with pytest.raises(Missing):
        _enter(first)
    _enter(second)


def test_only_a_digest_is_kept_and_neither_word_nor_address_is_in_the_log(world: World) -> None:
    word = _invite(world)
    kept = [str(v) for row in (*Invitation.objects.values(), *AuditEntry.objects.values()) for v in row.values()]
    assert not [v for v in kept if word in v]
    assert not [v for row in AuditEntry.objects.values() for v in row.values() if "example.invalid" in str(v)]


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "too short"),
        ("new@example.invalid", "new@example.invalid", "too similar"),
        ("password1234", "password1234", "too common"),
        (OWN_WORD, OWN_WORD + "x", "differ"),
    ],
)
def test_a_poor_password_is_refused_and_the_link_still_works(world: World, password: str, again: str, said: str) -> None:
    word = _invite(world)
    answer = Client().post(f"/accounts/invitation/{word}/", {"password": password, "again": again})
    assert answer.status_code == 200
    assert said in answer.content.decode()
    _enter(word)


def test_an_address_with_an_account_elsewhere_is_told_only_to_whoever_holds_the_link(world: World) -> None:
    word = _invite(world, email="outsider@example.invalid")
    with pytest.raises(Refused, match="Sign in with it"):
        _enter(word)
    with pytest.raises(Refused, match="Sign in with it"):
        actions.accept(word, None, by=world.viewer("colleague"))
    assert world.users["outsider"].check_password(PASSWORD)
    actions.accept(word, None, by=world.viewer("outsider"))
    assert Appointment.objects.filter(user=world.users["outsider"], site=world.site, role="facilitator").exists()
    outsider = User.objects.get(email="outsider@example.invalid")
    assert outsider.check_password(PASSWORD)
    assert outsider.person == world.users["outsider"].person


def test_an_account_of_ones_own_site_is_not_invited_again(world: World) -> None:
    with pytest.raises(Refused, match="account already"):
        _invite(world, email="Facilitator@example.invalid")


def test_nobody_is_invited_to_a_site_or_programme_that_is_not_the_administrators(world: World) -> None:
    foreign = Programme.objects.exclude(site=world.site).get()
    with pytest.raises(Missing):
        _invite(world, site=foreign.site_id)
    with pytest.raises(Missing):
        _invite(world, Role.MANAGER, programme=foreign.pk)
    for persona in ("facilitator", "supervisor", "manager", "researcher", "member"):
        with pytest.raises(Missing):
            actions.invite(Invited("X", "x@example.invalid", Role.SUPERVISOR, world.site.pk), by=world.viewer(persona))


def test_a_facilitator_invites_members_of_their_own_group_only(world: World) -> None:
    by = world.viewer("facilitator")
    user = _enter(actions.invite_member(world.members[2].pk, "m@example.invalid", by=by))
    assert viewer_of(user).roles == {(Role.MEMBER, world.site.pk, None)}
    other = Person.objects.get(account=world.users["colleague"])
    for person in (other.pk, Person.objects.get(account=world.users["facilitator"]).pk, 10**9):
        with pytest.raises(Missing):
            actions.invite_member(person, "n@example.invalid", by=by)
    for persona in ("colleague", "former", "supervisor", "administrator"):
        with pytest.raises(Missing):
            actions.invite_member(world.members[4].pk, "n@example.invalid", by=world.viewer(persona))


def test_the_first_administrator_comes_from_the_command_line(db: None) -> None:
    user = _enter(actions.first_administrator("first@example.invalid", "First"))
    assert may(viewer_of(user), Right.KEEP)
    assert AuditEntry.objects.filter(actor="system", verb="invite").exists()
    assert Site.objects.get().time_zone == "UTC"


def test_the_first_site_follows_the_zone_that_it_is_made_with_and_no_later_one(db: None) -> None:
    for email, zone in (("a@example.invalid", "America/Bogota"), ("b@example.invalid", "Europe/Berlin")):
        actions.first_administrator(email, "First", "Simulated clinic", time_zone=zone)
    assert Site.objects.get().time_zone == "America/Bogota"


def test_one_account_is_never_both_administrator_and_reader(world: World) -> None:
    second = account("second", Role.ADMINISTRATOR, world.site)
    by = world.viewer("administrator")
    with pytest.raises(Refused, match="second account"):
        actions.appoint(second.pk, Role.SUPERVISOR, (world.site.pk, None), by=by)
    with pytest.raises(Refused, match="second account"):
        actions.appoint(world.users["facilitator"].pk, Role.ADMINISTRATOR, (world.site.pk, None), by=by)
    with pytest.raises(Refused, match="own roles"):
        actions.appoint(by.user_id or 0, Role.SUPERVISOR, (world.site.pk, None), by=by)


def test_an_ended_appointment_ends_at_once_with_all_that_it_opened(world: World, signed_in: Callable[[str], Client]) -> None:
    user, by = world.users["facilitator"], world.viewer("administrator")
    browser = signed_in("facilitator")
    assert browser.get(f"/groups/{world.group.pk}/members/").status_code == 200
    word = actions.invite_member(world.members[2].pk, "m@example.invalid", by=world.viewer("facilitator"))
    ApiToken.objects.create(user=user, name="t", digest="d", scope="all", expires_at=timezone.now() + timedelta(days=1))
    actions.end(Appointment.objects.get(user=user).pk, by=by)
    assert browser.get(f"/groups/{world.group.pk}/members/").status_code == 404
    assert not ApiToken.objects.filter(user=user, withdrawn_at=None).exists()
    with pytest.raises(Missing):
        _enter(word)


def test_a_closed_account_is_out_at_once_and_old_sessions_stay_out(world: World, signed_in: Callable[[str], Client]) -> None:
    browser, by, user = signed_in("facilitator"), world.viewer("administrator"), world.users["facilitator"]
    actions.close(user.pk, by=by)
    assert browser.get("/").headers["Location"].startswith("/accounts/login/")
    answer = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert "_auth_user_id" not in answer.wsgi_request.session
    actions.reopen(user.pk, by=by)
    assert browser.get("/").headers["Location"].startswith("/accounts/login/")


def test_an_account_that_works_elsewhere_too_is_not_closed_from_here(world: World) -> None:
    foreign = Programme.objects.exclude(site=world.site).get().site
    Appointment.objects.create(user=world.users["facilitator"], role=Role.FACILITATOR, site=foreign)
    with pytest.raises(Refused, match="do not look after"):
        actions.close(world.users["facilitator"].pk, by=world.viewer("administrator"))


def test_the_page_of_accounts_shows_no_account_of_another_site(world: World, signed_in: Callable[[str], Client]) -> None:
    page = signed_in("administrator").get("/accounts/all/").content.decode()
    assert "facilitator@example.invalid" in page
    assert "outsider@example.invalid" not in page
    assert "second factor not set up yet" in page


def test_mail_goes_out_only_where_there_is_a_server(world: World, signed_in: Callable[[str], Client], settings: Any) -> None:
    form = {"name": "N", "email": "new@example.invalid", "role": "manager", "site": world.site.pk}
    assert "No mail was sent" in signed_in("administrator").post("/accounts/all/invite/", form).content.decode()
    assert mail.outbox == []
    settings.MAIL = ("mail.example.invalid", 25, "", "", False)
    page = signed_in("administrator").post("/accounts/all/invite/", form).content.decode()
    assert "also sent to new@example.invalid" in page
    assert re.search(r"/accounts/invitation/[\w-]{32}/", mail.outbox[0].body)


def test_a_member_who_is_invited_at_another_address_leaves_no_door_behind_at_the_first(world: World) -> None:
    by = world.viewer("facilitator")
    mistyped = actions.invite_member(world.members[2].pk, "mistyped@example.invalid", by=by)
    meant = actions.invite_member(world.members[2].pk, "meant@example.invalid", by=by)
    with pytest.raises(Missing):
        actions.accept(mistyped, PASSWORD, by=NOBODY)
    assert actions.accept(meant, PASSWORD, by=NOBODY).person == world.members[2]
