"""A member's own practices: on their own device, written down once, changed and taken back until the day is over."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import AnswerRefused
from fourfold.web.access import Missing
from fourfold.web.checkins.tokens import KIOSK_COOKIE
from fourfold.web.groups.actions.erasing import erase_person
from fourfold.web.models import AssignedPractice, AuditEntry, PracticeLog, Session
from fourfold.web.mypage.queries import own_record
from fourfold.web.practices.actions import own as actions
from fourfold.web.practices.actions.own import Practised
from fourfold.web.practices.actions.sessions import led, plan
from fourfold.web.practices.queries.member import own_practices
from tests.web.personas import World, account, browser_of
from tests.web.practices.rows import KEY, given

SignIn = Callable[[str], Client]
BEFORE, AFTER = {"kind": 3.0, "with_it": None}, {"kind": 5.0, "with_it": 4.0}


@pytest.fixture
def row(world: World) -> AssignedPractice:
    """What A. took along."""
    return given(world.members[0], Session.objects.get(group=world.group, number=3), world.users["facilitator"])


def another(world: World) -> Any:
    """Another member of the group, who has an account and was given the same."""
    user = account("other", "member", world.site, world.members[1])
    return given(world.members[1], Session.objects.get(group=world.group, number=3), world.users["facilitator"]), user


def test_done_today_with_answers_is_written_down_once_however_often_it_is_sent(world: World, row: AssignedPractice) -> None:
    by = world.viewer("member")
    first = actions.log(row.pk, "k" * 16, Practised(4, BEFORE, AFTER), by=by)
    assert actions.log(row.pk, "k" * 16, Practised(9), by=by).pk == first.pk
    log = PracticeLog.objects.get()
    assert (log.minutes, log.done_on, log.before, log.after) == (4, date.today(), BEFORE, AFTER)
    assert AuditEntry.objects.filter(verb="log practice", person_id=world.members[0].pk).count() == 1


def test_a_key_of_somebody_else_opens_nothing(world: World, row: AssignedPractice) -> None:
    other, user = another(world)
    actions.log(row.pk, "k" * 16, Practised(4, BEFORE, AFTER), by=world.viewer("member"))
    world.users["other"] = user
    with pytest.raises(Missing):
        actions.log(other.pk, "k" * 16, Practised(4), by=world.viewer("other"))


def test_what_was_given_to_others_or_has_ended_or_not_begun_is_missing(world: World, row: AssignedPractice) -> None:
    other, _ = another(world)
    for change in ({"ended_on": date.today()}, {"ended_on": None, "begins_on": date.today() + timedelta(days=1)}):
        AssignedPractice.objects.filter(pk=row.pk).update(**change)
        for wanted in (row.pk, other.pk):
            with pytest.raises(Missing):
                actions.log(wanted, "k" * 16, Practised(4), by=world.viewer("member"))


@pytest.mark.parametrize("answers", [{"kind": 8.0}, {"kind": 0.0}, {"kind": 2.5}, {"pain": 3.0}])
def test_an_answer_off_the_scale_is_refused(world: World, row: AssignedPractice, answers: dict[str, float]) -> None:
    with pytest.raises(AnswerRefused):
        actions.log(row.pk, "k" * 16, Practised(4, after=answers), by=world.viewer("member"))


def test_a_log_of_today_can_be_changed_and_taken_back_one_of_yesterday_no_more(world: World, row: AssignedPractice) -> None:
    by = world.viewer("member")
    log = actions.log(row.pk, "k" * 16, Practised(4, BEFORE, AFTER), by=by)
    actions.change(log.pk, Practised(6, None, AFTER), by=by)
    assert PracticeLog.objects.values_list("minutes", "before", "after").get() == (6, None, AFTER)
    PracticeLog.objects.update(done_on=date.today() - timedelta(days=1))
    for act in (lambda: actions.change(log.pk, Practised(1), by=by), lambda: actions.take_back(log.pk, by=by)):
        with pytest.raises(Missing):
            act()
    PracticeLog.objects.update(done_on=date.today())
    actions.take_back(log.pk, by=by)
    assert not PracticeLog.objects.exists()


def test_what_was_done_in_a_session_is_shown_and_not_theirs_to_change(world: World, row: AssignedPractice) -> None:
    lead = world.viewer("facilitator")
    led(plan(Session.objects.get(group=world.group, number=3).pk, "easy_breath", by=lead).pk, 6, by=lead)
    found = own_practices(world.viewer("member"), "en")
    assert [(log.title, log.in_session, log.is_open) for log in found.logs] == [("An easy breath", True, False)]
    assert (found.dose.in_sessions.minutes, found.dose.between.minutes) == (6, 0)
    with pytest.raises(Missing):
        actions.take_back(found.logs[0].id, by=world.viewer("member"))


def test_on_the_page_one_tap_or_with_a_state_check(world: World, row: AssignedPractice, signed_in: SignIn) -> None:
    client, address = signed_in("member"), reverse("my-practice", args=[row.pk])
    client.post(address, {"key": "a" * 16, "minutes": "3"})
    page = client.get(address).content.decode()
    assert page.index("Before you begin") < page.index("Feel both feet on the floor") < page.index("Afterwards")
    form = {"key": "b" * 16, "minutes": "5", "before_kind": "3", "before_with_it": "not_said", "after_kind": "5"}
    client.post(address, form)
    client.post(address, form)
    rows = list(PracticeLog.objects.order_by("pk").values_list("minutes", "before", "after"))
    assert rows == [(3, None, None), (5, BEFORE, {"kind": 5.0, "with_it": None})]
    shown = client.get(reverse("my-practices")).content.decode()
    assert "Done two times in the last seven days." in shown
    assert "two times between sessions, eight minutes" in shown.replace("8 minutes", "eight minutes")
    assert AuditEntry.objects.filter(verb="read own page").exists()


@pytest.mark.parametrize(
    "wrong", [{"minutes": "0"}, {"minutes": "many"}, {"key": "short"}, {"before_kind": "8"}, {"after_kind": "3; DROP"}]
)
def test_a_form_that_cannot_be_read_keeps_nothing(row: AssignedPractice, signed_in: SignIn, wrong: dict[str, str]) -> None:
    form = {"key": "b" * 16, "minutes": "5", **wrong}
    answer = signed_in("member").post(reverse("my-practice", args=[row.pk]), form)
    assert answer.status_code == 200
    assert not PracticeLog.objects.exists()


def test_changed_and_taken_back_on_the_page(world: World, row: AssignedPractice, signed_in: SignIn) -> None:
    log = actions.log(row.pk, "k" * 16, Practised(4, BEFORE, AFTER), by=world.viewer("member"))
    client, address = signed_in("member"), reverse("my-practice-log", args=[log.pk])
    page = client.get(address).content.decode()
    assert page.count(" checked") == 4
    assert 'name="before_with_it" value="not_said"' in page
    client.post(address, {"key": "z" * 16, "minutes": "9"})
    assert PracticeLog.objects.values_list("minutes", "before").get() == (9, None)
    client.post(reverse("my-practice-take-back", args=[log.pk]))
    assert not PracticeLog.objects.exists()
    assert client.get(address).status_code == 404


def test_none_of_it_is_on_a_kiosk_or_for_anybody_but_the_member(world: World, row: AssignedPractice, signed_in: SignIn) -> None:
    log = actions.log(row.pk, "k" * 16, Practised(4, BEFORE, AFTER), by=world.viewer("member"))
    asked = [("my-practices", []), ("my-practice", [row.pk]), ("my-practice-log", [log.pk])]
    kiosk = signed_in("member")
    kiosk.cookies[KIOSK_COOKIE] = "1"
    for name, args in asked:
        assert kiosk.get(reverse(name, args=args)).status_code == 403
        for staff in ("facilitator", "supervisor", "manager", "administrator"):
            assert signed_in(staff).get(reverse(name, args=args)).status_code == 404
    assert kiosk.post(reverse("my-practice-take-back", args=[log.pk])).status_code == 403
    assert PracticeLog.objects.exists()


def test_my_page_tells_of_them_and_is_silent_where_there_are_none(
    world: World, signed_in: SignIn, row: AssignedPractice
) -> None:
    assert "My practices" in signed_in("member").get(reverse("my-page")).content.decode()
    AssignedPractice.objects.all().delete()
    assert "My practices" not in signed_in("member").get(reverse("my-page")).content.decode()
    assert "You have no practice to take along" in signed_in("member").get(reverse("my-practices")).content.decode()


def test_a_practice_whose_file_is_gone_can_still_be_written_down(
    world: World, row: AssignedPractice, signed_in: SignIn
) -> None:
    AssignedPractice.objects.update(practice="of_our_own")
    page = signed_in("member").get(reverse("my-practice", args=[row.pk])).content.decode()
    assert "no longer in the library" in page
    signed_in("member").post(reverse("my-practice", args=[row.pk]), {"key": "b" * 16, "minutes": "5"})
    assert PracticeLog.objects.get().practice == "of_our_own"


def test_the_record_holds_what_was_agreed_and_done_with_the_answers_and_nothing_of_others(
    world: World, row: AssignedPractice
) -> None:
    actions.log(row.pk, "k" * 16, Practised(4, BEFORE, AFTER), by=world.viewer("member"))
    before = own_record(world.viewer("member"))
    another(world)
    PracticeLog.objects.create(
        key="o", person=world.members[1], group=world.group, practice=KEY, done_on=date.today(), minutes=177,
        before={"kind": 7.0}, logged_by=world.users["facilitator"], logged_at=timezone.now(),
    )  # fmt: skip
    told = own_record(world.viewer("member"))
    assert told["practices"] == before["practices"]
    page = browser_of(world.users["member"]).get(reverse("my-record")).content.decode()
    assert "Feet on the floor" in page
    assert "3 – </td>" in page
    assert "177" not in page
    assert told["practices"] == [
        {
            "group": 1,
            "practice": KEY,
            "agreed": [{"begins_on": date.today().isoformat(), "times_a_week": 3, "ended_on": None}],
            "done": [
                {"done_on": date.today().isoformat(), "minutes": 4, "in_session": False, "before": BEFORE, "after": AFTER}
            ],
        }
    ]
    assert "177" not in json.dumps(told)


def test_erasing_a_person_takes_what_they_wrote_and_leaves_the_minutes_of_the_session(
    world: World, row: AssignedPractice
) -> None:
    actions.log(row.pk, "k" * 16, Practised(4, BEFORE, AFTER), by=world.viewer("member"))
    lead = world.viewer("facilitator")
    in_session = plan(Session.objects.get(group=world.group, number=3).pk, KEY, by=lead)
    led(in_session.pk, 6, by=lead)
    PracticeLog.objects.filter(planned=in_session).update(before=BEFORE)
    erase_person(world.members[0].pk, "own_wish", by=world.viewer("administrator"))
    rows = PracticeLog.objects.filter(person=world.members[0])
    assert list(rows.values_list("planned", "minutes", "before", "after")) == [(in_session.pk, 6, None, None)]
    assert not AssignedPractice.objects.exists()
    assert PracticeLog.objects.filter(person=world.members[1]).get().before == BEFORE
