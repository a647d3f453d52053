"""Sealing in a browser: the published vector, the server's own opening, and envelopes that look alike from outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fourfold.web.checkins.seals import INFO, SealBroken, open_answers, queue_key
from tests.journeys.site import JourneySite

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.journey
# RFC 9180, appendix A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode, sequence number 0.
VECTOR = {
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "ephemeral": "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
    "encapsulated": "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    "recipient": "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    "text": "4265617574792069732074727574682c20747275746820626561757479",
    "aad": "436f756e742d30",
    "sealed": "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
}


@pytest.fixture(scope="module")
def sealer(browser, site: JourneySite) -> Page:
    page = browser.new_page()
    page.goto(f"{site.address}/c/")
    return page


def test_the_published_vector_comes_out(sealer: Page) -> None:
    assert sealer.evaluate(SEAL_VECTOR, VECTOR) == VECTOR["encapsulated"] + VECTOR["sealed"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(fields={"__proto__": ""})
@given(fields=st.dictionaries(st.text(max_size=20), st.text(max_size=200) | st.booleans(), max_size=20))
def test_the_server_opens_what_a_browser_sealed(sealer: Page, fields: dict[str, object]) -> None:
    key = "k" * 22
    envelope = sealer.evaluate(SEAL_TEXT, [json.dumps(fields), key, queue_key()])
    assert open_answers(envelope["sealed"], key) == fields
    with pytest.raises(SealBroken):
        open_answers(envelope["sealed"], "j" * 22)


def test_envelopes_look_alike_whatever_was_answered(sealer: Page) -> None:
    few = {"token": "t" * 32, "private_word": True, "answers": {}}
    many = {"token": "t" * 32, "private_word": False, "answers": {f"bond.peer.{k}": "none" for k in range(30)}}
    lengths = {len(sealer.evaluate(SEAL, [told, "k" * 22, queue_key()])["sealed"]) for told in (few, many)}
    assert len(lengths) == 1


def test_browser_and_server_bind_the_same_words(sealer: Page) -> None:
    text = sealer.evaluate("fetch('/static/fourfold/check-in/envelope.js').then((reply) => reply.text())")
    assert repr(INFO.decode())[1:-1] in text


NewPage = Callable[..., "Page"]
SEAL_VECTOR = """async (vector) => {
  const { seal } = await import("/static/fourfold/check-in/hpke.js");
  const raw = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const word = (hex) => btoa(String.fromCharCode(...raw(hex))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const jwk = { kty: "OKP", crv: "X25519", x: word(vector.encapsulated) };
  const ephemeral = {
    publicKey: await crypto.subtle.importKey("jwk", jwk, "X25519", true, []),
    privateKey: await crypto.subtle.importKey("jwk", { ...jwk, d: word(vector.ephemeral) }, "X25519", true, ["deriveBits"]),
  };
  const sealed = await seal(raw(vector.recipient), raw(vector.info), raw(vector.text), { aad: raw(vector.aad), ephemeral });
  return Array.from(sealed, (byte) => byte.toString(16).padStart(2, "0")).join("");
}"""
# As text: the driver itself drops a field that is called __proto__.
SEAL_TEXT = """async ([told, key, publicKey]) => {
  const { sealed } = await import("/static/fourfold/check-in/envelope.js");
  return sealed(JSON.parse(told), key, publicKey);
}"""
SEAL = """async ([told, key, publicKey]) => {
  const { sealed } = await import("/static/fourfold/check-in/envelope.js");
  return sealed(told, key, publicKey);
}"""
