"""What every page tells the browser, and the check of a deployment."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from fourfold.web.accounts.mail import mail_address
from tests.web.personas import World, browser_of

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = {
    "default-src 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "script-src 'self'",
    "style-src 'self'",
}


def _check(answer: HttpResponse) -> None:
    for name, value in ALWAYS.items():
        assert answer.headers[name] == value
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in answer.headers["Permissions-Policy"]
    policy = {part.strip() for part in answer.headers["Content-Security-Policy"].split(";")}
    assert policy >= POLICY
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "Server" not in answer.headers


@pytest.mark.parametrize(
    ("persona", "method", "path", "status"),
    [
        ("facilitator", "get", "/", 200),
        ("facilitator", "get", "/groups/", 200),
        ("facilitator", "get", "/groups/999999/", 404),
        ("facilitator", "post", "/accounts/logout/", 302),
        ("administrator", "get", "/accounts/all/", 200),
        ("administrator", "get", "/audit/", 200),
        ("administrator", "get", "/accounts/all/invite/", 200),
        ("member", "get", "/my/", 200),
        ("", "get", "/", 302),
        ("", "get", "/accounts/login/", 200),
        ("", "get", "/accounts/password/reset/", 200),
        ("", "get", "/accounts/invitation/unknown/", 404),
        ("", "get", "/c/", 200),
        ("", "get", "/c/" + "t" * 32, 404),
        ("", "get", "/nothing/here", 404),
        ("", "get", "/nothing/here/", 404),
        ("", "get", "/groups", 301),
        ("", "post", "/language/", 302),
    ],
)
def test_every_kind_of_page_has_every_header(world: World, persona: str, method: str, path: str, status: int) -> None:
    browser = browser_of(world.users[persona]) if persona else Client()
    answer = getattr(browser, method)(path)
    assert answer.status_code in {status, 410} if status == 404 else answer.status_code == status
    _check(answer)


def test_a_form_that_was_refused_has_them_too(world: World) -> None:
    _check(Client(enforce_csrf_checks=True).post("/accounts/login/"))


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"login": "member@example.invalid", "password": "a-long-word-for-tests"})
    for name in ("fourfold_session", "fourfold_form"):
        if name in browser.cookies:
            assert browser.cookies[name]["httponly"]
            assert browser.cookies[name]["samesite"] == "Lax"
    assert browser.cookies["fourfold_session"]["expires"] == ""


def test_a_host_that_is_not_ours_is_refused(world: World) -> None:
    assert Client().get("/accounts/login/", headers={"host": "elsewhere.invalid"}).status_code == 400


@pytest.mark.parametrize("behind_proxy", ["", "1"])
def test_the_deployment_check_is_clean_with_tls(tmp_path: Path, behind_proxy: str) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "fourfold.key").write_text(os.urandom(32).hex())
    (tmp_path / "home").mkdir()
    setting = {
        "FOURFOLD_HOME": str(tmp_path / "home"),
        "FOURFOLD_KEYS": str(tmp_path / "keys"),
        "FOURFOLD_TLS": "1",
        "FOURFOLD_HOSTS": "fourfold.example.invalid",
        "FOURFOLD_BEHIND_PROXY": behind_proxy,
        "DJANGO_SETTINGS_MODULE": "fourfold.web.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "INFO"]
    told = subprocess.run(command, env={**os.environ, **setting}, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert "no issues (0 silenced)" in told.stdout


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("", None),
        ("smtp://mail.example.invalid", ("mail.example.invalid", 25, "", "", False)),
        ("smtp+tls://a%40b:p%3A@mail.example.invalid", ("mail.example.invalid", 587, "a@b", "p:", True)),
    ],
)
def test_the_mail_server_is_one_address(url: str, server: tuple[object, ...] | None) -> None:
    assert mail_address(url) == server


def test_another_kind_of_mail_address_is_refused_with_the_remedy() -> None:
    with pytest.raises(ValueError, match="FOURFOLD_MAIL_URL: give smtp://host:port"):
        mail_address("https://mail.example.invalid")
