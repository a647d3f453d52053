"""Who comes and goes on the board stands in the attendance of the session."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.web.models import Attendance, Person, Session, Site, Submission
from tests.web.personas import World
from tests.web.talk.boards import Tablet

pytestmark = pytest.mark.django_db


def presence(session: Session, person: Person) -> str:
    """How somebody is written down; empty for not at all."""
    return Attendance.objects.filter(session=session, person=person).values_list("presence", flat=True).first() or ""


def tap(tablet: Tablet, at_s: float, person: Person, word: str) -> str:
    uid = tablet.tap(at_s, "roster", seat=str(person.pk), **{"is": word})
    assert tablet.send().status_code == 200
    return uid


def test_late_left_away_and_back(world: World, session: Session, tablet: Tablet) -> None:
    a, b, c, d = world.members[:4]
    tap(tablet, 60, a, "late")
    tap(tablet, 70, b, "away")
    tap(tablet, 80, c, "left")
    assert [presence(session, p) for p in (a, b, c, d)] == ["late", "absent", "left_early", "present"]
    tap(tablet, 90, a, "left")
    tap(tablet, 95, b, "here")
    tap(tablet, 99, c, "here")
    assert [presence(session, p) for p in (a, b, c)] == ["late_and_left_early", "present", "present"]


def test_an_undone_coming_is_taken_back(world: World, session: Session, tablet: Tablet) -> None:
    a = world.members[0]
    uid = tap(tablet, 60, a, "away")
    assert presence(session, a) == "absent"
    tablet.tap(61, "undo", of=uid)
    tablet.send()
    assert presence(session, a) == "present"


def test_the_first_board_holds_a_planned_session(world: World, session: Session, tablet: Tablet) -> None:
    Session.objects.filter(pk=session.pk).update(status="planned", began_at=None)
    Attendance.objects.filter(session=session).delete()
    tablet.send()
    found = Session.objects.get(pk=session.pk)
    assert found.status == "held"
    assert found.began_at is not None
    assert not Attendance.objects.filter(session=session).exists()


def test_times_are_those_of_the_tap_on_the_clock_of_the_site(world: World, session: Session, tablet: Tablet) -> None:
    Site.objects.filter(pk=world.site.pk).update(time_zone="America/Bogota")
    day = session.held_on
    tablet.begun_at = datetime(day.year, day.month, day.day, 23, 0, tzinfo=UTC).isoformat()
    if datetime.fromisoformat(tablet.begun_at) > timezone.now():
        Session.objects.filter(pk=session.pk).update(held_on=day - timedelta(days=1))
        tablet.begun_at = (datetime.fromisoformat(tablet.begun_at) - timedelta(days=1)).isoformat()
    tap(tablet, 600, world.members[0], "late")
    row = Attendance.objects.get(session=session, person=world.members[0])
    assert row.came_at is not None
    assert row.came_at.isoformat() == "18:10:00"


def test_a_supervisors_board_changes_no_attendance_and_holds_no_session(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    Session.objects.filter(pk=session.pk).update(status="planned")
    tablet = Tablet(signed_in("supervisor"), session)
    tablet.begin(world.members)
    tap(tablet, 60, world.members[0], "away")
    assert presence(session, world.members[0]) == "present"
    assert Session.objects.get(pk=session.pk).status == "planned"


def test_whose_check_in_is_in_stays_here_and_the_taps_are_kept(world: World, session: Session, tablet: Tablet) -> None:
    a = world.members[0]
    now = timezone.now()
    given = {"key": "k", "group": world.group, "instrument": "member_check_in", "version": "1", "language": "en"}
    given |= {"source": "phone", "answers": "{}", "private_word": False, "answered_at": now, "received_at": now}
    Submission.objects.create(session=session, person=a, **given)
    tap(tablet, 60, a, "away")
    tablet.speaks(70, world.members[1])
    assert tablet.send().json()["kept"] == 3
    assert presence(session, a) == "present"


def test_after_closing_only_what_was_not_written_is_filled_in(world: World, session: Session, tablet: Tablet) -> None:
    a, b = world.members[:2]
    Attendance.objects.filter(session=session, person=b).delete()
    Session.objects.filter(pk=session.pk).update(ended_at=timezone.now())
    tap(tablet, 60, a, "away")
    tap(tablet, 61, b, "late")
    assert [presence(session, person) for person in (a, b)] == ["present", "late"]
