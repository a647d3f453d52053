"""The record of a member as a FHIR Bundle: it names nobody else, holds what is the member's own, and its answers fit."""

import json
from collections.abc import Callable
from datetime import date, datetime
from random import Random
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.formats.fhir import problems, questionnaire_of
from fourfold.instruments import check_in_of, instrument
from fourfold.vocabulary import Role
from fourfold.web.models import Administration, AssignedPractice, AuditEntry, Goal, Group, Person
from fourfold.web.mypage.in_fhir import in_fhir
from fourfold.web.mypage.queries import own_record
from fourfold.web.storage.sealing import seal
from tests.web.blocks.answers import answer
from tests.web.mypage.test_record import HEIGHT_OF_IDS, clear, own_answers, plant
from tests.web.personas import World

SignIn = Callable[[str], Client]
NOW = datetime(2026, 3, 2, 12, tzinfo=timezone.get_fixed_timezone(0))


def bundle(world: World, language: str = "en") -> Any:
    return in_fhir(own_record(world.viewer("member")), language, NOW)


def resources(made: Any, kind: str) -> list[Any]:
    return [entry["resource"] for entry in made["entry"] if entry["resource"]["resourceType"] == kind]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
def test_no_mark_of_another_person_is_in_the_bundle(world: World, seed: int) -> None:
    clear(world)
    random = Random(seed)
    marks = plant(world, random)
    own_answers(world, random)
    text = json.dumps(bundle(world), ensure_ascii=False)
    others = [p for p in Person.objects.exclude(pk=world.members[0].pk) if p.pk < HEIGHT_OF_IDS]
    marks += [p.code for p in others] + [str(p.uid) for p in others] + [f'"{p.label}"' for p in others]
    assert not [mark for mark in marks if mark in text]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
def test_the_bundle_does_not_change_with_what_others_are_called(world: World, seed: int) -> None:
    clear(world)
    random = Random(seed)
    plant(world, random)
    own_answers(world, random)
    before = bundle(world)
    for other in Person.objects.exclude(pk=world.members[0].pk):
        Person.objects.filter(pk=other.pk).update(label=f"x{random.random()}", code=f"y{random.random()}", sealed_name=None)
    Group.objects.update(name="Renamed")
    assert bundle(world) == before


def assessed(world: World, key: str, answers: dict[str, Any], totals: dict[str, float] | None = None) -> None:
    Administration.objects.create(
        person=world.members[0], group=world.group, instrument=key, version="1", language="en", due_on=date(2026, 1, 5),
        source="phone", answers=answers, totals=totals, finished_at=NOW,
    )  # fmt: skip


def test_what_is_ones_own_is_in_it_and_every_answer_fits_its_questionnaire(world: World) -> None:
    answer(world, world.members[0], 2, {"bond.group": 3, "work.group": None, f"bond.peer.{world.members[1].pk}": 7})
    answers = {item.key: n % 4 for n, item in enumerate(instrument("phq_9").items)}
    assessed(world, "phq_9", answers)
    assessed(world, "phq_9", answers | {"q2": None})
    made = bundle(world)
    told = {r["questionnaire"].split("/")[-1]: r for r in resources(made, "QuestionnaireResponse")}
    assert [i["linkId"] for i in told["member_check_in|1"]["item"]] == ["bond.group"]
    assert problems(questionnaire_of(check_in_of(Role.MEMBER)), told["member_check_in|1"]) == ()
    assert len(resources(made, "QuestionnaireResponse")) == 3
    for response in resources(made, "QuestionnaireResponse"):
        if "phq_9" in response["questionnaire"]:
            assert [p for p in problems(questionnaire_of(instrument("phq_9")), response) if p.is_error] == []
    score = resources(made, "Observation")
    assert [s["valueQuantity"]["value"] for s in score] == [sum(answers.values())]
    assert score[0]["derivedFrom"][0]["reference"] in {entry["fullUrl"] for entry in made["entry"]}
    assert len(resources(made, "Encounter")) == 3
    assert resources(made, "Patient")[0]["identifier"][0]["value"] == world.members[0].code


def test_totals_that_were_typed_are_scores_without_answers(world: World) -> None:
    assessed(world, "phq_9", {}, {"total": 11})
    made = bundle(world)
    assert [s["valueQuantity"]["value"] for s in resources(made, "Observation")] == [11]
    assert "derivedFrom" not in resources(made, "Observation")[0]


def test_goals_and_practices_are_a_plan_in_the_members_own_words_only(world: World) -> None:
    me, lead = world.members[0], world.viewer("facilitator").user_id
    for by_member, words in ((True, "Call my sister"), (False, "Stop seeing Canary K.")):
        goal = Goal(person=me, group=world.group, agreed_on=date(2026, 1, 5), agreed_by_id=lead, by_member=by_member)
        goal.sealed_words = seal(me.pk, f"goal:{goal.uid}:words", words)
        goal.save()
    AssignedPractice.objects.create(
        person=me, group=world.group, practice="feet_on_the_floor", begins_on=date(2026, 1, 5), times_a_week=3,
        assigned_by_id=lead, assigned_at=NOW,
    )  # fmt: skip
    plan = resources(bundle(world), "CarePlan")[0]
    assert [goal["description"]["text"] for goal in plan["contained"]] == [
        "Call my sister",
        "A goal that was agreed on with staff",
    ]
    assert plan["activity"][0]["detail"]["scheduledString"] == "three times a week"
    assert resources(bundle(world, "es"), "CarePlan")[0]["title"] == "Metas y prácticas"


def test_an_empty_record_is_a_bundle_of_the_member(world: World) -> None:
    world.group.sessions.all().delete()
    assert [entry["resource"]["resourceType"] for entry in bundle(world)["entry"]] == ["Patient"]


def test_taking_it_along_is_written_down(signed_in: SignIn, world: World) -> None:
    answer(world, world.members[0], 3, {"bond.group": 6})
    file = signed_in("member").get(reverse("my-record-fhir"))
    assert file["Content-Type"].startswith("application/fhir+json")
    assert file["Content-Disposition"] == 'attachment; filename="my-record-fhir.json"'
    assert json.loads(file.content)["resourceType"] == "Bundle"
    assert AuditEntry.objects.filter(verb="read own record", detail="fhir").count() == 1
