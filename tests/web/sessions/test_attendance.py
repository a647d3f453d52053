"""One tap a person: the last tap stands, undo restores, reasons are sealed, others stay out."""

from collections.abc import Callable
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.vocabulary import Presence
from fourfold.web.access import Missing, Right
from fourfold.web.models import Attendance, AttendanceBefore, AuditEntry, Session, Submission
from fourfold.web.refusal import Refused
from fourfold.web.sessions import actions, queries
from tests.web.personas import World, seat

TODAY = date.today()
TAPS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Presence), st.sampled_from(["", "ill", "too far"])), max_size=10)


@pytest.fixture
def session(world: World) -> Session:
    """A session planned for today, nobody written down."""
    Session.objects.filter(group=world.group, number=3).update(held_on=TODAY - timedelta(days=1))
    return Session.objects.create(group=world.group, number=4, held_on=TODAY)


def _stand(session: Session) -> dict[int, tuple[str, str]]:
    rows = Attendance.objects.filter(session=session)
    return {row.person_id: (row.presence, queries.reason_of(row)) for row in rows}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taps=TAPS)
def test_the_last_tap_stands_and_undo_goes_back_step_by_step(
    world: World, session: Session, taps: list[tuple[int, Presence, str]]
) -> None:
    by, stood = world.viewer("facilitator"), [_stand(session)]
    wanted: dict[int, tuple[str, str]] = dict(stood[0])
    began = Session.objects.get(pk=session.pk).status
    for which, presence, reason in taps:
        person = world.members[which].pk
        actions.mark_attendance(session.pk, person, presence, reason, by=by)
        wanted[person] = (presence, reason if presence is Presence.ABSENT else "")
        stood.append(dict(wanted))
        assert _stand(session) == wanted
    for before in reversed(stood[:-1]):
        step = queries.room(by, session.pk).step
        assert actions.undo_attendance(session.pk, step, by=by)
        assert _stand(session) == before
    assert queries.room(by, session.pk).step == 0
    assert Session.objects.get(pk=session.pk).status == began


def test_the_first_tap_begins_the_session_and_its_undo_takes_that_back(world: World, session: Session) -> None:
    by = world.viewer("facilitator")
    actions.mark_attendance(session.pk, world.members[0].pk, Presence.PRESENT, by=by)
    session.refresh_from_db()
    assert (session.status, session.began_at is not None) == ("held", True)
    assert actions.undo_attendance(session.pk, 1, by=by) == ["A."]
    session.refresh_from_db()
    assert (session.status, session.began_at) == ("planned", None)


def test_everybody_else_is_here_in_one_tap_and_out_again_in_one(world: World, session: Session) -> None:
    by = world.viewer("facilitator")
    actions.mark_attendance(session.pk, world.members[1].pk, Presence.ABSENT, "ill", by=by)
    written = actions.mark_others_present(session.pk, by=by)
    assert len(written) == 8
    assert queries.room(by, session.pk).n_here == 7
    assert queries.room(by, session.pk).unwritten == []
    actions.undo_attendance(session.pk, 2, by=by)
    assert _stand(session) == {world.members[1].pk: ("absent", "ill")}


def test_whose_check_in_is_in_cannot_be_written_absent_so_that_nobody_sees_what_one_answer_did(world: World) -> None:
    by, person, other = world.viewer("facilitator"), world.members[0], world.members[1]
    session = Session.objects.get(group=world.group, number=3)
    for presence in (Presence.ABSENT, Presence.PRESENT):
        actions.mark_attendance(session.pk, person.pk, presence, by=by)
    Submission.objects.create(
        key="k" * 22, group=world.group, session=session, person=person, instrument="member_check_in", version="1",
        language="en", source="phone", answers="{}", answered_at=timezone.now(), received_at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(Refused, match="so they were here"):
        actions.mark_attendance(session.pk, person.pk, Presence.ABSENT, by=by)
    assert actions.undo_attendance(session.pk, 2, by=by) == []
    assert Attendance.objects.get(session=session, person=person).presence == "present"
    actions.mark_attendance(session.pk, person.pk, Presence.LATE, by=by)
    actions.mark_attendance(session.pk, other.pk, Presence.ABSENT, by=by)


def test_an_undo_that_comes_too_late_changes_nothing(world: World, session: Session) -> None:
    by = world.viewer("facilitator")
    for person in world.members[:2]:
        actions.mark_attendance(session.pk, person.pk, Presence.LATE, by=by)
    assert actions.undo_attendance(session.pk, 1, by=by) == []
    assert actions.undo_attendance(session.pk, 0, by=by) == []
    assert len(_stand(session)) == 2


def test_a_reason_is_sealed_and_stands_nowhere_in_the_clear(world: World, session: Session) -> None:
    by, words = world.viewer("facilitator"), "broken ankle"
    row = actions.mark_attendance(session.pk, world.members[0].pk, Presence.ABSENT, words, by=by)
    assert words.encode() not in bytes(row.sealed_reason or b"")
    assert queries.reason_of(row) == words
    assert not AuditEntry.objects.filter(detail__contains=words).exists()
    assert actions.mark_attendance(session.pk, row.person_id, Presence.PRESENT, words, by=by).sealed_reason is None


def test_before_its_day_only_an_absence_is_written_and_it_does_not_begin(world: World, session: Session) -> None:
    by = world.viewer("facilitator")
    ahead = Session.objects.create(group=world.group, number=5, held_on=TODAY + timedelta(days=7))
    with pytest.raises(Refused, match="only an absence"):
        actions.mark_attendance(ahead.pk, world.members[0].pk, Presence.PRESENT, by=by)
    actions.mark_attendance(ahead.pk, world.members[0].pk, Presence.ABSENT, "travel", by=by)
    with pytest.raises(Refused, match="only an absence"):
        actions.begin_session(ahead.pk, by=by)
    ahead.refresh_from_db()
    assert ahead.status == "planned"


def test_nothing_is_written_on_a_session_that_was_skipped(world: World, session: Session) -> None:
    by = world.viewer("facilitator")
    actions.skip_session(session.pk, by=by)
    for presence in (Presence.PRESENT, Presence.ABSENT):
        with pytest.raises(Refused, match="was skipped"):
            actions.mark_attendance(session.pk, world.members[0].pk, presence, by=by)
    assert _stand(session) == {}


def test_late_and_left_early_join_and_part_and_keep_their_times(world: World, session: Session) -> None:
    by, person = world.viewer("facilitator"), world.members[0].pk
    actions.mark_attendance(session.pk, person, Presence.LATE, by=by, came_at=time(10, 12))
    late = queries.room(by, session.pk).members[0]
    assert late.after_left is Presence.LATE_AND_LEFT_EARLY
    actions.mark_attendance(session.pk, person, late.after_left, by=by, left_at=time(11, 0))
    both = queries.room(by, session.pk).members[0]
    assert (both.came_at, both.left_at, both.shapes) == (time(10, 12), time(11, 0), ("late", "left-early"))
    assert (both.after_late, both.after_left) == (Presence.LEFT_EARLY, Presence.LATE)
    actions.mark_attendance(session.pk, person, both.after_late, by=by)
    left = queries.room(by, session.pk).members[0]
    assert (left.presence, left.came_at, left.left_at) == ("left_early", None, time(11, 0))


def test_closing_ends_the_trail_and_attendance_can_still_be_corrected(world: World, session: Session) -> None:
    by = world.viewer("facilitator")
    actions.mark_others_present(session.pk, by=by)
    actions.close_session(session.pk, by=by)
    actions.mark_attendance(session.pk, world.members[0].pk, Presence.LATE, by=by)
    assert not AttendanceBefore.objects.exists()
    assert _stand(session)[world.members[0].pk] == ("late", "")
    assert actions.reopen_session(session.pk, by=by).ended_at is None


def test_somebody_who_arrives_during_the_session_is_on_the_list(world: World, session: Session) -> None:
    by = world.viewer("facilitator")
    actions.mark_others_present(session.pk, by=by)
    newcomer = seat(world.group, "Z.", "member", since=0)
    room = queries.room(by, session.pk)
    assert [(a.label, a.is_new) for a in room.members if not a.presence] == [("Z.", True)]
    actions.mark_attendance(session.pk, newcomer.pk, Presence.LATE, by=by)
    assert queries.room(by, session.pk).unwritten == []


def test_a_person_who_does_not_sit_in_the_group_is_missing_also_in_a_body(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    stranger = seat(world.neighbour, "N.", "member")
    for person in (stranger.pk, 10**9):
        with pytest.raises(Missing):
            actions.mark_attendance(session.pk, person, Presence.PRESENT, by=world.viewer("facilitator"))
        given = {"person": person, "presence": "present"}
        assert signed_in("facilitator").post(reverse("session-mark", args=[session.pk]), given).status_code == 404
    assert not Attendance.objects.filter(person=stranger).exists()


def test_every_tap_raises_the_revision_and_is_in_the_audit_log(world: World, session: Session) -> None:
    by, before = world.viewer("facilitator"), world.group.revision
    actions.mark_attendance(session.pk, world.members[0].pk, Presence.PRESENT, by=by)
    actions.undo_attendance(session.pk, 1, by=by)
    world.group.refresh_from_db()
    assert world.group.revision == before + 2
    verbs = AuditEntry.objects.filter(group_id=world.group.pk).order_by("id").values_list("verb", "person_id")
    assert list(verbs) == [("mark attendance", world.members[0].pk), ("undo attendance", None)]


def test_the_five_shapes_differ_and_two_stand_for_late_and_left(world: World, session: Session) -> None:
    by, seen = world.viewer("facilitator"), set()
    marks = [*((p, "") for p in Presence), (Presence.ABSENT, "ill")]
    for presence, reason in marks:
        actions.mark_attendance(session.pk, world.members[0].pk, presence, reason, by=by)
        seen.add(queries.room(by, session.pk).members[0].shapes)
    assert seen == {("here",), ("late",), ("left-early",), ("late", "left-early"), ("no-word",), ("away",)}


def test_a_supervisor_reads_and_an_outsider_does_not(world: World, session: Session) -> None:
    assert queries.room(world.viewer("supervisor"), session.pk).may_lead is False
    for persona in ("former", "colleague", "outsider", "manager", "administrator", "researcher", "member"):
        with pytest.raises(Missing):
            queries.session(world.viewer(persona), Right.OVERSEE, session.pk)
