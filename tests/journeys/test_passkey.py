"""A passkey: set up with a device that a browser pretends to hold, then the way in without a password."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clinic import Clinic

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_set_up_and_opens_the_site(visit: Callable[..., Page], clinic: Clinic) -> None:
    page = visit(person="keyholder", viewport={"width": 1280, "height": 900})
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    page.goto(f"{clinic.address}/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    page.fill("input[name=name]", "Simulated device")
    if page.locator("input[name=passwordless]").count():
        page.check("input[name=passwordless]")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(lambda url: not url.endswith("/add/"))
    page.goto(f"{clinic.address}/accounts/2fa/webauthn/")
    assert page.get_by_role("rowheader", name="Simulated device").is_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    page.goto(f"{clinic.address}/accounts/login/")
    page.locator("#passkey_login").click()
    page.get_by_role("heading", name="Begin with a group").wait_for()
