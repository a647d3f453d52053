"""Moments are told by a clock: that of the site where something happened, else that of who reads, never that of the server."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.models import Appointment, AuditEntry, Note, ProcessNote, Session, Site
from fourfold.web.notes.queries.sessions import GROUP
from fourfold.web.templatetags.words import clock, day
from tests.web.notes.process import NEW, START, begin
from tests.web.notes.writing import lock, write
from tests.web.personas import World, browser_of

FAR = "Pacific/Kiritimati"
AT = datetime(2026, 3, 9, 13, 30, tzinfo=UTC)
"""Half past three at night of the tenth there."""


@pytest.fixture
def far(world: World) -> World:
    """The world with its first site far in the east."""
    world.site.time_zone = FAR
    world.site.save()
    return world


def test_the_filters_bring_what_is_stored_to_the_clock_of_who_reads_and_nothing_else() -> None:
    at_the_site = AT.astimezone(ZoneInfo("Europe/Madrid"))
    with timezone.override(FAR):
        assert (clock(AT), day(AT, "short_day")) == ("03:30", "10 March 2026")
        assert (clock(at_the_site), day(at_the_site, "short_day")) == ("14:30", "9 March 2026")
        assert (clock(time(18, 5)), clock(time(0)), clock(None)) == ("18:05", "00:00", "")


@pytest.mark.parametrize("reader", ["facilitator", "supervisor"])
def test_a_lock_is_told_by_the_clock_of_the_site_also_to_who_works_at_another_too(far: World, reader: str) -> None:
    session = Session.objects.get(group=far.group, number=1)
    write(far, session, {GROUP: "A note"})
    lock(far, session)
    Note.objects.update(locked_at=AT)
    first = Site.objects.create(pk=0, name="Simulated first site", time_zone="America/Bogota")
    Appointment.objects.create(user=far.users["supervisor"], role=Role.SUPERVISOR, site=first, since=timezone.now())
    page = browser_of(far.users[reader]).get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "10 March 2026" in page
    assert "03:30" in page
    assert "13:30" not in page


def test_ones_own_process_notes_and_the_log_are_told_by_ones_own_clock(far: World, signed_in: Callable[[str], Client]) -> None:
    browser = signed_in("facilitator")
    begin(browser)
    browser.post(NEW, {"title": "Mine", "text": "A text", "version": ""})
    ProcessNote.objects.update(changed_at=AT)
    assert "03:30" in browser.get(START).content.decode()
    AuditEntry.objects.filter(verb="write process note").update(at=AT)
    assert "03:30" in signed_in("administrator").get("/audit/").content.decode()


def test_the_clock_of_one_reader_is_not_left_to_the_next(far: World, signed_in: Callable[[str], Client]) -> None:
    signed_in("facilitator").get("/")
    assert timezone.get_current_timezone_name() == timezone.get_default_timezone_name()
