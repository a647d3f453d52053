"""The door: what is asked, what is taken, and that nothing can be read back through it."""

import gzip
import json
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.instruments import meaning_of
from fourfold.vocabulary import Level
from fourfold.web.checkins.forms import answered, answers_to, questions_at, sent
from fourfold.web.checkins.tokens import Opens, new_key, token_of
from fourfold.web.models import AuditEntry, Card, Flag, Person, Session, Submission
from tests.web.checkins.ground import FORM, HTML, Opened, close_now, filled, post, questions_of, text


def send(opened: Opened, k: int = 0, **changed: str) -> tuple[int, dict[str, str]]:
    """Opens the page of a card and sends it, filled in and changed."""
    address = f"/c/{opened.token(k)}"
    form = {**filled(text(Client(), address)), **changed}
    return post(address, form, **HTML).status_code, form


def test_the_page_asks_what_the_card_says_and_no_more(opened: Opened) -> None:
    page = text(Client(), f"/c/{opened.token()}")
    asked = questions_of(page)
    assert asked == [question.key for question in questions_at(opened.at_door(), "en")]
    assert len(asked) == 13
    assert all(meaning_of(key).level in (*Level, None) for key in asked)
    peers = Person.objects.filter(pk__in=opened.cards[0].asked).values_list("label", flat=True)
    assert len(peers) == 3
    assert all(f"with {label} today" in page for label in peers)


def test_an_answer_is_stored_once_with_its_audit_entry_and_uses_up_the_card(opened: Opened) -> None:
    before = AuditEntry.objects.count()
    status, form = send(opened, private_word="1")
    assert status == 303
    stored = Submission.objects.get()
    assert set(json.loads(stored.answers).values()) == {5}
    assert (stored.key, stored.source, stored.language) == (form["key"], "phone", "en")
    assert Flag.objects.get().submission == stored
    assert Card.objects.get(pk=opened.cards[0].pk).used_at is not None
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.last().actor == f"card:{opened.cards[0].pk}"


def test_sending_again_says_the_same_and_stores_nothing(opened: Opened) -> None:
    address = f"/c/{opened.token()}"
    form = filled(text(Client(), address))
    said = [post(address, form, **HTML) for _ in range(3)]
    assert {(r.status_code, r["Location"]) for r in said} == {(303, "/c/goodbye/en")}
    assert Submission.objects.count() == 1
    assert AuditEntry.objects.filter(verb="check in").count() == 1


def test_a_second_form_of_a_used_card_says_that_the_first_answers_are_kept(opened: Opened) -> None:
    status, form = send(opened)
    second = post(f"/c/{opened.token()}", {**form, "key": new_key()}, **HTML)
    assert second.status_code == 409
    assert "sent first are kept" in second.content.decode()
    assert Submission.objects.get().key == form["key"]
    assert status == 303


def test_a_key_of_somebody_else_is_refused_and_says_nothing_of_them(opened: Opened) -> None:
    _, first = send(opened, 0)
    status, _ = send(opened, 1, key=first["key"])
    assert status == 400
    assert Submission.objects.count() == 1
    assert Card.objects.get(pk=opened.cards[1].pk).used_at is None


def test_back_and_reload_show_a_spent_page(opened: Opened) -> None:
    send(opened)
    again = Client().get(f"/c/{opened.token()}", **HTML)
    assert again.status_code == 410
    assert "<form" not in again.content.decode()
    assert again["Cache-Control"] == "no-store"


@pytest.mark.parametrize("k", range(8))
def test_prefer_not_to_say_and_leaving_out_look_the_same(opened: Opened, k: int) -> None:
    page = text(Client(), f"/c/{opened.token(k)}")
    keys = questions_of(page)
    card = opened.at_door(k)
    said = answered(card, sent({"key": new_key(), "language": "en", **dict.fromkeys(keys, "")}), "phone")
    left_out = answered(card, sent({"key": new_key(), "language": "en"}), "phone")
    assert said.answers == left_out.answers == dict.fromkeys(keys)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"bond.group": "8"}, "none of those that can be chosen (bond.group)"),
        ({"bond.group": "0"}, "none of those"),
        ({"bond.group": "5.0"}, "none of those"),
        ({"bond.group": "none"}, "none of those"),
        ({"bond.peer.999999": "4"}, "was not asked (bond.peer.999999)"),
        ({"weight": "4"}, "was not asked (weight)"),
        ({"key": "short"}, "A part of the form was missing"),
        ({"language": "xx"}, "none of those"),
        ({"private_word": "yes"}, "none of those"),
        ({"bond.group": "4" * 17_000}, "More was sent than this form holds"),
    ],
)
def test_a_form_that_is_not_ours_is_refused_whole(opened: Opened, changed: dict[str, str], says: str) -> None:
    address = f"/c/{opened.token()}"
    form = {**filled(text(Client(), address)), **changed}
    refused = post(address, form, **HTML)
    assert refused.status_code == 400
    assert says in refused.content.decode()
    assert not Submission.objects.exists()
    assert Card.objects.get(pk=opened.cards[0].pk).used_at is None


def test_a_question_answered_twice_is_refused(opened: Opened) -> None:
    address = f"/c/{opened.token()}"
    form = filled(text(Client(), address))
    body = "&".join([*(f"{k}={v}" for k, v in form.items()), "bond.group=1"])
    twice = Client().post(address, body, content_type=FORM, **HTML)
    assert twice.status_code == 400
    assert not Submission.objects.exists()


def test_what_a_stranger_sends_is_shown_escaped(opened: Opened) -> None:
    address = f"/c/{opened.token()}"
    refused = post(address, {**filled(text(Client(), address)), "<script>x": "1"}, **HTML)
    assert b"<script>" not in refused.content


def test_names_are_escaped_everywhere_on_the_page(opened: Opened) -> None:
    Person.objects.update(label='"><script>alert(1)</script>&.')
    opened.world.group.name = "<b>Group</b>"
    opened.world.group.save()
    page = text(Client(), f"/c/{opened.token()}")
    assert "<script>" not in page
    assert "alert(1)<" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;" in page


def test_initials_keep_one_full_stop(opened: Opened) -> None:
    assert ".." not in text(Client(), f"/c/{opened.token()}")


@pytest.mark.parametrize(("language", "title"), [("en", "How was today for you?"), ("es", "¿Cómo fue hoy para usted?")])
def test_each_language_has_its_page_and_a_way_to_the_other(opened: Opened, language: str, title: str) -> None:
    page = text(Client(), f"/c/{opened.token()}?l={language}")
    other = {"en": "es", "es": "en"}[language]
    assert f'<html lang="{language}">' in page
    assert title in page
    assert f'href="?l={other}"' in page
    form = filled(page)
    sent_in = post(f"/c/{opened.token()}", form, **HTML)
    assert sent_in["Location"] == f"/c/goodbye/{language}"
    assert Submission.objects.get().language == language


def test_a_member_meets_their_own_language_and_shapes(opened: Opened) -> None:
    Person.objects.update(language="es", shapes=True)
    page = text(Client(), f"/c/{opened.token()}")
    assert '<html lang="es">' in page
    assert 'class="check-in shapes"' in page
    assert 'class="check-in"' in text(Client(), f"/c/{opened.token()}?s=0")


def test_every_screen_has_the_private_word_and_what_may_be_seen(opened: Opened) -> None:
    page = text(Client(), f"/c/{opened.token()}")
    assert page.count('name="private_word"') == 1
    assert "No other member sees your answers." in page
    assert page.count('value=""') == page.count("radiogroup")
    assert "Facilitator 1 will see this soon" in page


def test_the_first_view_is_at_most_thirty_kilobytes(opened: Opened) -> None:
    for address in (f"/c/{opened.token()}?l=en", f"/c/{opened.token()}?l=es&s=1"):
        page = Client().get(address, HTTP_ACCEPT_ENCODING="gzip").content
        files = re.findall(rb'(?:href|src)="/static/([^"]+)"', gzip.decompress(page))
        assert len(files) in (4, 5)
        files.append(b"fourfold/check-in/form.js")
        total = len(page) + sum(Path(finders.find(name.decode())).stat().st_size for name in files)
        assert total <= 30_000


def test_closed_check_ins_take_nothing(opened: Opened) -> None:
    form = filled(text(Client(), f"/c/{opened.token()}"))
    close_now(opened.session)
    assert Client().get(f"/c/{opened.token()}", **HTML).status_code == 410
    assert post(f"/c/{opened.token()}", form, **HTML).status_code == 410
    assert not Submission.objects.exists()


def test_check_ins_that_nobody_closes_end_by_themselves(opened: Opened) -> None:
    Session.objects.filter(pk=opened.session.pk).update(opened_at=timezone.now() - timedelta(days=8))
    assert Client().get(f"/c/{opened.token()}", **HTML).status_code == 410


def test_a_card_opens_nothing_for_another_person(opened: Opened) -> None:
    """The form of one card, sent to another's address, is refused where it asks about other people."""
    form = filled(text(Client(), f"/c/{opened.token(0)}"))
    assert post(f"/c/{opened.token(4)}", form, **HTML).status_code == 400
    assert not Submission.objects.exists()


@pytest.mark.parametrize("address", ["/c/", "/c/{token}", "/c/goodbye/en", "/c/" + "A" * 32])
def test_the_door_carries_its_own_headers_and_no_cookie(opened: Opened, address: str) -> None:
    response = Client().get(address.format(token=opened.token()))
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert not response.cookies


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"HTTP_ORIGIN": "http://testserver"}, 303),
        ({"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"}, 303),
        ({}, 303),
        ({"HTTP_ORIGIN": "null"}, 403),
        ({"HTTP_ORIGIN": "https://testserver"}, 403),
        ({"HTTP_ORIGIN": "http://elsewhere.invalid"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, 403),
        ({"HTTP_SEC_FETCH_SITE": "same-site", "HTTP_ORIGIN": "http://testserver"}, 403),
    ],
)
def test_a_form_is_taken_only_from_this_site(opened: Opened, headers: dict[str, str], status: int) -> None:
    address = f"/c/{opened.token()}"
    assert post(address, filled(text(Client(), address)), **headers).status_code == status


def test_nothing_of_an_answer_is_in_an_address_or_a_log(opened: Opened, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        address = f"/c/{opened.token()}"
        done = post(address, filled(text(Client(), address), "7"), **HTML)
    page = Client().get(done["Location"]).content.decode()
    assert "bond" not in done["Location"] + page
    written = "\n".join(r.getMessage() for r in caplog.records if not r.name.startswith("django.db"))
    assert "bond.group" not in written
    assert all("bond" not in entry.detail for entry in AuditEntry.objects.all())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_answers_to_any_questions_come_back_as_they_were_given(opened: Opened, data: st.DataObject) -> None:
    questions = questions_at(opened.at_door(data.draw(st.integers(0, 7))), data.draw(st.sampled_from(["en", "es"])))
    chosen = data.draw(st.lists(st.sampled_from(questions), unique=True))
    given_in = {question.key: data.draw(st.sampled_from(question.answers)) for question in chosen}
    stored = json.loads(json.dumps(answers_to(questions, given_in)))
    assert list(stored) == [question.key for question in questions]
    for key, value in stored.items():
        assert ("" if value is None else str(value)) == given_in.get(key, "")


def test_the_address_of_a_lost_card_opens_nothing(opened: Opened) -> None:
    for token in ("A" * 32, token_of(Opens.CARD, 10**9, 1), token_of(Opens.KIOSK, opened.cards[0].pk, 1)):
        response = Client().get(f"/c/{token}", **HTML)
        assert response.status_code == 404
        assert "opens nothing" in response.content.decode()
