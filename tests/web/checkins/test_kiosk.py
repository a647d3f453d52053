"""The code page, the kiosk, its pack, and the queue of answers that waited for the network."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from django.test import Client
from django.utils import timezone

from fourfold.web.checkins import seals
from fourfold.web.checkins.queries import AtDoor
from fourfold.web.checkins.seals import SealBroken, open_answers, open_blob, seal_answers
from fourfold.web.checkins.throttle import TRIES_AT_ONCE
from fourfold.web.checkins.tokens import KIOSK_COOKIE, Opens, new_key, token_of
from fourfold.web.models import AuditEntry, Card, Flag, Submission
from tests.web.checkins.ground import HTML, Opened, close_now, filled, post, questions_of, text


def kiosk_of(opened: Opened) -> str:
    return f"/c/kiosk/{token_of(Opens.KIOSK, opened.session.pk, 0)}"


def test_a_code_leads_to_its_check_in_however_it_is_typed(opened: Opened) -> None:
    code = opened.cards[0].code
    for typed in (code, code.lower(), f"{code[:3]} {code[3:]}"):
        led = post("/c/", {"code": typed}, **HTML)
        assert (led.status_code, led["Location"]) == (303, f"/c/{opened.token()}")


def test_wrong_used_and_closed_codes_get_the_same_answer(opened: Opened) -> None:
    address = f"/c/{opened.token()}"
    post(address, filled(text(Client(), address)))
    used = post("/c/", {"code": opened.cards[0].code}, **HTML)
    wrong = post("/c/", {"code": "ZZZZZZ"}, **HTML)
    close_now(opened.session)
    closed = post("/c/", {"code": opened.cards[1].code}, **HTML)
    nothing = post("/c/", {}, **HTML)
    assert {(r.status_code, r.content) for r in (used, wrong, closed, nothing)} == {(422, used.content)}
    assert "does not open a check-in now" in used.content.decode()


def test_who_tries_codes_waits_seconds_and_is_not_locked_out(opened: Opened) -> None:
    for _ in range(TRIES_AT_ONCE):
        assert post("/c/", {"code": "ZZZZZZ"}, **HTML).status_code == 422
    held_up = post("/c/", {"code": opened.cards[0].code}, **HTML)
    assert held_up.status_code == 429
    assert 0 < int(held_up["Retry-After"]) <= 6
    elsewhere = post("/c/", {"code": opened.cards[0].code}, REMOTE_ADDR="192.0.2.7", **HTML)
    assert elsewhere.status_code == 303


def test_starting_the_kiosk_signs_out_and_keeps_what_waits(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    assert "You are signed out" in client.get(f"/c/kiosk/start/{opened.session.pk}/").content.decode()
    started = client.post(f"/c/kiosk/start/{opened.session.pk}/")
    assert (started.status_code, started["Location"]) == (303, kiosk_of(opened))
    assert "storage" not in started["Clear-Site-Data"]
    assert started.cookies[KIOSK_COOKIE].value
    assert client.get(f"/c/cards/{opened.session.pk}/").status_code == 302
    assert AuditEntry.objects.filter(verb="start kiosk").exists()
    page = client.get(started["Location"]).content.decode()
    assert 'method="post"' in page
    assert not [p.label for p in opened.world.members if f">{p.label}<" in page]


def test_no_device_is_handed_over_once_check_ins_are_closed(opened: Opened, signed_in: Callable[[str], Client]) -> None:
    close_now(opened.session)
    client, address = signed_in("facilitator"), f"/c/kiosk/start/{opened.session.pk}/"
    for answer in (client.get(address), client.post(address)):
        assert answer["Location"] == f"/c/cards/{opened.session.pk}/"
    assert client.get(f"/c/cards/{opened.session.pk}/").status_code == 200, "still signed in"


def test_a_check_in_at_the_kiosk_comes_back_to_the_pad(opened: Opened) -> None:
    kiosk = kiosk_of(opened)
    led = post(kiosk, {"code": opened.cards[0].code}, **HTML)
    address = led["Location"]
    assert address == f"{kiosk}/{opened.token()}"
    page = text(Client(), address)
    assert f'content="75;url={kiosk}"' in page
    done = post(address, filled(page), **HTML)
    assert done["Location"] == f"{kiosk}/done/en"
    assert f'content="5;url={kiosk}"' in text(Client(), done["Location"])
    assert Submission.objects.get().source == "kiosk"
    spent = Client().get(address, **HTML)
    assert spent.status_code == 410
    assert f"url={kiosk}" in spent.content.decode()


def test_a_kiosk_opens_cards_of_its_own_session_only(opened: Opened) -> None:
    other = token_of(Opens.KIOSK, opened.session.pk - 1, 0)
    assert Client().get(f"/c/kiosk/{other}/{opened.token()}", **HTML).status_code == 404
    assert Client().get(f"/c/kiosk/{opened.token()}", **HTML).status_code == 410
    close_now(opened.session)
    assert Client().get(kiosk_of(opened), **HTML).status_code == 410


def test_the_pack_opens_with_a_code_and_tells_nothing_without(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "ITERATIONS", 1000)
    pack = Client().get(f"{kiosk_of(opened)}/pack").json()
    assert pack["iterations"] == 1000
    assert len({len(blob) for blob in pack["cards"]}) == 1
    assert not [p.label for p in opened.world.members if p.label in json.dumps({**pack, "cards": [], "salt": ""})]
    own = [told for b in pack["cards"] if (told := open_blob(b, opened.cards[2].code, pack["salt"], 1000))]
    told = json.loads(own[0])
    assert len(own) == 1
    assert told["token"] == opened.token(2)
    assert [person for person, _ in told["peers"]] == opened.cards[2].asked
    assert questions_of(told["pages"]["es"])
    assert not any(open_blob(b, "ZZZZZZ", pack["salt"], 1000) for b in pack["cards"])


def test_the_pack_is_sealed_with_many_rounds() -> None:
    assert seals.ITERATIONS >= 200_000


def envelope(card: AtDoor, at: datetime | None = None, **changed: object) -> dict[str, object]:
    key = new_key()
    fields = {"token": card.token, "language": "en", "answers": {"bond.group": "6"}, "private_word": True, **changed}
    return {"key": key, "sealed": seal_answers(fields, key), "answered_at": (at or timezone.now()).isoformat(), "offset": 60}


def deliver(*envelopes: object) -> list[dict[str, str]]:
    response = Client().post("/c/queue", json.dumps({"envelopes": envelopes}), content_type="application/json")
    assert response.status_code == 200
    results: list[dict[str, str]] = response.json()["results"]
    return results


def test_sealed_answers_are_stored_once_and_say_so_by_key(opened: Opened) -> None:
    first, second = envelope(opened.at_door(0)), envelope(opened.at_door(1), private_word=False)
    assert [r["answer"] for r in deliver(first, second)] == ["stored", "stored"]
    assert [r["answer"] for r in deliver(second, first, first)] == ["already"] * 3
    stored = Submission.objects.get(key=first["key"])
    assert json.loads(stored.answers)["bond.group"] == 6
    assert (stored.offset_minutes, stored.private_word) == (60, True)
    assert Flag.objects.count() == 1


def test_a_second_answer_of_a_card_is_refused_and_the_first_is_kept(opened: Opened) -> None:
    first, second = envelope(opened.at_door()), envelope(opened.at_door(), answers={"bond.group": "1"})
    assert deliver(first, second)[1] == {"key": second["key"], "answer": "refused", "reason": "first_kept"}
    assert Submission.objects.get().key == first["key"]


def test_one_that_cannot_be_taken_spoils_no_other(opened: Opened) -> None:
    card = opened.at_door(0)
    moved = {**envelope(card), "key": new_key()}
    said = deliver(
        moved,
        envelope(card, answers={"bond.group": "9"}),
        envelope(card, answers={"bond.group": 6}),
        envelope(card, token="A" * 32),
        {**envelope(card), "answered_at": "yesterday"},
        "nothing",
        envelope(card),
    )
    assert [r.get("reason", r["answer"]) for r in said] == [
        *("seal", "off_scale", "envelope", "unknown", "answered_at", "envelope", "stored"),
    ]
    assert Submission.objects.count() == 1


def test_answers_given_before_the_end_are_taken_for_a_day_after(opened: Opened) -> None:
    before, late = envelope(opened.at_door(0), timezone.now() - timedelta(hours=3)), envelope(opened.at_door(1))
    close_now(opened.session, hours_ago=2)
    assert [r.get("reason", r["answer"]) for r in deliver(before, late)] == ["stored", "closed"]
    close_now(opened.session, hours_ago=25)
    assert deliver(envelope(opened.at_door(2), timezone.now() - timedelta(hours=30)))[0]["reason"] == "closed"


def test_changing_the_address_within_one_network_does_not_begin_anew(opened: Opened) -> None:
    for k in range(TRIES_AT_ONCE):
        assert post("/c/", {"code": "ZZZZZZ"}, REMOTE_ADDR=f"2001:db8::{k:x}", **HTML).status_code == 422
    assert post("/c/", {"code": "ZZZZZZ"}, REMOTE_ADDR="2001:db8::ffff", **HTML).status_code == 429
    for other in ("2001:db8:0:1::1", "::ffff:192.0.2.7", "192.0.2.8"):
        assert post("/c/", {"code": "ZZZZZZ"}, REMOTE_ADDR=other, **HTML).status_code == 422


def test_an_envelope_made_to_break_the_reader_spoils_no_other(opened: Opened) -> None:
    card, key = opened.at_door(), new_key()
    to = X25519PublicKey.from_public_bytes(b64decode(seals.queue_key()))
    deep = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM).encrypt(b"[" * 12_000, to, info=seals.INFO + key.encode())
    hostile = [
        {**envelope(card), "key": key, "sealed": b64encode(deep).decode()},
        {**envelope(card), "answered_at": "0001-01-01T00:00:00+14:00"},
        {**envelope(card), "answered_at": "9999-12-31T23:59:59-14:00"},
        {**envelope(card), "offset": True},
    ]
    reasons = [answer.get("reason", answer["answer"]) for answer in deliver(*hostile, envelope(card))]
    assert reasons == ["seal", "answered_at", "answered_at", "answered_at", "stored"]
    assert Client().post("/c/queue", "[" * 100_000, content_type="application/json").status_code == 400


def test_a_queue_of_more_than_two_hundred_is_refused_whole(opened: Opened) -> None:
    body = json.dumps({"envelopes": [envelope(opened.at_door())] * 201})
    assert Client().post("/c/queue", body, content_type="application/json").status_code == 400
    assert Client().post("/c/queue", "[]", content_type="application/json").status_code == 400
    assert not Card.objects.exclude(used_at=None).exists()


def test_a_seal_opens_with_its_own_key_only() -> None:
    sealed = seal_answers({"a": 1}, "k" * 22)
    assert open_answers(sealed, "k" * 22) == {"a": 1}
    for broken, key in ((sealed, "l" * 22), (sealed[:-4] + "AAA=", "k" * 22), ("", "k" * 22), ("%", "k" * 22)):
        with pytest.raises(SealBroken):
            open_answers(broken, key)
