"""The demonstration: four simulated groups, a session today, one account a role; never on a real site."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from fourfold.simulate import demonstration_programme
from fourfold.web.access import Right, Viewer, groups, viewer_of
from fourfold.web.demonstration.actions.filling import fill, next_meeting
from fourfold.web.demonstration.queries import sign_ins
from fourfold.web.models import Card, Coding, Group, Programme, Session, Site, Turn, User
from fourfold.web.notes.queries.lists import notes_of_group, waiting
from fourfold.web.records.actions import store
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.actions.settling import settle
from fourfold.web.talk.queries.agreement import side_by_side
from fourfold.web.talk.queries.codings import turns_of

pytestmark = pytest.mark.django_db


def test_it_fills_an_empty_site_so_that_every_role_has_something_to_look_at(settings: Settings) -> None:
    settings.DEMO = True
    fill()
    assert Group.objects.filter(simulated=True).count() == Group.objects.count() == 4
    meeting = Session.objects.get(opened_at__isnull=False)
    assert meeting.held_on == timezone.localdate()
    assert Card.objects.filter(session=meeting, used_at=None).count() >= 7
    told = sign_ins()
    assert [role for role, _, _ in told] == ["facilitator", "supervisor", "manager", "researcher", "administrator", "member"]
    viewers = {role: viewer_of(User.objects.get(email=email)) for role, email, _ in told}
    assert groups(viewers["facilitator"], Right.LEAD).count() == 4
    assert groups(viewers["supervisor"], Right.OVERSEE).count() == 4
    assert viewers["member"].person_id is not None
    for _, email, password in told:
        assert Client().login(email=email, password=password)
    with pytest.raises(ValueError, match="never in a site"):
        fill()
    assert_two_observers_can_be_compared(viewers["facilitator"])
    assert [left.what for left in waiting(viewers["supervisor"])] == ["sign"]
    assert {"draft", "locked", "signed"} <= {row.state for row in notes_of_group(viewers["facilitator"], meeting.group_id).rows}


def test_the_young_group_is_not_the_one_that_is_opened_on_its_own_day() -> None:
    friday = date(2026, 11, 27)
    programme = Programme.objects.create(site=Site.objects.create(name="Simulated clinic"), name="Demonstration")
    young = next(r for r in demonstration_programme(today=friday) if r.group.group_id == "friday-group")
    monday = next(r for r in demonstration_programme(today=friday) if r.group.group_id == "monday-group")
    for record in (young, monday):
        store(record, programme.pk, by=Viewer(None))
    assert Session.objects.filter(status="planned").earliest("held_on").group.name == "Friday group"
    assert next_meeting().group.name == "Monday group"
    assert next_meeting("Friday group").group.name == "Friday group"


def test_an_unknown_group_is_refused_with_the_names_of_those_there_are(settings: Settings) -> None:
    settings.DEMO = True
    with pytest.raises(ValueError, match="Tuesday group: no group of the demonstration; choose one of Thursday circle, Monday"):
        fill(meets="Tuesday group")
    assert not Group.objects.exists()


def assert_two_observers_can_be_compared(facilitator: Viewer) -> None:
    assert not Session.objects.filter(turns__isnull=False, codings__isnull=True).exists()
    second = Coding.objects.get(counts=False)
    first = Coding.objects.get(counts=True, session=second.session)
    turns = Turn.objects.filter(session=first.session).order_by("start_s", "speaker")
    before = list(turns.values_list("speaker", "addressee", "to_group", "start_s", "end_s"))
    with write_transaction():
        settle(first.session)
    assert before == list(turns.values_list("speaker", "addressee", "to_group", "start_s", "end_s"))
    heard = [turns_of(coding) for coding in (first, second)]
    assert 0.6 * len(heard[0]) < len(heard[1]) < len(heard[0])
    assert side_by_side(facilitator, first.session_id).found is not None


def test_a_real_site_shows_no_accounts_and_is_never_filled(settings: Settings, client: Client) -> None:
    settings.DEMO = False
    assert sign_ins() == ()
    with pytest.raises(ValueError, match="never in a site"):
        fill()
    assert "simulated-groups-only" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize(
    "today", [date(2026, 11, 23) + timedelta(days=k) for k in range(7)] + [date(2031, 1, 1), date(2020, 2, 29)]
)
def test_each_simulated_group_meets_next_within_the_week_that_begins_today(today: date) -> None:
    for record in demonstration_programme(today=today):
        planned = [day for day, status in record.sessions.select("held_on", "status").iter_rows() if status == "planned"]
        assert today - timedelta(days=1) <= min(planned) <= today + timedelta(days=8)
