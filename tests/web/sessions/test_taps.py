"""The session's page: taps with and without a script, fault and undo beside them, the sheet to sign."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from fourfold.web.models import Attendance, AuditEntry, Session
from tests.web.personas import World, seat

HTMX = {"hx-request": "true"}


@pytest.fixture
def session(world: World) -> Session:
    """A session planned for today, nobody written down."""
    Session.objects.filter(group=world.group, number=3).update(held_on=date.today() - timedelta(days=1))
    return Session.objects.create(group=world.group, number=4, held_on=date.today())


def test_a_tap_without_a_script_comes_back_to_the_person(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, person = signed_in("facilitator"), world.members[0]
    answer = client.post(reverse("session-mark", args=[session.pk]), {"person": person.pk, "presence": "late"})
    assert answer.headers["Location"] == f"{reverse('session', args=[session.pk])}#person-{person.pk}"
    page = client.get(reverse("session", args=[session.pk])).content.decode()
    assert f'id="late-{person.pk}" name="presence" value="present" aria-pressed="true"' in page
    assert f'id="left-{person.pk}" name="presence" value="late_and_left_early" aria-pressed="false"' in page
    assert "Undo: A." in page


def test_a_tap_with_a_script_gives_that_part_alone(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client, person = signed_in("facilitator"), world.members[0]
    given = {"person": person.pk, "presence": "absent", "reason": "ill"}
    part = client.post(reverse("session-mark", args=[session.pk]), given, headers=HTMX).content.decode()
    assert part.lstrip().startswith('<section id="attendance"')
    assert "<html" not in part
    assert "away: ill" in part
    part = client.post(reverse("session-undo", args=[session.pk]), {"step": 1}, headers=HTMX).content.decode()
    assert "away: ill" not in part
    part = client.post(reverse("session-undo", args=[session.pk]), {"step": 1}, headers=HTMX).content.decode()
    assert "Nothing was taken back." in part


@pytest.mark.parametrize("step", ["9" * 5000, "9" * 19, "-1", ""])
def test_a_step_that_is_no_number_of_ours_takes_nothing_back(
    world: World, session: Session, signed_in: Callable[[str], Client], step: str
) -> None:
    client, person = signed_in("facilitator"), world.members[0]
    client.post(reverse("session-mark", args=[session.pk]), {"person": person.pk, "presence": "late"})
    answer = client.post(reverse("session-undo", args=[session.pk]), {"step": step}, headers=HTMX)
    assert "Nothing was taken back." in answer.content.decode()
    assert Attendance.objects.filter(session=session, person=person).exists()


def test_all_here_then_close_and_go_on(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    page = client.get(reverse("session", args=[session.pk])).content.decode()
    assert "Everyone is here" in page
    assert "Begin the session" in page
    client.post(reverse("session-all-here", args=[session.pk]))
    client.post(reverse("session-close", args=[session.pk]))
    page = client.get(reverse("session", args=[session.pk])).content.decode()
    assert "Eight members are here." in page
    assert "Closed at" in page
    client.post(reverse("session-reopen", args=[session.pk]))
    assert "Close the session" in client.get(reverse("session", args=[session.pk])).content.decode()


def test_what_cannot_be_read_changes_nothing_and_says_so(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, address = signed_in("facilitator"), reverse("session-mark", args=[session.pk])
    for given in ({}, {"person": "A", "presence": "late"}, {"person": world.members[0].pk, "presence": "asleep"}):
        assert "Tap once more" in client.post(address, given, headers=HTMX).content.decode()
    client.post(address, {"person": world.members[0].pk, "presence": "asleep"})
    assert "Tap once more" in client.get(reverse("session", args=[session.pk])).content.decode()
    assert not Attendance.objects.filter(session=session).exists()
    assert client.get(address).status_code == 405


def test_own_words_are_written_safely(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    given = {"person": world.members[0].pk, "presence": "absent", "reason": "<b>train</b> & bus"}
    part = signed_in("facilitator").post(reverse("session-mark", args=[session.pk]), given, headers=HTMX).content.decode()
    assert "away: &lt;b&gt;train&lt;/b&gt; &amp; bus" in part


def test_the_page_of_a_session_ahead_offers_only_absence(world: World, signed_in: Callable[[str], Client]) -> None:
    ahead = Session.objects.create(group=world.group, number=4, held_on=date.today() + timedelta(days=7))
    page = signed_in("facilitator").get(reverse("session", args=[ahead.pk])).content.decode()
    assert 'id="here-' not in page
    assert f'id="away-{world.members[0].pk}"' in page
    assert "Begin the session" not in page


def test_a_supervisor_reads_without_buttons_and_the_reading_is_logged(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    page = signed_in("supervisor").get(reverse("session", args=[session.pk])).content.decode()
    assert "aria-pressed" not in page
    assert "Those who lead the group write here." in page
    read = AuditEntry.objects.get(verb="read attendance")
    assert (read.subject, read.group_id) == (f"session:{session.pk}", world.group.pk)


@pytest.mark.parametrize("persona", ["former", "colleague", "outsider", "manager", "administrator", "member", "researcher"])
def test_the_pages_are_missing_for_others(
    world: World, session: Session, signed_in: Callable[[str], Client], persona: str
) -> None:
    client = signed_in(persona)
    for address in ("session", "session-sheet"):
        assert client.get(reverse(address, args=[session.pk])).status_code == 404
    assert client.get(reverse("group-sessions", args=[world.group.pk])).status_code == 404
    assert not AuditEntry.objects.filter(verb__startswith="read").exists()


def test_the_sheet_has_a_line_for_everybody_expected_and_nothing_else_of_them(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    seat(world.group, "Gone", "member", until=5)
    client.post(
        reverse("session-mark", args=[session.pk]), {"person": world.members[0].pk, "presence": "absent", "reason": "ill"}
    )
    page = client.get(reverse("session-sheet", args=[session.pk])).content.decode()
    assert all(f'<th scope="row">{person.label}</th>' in page for person in world.members)
    assert "Facilitator 1" in page
    assert "Gone" not in page
    assert "ill</" not in page
    assert "Tuesday group" in page
    client.cookies["fourfold_language"] = "es"
    assert "Firme aquí" in client.get(reverse("session-sheet", args=[session.pk])).content.decode()


def test_the_tab_shows_who_came_in_each_session(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    Attendance.objects.filter(session__number=1, person__in=world.members[:3]).update(presence="absent")
    page = signed_in("supervisor").get(reverse("group-sessions", args=[world.group.pk])).content.decode()
    row = page[page.index("Session 1</a>") :][:300]
    assert "<td>5</td><td>3</td>" in row
    assert "session-skip" not in page
    assert reverse("session-skip", args=[session.pk]) not in page


def test_somebody_new_is_enrolled_and_the_way_leads_back_to_the_session(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, here = signed_in("facilitator"), reverse("session", args=[session.pk])
    way = f"{reverse('member-enrol', args=[world.group.pk])}?next={here}"
    assert f'href="{way}"' in client.get(here).content.decode()
    given = {"label": "Z.", "language": "en", "joined_on": date.today().isoformat()}
    given["taking_part"] = given["joined_on"]
    assert client.post(way, given).headers["Location"] == here
    assert "<b>Z.</b>" in client.get(here).content.decode()
    elsewhere = way.replace(here, "//elsewhere.example/")
    assert client.post(elsewhere, given | {"label": "Y."}).headers["Location"] == reverse(
        "group-members", args=[world.group.pk]
    )
