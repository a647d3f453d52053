"""Answers, scores, groups, sessions and plans as resources: the same on every day, by pseudonym, and back again."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from fourfold.formats.fhir import (
    Activity,
    AnswersRefused,
    FhirRefused,
    Given,
    Interval,
    Meeting,
    Member,
    Plan,
    PlannedGoal,
    Spell,
    Standing,
    answers_in,
    bundle_of,
    care_plan_of,
    encounter_of,
    group_of,
    observation_of,
    problems,
    questionnaire_of,
    response_of,
)
from fourfold.instruments import instrument, score_scale
from fourfold.vocabulary import SessionStatus

WHEN = datetime(2026, 3, 2, 18, 30, tzinfo=UTC)
PHQ = instrument("phq_9")
ANSWERS = {item.key: n % 4 for n, item in enumerate(PHQ.items)}
GIVEN = Given("m-1", WHEN, ANSWERS, {"total": 12.0})


@pytest.mark.parametrize("key", ["phq_9", "scs_26", "cbi", "core_10", "state_self_compassion"])
@settings(max_examples=15, deadline=None)
@each(data=st.data())
def test_answers_come_back_as_they_went_out_and_fit_their_questionnaire(key: str, data: st.DataObject) -> None:
    one, language = instrument(key), data.draw(st.sampled_from(["en", "es"]))
    answers = {item.key: data.draw(st.none() | st.sampled_from(item.values)) for item in one.items}
    told = json.loads(json.dumps(response_of(one, Given("m-1", WHEN, answers, {}, language))))
    assert problems(questionnaire_of(one, language), told) == ()
    assert answers_in(told, one, language) == {key: value for key, value in answers.items() if value is not None}


def test_scores_stand_beside_the_answers() -> None:
    told: Any = response_of(PHQ, GIVEN)
    assert told["item"][-1] == {"linkId": "score-total", "text": "Score: Depression", "answer": [{"valueDecimal": 12}]}
    assert [str(p) for p in problems(questionnaire_of(PHQ), told)] == [
        "warning: score-total: has a value that is worked out in FHIRPath, which is not run here; look yourself"
    ]


@pytest.mark.parametrize(("answers", "error"), [({"q10": 1}, KeyError), ({"q1": 4}, ValueError), ({"q1": 1.5}, ValueError)])
def test_answers_that_are_none_are_not_written(answers: dict[str, float], error: type[Exception]) -> None:
    with pytest.raises(error, match="phq_9"):
        response_of(PHQ, replace(GIVEN, answers=answers))


def test_a_moment_has_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        response_of(PHQ, replace(GIVEN, authored=datetime(2026, 3, 2)))


def test_answers_that_do_not_fit_are_refused_with_every_reason() -> None:
    told: Any = response_of(PHQ, GIVEN)
    told["item"][0]["answer"] = [{"valueInteger": 1}]
    told["item"][1]["linkId"] = "q77"
    with pytest.raises(AnswersRefused) as refused:
        answers_in(told, PHQ)
    assert [problem.place for problem in refused.value.problems] == ["q77", "q1"]
    assert "q1: is answered by an integer; answer it by Coding" in str(refused.value)


def test_a_score_says_what_was_measured_when_and_from_which_answers() -> None:
    score = score_scale(PHQ, "total", ANSWERS)
    made: Any = observation_of(PHQ, "total", score, GIVEN, Interval(9.5, 14.5, 90))
    assert made["code"]["coding"][0] == {"system": "http://loinc.org", "code": "44261-6"}
    assert made["valueQuantity"]["value"] == score.value
    assert made["effectiveDateTime"] == "2026-03-02T18:30:00+00:00"
    assert made["derivedFrom"] == [{"reference": f"urn:uuid:{response_of(PHQ, GIVEN)['id']}"}]
    assert made["note"] == [{"text": "90 % interval: 9.5 to 14.5."}]


def test_a_score_that_was_made_up_for_says_so() -> None:
    one = instrument("scs_26")
    answers = {item.key: 3 for item in one.items} | {"q1": None}
    scale = next(scale.key for scale in one.scales if len(scale.items) > 6 and "q1" in scale.items)
    made: Any = observation_of(one, scale, score_scale(one, scale, answers), Given("m-1", WHEN, answers, {}, "es"))
    assert made["note"][0]["text"].startswith("Se contestaron 25 de 26 preguntas")


def test_totals_that_were_only_written_down_come_from_no_answers() -> None:
    score = score_scale(PHQ, "total", ANSWERS)
    assert "derivedFrom" not in observation_of(PHQ, "total", score, replace(GIVEN, answers={}))


def test_ids_are_the_same_every_time_and_differ_for_everything_else() -> None:
    ids = {response_of(PHQ, one)["id"] for one in (GIVEN, GIVEN, replace(GIVEN, scores={}))}
    assert len(ids) == 1
    others = [replace(GIVEN, member="m-2"), replace(GIVEN, authored=WHEN.replace(minute=31))]
    assert len(ids | {response_of(PHQ, one)["id"] for one in others}) == 3


def test_a_group_is_told_by_pseudonyms() -> None:
    spells = [Spell("m-2", date(2026, 1, 1)), Spell("m-1", date(2026, 1, 1), date(2026, 2, 1)), Spell("m-1", date(2026, 4, 1))]
    made: Any = group_of("g-1", spells)
    assert (made["quantity"], made["active"], made["type"], made["actual"]) == (2, True, "person", True)
    assert [m["inactive"] for m in made["member"]] == [True, False, False]
    assert made["member"][0]["period"] == {"start": "2026-01-01", "end": "2026-02-01"}
    assert made == group_of("g-1", spells[::-1])


@pytest.mark.parametrize(
    ("status", "told"),
    [(SessionStatus.HELD, "finished"), (SessionStatus.PLANNED, "planned"), (SessionStatus.NOT_HELD, "cancelled")],
)
def test_a_session_is_an_encounter(status: SessionStatus, told: str) -> None:
    made: Any = encounter_of(Meeting("g-1", 4, WHEN, status, 90), "m-1")
    assert made["status"] == told
    assert made["class"]["code"] == "AMB"
    assert made["period"] == {"start": "2026-03-02T18:30:00+00:00", "end": "2026-03-02T20:00:00+00:00"}
    by_day: Any = encounter_of(Meeting("g-1", 4, date(2026, 3, 2), status))
    assert by_day["period"] == {"start": "2026-03-02"}
    assert by_day["subject"] == {"reference": f"urn:uuid:{group_of('g-1', [])['id']}"}


PLAN = Plan(
    member="m-1",
    title="My plan",
    goals=[PlannedGoal("1", "Call my sister every week", Standing.UNDER_WAY, date(2026, 1, 5), date(2026, 4, 5))],
    activities=[
        Activity("a", "Write the letter", Standing.DONE, goal="1"),
        Activity("b", "A kind breath", Standing.PLANNED, how_often="every evening"),
    ],
    first=date(2026, 1, 5),
)


def test_goals_and_practices_are_a_care_plan() -> None:
    made: Any = care_plan_of(PLAN)
    goal = made["contained"][0]
    assert (goal["lifecycleStatus"], goal["description"]["text"]) == ("active", "Call my sister every week")
    assert goal["target"] == [{"dueDate": "2026-04-05"}]
    assert made["goal"] == made["activity"][0]["detail"]["goal"] == [{"reference": f"#{goal['id']}"}]
    assert [a["detail"]["status"] for a in made["activity"]] == ["completed", "not-started"]
    assert made["activity"][1]["detail"]["scheduledString"] == "every evening"


def test_an_activity_of_a_goal_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="goals that the plan has not: 1"):
        care_plan_of(replace(PLAN, goals=()))


MEMBER = Member("m-1", "A. B.", "es")


def test_a_bundle_is_about_one_member() -> None:
    score = observation_of(PHQ, "total", score_scale(PHQ, "total", ANSWERS), GIVEN)
    resources = [
        response_of(PHQ, GIVEN),
        score,
        care_plan_of(PLAN),
        encounter_of(Meeting("g", 1, WHEN, SessionStatus.HELD), "m-1"),
    ]
    made: Any = bundle_of(MEMBER, resources, WHEN)
    patient = made["entry"][0]
    assert (patient["resource"]["resourceType"], patient["resource"]["name"]) == ("Patient", [{"text": "A. B."}])
    own = {"reference": patient["fullUrl"]}
    assert all(entry["resource"]["subject"] == own for entry in made["entry"][1:])
    assert made["entry"][3]["resource"]["contained"][0]["subject"] == own
    ids = {entry["fullUrl"] for entry in made["entry"]}
    assert len(ids) == 5
    assert made["entry"][2]["resource"]["derivedFrom"][0]["reference"] in ids
    assert made == bundle_of(MEMBER, resources, WHEN)
    assert json.loads(json.dumps(made)) == made


def test_nobody_else_gets_into_a_bundle() -> None:
    another = Member("m-2")
    spells = [Spell("m-2", date(2026, 1, 1)), Spell("m-1", date(2026, 1, 1))]
    whole = encounter_of(Meeting("g", 1, WHEN, SessionStatus.HELD))
    for resource in (response_of(PHQ, GIVEN), care_plan_of(PLAN), group_of("g", spells), whole):
        with pytest.raises(FhirRefused, match="is about somebody else"):
            bundle_of(another, [resource], WHEN)


def test_a_resource_stands_in_a_bundle_once() -> None:
    with pytest.raises(FhirRefused, match="twice"):
        bundle_of(MEMBER, [response_of(PHQ, GIVEN)] * 2, WHEN)
    with pytest.raises(FhirRefused, match="has no id"):
        bundle_of(MEMBER, [{"resourceType": "Observation"}], WHEN)
