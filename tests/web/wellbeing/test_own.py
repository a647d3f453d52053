"""What staff answer of themselves is theirs: nobody else opens it, and it is sealed where it lies."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.web.access import Missing
from fourfold.web.checkins.tokens import KIOSK_COOKIE
from fourfold.web.models import AuditEntry, StaffAnswers, Wording
from fourfold.web.wellbeing import actions
from fourfold.web.wellbeing.queries.own import WEEKLY, given_of, of_this_week, own_answers, own_readings, own_row
from tests.web.personas import World

ANSWERS = {"worn": 6, "kind": 2, "backed": None}


def give(world: World, name: str = "facilitator", *, weeks_ago: int = 0, counts: bool = False) -> StaffAnswers:
    """Weekly answers of a persona, given so many weeks ago."""
    row = actions.answer(instrument(WEEKLY), ANSWERS, counts=counts, by=world.viewer(name))
    at = timezone.now() - timedelta(weeks=weeks_ago)
    StaffAnswers.objects.filter(pk=row.pk).update(answered_at=at)
    return row


def test_one_reads_back_what_one_gave(world: World) -> None:
    give(world)
    found = of_this_week(world.viewer("facilitator"))
    assert found is not None
    assert found.answers == ANSWERS


def test_a_second_answer_of_a_week_takes_the_place_of_the_first(world: World) -> None:
    give(world, weeks_ago=1)
    give(world)
    later = actions.answer(instrument(WEEKLY), {"worn": 1}, by=world.viewer("facilitator"))
    kept = own_answers(world.viewer("facilitator"), WEEKLY)
    assert [row.answers["worn"] for row in kept] == [6, 1]
    assert kept[-1].id == later.pk


@pytest.mark.parametrize("other", ["supervisor", "manager", "administrator", "colleague", "researcher", "outsider"])
def test_nobody_else_finds_it(world: World, other: str) -> None:
    row = give(world)
    viewer = world.viewer(other)
    assert own_answers(viewer, WEEKLY) == []
    for attempt in (lambda: own_row(viewer, row.pk), lambda: actions.take_back(row.pk, by=viewer)):
        with pytest.raises(Missing):
            attempt()
    with pytest.raises(Missing):
        actions.let_count(row.pk, True, by=viewer)


def test_a_member_has_no_such_page(world: World, signed_in: Callable[[str], Client]) -> None:
    assert signed_in("member").get(reverse("well-being")).status_code == 404


def test_the_answers_are_sealed_where_they_lie_and_bound_to_their_owner(world: World) -> None:
    row = give(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed_answers FROM web_staffanswers")
        assert b"worn" not in bytes(cursor.fetchone()[0])
    StaffAnswers.objects.filter(pk=row.pk).update(user=world.users["colleague"])
    moved = StaffAnswers.objects.get(pk=row.pk)
    found = given_of(moved, world.viewer("colleague").zone)
    assert (found.opens, found.answers) == (False, {})


def test_what_is_taken_back_is_gone_and_the_log_tells_no_content(world: World) -> None:
    row = give(world, counts=True)
    actions.let_count(row.pk, False, by=world.viewer("facilitator"))
    actions.take_back(row.pk, by=world.viewer("facilitator"))
    assert not StaffAnswers.objects.exists()
    assert [(e.verb, e.detail) for e in AuditEntry.objects.filter(subject=f"staffanswers:{row.pk}").order_by("pk")] == [
        ("answer for oneself", ""),
        ("change own answers", ""),
        ("take back own answers", ""),
    ]


def test_the_page_keeps_what_was_sent_and_shows_it_again(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    sent = client.post(reverse("well-being-answer", args=[WEEKLY]), {"worn": "6", "kind": "2", "counts": "yes"})
    assert sent.status_code == 302
    page = client.get(reverse("well-being")).content.decode()
    assert "This week counts for your team" in page
    assert "This week the work wore me out." in page
    assert of_this_week(world.viewer("facilitator")) is not None


@pytest.mark.parametrize("sent", [{}, {"worn": "8"}, {"worn": "x"}, {"kind": "-1"}])
def test_nothing_and_values_that_nobody_was_offered_are_refused(
    world: World, signed_in: Callable[[str], Client], sent: dict[str, str]
) -> None:
    refused = signed_in("facilitator").post(reverse("well-being-answer", args=[WEEKLY]), sent)
    assert refused.status_code == 422
    assert not StaffAnswers.objects.exists()


def test_it_is_not_shown_on_a_kiosk(world: World, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    client.cookies[KIOSK_COOKIE] = "1"
    assert client.get(reverse("well-being")).status_code == 403


def test_a_published_scale_is_answered_once_its_wording_is_here_and_shows_its_change(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    address = reverse("well-being-answer", args=["scs_sf"])
    assert client.get(address).status_code == 404
    texts = {item.key: f"Sentence {item.key} of the test" for item in instrument("scs_sf").items}
    Wording.objects.create(
        site=world.site, instrument="scs_sf", language="en", licence="for a test", source="a test", original="", texts=texts,
        imported_by=world.users["facilitator"], imported_at=timezone.now(),
    )  # fmt: skip
    assert "Sentence q3 of the test" in client.get(address).content.decode()
    for value in (2, 4):
        client.post(address, {item.key: str(value) for item in instrument("scs_sf").items})
    page = client.get(reverse("well-being")).content.decode()
    assert "Self-compassion" in page
    assert len(own_answers(world.viewer("facilitator"), "scs_sf")) == 2
    assert [len(reading.points) for reading in own_readings(world.viewer("facilitator"), "scs_sf", "en")][:1] == [2]
    assert own_readings(world.viewer("supervisor"), "scs_sf", "en") == []


def test_an_instrument_whose_answers_go_in_steps_is_asked_in_these_steps(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    texts = {item.key: f"Sentence {item.key} of the test" for item in instrument("cbi").items}
    Wording.objects.create(
        site=world.site, instrument="cbi", language="en", licence="for a test", source="a test", original="", texts=texts,
        imported_by=world.users["facilitator"], imported_at=timezone.now(),
    )  # fmt: skip
    client, address = signed_in("facilitator"), reverse("well-being-answer", args=["cbi"])
    page = client.get(address).content.decode()
    assert [value in page for value in ('name="q1" value="25"', 'name="q1" value="26"')] == [True, False]
    assert client.post(address, {"q1": "26"}).status_code == 422
    assert client.post(address, {"q1": "25"}).status_code == 302


def test_both_ends_of_a_scale_are_told_to_those_who_see_it_and_to_those_who_hear_it(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    page = signed_in("facilitator").get(reverse("well-being")).content.decode()
    scale = page.split('<fieldset class="field state-check">')[1].split("</fieldset>")[0]
    assert '<i class="vh">, not at all</i></span></label>' in scale
    assert scale.count('<i class="vh">') == 2
    assert "<span>not at all</span><span>very much</span></p></div>" in scale
    assert "fourfold/practices" in page
