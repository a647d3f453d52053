"""What a program reads of estimates, briefs, signals and figures: what the pages show, and nothing that tells who rated."""

from typing import Any

import polars as pl
import pytest

from fourfold.vocabulary import Block, Quality
from fourfold.web.briefs.queries import brief_of
from fourfold.web.estimates.queries import estimates_of
from fourfold.web.groups.actions import touch
from fourfold.web.models import AuditEntry, Person, Submission
from fourfold.web.signals.queries import told_marks
from tests.web.api.programs import Program, program_of
from tests.web.personas import World
from tests.web.reading import told_group

LEVELS = {"member_facilitator", "member_member", "facilitator_group", "member_group"}


@pytest.fixture
def group_id(world: World) -> int:
    return told_group(world).pk


@pytest.fixture
def program(world: World, group_id: int) -> Program:
    return program_of(world, "facilitator")


def keys_of(told: Any) -> set[str]:
    """Every key in an answer, at any depth."""
    if isinstance(told, dict):
        return set(told) | {key for value in told.values() for key in keys_of(value)}
    return {key for value in told for key in keys_of(value)} if isinstance(told, list) else set()


def test_readings_are_those_of_the_estimates_and_are_of_the_group_alone(program: Program, group_id: int) -> None:
    told = program.told(f"GET /groups/{group_id}/readings", limit=200)
    known = estimates_of(group_id)
    assert known.estimates is not None
    assert {row["level"] for row in told["items"]} | set(told["withheld"]) == LEVELS
    first = next(row for row in told["items"] if (row["level"], row["quality"]) == ("member_group", "bond"))
    rows = known.estimates.readings.filter(pl.col("person_id").is_null())
    own = rows.filter(block=Block.MG, quality=Quality.BOND, session=first["session"])
    assert first["mean"] == pytest.approx(own["mean"][0])
    assert told["lowest"] < first["low_90"] <= first["low_50"] <= first["mean"] <= first["high_50"] <= first["high_90"]
    assert not keys_of(told) & {"person_id", "rater_id", "target_id", "label"}


def test_readings_can_be_asked_for_by_level_and_quality_in_parts(program: Program, group_id: int) -> None:
    asked = {"level": "member_member", "quality": "bond"}
    whole = program.told(f"GET /groups/{group_id}/readings", **asked, limit=200)
    assert {(row["level"], row["quality"]) for row in whole["items"]} == {("member_member", "bond")}
    part = program.told(f"GET /groups/{group_id}/readings", **asked, limit=2, offset=1)
    assert part["items"] == whole["items"][1:3]
    assert part["count"] == whole["count"] == len(whole["items"])


def test_what_members_say_of_facilitators_is_withheld_where_fewer_than_three_answered(
    world: World, program: Program, group_id: int
) -> None:
    answered = Submission.objects.filter(group=group_id, instrument="member_check_in")
    kept = sorted(set(answered.values_list("person", flat=True)))[:2]
    answered.exclude(person__in=kept).delete()
    touch(group_id)
    told = program.told(f"GET /groups/{group_id}/readings", limit=200)
    assert "member_facilitator" in told["withheld"]
    assert "member_facilitator" not in {row["level"] for row in told["items"]}
    latest = {row["level"]: row for row in program.told(f"GET /groups/{group_id}/latest")["levels"]}
    assert latest["member_facilitator"]["bond"] is None


def test_latest_levels_carry_the_sentences_of_the_page(program: Program, group_id: int) -> None:
    told = program.told(f"GET /groups/{group_id}/latest")
    assert {row["level"] for row in told["levels"]} == LEVELS
    assert all(row["sentence"] for row in told["levels"])
    assert told["sessions"] > 3


def test_cohesion_and_responses_by_session(program: Program, group_id: int) -> None:
    cohesion = program.told(f"GET /groups/{group_id}/cohesion", limit=200)["items"]
    responses = program.told(f"GET /groups/{group_id}/responses", limit=200)["items"]
    assert [row["session"] for row in cohesion] == sorted(row["session"] for row in cohesion) != []
    assert all(0 <= row["answered"] <= row["asked"] for row in responses)
    assert any(row["answered"] < row["asked"] for row in responses)
    assert not keys_of(responses) & {"person_id", "label"}


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_brief_is_the_page_in_sentences(world: World, program: Program, group_id: int, language: str) -> None:
    told = program.told(f"GET /groups/{group_id}/brief", language=language)
    found = brief_of(world.viewer("facilitator"), group_id, language)
    assert told["title"] == found.report.title
    assert [s["title"] for s in told["sections"]] == [s.title for s in found.report.sections]
    notices = [notice for section in told["sections"] for notice in section["notices"]]
    assert [notice["mark"] for notice in notices] == told_marks(found.known, language) != []
    assert told["simulated"]


def test_a_signal_is_answered_and_confirmed(program: Program, group_id: int) -> None:
    listed = program.told("GET /signals")["items"]
    signal = next(one for one in listed if one["group_id"] == group_id)
    assert signal["answered"] is None
    way = f"/groups/{group_id}/signals/{signal['mark']}"
    assert program.ask(f"PUT {way}/confirmation", {"confirmed": True}).status_code == 404
    refused = program.ask(f"PUT {way}/answer", {"answer": "dismissed"})
    assert (refused.status_code, refused.json()["place"]) == (409, "reason")
    assert program.told(f"PUT {way}/answer", {"answer": "dismissed", "reason": "known"})["reason"] == "known"
    assert program.told(f"PUT {way}/confirmation", {"confirmed": False})["confirmed"] is False
    again = next(one for one in program.told("GET /signals")["items"] if one["mark"] == signal["mark"])
    assert again["answered"]["answer"] == "dismissed"


def test_a_mark_is_worth_nothing_to_a_colleague(world: World, program: Program, group_id: int) -> None:
    mark = program.told("GET /signals")["items"][0]["mark"]
    other = program_of(world, "colleague")
    for of in (group_id, world.neighbour.pk):
        answer = other.ask(f"PUT /groups/{of}/signals/{mark}/answer", {"answer": "acting"})
        assert answer.status_code == 404


def test_every_reading_stands_in_the_log(world: World, program: Program, group_id: int) -> None:
    for what in ("readings", "latest", "cohesion", "responses", "brief"):
        before = AuditEntry.objects.filter(group_id=group_id, verb__startswith="read", actor__startswith="token:").count()
        program.told(f"GET /groups/{group_id}/{what}")
        after = AuditEntry.objects.filter(group_id=group_id, verb__startswith="read", actor__startswith="token:").count()
        assert after == before + 1, what


def test_no_answer_of_the_interface_names_a_member_beside_what_was_rated(program: Program, group_id: int) -> None:
    labels = set(Person.objects.filter(memberships__group=group_id).values_list("label", flat=True))
    for what in ("readings", "latest", "cohesion", "responses"):
        content = program.ask(f"GET /groups/{group_id}/{what}").content.decode()
        assert not [label for label in labels if f'"{label}"' in content], what


def test_figures_are_for_those_who_count(world: World) -> None:
    told = program_of(world, "manager").told("GET /programmes/figures")
    assert [row["programme_id"] for row in told["items"]] == [world.programme.pk]
    assert told["items"][0]["stayed"] is None
    assert program_of(world, "facilitator").ask("GET /programmes/figures").status_code == 404
