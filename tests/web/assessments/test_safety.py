"""An answer about safety reaches those who lead the group at the moment of answering, whatever becomes of the rest."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.web.assessments.actions.asking import ask, withdraw
from fourfold.web.assessments.actions.typing import type_answers
from fourfold.web.assessments.pages.shared_device import COOKIE, KIOSK_S
from fourfold.web.flags import queries as flags
from fourfold.web.flags.actions import done
from fourfold.web.models import Administration, AuditEntry, Consent, Flag
from tests.web.assessments.asked import ask_first, at_kiosk, door_of, give_wording, phone
from tests.web.personas import World

SAFETY = {"core_10": "q6", "phq_9": "q9"}


@pytest.mark.parametrize("key", SAFETY)
def test_it_stands_on_today_at_once_though_the_rest_is_never_finished(
    world: World, signed_in: Callable[[str], Client], key: str
) -> None:
    give_wording(world, key)
    row = ask_first(world, key)
    answer = phone().post(door_of(row), {"item": SAFETY[key], "answer": "1"})
    assert answer.headers["Location"].startswith(reverse("assessment-told", args=[door_of(row).rpartition("/")[2]]))
    flag = Flag.objects.get(administration=row)
    assert (flag.kind, flag.person_id, flag.group_id) == ("safety", world.members[0].pk, world.group.pk)
    page = signed_in("facilitator").get(reverse("today")).content.decode()
    assert "A. gave an answer about safety. Please speak with them soon." in page
    assert "in a self-assessment, Tuesday group" in page
    row.refresh_from_db()
    assert row.finished_at is None
    assert AuditEntry.objects.filter(verb="raise flag", person_id=world.members[0].pk).count() == 1


def test_the_member_reads_plainly_what_happens_now_and_goes_on(world: World) -> None:
    give_wording(world, "phq_9")
    row, client = ask_first(world, "phq_9"), phone()
    assert "One question is about your safety." in client.get(door_of(row)).content.decode()
    told = client.get(client.post(door_of(row), {"item": "q9", "answer": "3"}).headers["Location"]).content.decode()
    assert "Facilitator 1 can see now that you gave this answer" in told
    assert "Nobody watches this page all day" in told
    assert "If it cannot wait:" in told
    assert "Sentence 1 of the test" in client.get(door_of(row)).content.decode()


@pytest.mark.parametrize("answer", ["0", ""])
def test_the_lowest_answer_and_none_at_all_raise_nothing_and_tell_nothing(world: World, answer: str) -> None:
    give_wording(world, "core_10")
    row, client = ask_first(world, "core_10"), phone()
    assert "/told" not in client.post(door_of(row), {"item": "q6", "answer": answer}).headers["Location"]
    assert not Flag.objects.exists()
    assert client.get(f"{door_of(row)}/told").status_code == 410


def test_taking_the_answer_back_takes_the_flag_back_from_nobody(world: World) -> None:
    give_wording(world, "core_10")
    row, client = ask_first(world, "core_10"), phone()
    for answer in ("2", "0", "3"):
        client.post(door_of(row), {"item": "q6", "answer": answer})
    assert len(flags.waiting(world.viewer("facilitator"))) == 1


def test_another_answer_after_somebody_has_spoken_waits_again_and_the_same_one_does_not(world: World) -> None:
    give_wording(world, "core_10")
    row, client = ask_first(world, "core_10"), phone()
    client.post(door_of(row), {"item": "q6", "answer": "1"})
    done(Flag.objects.get().pk, by=world.viewer("facilitator"))
    client.post(door_of(row), {"item": "q6", "answer": "1"})
    assert flags.waiting(world.viewer("facilitator")) == []
    client.post(door_of(row), {"item": "q6", "answer": "4"})
    assert [waiting.taken_by for waiting in flags.waiting(world.viewer("facilitator"))] == [""]


def test_where_it_is_the_last_item_the_page_is_still_shown_and_later_no_more(world: World) -> None:
    give_wording(world, "phq_9")
    row, client = ask_first(world, "phq_9"), phone()
    for item in instrument("phq_9").items:
        answer = client.post(door_of(row), {"item": item.key, "answer": "1"})
    page = client.get(answer.headers["Location"])
    assert page.status_code == 200
    assert reverse("assessment-goodbye", args=["en"]) in page.content.decode()
    for again in ("1", "0"):
        assert client.post(door_of(row), {"item": "q9", "answer": again}).headers["Location"] == answer.headers["Location"]
    Administration.objects.filter(pk=row.pk).update(finished_at=timezone.now() - timedelta(hours=1))
    assert client.get(answer.headers["Location"]).status_code == 410


def test_an_answer_typed_from_paper_is_told_too(world: World) -> None:
    answers: dict[str, int | None] = {item.key: 0 for item in instrument("core_10").items} | {"q6": 1}
    where = (world.members[2].pk, world.group.pk, "core_10")
    type_answers(where, timezone.localdate(), answers, by=world.viewer("facilitator"))
    assert [waiting.label for waiting in flags.waiting(world.viewer("facilitator"))] == ["C."]


def test_a_shared_device_never_asks_about_safety_and_offers_the_form_without_it(world: World) -> None:
    for key in ("phq_9", "phq_8"):
        give_wording(world, key)
    row = ask_first(world, "phq_9")
    kiosk = at_kiosk(row)
    page = kiosk.get(door_of(row)).content.decode()
    assert "nobody should answer that alone" in page
    assert "Answer that one here" in page
    assert kiosk.post(door_of(row), {"item": "q9", "answer": "2"}).status_code == 409
    assert not Flag.objects.exists()
    kiosk.post(door_of(row), {"instead": "1"})
    row.refresh_from_db()
    assert row.instrument == "phq_8"
    assert "Sentence 1 of the test" in kiosk.get(f"{door_of(row)}?at=1").content.decode()


def test_a_phone_cannot_swap_it_and_nobody_can_once_it_was_begun(world: World) -> None:
    for key in ("phq_9", "phq_8"):
        give_wording(world, key)
    row = ask_first(world, "phq_9")
    phone().post(door_of(row), {"instead": "1"})
    phone().post(door_of(row), {"item": "q1", "answer": "1"})
    at_kiosk(row).post(door_of(row), {"instead": "1"})
    row.refresh_from_db()
    assert row.instrument == "phq_9"


def test_without_a_form_to_put_in_its_place_paper_or_a_phone_is_named(world: World) -> None:
    give_wording(world, "core_10")
    row = ask_first(world, "core_10")
    page = at_kiosk(row).get(door_of(row)).content.decode()
    assert "on your own phone, or on paper" in page
    assert "Answer that one here" not in page


def test_a_shared_device_shows_nothing_that_was_answered(world: World) -> None:
    row = ask_first(world)
    kiosk = at_kiosk(row)
    kiosk.post(door_of(row), {"item": "going", "answer": "6"})
    page = kiosk.get(f"{door_of(row)}?at=1").content.decode()
    assert "checked" not in page
    assert '<noscript><meta http-equiv="refresh" content="75;url=/a/"></noscript>' in page
    assert 'data-kiosk="/a/" data-idle-seconds="75"' in page
    assert 'content="5;url=/a/"' in kiosk.get(reverse("assessment-goodbye", args=["en"])).content.decode()
    row.refresh_from_db()
    assert row.source == "kiosk"


def test_a_shared_device_that_tells_that_somebody_is_here_keeps_the_way_open_and_opens_no_other(world: World) -> None:
    row = ask_first(world)
    kiosk, address = at_kiosk(row), door_of(row)
    assert kiosk.head(address).cookies[COOKIE]["max-age"] > KIOSK_S + 10
    kiosk.get(reverse("assessment-code"))
    gone = kiosk.head(address)
    assert gone["Location"] == reverse("assessment-code")
    assert COOKIE not in gone.cookies


def test_what_to_do_if_it_cannot_wait_is_told_in_the_words_of_the_site(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client, address = signed_in("facilitator"), reverse("urgent-words")
    given = {"site": world.site.pk, "en": "Press the  bell by the door.", "es": "Toque el timbre."}
    page = client.post(address, given, follow=True).content.decode()
    assert "Press the bell by the door." in page
    give_wording(world, "core_10")
    row, phone_ = ask_first(world, "core_10"), phone()
    told = phone_.get(phone_.post(door_of(row), {"item": "q6", "answer": "1"}).headers["Location"]).content.decode()
    assert "Press the bell by the door." in told
    assert "emergency number" not in told
    client.post(address, {**given, "en": ""})
    assert "emergency number" in phone_.get(f"{door_of(row)}/told").content.decode()
    assert AuditEntry.objects.filter(verb="set urgent words").count() == 3


@pytest.mark.parametrize("persona", ["outsider", "manager", "researcher", "administrator", "member"])
def test_nobody_else_writes_them(world: World, signed_in: Callable[[str], Client], persona: str) -> None:
    answer = signed_in(persona).post(reverse("urgent-words"), {"site": world.site.pk, "en": "Elsewhere"})
    assert answer.status_code == 404


def test_on_a_kiosk_nobody_goes_back_into_what_another_person_left_open(world: World) -> None:
    row = ask_first(world)
    kiosk, address = at_kiosk(row), door_of(row)
    kiosk.post(address, {"item": "going", "answer": "6"})
    assert kiosk.get(address).status_code == 200
    kiosk.get(reverse("assessment-code"))
    back = kiosk.get(f"{address}?at=1")
    assert (back.status_code, back["Location"]) == (303, reverse("assessment-code"))
    assert kiosk.post(address, {"item": "going", "answer": "1"}).status_code == 303
    row.refresh_from_db()
    assert row.answers == {"going": 6}


def test_on_a_kiosk_the_code_of_one_opens_nothing_of_another(world: World) -> None:
    first = ask_first(world)
    ask(world.group.pk, [first.instrument], [world.members[1].pk], by=world.viewer("facilitator"))
    second = Administration.objects.order_by("-pk")[0]
    kiosk = at_kiosk(second)
    assert kiosk.get(door_of(second)).status_code == 200
    assert kiosk.get(door_of(first)).status_code == 303
    assert kiosk.get(f"{door_of(first)}/told").status_code == 303


def test_a_phone_needs_no_code_for_its_own_address(world: World) -> None:
    assert phone().get(door_of(ask_first(world))).status_code == 200


def _withdraw(world: World, row: Administration) -> None:
    withdraw(row.pk, by=world.viewer("facilitator"))


def _agrees_no_more(world: World, row: Administration) -> None:
    Consent.objects.filter(person=row.person, kind="taking_part").update(withdrawn_on=timezone.localdate())


def _lapses(world: World, row: Administration) -> None:
    Administration.objects.filter(pk=row.pk).update(due_on=timezone.localdate() - timedelta(days=40))


@pytest.mark.parametrize("end", [_withdraw, _agrees_no_more, _lapses])
def test_who_finds_the_card_of_what_takes_no_answers_any_more_learns_of_no_answer_about_safety(
    world: World, end: Callable[[World, Administration], None]
) -> None:
    give_wording(world, "core_10")
    row, client = ask_first(world, "core_10"), phone()
    told = client.post(door_of(row), {"item": "q6", "answer": "1"}).headers["Location"]
    end(world, row)
    assert client.get(told).status_code == 200
    Flag.objects.update(raised_at=timezone.now() - timedelta(minutes=20))
    assert client.get(told).status_code == 410
    assert client.post(door_of(row), {"item": "q6", "answer": "1"}).status_code == 410


def test_what_was_answered_on_a_shared_device_is_read_back_on_no_phone_either(world: World) -> None:
    """A card that was begun there and left lying tells its finder nothing; the member goes on where they stopped."""
    row = ask_first(world)
    at_kiosk(row).post(door_of(row), {"item": "going", "answer": "6"})
    client = phone()
    assert "checked" not in client.get(f"{door_of(row)}?at=1").content.decode()
    second = instrument(row.instrument).items[1].key
    client.post(door_of(row), {"item": second, "answer": "5"})
    assert "checked" not in client.get(f"{door_of(row)}?at=1").content.decode()
    row.refresh_from_db()
    assert row.answers == {"going": 6, second: 5}


@pytest.mark.parametrize("end", [_withdraw, _agrees_no_more, _lapses])
@pytest.mark.parametrize("answer", ["0", "4"])
def test_an_answer_that_comes_too_late_is_said_not_to_be_kept_and_what_to_do_if_it_cannot_wait(
    world: World, end: Callable[[World, Administration], None], answer: str
) -> None:
    """Whatever the answer: the page tells nobody which it was, and nobody believes that somebody was told."""
    give_wording(world, "core_10")
    row, client = ask_first(world, "core_10"), phone()
    end(world, row)
    late = client.post(door_of(row), {"item": "q6", "answer": answer})
    assert late.status_code == 410
    assert "was not kept, and nobody sees it" in late.content.decode()
    assert "If it cannot wait:" in late.content.decode()
    assert "was not kept" not in client.get(door_of(row)).content.decode()
    assert not Flag.objects.exists()
