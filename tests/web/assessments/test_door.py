"""The door of a self-assessment: one item at a time, each answer kept, back, left out, resumed, and closed in time."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.web.assessments.actions.asking import give_anew, withdraw
from fourfold.web.assessments.queries.parts import on_today
from fourfold.web.checkins.throttle import TRIES_AT_ONCE
from fourfold.web.models import Administration, AuditEntry, Consent
from tests.web.assessments.asked import answer_all, ask_first, door_of, give_wording, phone
from tests.web.personas import World

KEYS = ["going", "carries", "people", "practice", "hard"]


def test_one_item_at_a_time_each_kept_and_a_goodbye(world: World) -> None:
    row, client = ask_first(world), phone()
    address = door_of(row)
    opening = client.get(address).content.decode()
    assert "How is it going since the group?" in opening
    assert "Facilitator 1 can see your answers" in opening
    first = client.get(f"{address}?at=1").content.decode()
    assert "I manage well day by day." in first
    assert "1 of 5" in first
    answer = client.post(address, {"item": "going", "answer": "6"})
    assert answer.headers["Location"].endswith("at=2")
    row.refresh_from_db()
    assert (row.answers, row.source, row.finished_at) == ({"going": 6}, "phone", None)
    second = client.get(answer.headers["Location"]).content.decode()
    assert "What I learned in the group still helps me." in second
    for key in KEYS[1:]:
        answer = client.post(address, {"item": key, "answer": "4"})
    assert answer.headers["Location"] == reverse("assessment-goodbye", args=["en"])
    row.refresh_from_db()
    assert row.finished_at is not None
    assert row.code is None
    goodbye = client.get(answer.headers["Location"]).content.decode()
    assert "Thank you." in goodbye
    assert "4" not in goodbye.partition("<main")[2]


def test_it_goes_on_where_one_stopped_and_one_may_go_back(world: World) -> None:
    row, client = ask_first(world), phone()
    address = door_of(row)
    client.post(address, {"item": "going", "answer": "6"})
    client.post(address, {"item": "carries", "answer": ""})
    assert "I know who I would ask for help." in phone().get(address).content.decode()
    back = client.get(f"{address}?at=1").content.decode()
    assert 'value="6" checked' in back
    left_out = client.get(f"{address}?at=2").content.decode()
    assert 'value="" checked' in left_out
    assert "I know who I would ask for help." in client.get(f"{address}?at=5").content.decode()
    client.post(address, {"item": "going", "answer": "2"})
    row.refresh_from_db()
    assert row.answers == {"going": 2, "carries": None}


@pytest.mark.parametrize("answer", ["8", "0", "-1", "3.5", "x", "9" * 30])
def test_an_answer_that_was_not_offered_is_stored_nowhere(world: World, answer: str) -> None:
    row = ask_first(world)
    told = phone().post(door_of(row), {"item": "going", "answer": answer})
    assert told.status_code == 400
    assert "none of those that can be chosen" in told.content.decode()
    row.refresh_from_db()
    assert (row.answers, row.begun_at) == ({}, None)


def test_no_answer_is_asked_for_again_and_an_unknown_item_refused(world: World) -> None:
    row = ask_first(world)
    told = phone().post(door_of(row), {"item": "going"})
    assert told.status_code == 422
    assert "Please choose one of the answers" in told.content.decode()
    assert phone().post(door_of(row), {"item": "elsewhere", "answer": "1"}).status_code == 400


def test_what_is_finished_takes_nothing_more_and_does_not_tell_which_answer_it_was(world: World) -> None:
    row = ask_first(world)
    client = answer_all(row, [6, 5, 4, None, 2])
    address = door_of(row)
    assert client.get(address).status_code == 410
    tried = [client.post(address, {"item": "hard", "answer": answer}) for answer in ("", *"1234567")]
    tried += [client.post(address, {"item": "hard"}), client.post(address, {"item": "no such"}), client.post(address)]
    assert {answer.status_code for answer in tried} == {410}
    assert len({answer.content for answer in tried}) == 1
    row.refresh_from_db()
    assert row.answers == {"going": 6, "carries": 5, "people": 4, "practice": None, "hard": 2}


def test_no_door_for_what_was_withdrawn_replaced_or_is_long_past(world: World) -> None:
    row, by = ask_first(world), world.viewer("facilitator")
    old = door_of(row)
    give_anew(row.pk, by=by)
    assert phone().get(old).status_code == 404
    new = door_of(row)
    assert phone().get(new).status_code == 200
    Administration.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(days=28))
    assert phone().get(new).status_code == 410
    Administration.objects.filter(pk=row.pk).update(due_on=timezone.localdate())
    withdraw(row.pk, by=by)
    assert phone().get(new).status_code == 410
    assert phone().post(new, {"item": "going", "answer": "3"}).status_code == 410
    row.refresh_from_db()
    assert row.answers == {}


def test_a_form_from_elsewhere_is_refused(world: World) -> None:
    row = ask_first(world)
    told = phone().post(door_of(row), {"item": "going", "answer": "3"}, headers={"origin": "https://elsewhere.example"})
    assert told.status_code == 403
    row.refresh_from_db()
    assert row.answers == {}


def test_a_code_opens_it_and_guessing_is_slowed_down(world: World) -> None:
    row, client, pad = ask_first(world), phone(), reverse("assessment-code")
    assert row.code is not None
    assert client.post(pad, {"code": f"{row.code[:3]} {row.code[3:].lower()}"}).headers["Location"] == door_of(row)
    for _ in range(TRIES_AT_ONCE):
        assert client.post(pad, {"code": "WRONG2"}).status_code == 422
    slowed = client.post(pad, {"code": row.code})
    assert slowed.status_code == 429
    assert int(slowed.headers["Retry-After"]) > 0


def test_an_answer_keeps_the_wording_it_was_given_to(world: World) -> None:
    first = give_wording(world, "who_5")
    row, client = ask_first(world, "who_5"), phone()
    address = door_of(row)
    key = next(iter(k for k in first.texts if k not in ("title", "instructions", "goodbye")))
    client.post(address, {"item": key, "answer": "3"})
    first.replaced_at = timezone.now()
    first.save()
    second = give_wording(world, "who_5")
    second.texts = {name: f"Changed: {text}" for name, text in second.texts.items()}
    second.save()
    row.refresh_from_db()
    assert row.wording_id == first.pk
    assert "Changed" not in client.get(address).content.decode()
    asked = Administration.objects.create(
        person=world.members[1], group=world.group, instrument="who_5", version="1", language="en",
        wording=first, due_on=timezone.localdate(),
    )  # fmt: skip
    assert "Changed" in client.get(door_of(asked)).content.decode()


def test_what_happens_at_the_door_is_in_the_log_without_any_answer(world: World) -> None:
    row = ask_first(world)
    answer_all(row, [6, 5, 4, None, 2])
    entries = list(AuditEntry.objects.filter(subject=f"administration:{row.pk}").order_by("pk"))
    assert [entry.verb for entry in entries] == ["ask for assessment", *["answer assessment"] * 4, "finish assessment"]
    assert {entry.detail for entry in entries[1:]} == {""}
    assert {entry.person_id for entry in entries} == {world.members[0].pk}


def test_each_language_that_there_is_can_be_chosen(world: World) -> None:
    row = ask_first(world)
    assert 'hreflang="es"' in phone().get(door_of(row)).content.decode()
    spanish = phone().get(f"{door_of(row)}?l=es&at=1").content.decode()
    assert "Me las arreglo bien día a día." in spanish
    phone().post(f"{door_of(row)}?l=es", {"item": "going", "answer": "5"})
    row.refresh_from_db()
    assert row.language == "es"


def test_nobody_else_is_named_and_nothing_is_kept_by_the_browser(world: World, signed_in: Callable[[str], Client]) -> None:
    answer = phone().get(f"{door_of(ask_first(world))}?at=1")
    words = answer.content.decode()
    assert not {member.label for member in world.members} & set(words.replace("<", " ").replace(">", " ").split())
    assert answer.headers["Cache-Control"] == "no-store"


def test_whoever_does_not_agree_any_more_is_asked_nothing_and_waits_on_no_list(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    row, client = ask_first(world), phone()
    address, code = door_of(row), row.code
    assert client.post(address, {"item": "going", "answer": "6"}).status_code == 303
    Consent.objects.filter(person=row.person, kind="taking_part").update(withdrawn_on=timezone.localdate())
    assert client.get(address).status_code == 410
    assert client.post(address, {"item": "carries", "answer": "6"}).status_code == 410
    assert client.post(reverse("assessment-code"), {"code": code}).status_code == 422
    row.refresh_from_db()
    assert row.answers == {"going": 6}
    assert not on_today(world.viewer("facilitator"))
    page = signed_in("facilitator").get(reverse("group-assessments", args=[world.group.pk])).content.decode()
    assert row.person.label not in page
    assert code not in signed_in("facilitator").get(reverse("assessment-cards", args=[world.group.pk])).content.decode()


HEARD = re.compile(r"<(\w+)[^>]* data-say[^>]*>(.*?)</\1>", flags=re.DOTALL)


def heard(page: str) -> list[str]:
    """What a page has to be read aloud, in its order, as a listener hears it."""
    return [re.sub(r"<[^>]*>", "", text) for _, text in HEARD.findall(page)]


def test_each_page_says_what_is_to_be_heard_of_it_and_brings_the_words_of_the_button(world: World) -> None:
    give_wording(world, "gad_7")
    ours, theirs = ask_first(world), ask_first(world, "gad_7")
    own = phone().get(f"{door_of(ours)}?at=1").content.decode()
    assert heard(own) == ["I manage well day by day.", "I prefer not to say"]
    assert '<p class="ends">' in own
    imported = phone().get(f"{door_of(theirs)}?at=1").content.decode()
    assert heard(imported) == ["Sentence 1 of the test", *(f"answer {n} of the test" for n in range(4)), "I prefer not to say"]
    missing = phone().post(door_of(theirs), {"item": "q1"})
    assert "Please choose one of the answers" in heard(missing.content.decode())[1]
    opening = phone().get(f"{door_of(ours)}?l=es").content.decode()
    assert len(heard(opening)) == 3
    assert 'data-listen="Escuchar" data-stop="Dejar de leer en voz alta"' in opening
