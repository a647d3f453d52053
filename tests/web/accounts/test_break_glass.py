"""Looking into a group: a reason, a second person, an hour, the facilitators told, and all of it in the log."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Missing, Right, viewer_of
from fourfold.web.accounts import actions, queries
from fourfold.web.audit.models import AuditEntry
from fourfold.web.models import Appointment, Site
from fourfold.web.refusal import Refused
from tests.web.personas import World, account


def _ask(world: World) -> int:
    return actions.ask_to_look(world.group.pk, "A complaint that cannot wait", by=world.viewer("administrator")).pk


def _seen(world: World, right: Right = Right.OVERSEE) -> set[str]:
    return set(access.groups(world.viewer("administrator"), right).values_list("name", flat=True))


def test_nothing_opens_before_a_second_person_agrees(world: World) -> None:
    look = _ask(world)
    assert _seen(world) == set()
    with pytest.raises(Refused, match="Somebody else"):
        actions.agree_to_look(look, by=world.viewer("administrator"))
    assert _seen(world) == set()
    actions.agree_to_look(look, by=world.viewer("supervisor"))
    assert _seen(world) == {"Tuesday group"}
    assert _seen(world, Right.LEAD) == set()


def test_it_is_over_after_an_hour(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    actions.agree_to_look(_ask(world), by=world.viewer("supervisor"))
    began: datetime = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(minutes=59, seconds=59))
    assert _seen(world) == {"Tuesday group"}
    assert len(queries.open_glass(world.group.pk)) == 1
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(minutes=60))
    assert _seen(world) == set()
    assert queries.open_glass(world.group.pk) == []


def test_another_administrator_may_agree_and_either_may_end_it(world: World) -> None:
    second = viewer_of(account("second", Role.ADMINISTRATOR, world.site))
    look = _ask(world)
    actions.agree_to_look(look, by=second)
    assert _seen(world) == {"Tuesday group"}
    assert access.groups(second, Right.OVERSEE).count() == 0
    actions.close_look(look, by=second)
    assert _seen(world) == set()
    with pytest.raises(Missing):
        actions.agree_to_look(look, by=second)


def test_a_request_that_was_refused_stays_closed(world: World) -> None:
    look = _ask(world)
    actions.close_look(look, by=world.viewer("supervisor"))
    with pytest.raises(Missing):
        actions.agree_to_look(look, by=world.viewer("supervisor"))


def test_it_ends_with_the_administrators_appointment(world: World) -> None:
    actions.agree_to_look(_ask(world), by=world.viewer("supervisor"))
    Appointment.objects.filter(user=world.users["administrator"]).update(ended_at=timezone.now())
    assert _seen(world) == set()


def test_who_may_not_ask_or_agree(world: World) -> None:
    for persona in ("facilitator", "supervisor", "manager", "researcher", "member"):
        with pytest.raises(Missing):
            actions.ask_to_look(world.group.pk, "Because", by=world.viewer(persona))
    with pytest.raises(Missing):
        actions.ask_to_look(world.elsewhere.pk, "Because", by=world.viewer("administrator"))
    with pytest.raises(Refused, match="write why"):
        actions.ask_to_look(world.group.pk, "  ", by=world.viewer("administrator"))
    look = _ask(world)
    stranger = viewer_of(account("stranger", Role.SUPERVISOR, world.elsewhere.programme.site))
    for viewer in (world.viewer("facilitator"), world.viewer("manager"), stranger):
        with pytest.raises(Missing):
            actions.agree_to_look(look, by=viewer)


def test_the_facilitators_learn_who_why_and_until_when(world: World) -> None:
    actions.agree_to_look(_ask(world), by=world.viewer("supervisor"))
    (look,) = queries.open_glass(world.group.pk)
    assert (look.asked_by, look.reason, look.agreed_by) == ("Administrator", "A complaint that cannot wait", "Supervisor")
    assert look.ends_at is not None
    assert queries.open_glass(world.neighbour.pk) == []


def test_every_step_stands_in_the_log(world: World) -> None:
    look = _ask(world)
    actions.agree_to_look(look, by=world.viewer("supervisor"))
    actions.close_look(look, by=world.viewer("administrator"))
    told = AuditEntry.objects.filter(group_id=world.group.pk).order_by("id").values_list("actor", "verb")
    asked, agreed = (world.viewer(name).actor for name in ("administrator", "supervisor"))
    assert list(told) == [(asked, "ask to look"), (agreed, "agree to look"), (asked, "close look")]


def test_from_asking_to_reading_on_the_pages(world: World, signed_in: Callable[[str], Client]) -> None:
    asking, agreeing = signed_in("administrator"), signed_in("supervisor")
    members = f"/groups/{world.group.pk}/members/"
    assert asking.get(members).status_code == 404
    asking.post("/accounts/glass/", {"group": world.group.pk, "reason": "A complaint"})
    page = agreeing.get("/accounts/glass/").content.decode()
    assert "Administrator asks to look into Tuesday group" in page
    look = queries.looks(world.viewer("supervisor"))[0]
    agreeing.post(f"/accounts/glass/{look.id}/agree/")
    assert asking.get(members).status_code == 200
    assert asking.get(f"/groups/{world.group.pk}/edit/").status_code == 404
    assert asking.get(f"/groups/{world.neighbour.pk}/members/").status_code == 404


def _pages(world: World, signed_in: Callable[[str], Client], persona: str) -> list[str]:
    browser = signed_in(persona)
    return [browser.get(path).content.decode() for path in ("/", f"/groups/{world.group.pk}/")]


def test_the_facilitators_are_told_on_today_and_on_the_group_while_it_is_open_and_for_a_day_after(
    world: World, signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    look = _ask(world)
    assert not any("A complaint" in page for page in _pages(world, signed_in, "facilitator"))
    actions.agree_to_look(look, by=world.viewer("supervisor"))
    for page in (*_pages(world, signed_in, "facilitator"), signed_in("supervisor").get("/").content.decode()):
        assert "Administrator may look into this group until" in page
        assert "A complaint that cannot wait" in page
    assert "A complaint" not in signed_in("colleague").get("/").content.decode()
    began: datetime = timezone.now()
    actions.close_look(look, by=world.viewer("administrator"))
    for page in _pages(world, signed_in, "facilitator"):
        assert "Administrator could look into this group until" in page
    (told,) = queries.told_looks([world.group.pk])
    assert not told.is_running
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(hours=24, seconds=5))
    assert queries.told_looks([world.group.pk]) == []


def test_a_look_that_nobody_ended_is_told_of_for_a_day_after_its_hour_by_the_clock_of_the_site(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Site.objects.filter(pk=world.site.pk).update(time_zone="America/Bogota")
    actions.agree_to_look(_ask(world), by=world.viewer("supervisor"))
    began: datetime = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(hours=24, minutes=59))
    (told,) = queries.told_looks([world.group.pk, world.neighbour.pk])
    assert (told.group, told.is_running) == ("Tuesday group", False)
    assert told.until.utcoffset() == timedelta(hours=-5)
    monkeypatch.setattr(timezone, "now", lambda: began + timedelta(hours=25, seconds=5))
    assert queries.told_looks([world.group.pk]) == []


def test_facilitators_are_told_in_spanish(world: World, signed_in: Callable[[str], Client]) -> None:
    actions.agree_to_look(_ask(world), by=world.viewer("supervisor"))
    browser = signed_in("facilitator")
    browser.cookies["fourfold_language"] = "es"
    assert "Administrator puede mirar dentro de este grupo hasta las" in browser.get("/").content.decode()
