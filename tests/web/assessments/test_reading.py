"""What staff and members read of self-assessments: numbers over time, what a change rests on, nothing that nobody published."""

import random
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.web.access import Missing
from fourfold.web.assessments.actions.typing import type_answers, type_totals
from fourfold.web.assessments.queries.local import own_norms, site_data
from fourfold.web.assessments.queries.parts import own_part
from fourfold.web.assessments.queries.scores import of_member
from fourfold.web.groups.actions import erase_person
from fourfold.web.models import Administration, AuditEntry, Flag, Person
from fourfold.web.mypage.queries import own_record
from tests.web.assessments.asked import answer_all, ask_first, door_of, give_wording, phone
from tests.web.personas import World

SCS = instrument("scs_sf")


def answered(share: float, key: str = "scs_sf") -> dict[str, int | None]:
    """Every item answered at a share of the way to kindness: what counts backwards is turned round."""
    one = instrument(key)
    whole = next((scale for scale in one.scales if scale.overall), one.scales[0])
    answers: dict[str, int | None] = {}
    for item in one.items:
        value = round(item.lowest + share * (item.highest - item.lowest))
        answers[item.key] = item.lowest + item.highest - value if item.key in whole.reversed else value
    return answers


def typed(world: World, share: float, days_ago: int, member: int = 0, key: str = "scs_sf") -> Administration:
    """Those answers typed of a member, for a day that is past."""
    day = timezone.localdate() - timedelta(days=days_ago)
    where = (world.members[member].pk, world.group.pk, key)
    return type_answers(where, day, answered(share, key), by=world.viewer("facilitator"))


def page_of(world: World, client: Client, member: int = 0) -> str:
    """The page of a member's self-assessments."""
    return client.get(reverse("member-assessments", args=[world.members[member].pk, world.group.pk])).content.decode()


def test_a_change_is_told_with_all_that_it_rests_on(world: World, signed_in: Callable[[str], Client]) -> None:
    typed(world, 0.25, 40)
    assert "One result so far." in page_of(world, signed_in("facilitator"))
    typed(world, 0.75, 2)
    page = page_of(world, signed_in("facilitator"))
    assert "by more than chance alone rarely does: from 2 to 4" in page
    assert "N = 1068" in page
    assert "Italian rescue workers, community and students" in page
    assert "by more than 0.60 in one case of ten, and by more than 0.72 in one of twenty" in page
    reading = of_member(world.viewer("facilitator"), world.members[0].pk, world.group.pk, "en").told[0].first[0]
    assert reading.change is not None
    assert reading.change.band is not None
    assert [round(high - low, 2) for low, high in reading.change.bands] == [
        round(2 * (reading.change.band.least_95 or 0), 2),
        round(2 * (reading.change.band.least_90 or 0), 2),
    ]


def test_a_small_change_is_not_made_much_of_and_a_change_nobody_can_judge_is_left_open(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    typed(world, 0.5, 40)
    typed(world, 0.5, 2)
    page = page_of(world, signed_in("facilitator"))
    assert "About the same as on" in page
    assert "no source was found that tells how large chance is here" in page
    assert "by more than chance alone rarely does" not in page


def test_published_bands_are_the_words_of_their_source_and_stay_off_the_page_of_a_member(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    typed(world, 0.75, 2)
    assert "are called “high” in the source" in page_of(world, signed_in("facilitator"))
    own = signed_in("member").get(reverse("my-assessments")).content.decode()
    assert "4 on" in own
    assert "are called" not in own


def test_too_few_answers_are_a_sentence_and_our_rule_is_called_ours(world: World, signed_in: Callable[[str], Client]) -> None:
    by, where, day = world.viewer("facilitator"), (world.members[0].pk, world.group.pk, "scs_sf"), timezone.localdate()
    most = answered(0.5) | {"q1": None, "q2": None}
    type_answers(where, day, most, by=by)
    assert "10 of 12 answered; made up for by our own rule" in page_of(world, signed_in("facilitator"))
    Administration.objects.all().delete()
    type_answers(where, day, most | {"q3": None}, by=by)
    page = page_of(world, signed_in("facilitator"))
    assert "No result on" in page
    assert "9 of 12 answered: too few" in page


def test_a_total_that_was_typed_says_so(world: World, signed_in: Callable[[str], Client]) -> None:
    where = (world.members[0].pk, world.group.pk, "core_10")
    type_totals(where, timezone.localdate(), {"total": 17}, by=world.viewer("facilitator"))
    page = page_of(world, signed_in("facilitator"))
    assert "17 on" in page
    assert "typed total" in page


def test_single_sentences_of_ours_stand_for_themselves(world: World, signed_in: Callable[[str], Client]) -> None:
    answer_all(ask_first(world), [6, 5, None, 3, 2])
    page = page_of(world, signed_in("facilitator"))
    assert "I manage well day by day." in page
    assert "6 on" in page
    assert "more than chance" not in page


def test_single_sentences_stand_in_the_order_of_their_days_whenever_they_were_typed(world: World) -> None:
    for days_ago in (3, 30, 12):
        where, day = (world.members[0].pk, world.group.pk, "follow_up"), timezone.localdate() - timedelta(days=days_ago)
        type_answers(where, day, {"going": 4}, by=world.viewer("facilitator"))
    found = of_member(world.viewer("facilitator"), world.members[0].pk, world.group.pk, "en").told[0].readings[0]
    assert [(timezone.localdate() - point.day).days for point in found.points] == [30, 12, 3]
    assert found.picture is not None
    assert [dot.x for dot in found.picture.dots] == sorted(dot.x for dot in found.picture.dots)


def test_scales_of_empathy_are_never_summed() -> None:
    iri = instrument("iri")
    assert not any(scale.overall for scale in iri.scales)
    assert all(len(scale.items) < len(iri.items) for scale in iri.scales)


@pytest.mark.parametrize("persona", ["former", "colleague", "outsider", "manager", "researcher", "administrator", "member"])
def test_nobody_else_reads_them(world: World, signed_in: Callable[[str], Client], persona: str) -> None:
    typed(world, 0.5, 2)
    address = reverse("member-assessments", args=[world.members[0].pk, world.group.pk])
    assert signed_in(persona).get(address).status_code == 404
    with pytest.raises(Missing):
        of_member(world.viewer(persona), world.members[0].pk, world.group.pk, "en")


def test_a_member_reads_only_what_is_their_own_and_not_on_a_shared_device(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    typed(world, 0.75, 2, member=1)
    client = signed_in("member")
    assert "Nothing is here yet" in client.get(reverse("my-assessments")).content.decode()
    typed(world, 0.25, 2)
    page = client.get(reverse("my-page")).content.decode()
    assert "My self-assessments" in page
    assert "2 on" in page
    client.cookies["fourfold_kiosk"] = "k" * 32
    assert client.get(reverse("my-assessments")).status_code == 403


def test_what_waits_can_be_answered_from_ones_own_page(world: World, signed_in: Callable[[str], Client]) -> None:
    row = ask_first(world)
    page = signed_in("member").get(reverse("my-page")).content.decode()
    assert "One self-assessment waits for you" in page
    address = page.split('href="/a/')[1].split('"')[0]
    assert phone().get(f"/a/{address}").status_code == 200
    answer_all(row, [1, 2, 3, 4, 5])
    assert "waits for you" not in signed_in("member").get(reverse("my-page")).content.decode()


def test_the_page_of_a_member_shows_what_sums_it_up_and_every_look_is_written_down(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    typed(world, 0.25, 40)
    typed(world, 0.75, 2)
    page = signed_in("supervisor").get(reverse("member", args=[world.members[0].pk, world.group.pk])).content.decode()
    assert "by more than chance alone rarely does: from 2 to 4" in page
    assert "Over-identification" not in page
    page_of(world, signed_in("supervisor"))
    read = AuditEntry.objects.filter(verb="read member assessments", person_id=world.members[0].pk)
    assert read.count() == 1


def test_the_record_holds_answers_and_results_and_nothing_of_anybody_else(world: World) -> None:
    answer_all(ask_first(world), [6, None, 3, 2, 1])
    typed(world, 0.75, 2)
    typed(world, 0.25, 2, member=1)
    record = own_record(world.viewer("member"))["assessments"]
    assert [row["instrument"] for row in record] == ["scs_sf", "follow_up"]
    assert record[0]["scores"]["total"] == 4
    assert record[1]["answers"] == {"going": 6, "carries": "not_said", "people": 3, "practice": 2, "hard": 1}
    assert own_part(world.members[2], {world.group.pk: 1}) == []


def test_an_erased_person_leaves_no_answer_no_total_and_no_flag(world: World, settings: Any, tmp_path: Path) -> None:
    shutil.copy(settings.KEYS / "fourfold.key", tmp_path)
    settings.KEYS = tmp_path
    give_wording(world, "core_10")
    row = ask_first(world, "core_10")
    address = door_of(row)
    phone().post(address, {"item": "q6", "answer": "3"})
    typed(world, 0.5, 2)
    assert Flag.objects.update(taken_by=world.users["facilitator"]) == 1
    erase_person(world.members[0].pk, "own_wish", by=world.viewer("administrator"))
    assert not Administration.objects.filter(person=world.members[0]).exists()
    assert not Flag.objects.exists()
    assert phone().get(address).status_code == 404


def test_a_sites_own_norm_appears_with_a_hundred_people_and_is_then_what_a_change_rests_on(
    world: World, signed_in: Callable[[str], Client], django_assert_num_queries: Any
) -> None:
    people = [Person.objects.create(site=world.site, label=f"P{k}") for k in range(100)]
    now, today = timezone.now() - timedelta(days=100), timezone.localdate()
    Administration.objects.bulk_create(
        Administration(
            person=person, group=world.group, instrument="scs_sf", version=SCS.version, language="en", due_on=today,
            source="staff", answers=answered((k % 5) / 4), begun_at=now, finished_at=now,
        )
        for k, person in enumerate(people[:99])
    )  # fmt: skip
    page = signed_in("facilitator").get(reverse("instrument", args=["scs_sf"])).content.decode()
    assert "99 people at Simulated clinic had answered it" in page
    assert "The first answers of" not in page
    typed(world, 0.25, 40)
    typed(world, 0.75, 2)
    page = signed_in("facilitator").get(reverse("instrument", args=["scs_sf"])).content.decode()
    assert "99 people at Simulated clinic had answered it" in page
    Administration.objects.update(finished_at=now)
    page = signed_in("facilitator").get(reverse("instrument", args=["scs_sf"])).content.decode()
    assert "The first answers of 100 people at Simulated clinic, to the end of last quarter." in page
    told = page_of(world, signed_in("facilitator"))
    assert "N = 100" in told
    assert "N = 1068" not in told
    with django_assert_num_queries(2):
        assert own_norms(world.site, SCS).keys() == {scale.key for scale in SCS.scales}


def test_a_shuffled_form_is_noticed_in_a_sites_own_answers(world: World) -> None:
    now, today = timezone.now(), timezone.localdate()
    turned = next(scale for scale in SCS.scales if scale.overall).reversed

    def store(shuffled: bool) -> None:
        Administration.objects.all().delete()
        for k in range(40):
            person = Person.objects.create(site=world.site, label=f"P{k}")
            draw = random.Random(k)
            answers = {
                key: min(max((value or 0) + draw.choice((-1, 0, 0, 1)), 1), 5) for key, value in answered((k % 5) / 4).items()
            }
            if shuffled:
                answers = {key: 6 - value if key in turned else value for key, value in answers.items()}
            Administration.objects.create(
                person=person, group=world.group, instrument="scs_sf", version=SCS.version, language="en", due_on=today,
                source="staff", answers=answers, begun_at=now, finished_at=now,
            )  # fmt: skip

    store(shuffled=False)
    assert not any(one.keying.warns for one in site_data(world.site, SCS, "en").checked if one.keying)
    store(shuffled=True)
    total = next(one for one in site_data(world.site, SCS, "en").checked if one.title == "Self-compassion")
    assert total.keying is not None
    assert total.keying.turned_already
