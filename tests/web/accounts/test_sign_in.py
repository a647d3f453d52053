"""Sessions: how long, for whom, and what ends them; sign-in that can neither be guessed nor used to ask who has an account."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from fourfold.web.accounts import actions
from fourfold.web.audit.models import AuditEntry
from fourfold.web.models import ApiToken, Appointment, User
from fourfold.web.refusal import Refused
from tests.web.accounts.counted import WORKED, Counted
from tests.web.personas import PASSWORD, World, browser_of

LOGIN = "/accounts/login/"
Move = Callable[[float], None]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Move:
    """Moves the clock forward by seconds."""
    began, passed = time.time(), [0.0]
    monkeypatch.setattr("fourfold.web.middleware.time.time", lambda: began + passed[0])

    def move(seconds: float) -> None:
        passed[0] += seconds

    return move


@pytest.fixture(autouse=True)
def nobody_was_counted(db: None) -> None:
    cache.clear()


def _is_in(browser: Client) -> bool:
    return browser.get("/accounts/2fa/").status_code == 200


def test_a_session_ends_after_fifteen_idle_minutes(world: World, clock: Move) -> None:
    browser = browser_of(world.users["facilitator"])
    assert _is_in(browser)
    clock(14 * 60)
    assert _is_in(browser)
    clock(14 * 60)
    assert _is_in(browser)
    clock(15 * 60 + 1)
    answer = browser.get("/groups/?page=2")
    assert answer.headers["Location"] == f"{LOGIN}?next=/groups/%3Fpage%3D2"
    assert not _is_in(browser)


def test_a_session_ends_after_twelve_hours_however_busy(world: World, clock: Move) -> None:
    browser = browser_of(world.users["facilitator"])
    for _ in range(72):
        assert _is_in(browser)
        clock(10 * 60)
    clock(1)
    assert not _is_in(browser)


def test_an_idle_session_does_not_stand_between_a_member_and_the_check_in(world: World, clock: Move) -> None:
    browser = browser_of(world.users["facilitator"])
    _is_in(browser)
    clock(16 * 60)
    assert browser.get("/c/").status_code == 200


def test_the_session_is_another_one_after_signing_in(world: World) -> None:
    browser = Client()
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted = session.session_key
    browser.post(LOGIN, {"login": "member@example.invalid", "password": PASSWORD})
    assert _is_in(browser)
    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_a_new_password_ends_sessions_elsewhere_and_tokens(world: World) -> None:
    user = world.users["member"]
    here, elsewhere = browser_of(user), browser_of(user)
    ApiToken.objects.create(user=user, name="t", digest="d", scope="all", expires_at=timezone.now())
    new = "quiet lantern over the hill"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/accounts/password/change/", form).status_code == 302
    assert _is_in(here)
    assert not _is_in(elsewhere)
    assert not ApiToken.objects.filter(withdrawn_at=None).exists()
    assert AuditEntry.objects.filter(verb="set password", actor=f"user:{user.pk}").exists()


def test_signing_out_everywhere_ends_every_session(world: World) -> None:
    user = world.users["facilitator"]
    browsers = browser_of(user), browser_of(user)
    actions.sign_out_everywhere(user.pk, by=world.viewer("administrator"))
    assert not any(_is_in(browser) for browser in browsers)


def test_who_went_to_another_site_is_not_signed_out_by_the_one_before(world: World) -> None:
    user, by = world.users["outsider"], world.viewer("administrator")
    here = Appointment.objects.create(user=user, role="manager", site=world.site)
    actions.sign_out_everywhere(user.pk, by=by)
    Appointment.objects.filter(pk=here.pk).update(ended_at=timezone.now())
    browser = browser_of(User.objects.get(pk=user.pk))
    with pytest.raises(Refused):
        actions.sign_out_everywhere(user.pk, by=by)
    assert browser.get("/groups/").status_code == 200


def test_signing_out_ends_the_session_and_leaves_nothing_in_the_browser(world: World) -> None:
    browser = browser_of(world.users["facilitator"])
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    assert browser.get("/accounts/logout/").status_code == 200
    assert _is_in(browser)
    answer = browser.post("/accounts/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert not _is_in(browser)
    assert not Session.objects.filter(session_key=key).exists()


def test_what_a_kiosk_keeps_in_the_same_browser_is_never_cleared(world: World) -> None:
    browser = browser_of(world.users["facilitator"])
    answers = [browser.get("/c/"), browser.post("/accounts/logout/"), browser.get("/c/")]
    assert not [a for a in answers if "storage" in a.headers.get("Clear-Site-Data", "")]
    assert "Clear-Site-Data" not in answers[0].headers
    assert "Clear-Site-Data" not in answers[2].headers


def _try(browser: Client, email: str, password: str = "not the right one") -> tuple[int, str]:
    answer = browser.post(LOGIN, {"login": email, "password": password})
    plain = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode())
    return answer.status_code, plain.replace(email, "ADDRESS")


def test_an_address_with_and_one_without_an_account_answer_alike(world: World) -> None:
    User.objects.filter(pk=world.users["former"].pk).update(is_active=False)
    said = {_try(Client(), f"{name}@example.invalid") for name in ("facilitator", "nobody", "former")}
    assert len(said) == 1


def test_an_address_without_an_account_costs_as_much_work(world: World, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{Counted.__module__}.Counted"]
    WORKED.clear()
    _try(Client(), "nobody@example.invalid")
    assert WORKED == ["not the right one"]


def test_a_lost_password_answers_alike_for_any_address(world: World) -> None:
    said = set()
    for name in ("facilitator", "nobody"):
        answer = Client().post("/accounts/password/reset/", {"email": f"{name}@example.invalid"})
        said.add((answer.status_code, answer.headers["Location"]))
    assert len(said) == 1


def test_guessing_is_slowed_down_for_one_account(world: World) -> None:
    for _ in range(5):
        _try(Client(), "facilitator@example.invalid")
    answer = Client().post(LOGIN, {"login": "facilitator@example.invalid", "password": PASSWORD})
    assert "_auth_user_id" not in answer.wsgi_request.session
    assert "oo many" in answer.content.decode()
    other = Client().post(LOGIN, {"login": "member@example.invalid", "password": PASSWORD})
    assert other.status_code == 302


def test_guessing_is_slowed_down_for_one_place_whatever_the_account(world: World) -> None:
    said = [_try(Client(), f"nobody{k}@example.invalid")[1] for k in range(25)]
    assert "oo many" not in said[19]
    assert "oo many" in said[24]


def test_the_count_is_kept_in_the_database_so_that_all_processes_share_it(world: World) -> None:
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    cache.set("shared", 1, 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM web_cache")
        assert cursor.fetchone()[0] == 1
    assert cache.add("shared", 2, 60) is False


def test_ways_in_and_out_stand_in_the_log_without_what_was_typed(world: World) -> None:
    browser, user = Client(), world.users["member"]
    _try(browser, "member@example.invalid", "a secret typed wrongly")
    _try(browser, "a-password-typed-here@example.invalid")
    browser.post(LOGIN, {"login": "member@example.invalid", "password": PASSWORD})
    browser.post("/accounts/logout/")
    told = list(AuditEntry.objects.order_by("id").values_list("actor", "verb", "subject", "detail"))
    me = f"user:{user.pk}"
    assert told == [
        ("nobody", "refuse sign-in", me, ""),
        ("nobody", "refuse sign-in", "", ""),
        (me, "sign in", me, ""),
        (me, "sign out", me, ""),
    ]


def test_nobody_signs_up_or_takes_another_address(world: World) -> None:
    form = {"email": "x@example.invalid", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/accounts/signup/", form)
    assert not User.objects.filter(email="x@example.invalid").exists()
    browser = browser_of(world.users["facilitator"])
    assert browser.get("/accounts/email/").status_code == 404
    assert browser.post("/accounts/email/", {"action_add": "", "email": "x@example.invalid"}).status_code == 404


def test_a_form_without_its_token_is_refused(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(LOGIN, {"login": "member@example.invalid", "password": PASSWORD}).status_code == 403


def test_sign_in_leads_nowhere_else(world: World) -> None:
    form = {"login": "member@example.invalid", "password": PASSWORD, "next": "https://elsewhere.invalid/"}
    answer = Client().post(f"{LOGIN}?next=https://elsewhere.invalid/", form)
    assert answer.headers["Location"] == "/"


def test_no_current_person_is_kept_in_the_session(world: World) -> None:
    browser = browser_of(world.users["facilitator"])
    for path in ("/", "/groups/", f"/groups/{world.group.pk}/members/", f"/people/{world.members[0].pk}/"):
        browser.get(path)
    kept = {key for key in dict(browser.session.items()) if not key.startswith(("_auth_user", "account_"))}
    assert kept <= {"began", "seen", "second_factor", "_password_reset_key", "_messages"}
