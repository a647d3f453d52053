"""Who may read the audit log, what stands there, and who has seen what of a person."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing
from fourfold.web.audit.actions import note, note_read
from fourfold.web.audit.models import AuditEntry
from fourfold.web.audit.queries import Sought, head, lines, seen_by
from fourfold.web.models import Membership
from fourfold.web.storage.writing import write_transaction
from tests.web.personas import World, seat


def test_an_administrator_reads_who_what_and_when_and_no_detail(world: World, signed_in: Callable[[str], Client]) -> None:
    note_read(world.viewer("facilitator"), "brief", f"group:{world.group.pk}", group=world.group.pk, detail="Canary")
    page = signed_in("administrator").get("/audit/").content.decode()
    assert "read brief" in page
    assert "Facilitator" in page
    assert "Canary" not in page


def test_entries_of_another_site_are_not_shown(world: World) -> None:
    note_read(world.viewer("outsider"), "brief", "group:x", group=world.elsewhere.pk)
    note_read(world.viewer("colleague"), "brief", "group:y", group=world.neighbour.pk)
    assert [line.subject for line in lines(world.viewer("administrator"), Sought())] == ["group:y"]


@pytest.mark.parametrize("persona", ["facilitator", "supervisor", "manager", "researcher", "member"])
def test_nobody_else_reads_the_log(world: World, persona: str) -> None:
    with pytest.raises(Missing):
        lines(world.viewer(persona), Sought())


def test_the_log_is_searched_by_name_verb_and_day(world: World) -> None:
    for persona, what in (("facilitator", "brief"), ("colleague", "brief"), ("facilitator", "note")):
        note_read(world.viewer(persona), what, what)
    by = world.viewer("administrator")
    assert {line.who for line in lines(by, Sought(who="colleague"))} == {"Colleague"}
    assert {line.verb for line in lines(by, Sought(verb="read note"))} == {"read note"}
    assert lines(by, Sought(day=timezone.localdate() - timedelta(days=1))) == []
    assert lines(by, Sought(who="' OR 1=1 --")) == []


def test_what_was_written_down_is_checked_against_the_log(world: World, signed_in: Callable[[str], Client]) -> None:
    note_read(world.viewer("facilitator"), "brief")
    kept, browser = head(), signed_in("administrator")
    ask = {"count": str(kept.count), "link": kept.spaced}
    assert "still holds what you wrote down" in browser.post("/audit/", ask).content.decode()
    AuditEntry.objects.all().delete()
    assert "not the log that you wrote down" in browser.post("/audit/", ask).content.decode()
    assert "Type both" in browser.post("/audit/", {"count": "3"}).content.decode()


def _read(world: World, persona: str, at: datetime, **about: int) -> None:
    note_read(world.viewer(persona), "brief", **about)
    AuditEntry.objects.filter(pk=AuditEntry.objects.order_by("-id")[0].pk).update(at=at)


def test_a_person_learns_who_has_seen_their_data(world: World) -> None:
    now, person = timezone.now(), world.members[0]
    _read(world, "facilitator", now, person=person.pk, group=world.group.pk)
    _read(world, "supervisor", now, group=world.group.pk)
    _read(world, "facilitator", now, person=world.members[1].pk, group=world.group.pk)
    _read(world, "colleague", now, group=world.neighbour.pk)
    _read(world, "member", now, person=person.pk)
    seen = seen_by(world.viewer("member"), person)
    assert [(s.name, s.roles, s.what) for s in seen] == [
        ("Supervisor", ("supervisor",), "brief"),
        ("Facilitator", ("facilitator",), "brief"),
    ]


def test_what_was_read_of_a_group_before_and_after_a_membership_is_not_about_the_person(world: World) -> None:
    now, person = timezone.now(), seat(world.group, "Z.", "member", since=30, until=10)
    for days in (40, 31, 30, 20, 10, 9, 1):
        _read(world, "facilitator", now - timedelta(days=days), group=world.group.pk)
    seen = seen_by(world.viewer("supervisor"), person)
    assert [(now - s.at).days for s in seen] == [10, 20, 30]
    assert Membership.objects.filter(person=person).count() == 1


def test_nobody_asks_for_another(world: World) -> None:
    for persona in ("member", "administrator", "manager", "outsider"):
        with pytest.raises(Missing):
            seen_by(world.viewer(persona), world.members[1])
    assert seen_by(access.viewer_of(world.users["facilitator"]), world.members[1]) == []


def _enrol_and_fail(world: World) -> None:
    with write_transaction():
        note(world.viewer("facilitator"), "enrol")
        raise RuntimeError("on purpose")


def test_a_write_that_fails_leaves_no_entry(world: World) -> None:
    with pytest.raises(RuntimeError, match="on purpose"):
        _enrol_and_fail(world)
    assert not AuditEntry.objects.exists()
