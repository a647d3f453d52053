"""Staff prove who they are twice; the session must have done it, and the secrets are sealed at rest."""

import base64
import re
import time
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.exceptions import InvalidTag
from django.core.cache import cache
from django.test import Client

from fourfold.web.accounts import sealing
from fourfold.web.accounts.adapter import SecondFactor
from fourfold.web.audit.models import AuditEntry
from tests.web.personas import PASSWORD, World

STAFF = ("facilitator", "colleague", "supervisor", "manager", "researcher", "administrator")
ACTIVATE = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def nobody_was_counted(db: None) -> None:
    cache.clear()


def enter(world: World, name: str) -> Client:
    """A browser in which a persona has given the password, and nothing more."""
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": world.users[name].email, "password": PASSWORD})
    assert answer.status_code == 302
    return browser


def code(secret: str, step: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step)))


def set_up(browser: Client, capture: Callable[..., Any] | None = None) -> str:
    """The secret of a factor that was set up in a browser."""
    browser.get(ACTIVATE)
    secret = str(browser.session["mfa.totp.secret"])
    with capture(execute=True) if capture else nullcontext():
        assert browser.post(ACTIVATE, {"code": code(secret)}).status_code == 302
    return secret


@pytest.mark.parametrize("name", STAFF)
def test_staff_without_a_second_factor_get_no_further_than_its_set_up(world: World, name: str) -> None:
    browser = enter(world, name)
    for path in ("/", "/groups/", "/accounts/all/", "/audit/", f"/groups/{world.group.pk}/", "/accounts/password/change/"):
        assert browser.get(path).headers["Location"] == "/accounts/2fa/", path
        assert browser.post(path).headers["Location"] == "/accounts/2fa/", path
    assert browser.get("/accounts/2fa/").status_code == 200
    assert browser.post("/language/", {"language": "es", "next": "/"}).headers["Location"] == "/"
    assert browser.post("/accounts/logout/").status_code == 302
    assert browser.get("/").headers["Location"].startswith("/accounts/login/")


def test_a_member_needs_none(world: World) -> None:
    assert enter(world, "member").get("/my/").status_code == 200


def test_the_demonstration_needs_none(world: World, settings: Any) -> None:
    settings.DEMO = True
    assert enter(world, "facilitator").get("/groups/").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_setting_it_up_opens_the_site_at_once_and_offers_recovery_codes(world: World) -> None:
    browser = enter(world, "facilitator")
    set_up(browser)
    assert browser.get("/groups/").status_code == 200
    page = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    assert len(set(re.findall(r"\b\d{8}\b", page))) == 10
    assert AuditEntry.objects.filter(verb="set up second factor").count() >= 1


@pytest.mark.django_db(transaction=True)
def test_a_session_begun_with_the_password_alone_gains_nothing_when_another_sets_the_factor_up(world: World) -> None:
    thief, owner = enter(world, "facilitator"), enter(world, "facilitator")
    set_up(owner)
    assert owner.get("/groups/").status_code == 200
    assert thief.get("/groups/").headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Fgroups%2F"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["recovery-codes/generate/", "recovery-codes/", "webauthn/add/", "totp/deactivate/", ""])
def test_nor_by_giving_itself_another_factor_or_new_recovery_codes(world: World, way: str) -> None:
    thief, owner = enter(world, "facilitator"), enter(world, "facilitator")
    set_up(owner)
    kept = Authenticator.objects.get(type="recovery_codes").data
    for answer in (thief.get(f"/accounts/2fa/{way}"), thief.post(f"/accounts/2fa/{way}")):
        assert answer.headers["Location"].startswith("/accounts/2fa/reauthenticate/?next=")
    assert Authenticator.objects.get(type="recovery_codes").data == kept
    assert owner.get(f"/accounts/2fa/{way}").headers.get("Location", "") in ("", "/accounts/2fa/recovery-codes/")


def test_from_then_on_the_password_alone_signs_nobody_in_and_a_code_works_once(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    secret = set_up(enter(world, "facilitator"), django_capture_on_commit_callbacks)
    first, second = Client(), Client()
    form = {"login": world.users["facilitator"].email, "password": PASSWORD}
    for browser in (first, second):
        assert browser.post("/accounts/login/", form).headers["Location"] == "/accounts/2fa/authenticate/"
        assert browser.get("/groups/").headers["Location"].startswith("/accounts/login/")
    now = code(secret)
    assert first.post("/accounts/2fa/authenticate/", {"code": now}).headers["Location"] == "/"
    assert first.get("/groups/").status_code == 200
    assert second.post("/accounts/2fa/authenticate/", {"code": now}).status_code == 200
    assert second.get("/groups/").headers["Location"].startswith("/accounts/login/")


def test_a_recovery_code_works_once(world: World, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    owner = enter(world, "facilitator")
    set_up(owner, django_capture_on_commit_callbacks)
    spare = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()[0]
    form = {"login": world.users["facilitator"].email, "password": PASSWORD}
    ends = []
    for _ in range(2):
        browser = Client()
        browser.post("/accounts/login/", form)
        ends.append(browser.post("/accounts/2fa/authenticate/", {"code": spare}).status_code)
    assert ends == [302, 200]


def test_guessing_codes_is_slowed_down(world: World, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    secret = set_up(enter(world, "facilitator"), django_capture_on_commit_callbacks)
    browser = Client()
    browser.post("/accounts/login/", {"login": world.users["facilitator"].email, "password": PASSWORD})
    for _ in range(5):
        browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert browser.post("/accounts/2fa/authenticate/", {"code": code(secret)}).status_code == 200
    assert AuditEntry.objects.filter(verb="refuse second factor").count() == 5


def test_staff_cannot_take_away_their_only_factor(world: World, django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    browser = enter(world, "facilitator")
    set_up(browser, django_capture_on_commit_callbacks)
    _let_through(browser, world.users["facilitator"].pk)
    page = browser.post("/accounts/2fa/totp/deactivate/").content.decode()
    assert "Add another first" in page
    assert Authenticator.objects.filter(type="totp").exists()


def _passkey(world: World, name: str) -> Authenticator:
    given = {"name": "Key", "credential": {}, "passwordless": True}
    return Authenticator.objects.create(user=world.users[name], type="webauthn", data=given)


@pytest.mark.parametrize(("language", "said"), [("en", "Add another first"), ("es", "Añada otro primero")])
def test_staff_cannot_take_away_their_last_passkey_and_read_what_to_do(world: World, language: str, said: str) -> None:
    browser, key = enter(world, "facilitator"), _passkey(world, "facilitator")
    _let_through(browser, world.users["facilitator"].pk)
    browser.cookies["fourfold_language"] = language
    for answer in (browser.get(_removing(key), follow=True), browser.post(_removing(key), follow=True)):
        assert said in answer.content.decode()
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_one_of_two_passkeys_goes_and_a_member_may_take_away_the_last(world: World) -> None:
    browser, key = enter(world, "facilitator"), _passkey(world, "facilitator")
    _let_through(browser, world.users["facilitator"].pk)
    other = _passkey(world, "facilitator")
    assert browser.post(_removing(other)).status_code == 302
    assert browser.post(_removing(_passkey(world, "colleague"))).status_code == 404
    assert set(Authenticator.objects.filter(user=world.users["facilitator"])) == {key}
    browser = enter(world, "member")
    own = _passkey(world, "member")
    assert browser.post(_removing(own)).headers["Location"] == "/accounts/2fa/webauthn/"
    assert not Authenticator.objects.filter(pk=own.pk).exists()


def _removing(key: Authenticator) -> str:
    return f"/accounts/2fa/webauthn/keys/{key.pk}/remove/"


def _let_through(browser: Client, user_id: int) -> None:
    session = browser.session
    session["second_factor"] = user_id
    session.save()


def test_the_secret_is_nowhere_in_the_database_as_it_is(
    world: World, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    secret = set_up(enter(world, "facilitator"), django_capture_on_commit_callbacks)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert SecondFactor().decrypt(kept) == secret


def test_a_sealed_secret_that_was_changed_does_not_open() -> None:
    sealed = bytearray(base64.b64decode(sealing.seal("a secret")))
    assert sealing.unseal(base64.b64encode(sealed).decode()) == "a secret"
    sealed[-1] ^= 1
    with pytest.raises(InvalidTag):
        sealing.unseal(base64.b64encode(sealed).decode())


def test_sealing_the_same_secret_twice_looks_different() -> None:
    assert sealing.seal("a secret") != sealing.seal("a secret")


def test_passkeys_ask_who_holds_them_and_work_on_localhost_without_tls(settings: Any) -> None:
    assert settings.MFA_PASSKEY_LOGIN_ENABLED
    assert settings.MFA_WEBAUTHN_USER_VERIFICATION == "required"
    assert settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN is True
