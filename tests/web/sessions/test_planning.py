"""Planning a series, going on with it, moving and skipping one session: numbers and days keep their order."""

import contextlib
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.web.access import Missing
from fourfold.web.models import Attendance, AuditEntry, Session
from fourfold.web.refusal import Refused
from fourfold.web.sessions import actions
from fourfold.web.sessions.series import Series
from tests.web.personas import World

TODAY = date.today()


def _in(days: int) -> date:
    return TODAY + timedelta(days=days)


def _rows(world: World) -> list[tuple[int, date, str]]:
    return list(Session.objects.filter(group=world.group).order_by("number").values_list("number", "held_on", "status"))


def test_a_series_follows_the_last_session_with_the_next_numbers(world: World) -> None:
    by, before = world.viewer("facilitator"), world.group.revision
    planned = actions.plan_series(world.group.pk, Series(_in(7), count=3, skip=frozenset({_in(14)})), by=by)
    assert [(s.number, s.held_on) for s in planned] == [(4, _in(7)), (5, _in(21)), (6, _in(28))]
    more = actions.plan_series(world.group.pk, Series(_in(35), 14, until=_in(50)), by=by)
    assert [(s.number, s.held_on) for s in more] == [(7, _in(35)), (8, _in(49))]
    world.group.refresh_from_db()
    assert world.group.revision == before + 2
    assert AuditEntry.objects.filter(verb="plan sessions", actor=by.actor).count() == 2


def test_a_series_does_not_begin_before_the_last_session(world: World) -> None:
    with pytest.raises(Refused) as refused:
        actions.plan_series(world.group.pk, Series(TODAY, count=1), by=world.viewer("facilitator"))
    assert refused.value.given == {"day": TODAY}
    assert len(_rows(world)) == 3


@pytest.mark.parametrize("persona", ["former", "colleague", "outsider", "supervisor", "administrator", "member", "manager"])
def test_only_those_who_lead_the_group_plan(world: World, persona: str) -> None:
    with pytest.raises(Missing):
        actions.plan_series(world.group.pk, Series(_in(7), count=1), by=world.viewer(persona))
    assert len(_rows(world)) == 3


def test_a_session_moves_between_its_neighbours_only(world: World) -> None:
    by = world.viewer("facilitator")
    one, two, _ = actions.plan_series(world.group.pk, Series(_in(7), count=3), by=by)
    assert actions.move_session(two.pk, _in(20), None, by=by).held_on == _in(20)
    for day in (_in(7), _in(5), _in(21), _in(30)):
        with pytest.raises(Refused, match="keeps the order"):
            actions.move_session(two.pk, day, None, by=by)
    with pytest.raises(Refused, match="keeps the order"):
        actions.move_session(one.pk, TODAY, None, by=by)
    with pytest.raises(Refused, match="still planned can be moved"):
        actions.move_session(Session.objects.get(group=world.group, number=3).pk, _in(1), None, by=by)


def test_a_skipped_session_keeps_its_number_and_can_be_planned_again(world: World) -> None:
    by = world.viewer("facilitator")
    planned = actions.plan_series(world.group.pk, Series(_in(7), count=2), by=by)
    actions.skip_session(planned[0].pk, by=by)
    assert _rows(world)[-2:] == [(4, _in(7), "not_held"), (5, _in(14), "planned")]
    actions.plan_again(planned[0].pk, by=by)
    assert _rows(world)[-2][2] == "planned"


def test_a_session_to_which_somebody_came_is_not_skipped(world: World) -> None:
    by, session = world.viewer("facilitator"), Session.objects.get(group=world.group, number=3)
    with pytest.raises(Refused, match="written down as here"):
        actions.skip_session(session.pk, by=by)
    Attendance.objects.filter(session=session).update(presence="absent")
    assert actions.skip_session(session.pk, by=by).status == "not_held"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.one_of(
            st.tuples(st.just("plan"), st.integers(-3, 40), st.integers(1, 4)),
            st.tuples(st.just("move"), st.integers(0, 12), st.integers(-30, 90)),
            st.tuples(st.just("skip"), st.integers(0, 12), st.just(0)),
            st.tuples(st.just("again"), st.integers(0, 12), st.just(0)),
        ),
        max_size=9,
    )
)
def test_whatever_is_planned_days_rise_with_numbers_and_no_number_is_lost(
    world: World, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        for verb, which, how in steps:
            _try(world, verb, which, how)
        numbers, days, _ = zip(*_rows(world), strict=True)
        transaction.set_rollback(True)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    assert all(a < b for a, b in pairwise(days))


def _try(world: World, verb: str, which: int, how: int) -> None:
    by, rows = world.viewer("facilitator"), list(Session.objects.filter(group=world.group).order_by("number"))
    at = rows[which % len(rows)]
    with contextlib.suppress(Refused):
        if verb == "plan":
            actions.plan_series(world.group.pk, Series(_in(which), count=how), by=by)
        elif verb == "move":
            actions.move_session(at.pk, _in(how), None, by=by)
        elif verb == "skip":
            actions.skip_session(at.pk, by=by)
        else:
            actions.plan_again(at.pk, by=by)


def test_the_form_plans_and_says_what_is_wrong(world: World, signed_in: Callable[[str], Client]) -> None:
    client, address = signed_in("facilitator"), reverse("sessions-plan", args=[world.group.pk])
    assert client.get(address).status_code == 200
    given = {"first": _in(7).isoformat(), "every_days": "7", "count": "", "until": "", "starts_at": "18:00"}
    page = client.post(address, given).content.decode()
    assert "one of the two" in page
    page = client.post(address, given | {"first": TODAY.isoformat(), "count": "2"}).content.decode()
    assert "Begin after it." in page
    answer = client.post(address, given | {"count": "2", "skip_1": _in(7).isoformat()})
    assert answer.headers["Location"] == reverse("group-sessions", args=[world.group.pk])
    assert [row[1] for row in _rows(world)[3:]] == [_in(14), _in(21)]
    assert str(Session.objects.get(group=world.group, number=4).starts_at) == "18:00:00"


def test_one_session_is_moved_skipped_and_taken_back_on_the_page(world: World, signed_in: Callable[[str], Client]) -> None:
    client, by = signed_in("facilitator"), world.viewer("facilitator")
    session = actions.plan_series(world.group.pk, Series(_in(7), count=2), by=by)[0]
    move = reverse("session-move", args=[session.pk])
    assert "keeps the order" in client.post(move, {"held_on": _in(14).isoformat()}).content.decode()
    client.post(move, {"held_on": _in(8).isoformat(), "starts_at": "10:30"})
    client.post(reverse("session-skip", args=[session.pk]))
    assert _rows(world)[3] == (4, _in(8), "not_held")
    page = client.get(reverse("group-sessions", args=[world.group.pk])).content.decode()
    assert f'action="{reverse("session-plan-again", args=[session.pk])}"' in page
    client.post(reverse("session-plan-again", args=[session.pk]))
    assert _rows(world)[3][2] == "planned"


@pytest.mark.parametrize("persona", ["former", "colleague", "outsider", "supervisor", "administrator", "member", "researcher"])
def test_the_pages_that_change_a_session_are_missing_for_others(
    world: World, signed_in: Callable[[str], Client], persona: str
) -> None:
    session, client = Session.objects.get(group=world.group, number=3), signed_in(persona)
    assert client.get(reverse("sessions-plan", args=[world.group.pk])).status_code == 404
    assert client.get(reverse("session-move", args=[session.pk])).status_code == 404
    before = _rows(world)
    for name in ("skip", "plan-again", "begin", "close", "reopen", "mark", "all-here", "undo"):
        given = {"person": world.members[0].pk, "presence": "absent", "step": 1}
        assert client.post(reverse(f"session-{name}", args=[session.pk]), given).status_code == 404, name
    assert _rows(world) == before
    assert not Attendance.objects.filter(presence="absent").exists()


@pytest.mark.parametrize("days", [{"first": "9999-12-01", "count": "3"}, {"first": "2030-01-01", "until": "9999-12-31"}])
def test_a_day_beyond_every_calendar_is_refused_beside_its_field(
    world: World, signed_in: Callable[[str], Client], days: dict[str, str]
) -> None:
    answer = signed_in("facilitator").post(reverse("sessions-plan", args=[world.group.pk]), {"every_days": "7", **days})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert len(_rows(world)) == 3
