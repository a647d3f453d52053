"""A program does what a facilitator does: begins a group, enrols, plans, holds a session, opens check-ins, hands them in."""

from datetime import date, timedelta
from typing import Any

import pytest

from fourfold.web.models import AuditEntry, Card, Flag, Membership, Person, Session, Submission
from tests.web.api.programs import Program, program_of
from tests.web.personas import World

TODAY = str(date.today())


@pytest.fixture
def program(world: World) -> Program:
    return program_of(world, "facilitator")


@pytest.fixture
def session_id(program: Program, world: World) -> int:
    """The last session of the small world, which is today."""
    listed = program.told(f"GET /groups/{world.group.pk}/sessions")["items"]
    return int(listed[-1]["id"])


def cards(program: Program, session_id: int) -> list[dict[str, Any]]:
    program.told(f"POST /sessions/{session_id}/check-ins/open")
    return list(program.told(f"GET /sessions/{session_id}/cards")["items"])


def check_in(program: Program, session_id: int, card: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A check-in in which every question has its first answer."""
    questions = program.told(f"GET /sessions/{session_id}/cards/{card['id']}")["items"]
    answers = {question["key"]: question["answers"][0] for question in questions}
    return {"key": "k" * 20, "code": card["code"], "answers": answers, **changed}


def test_a_group_from_its_beginning_to_its_first_session(program: Program, world: World) -> None:
    programme = program.told("GET /programmes")["items"][0]
    new = {"name": "New group", "programme": programme["id"], "begins_on": TODAY, "kind": "open"}
    group = program.told("POST /groups", new)
    assert group in program.told("GET /groups")["items"]
    assert program.told(f"GET /groups/{group['id']}") == group
    newcomer = {"label": "Neo", "full_name": "Simulated Person", "joined_on": TODAY, "taking_part": TODAY, "being_rated": TODAY}
    seat = program.told(f"POST /groups/{group['id']}/newcomers", newcomer)
    assert (seat["label"], seat["seat"], seat["may_be_rated"]) == ("Neo", "member", True)
    known = {"joined_on": TODAY, "person": world.members[0].pk}
    program.told(f"POST /groups/{group['id']}/members", known)
    by_code = {"joined_on": TODAY, "code": world.members[1].code}
    program.told(f"POST /groups/{group['id']}/members", by_code)
    members = program.told(f"GET /groups/{group['id']}/members")["items"]
    assert {m["label"] for m in members} == {"Facilitator 1", "Neo", "A.", "B."}
    assert {m["code"] for m in members} == set(
        Person.objects.filter(memberships__group=group["id"]).values_list("code", flat=True)
    )
    planned = program.told(f"POST /groups/{group['id']}/sessions", {"first": TODAY, "count": 3, "starts_at": "18:30"})
    assert [(s["number"], s["starts_at"], s["status"]) for s in planned["items"]] == [
        (k, "18:30", "planned") for k in (1, 2, 3)
    ]
    first = planned["items"][0]["id"]
    assert program.told(f"POST /sessions/{first}/begin")["status"] == "held"
    assert program.told(f"POST /sessions/{first}/close")["ended_at"]


def test_members_who_left_are_told_of_when_asked_for(program: Program, world: World) -> None:
    here = program.told(f"GET /groups/{world.group.pk}/members")
    all_ever = program.told(f"GET /groups/{world.group.pk}/members", former="true")
    assert {m["label"] for m in all_ever["items"]} - {m["label"] for m in here["items"]} == {"Facilitator 0"}


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({}, "person"),
        ({"person": 1, "code": "abc"}, "person"),
        ({"code": "nobody-has-this"}, "code"),
        ({"joined_on": "1850-01-01", "code": "x"}, "joined_on"),
    ],
)
def test_an_enrolment_that_cannot_be_is_refused_with_the_field(program: Program, world: World, told: Any, place: str) -> None:
    before = Membership.objects.count()
    answer = program.ask(f"POST /groups/{world.group.pk}/members", {"joined_on": TODAY, **told})
    assert (answer.status_code, answer.json()["place"]) == (409, place)
    assert Membership.objects.count() == before


@pytest.mark.parametrize(
    "told", [{}, {"count": 2, "until": TODAY}, {"count": 2, "first": "9999-12-31"}, {"until": "0001-01-01"}]
)
def test_a_series_that_cannot_be_planned_is_refused(program: Program, world: World, told: Any) -> None:
    first = str(date.today() + timedelta(days=7))
    assert program.ask(f"POST /groups/{world.group.pk}/sessions", {"first": first, **told}).status_code == 409


def test_attendance_is_marked_and_read(program: Program, world: World, session_id: int) -> None:
    someone = world.members[2].pk
    way = f"/sessions/{session_id}/attendance"
    marked = program.told(f"PUT {way}/{someone}", {"presence": "late", "came_at": "18:45"})
    assert (marked["presence"], marked["came_at"]) == ("late", "18:45")
    assert marked in program.told(f"GET {way}")["items"]
    stranger = Person.objects.exclude(memberships__group=world.group).first()
    assert stranger is not None
    assert program.ask(f"PUT {way}/{stranger.pk}", {"presence": "present"}).status_code == 404


def test_a_check_in_comes_in_once_and_its_answers_never_out(program: Program, world: World, session_id: int) -> None:
    card, other = cards(program, session_id)[:2]
    told = check_in(program, session_id, card)
    way = f"POST /sessions/{session_id}/check-ins"
    assert program.told(way, told) == {"receipt": "stored"}
    assert program.told(way, told) == {"receipt": "already"}
    assert program.ask(way, {**told, "key": "m" * 20}).status_code == 409
    key_of_another = program.ask(way, check_in(program, session_id, other))
    assert (key_of_another.status_code, key_of_another.json()["place"]) == (409, "key")
    state = program.told(f"GET /sessions/{session_id}/check-ins")
    assert (state["came_in"], state["expected"]) == (1, 8)
    row = Submission.objects.get()
    assert (row.source, row.person_id) == ("import", Card.objects.get(pk=card["id"]).person_id)
    assert AuditEntry.objects.get(verb="check in").actor.startswith("token:")


def test_a_check_in_by_token_may_ask_for_a_private_word_which_is_taken_on(program: Program, session_id: int) -> None:
    card = cards(program, session_id)[0]
    told = check_in(program, session_id, card, token=card["token"], private_word=True)
    del told["code"]
    program.told(f"POST /sessions/{session_id}/check-ins", told)
    flag = program.told("GET /flags")["items"][0]
    assert (flag["kind"], flag["label"], flag["taken_by"]) == ("private_word", card["label"], "")
    assert program.told(f"POST /flags/{flag['id']}/take-on")["is_mine"]
    assert Flag.objects.get().taken_by_id


@pytest.mark.parametrize(
    ("changed", "status", "place"),
    [
        ({"answers": {"nothing.of.this.name": "1"}}, 422, "answers.nothing.of.this.name"),
        ({"token": "x"}, 409, "code"),
        ({"key": "short"}, 422, "key"),
        ({"code": "ZZZZZZ"}, 404, ""),
        ({"language": "fr"}, 422, "language"),
    ],
)
def test_a_check_in_that_does_not_fit_stores_nothing(
    program: Program, session_id: int, changed: dict[str, Any], status: int, place: str
) -> None:
    told = {**check_in(program, session_id, cards(program, session_id)[0]), **changed}
    answer = program.ask(f"POST /sessions/{session_id}/check-ins", told)
    assert (answer.status_code, answer.json()["place"]) == (status, place)
    assert not Submission.objects.exists()


def test_an_answer_off_the_scale_is_refused_with_its_question(program: Program, session_id: int) -> None:
    told = check_in(program, session_id, cards(program, session_id)[0])
    question = next(iter(told["answers"]))
    told["answers"][question] = "9000"
    answer = program.ask(f"POST /sessions/{session_id}/check-ins", told)
    assert (answer.status_code, answer.json()["place"]) == (422, f"answers.{question}")


def test_closed_check_ins_take_nothing_after_their_grace(program: Program, world: World, session_id: int) -> None:

    card = cards(program, session_id)[0]
    told = check_in(program, session_id, card)
    program.told(f"POST /sessions/{session_id}/check-ins/close")
    row = Session.objects.get(pk=session_id)
    assert row.closed_at is not None
    Session.objects.filter(pk=session_id).update(
        opened_at=row.closed_at - timedelta(days=4), closed_at=row.closed_at - timedelta(days=3)
    )
    assert program.ask(f"POST /sessions/{session_id}/check-ins", told).status_code == 409


def test_codes_are_not_for_a_token_that_only_reads(world: World, session_id: int) -> None:
    reading = program_of(world, "facilitator", "check-ins:read")
    assert reading.ask(f"GET /sessions/{session_id}/cards").status_code == 403
    assert reading.told(f"GET /sessions/{session_id}/check-ins")["came_in"] == 0


def test_a_card_of_another_session_is_missing_here(program: Program, world: World, session_id: int) -> None:
    card = cards(program, session_id)[0]
    told = check_in(program, session_id, card)
    other = program.told(f"GET /groups/{world.group.pk}/sessions")["items"][0]["id"]
    for by in ({"code": card["code"]}, {"token": card["token"]}):
        answer = program.ask(f"POST /sessions/{other}/check-ins", {"key": told["key"], "answers": told["answers"], **by})
        assert answer.status_code == 404
