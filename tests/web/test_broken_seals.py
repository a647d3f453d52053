"""A text whose seal is broken: a sentence stands in its place, and the page goes on. One row of each kind is broken by hand."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.web.goals.sealed import sealed
from fourfold.web.models import Addendum, Attendance, Facet, Goal, LeavingPlan, Membership, Note, ProcessNote, StaffAnswers
from fourfold.web.notes.actions import sessions as notes
from fourfold.web.records.queries import record_of
from fourfold.web.storage.keyring import keyring
from fourfold.web.storage.sealing import seal
from fourfold.web.wellbeing.actions import answer
from fourfold.web.wellbeing.queries.own import WEEKLY
from tests.web.goals import rows
from tests.web.notes.process import NEW, START, begin
from tests.web.notes.writing import lock, write
from tests.web.personas import World

SignIn = Callable[[str], Client]
SENTENCE = "This text cannot be opened"
STAFF = ("member-goals", "leaving-plan", "leaving-plan-edit", "goal-new", "member")
OWN = ("my-goals", "my-page", "my-record", "my-record-file", "my-record-fhir")
KINDS = ("facet", "goal", "step", "statement", "total", "contact", "reach", "plan")


def broken(row: Any, column: str) -> None:
    """The last bit of what is sealed in a column is another."""
    content = bytes(getattr(row, column))
    type(row).objects.filter(pk=row.pk).update(**{column: content[:-1] + bytes([content[-1] ^ 1])})


def written(world: World) -> dict[str, tuple[Model, str]]:
    """One row of each kind that goals keep of the member, and the column that is sealed."""
    me, lead = world.members[0], world.users["facilitator"]
    made = rows.one_of_each(world.group, me, world.users["member"])
    plan = LeavingPlan(membership=Membership.objects.get(group=world.group, person=me), written_by=lead, weeks=[4])
    plan.sealed_words, plan.agreed_on = sealed(me.pk, plan, "words", "A plan"), timezone.localdate()
    plan.save()
    contact = made["contact"]
    contact.sealed_reach = sealed(me.pk, contact, "reach", "A number")
    contact.save()
    columns = {"total": "sealed_rater", "contact": "sealed_name", "reach": "sealed_reach"}
    found = {**made, "reach": contact, "plan": plan}
    return {kind: (found[kind], columns.get(kind, "sealed_words")) for kind in KINDS}


def pages(world: World, signed_in: SignIn, made: dict[str, tuple[Model, str]]) -> dict[str, str]:
    """What every page says on which goals stand: staff's, the member's own, and what the member takes along."""
    place, staff, own = [world.members[0].pk, world.group.pk], signed_in("facilitator"), signed_in("member")
    asked = [(name, staff, reverse(name, args=place)) for name in STAFF] + [(name, own, reverse(name)) for name in OWN]
    asked += [("brief", staff, reverse("brief", args=[world.group.pk]))]
    asked += [(f"{kind}-edit", staff, reverse(f"{kind}-edit", args=[made[kind][0].pk])) for kind in ("goal", "step")]
    asked += [("take-back", own, reverse("my-statement-take-back", args=[made["statement"][0].pk]))]
    found = {}
    for name, browser, address in asked:
        shown = browser.get(address)
        assert shown.status_code == 200, name
        found[name] = b"".join(shown.streaming_content).decode() if shown.streaming else shown.content.decode()
    return found


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        ("facet", ("member-goals", "member", "my-goals", "my-record", "my-record-file")),
        ("goal", ("member-goals", "member", "my-goals", "my-page")),
        ("step", ("member-goals", "member", "my-goals", "my-page", "brief")),
        ("statement", ("member-goals", "my-goals", "my-record", "my-record-file", "take-back")),
        ("total", ("member-goals", "my-record", "my-record-file")),
        ("contact", ("leaving-plan", "my-goals")),
        ("reach", ("leaving-plan", "my-goals")),
        ("plan", ("leaving-plan", "my-goals")),
    ],
)
def test_of_goals_one_broken_row_takes_no_page_from_anybody(
    world: World, signed_in: SignIn, kind: str, where: Sequence[str]
) -> None:
    made = written(world)
    broken(*made[kind])
    shown = pages(world, signed_in, made)
    assert set(where) <= {name for name, page in shown.items() if SENTENCE in page}
    others = {"facet": "A strength", "goal": "A goal", "step": "A step", "statement": "Amends", "plan": "A plan"}
    assert all(words in shown["my-goals"] for other, words in others.items() if other != kind)


def test_a_key_that_the_keyring_lacks_breaks_no_page_either(world: World, signed_in: SignIn) -> None:
    made = written(world)
    ring = keyring(settings.KEYS)
    with ring._writing():
        ring._file.execute("DELETE FROM person_keys WHERE person = ?", (world.members[0].pk,))
    shown = pages(world, signed_in, made)
    assert shown["member-goals"].count(SENTENCE) >= 5


def test_no_form_begins_with_the_sentence_and_other_weeks_keep_what_may_yet_open(world: World, signed_in: SignIn) -> None:
    made = written(world)
    for kind in ("goal", "step", "plan"):
        broken(*made[kind])
    shown = pages(world, signed_in, made)
    assert not [name for name in ("goal-edit", "step-edit", "leaving-plan-edit") if f"{SENTENCE};" in _typed(shown[name])]
    before = bytes(LeavingPlan.objects.get().sealed_words or b"")
    address = reverse("leaving-plan-edit", args=[world.members[0].pk, world.group.pk])
    signed_in("facilitator").post(address, {"plan_words": "", "weeks": "12"})
    assert (LeavingPlan.objects.get().weeks, bytes(LeavingPlan.objects.get().sealed_words or b"")) == ([12], before)
    signed_in("facilitator").post(address, {"plan_words": "Anew", "weeks": "12"})
    assert "Anew" in pages(world, signed_in, made)["leaving-plan"]


def test_in_spanish_it_is_said_in_spanish(world: World, signed_in: SignIn) -> None:
    broken(*written(world)["facet"])
    browser = signed_in("member")
    browser.cookies["fourfold_language"] = "es"
    assert "Este texto no se puede abrir" in browser.get(reverse("my-goals")).content.decode()
    assert Facet.objects.count() == Goal.objects.count() == 1


def test_of_well_being_a_broken_row_is_said_and_the_others_are_shown(world: World, signed_in: SignIn) -> None:
    lead = world.viewer("facilitator")
    old = answer(instrument(WEEKLY), {"worn": 6}, by=lead)
    StaffAnswers.objects.filter(pk=old.pk).update(answered_at=timezone.now() - timezone.timedelta(weeks=2))
    row = answer(instrument(WEEKLY), {"worn": 2, "kind": 3, "backed": 4}, by=lead)
    broken(StaffAnswers.objects.get(pk=old.pk), "sealed_answers")
    browser = signed_in("facilitator")
    page = browser.get(reverse("well-being")).content.decode()
    assert page.count(SENTENCE) == 1
    assert "own-dots" in page
    broken(StaffAnswers.objects.get(pk=row.pk), "sealed_answers")
    assert browser.get(reverse("well-being")).content.decode().count(SENTENCE) == 2
    for broken_one in (old, row):
        address = reverse("well-being-take-back", args=[broken_one.pk])
        assert browser.get(address).status_code == 200
        browser.post(address)
    assert not StaffAnswers.objects.exists()


@pytest.mark.parametrize("of", ["group", "member", "addendum"])
def test_of_notes_a_broken_text_is_said_on_every_page(world: World, signed_in: SignIn, of: str) -> None:
    session, me = world.group.sessions.order_by("number")[0], world.members[0]
    write(world, session, {"group": "Of all", str(me.pk): "Of one"})
    lock(world, session)
    notes.add(session.pk, str(me.pk), "Added", by=world.viewer("facilitator"))
    row = (
        Addendum.objects.get() if of == "addendum" else Note.objects.get(session=session, person=me if of == "member" else None)
    )
    broken(row, "sealed_text")
    browser = signed_in("facilitator")
    for name, args in (
        ("session-notes", [session.pk]),
        ("notes-sheet", [session.pk]),
        ("group-notes", [world.group.pk]),
        ("member-notes", [me.pk, world.group.pk]),
        ("member", [me.pk, world.group.pk]),
    ):
        shown = browser.get(reverse(name, args=args))
        assert shown.status_code == 200, name
        if name in ("session-notes", "notes-sheet"):
            assert "Nobody can read this text" in shown.content.decode()
            assert "was changed, or belongs to another place" in shown.content.decode()


def test_of_process_notes_a_broken_one_is_said_and_can_be_deleted(world: World, signed_in: SignIn) -> None:
    browser = signed_in("facilitator")
    begin(browser)
    for title in ("One", "Another"):
        browser.post(NEW, {"title": title, "text": "", "version": ""})
    row = ProcessNote.objects.order_by("pk")[0]
    broken(row, "sealed_text")
    page = browser.get(START).content.decode()
    assert "does not open" in page
    assert "Another" in page
    assert browser.get(f"{START}{row.pk}/").status_code == 200
    assert browser.get(f"{START}{row.pk}/delete/").status_code == 200


def test_a_reason_that_does_not_open_fails_neither_page_nor_record(world: World, signed_in: SignIn) -> None:
    session, me = world.group.sessions.order_by("number")[0], world.members[0]
    away = Attendance.objects.get(session=session, person=me)
    away.presence, away.sealed_reason = "absent", seal(me.pk, f"attendance:{away.uid}:reason", "Ill")
    away.save()
    spell = Membership.objects.get(group=world.group, person=me)
    spell.sealed_reason, spell.left_on = seal(me.pk, f"membership:{spell.uid}:reason", "moved\n"), session.held_on
    spell.save()
    broken(away, "sealed_reason")
    broken(spell, "sealed_reason")
    browser = signed_in("facilitator")
    for name, pk in (("session", session.pk), ("group-members", world.group.pk), ("group", world.group.pk)):
        assert browser.get(reverse(name, args=[pk])).status_code == 200, name
    assert record_of(world.group.pk) is not None


def _typed(page: str) -> str:
    """What stands in the fields of a form."""
    return page.split('<form class="form', 1)[1].split("</form>", 1)[0]
