"""From taps to turns: which coding counts, who is left out, and when the record of the group changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.conversation.pairs import never_spoke
from fourfold.feedback.passages.setting import set_stage
from fourfold.feedback.passages.who_spoke import who_spoke
from fourfold.feedback.words import words
from fourfold.web.access import Missing
from fourfold.web.models import Act, AuditEntry, BoardEvent, Coding, Consent, Group, Membership, Session, Turn
from fourfold.web.records.queries import record_of
from fourfold.web.refusal import Refused
from fourfold.web.talk.actions.codings import count_coding, delete_coding, end_coding, end_forgotten, go_on_with
from fourfold.web.talk.actions.settling import settle
from fourfold.web.talk.jobs import nightly
from tests.web.personas import World, seat
from tests.web.talk.boards import Tablet

pytestmark = pytest.mark.django_db
Sign = Callable[[str], Client]


def turns(session: Session) -> list[tuple[str, str | None, bool, float, float]]:
    """The turns that are stored of a session."""
    rows = Turn.objects.filter(session=session).order_by("start_s")
    return list(rows.values_list("speaker__label", "addressee__label", "to_group", "start_s", "end_s"))


def revision(world: World) -> int:
    """How often what the record of the group holds has changed."""
    return Group.objects.get(pk=world.group.pk).revision


def talked(world: World, tablet: Tablet) -> None:
    """A speaks to B, who supports the group, and it ends."""
    a, b = world.members[:2]
    tablet.speaks(3, a, to=b)
    said = tablet.speaks(10, b, to="GROUP")
    tablet.tap(11, "act", of=said, act="support", on=True)
    tablet.tap(20, "end")


def test_nothing_is_settled_while_it_runs_and_everything_at_the_end(world: World, session: Session, tablet: Tablet) -> None:
    before, fingerprint = revision(world), record_of(world.group.pk).fingerprint()
    talked(world, tablet)
    tablet.send(1, 6)
    assert turns(session) == []
    assert (revision(world), record_of(world.group.pk).fingerprint()) == (before, fingerprint)
    tablet.send(7)
    assert turns(session) == [("A.", "B.", False, 3, 10), ("B.", None, True, 10, 20)]
    assert list(Act.objects.values_list("person__label", "target", "to_group", "kind", "at_s")) == [
        ("B.", None, True, "support", 10)
    ]
    record = record_of(world.group.pk)
    assert record.turns.height == 2
    assert record.acts.height == 1
    assert revision(world) == before + 1
    coding = Coding.objects.get()
    assert coding.ended_at == coding.begun_at + timedelta(seconds=20)
    assert AuditEntry.objects.filter(verb="end coding").count() == 1


def test_settling_again_changes_nothing_at_all(world: World, session: Session, tablet: Tablet) -> None:
    talked(world, tablet)
    tablet.send()
    stored, before, fingerprint = list(Turn.objects.values_list("pk")), revision(world), record_of(world.group.pk).fingerprint()
    assert not settle(session)
    tablet.send()
    assert (list(Turn.objects.values_list("pk")), revision(world)) == (stored, before)
    assert record_of(world.group.pk).fingerprint() == fingerprint


def test_taps_that_come_after_the_end_count(world: World, session: Session, tablet: Tablet) -> None:
    talked(world, tablet)
    tablet.send()
    before = revision(world)
    tablet.tap(25, "to", of=tablet.events[1]["uid"], whom="GROUP")
    tablet.send()
    assert turns(session)[0] == ("A.", None, True, 3, 10)
    assert revision(world) == before + 1
    tablet.tap(26, "to", of=tablet.events[1]["uid"], whom="GROUP")
    tablet.send()
    assert revision(world) == before + 1


def test_the_end_undone_goes_on_and_ends_again(world: World, session: Session, tablet: Tablet) -> None:
    talked(world, tablet)
    tablet.send()
    tablet.tap(21, "undo", of=tablet.events[-1]["uid"])
    tablet.send()
    assert Coding.objects.get().ended_at is None
    assert AuditEntry.objects.filter(verb="go on with coding").count() == 1
    tablet.speaks(30, world.members[2])
    tablet.tap(40, "end")
    tablet.send()
    assert [turn[0] for turn in turns(session)] == ["A.", "B.", "C."]
    assert turns(session)[1][4] == 30


def test_who_does_not_take_part_is_never_stored_anywhere(world: World, session: Session, tablet: Tablet) -> None:
    a, b, c = world.members[:3]
    Consent.objects.filter(person=b, kind="taking_part").update(withdrawn_on=session.held_on)
    tablet.speaks(3, a, to=b)
    said = tablet.speaks(10, b, to=c)
    tablet.tap(11, "act", of=said, act="disclosure", on=True)
    tablet.speaks(20, c, to=a)
    tablet.tap(30, "end")
    assert tablet.send().status_code == 200
    assert turns(session) == [("A.", None, False, 3, 10), ("C.", "A.", False, 20, 30)]
    assert not Act.objects.exists()
    named = [e.detail for e in BoardEvent.objects.exclude(kind="begin") if str(b.pk) in e.detail.values()]
    assert named == []
    assert not [e.detail for e in BoardEvent.objects.all() if e.detail.get("of") == said]
    again = Tablet(tablet.client, session)
    again.coding, again.events = tablet.coding, [*tablet.events]
    again.tap(31, "act", of=said, act="support", on=True)
    assert again.send().json()["kept"] == len(again.events)
    assert not [e.detail for e in BoardEvent.objects.all() if e.detail.get("of") == said]
    assert {seat["label"]: seat["taken_down"] for seat in tablet.state()["seats"]}["B."] is False
    assert tablet.send().json()["kept"] == len(again.events)


def test_nobody_is_called_silent_or_a_stranger_who_only_did_not_agree(
    world: World, session: Session, tablet: Tablet, signed_in: Sign
) -> None:
    silent, apart = world.members[6:8]
    Consent.objects.filter(person=apart, kind="taking_part").delete()
    talked(world, tablet)
    tablet.send()
    record = record_of(world.group.pk)
    assert {person for _, person in record.unheard} == {apart.code}
    strangers = {person for row in never_spoke(record).select("person_id", "other_id").iter_rows() for person in row}
    assert silent.code in strangers
    assert apart.code not in strangers
    circle = who_spoke(set_stage(record, None, words("en")))
    assert circle is not None
    said = " ".join(statement.text for statement in circle.statements)
    assert silent.label in said
    assert apart.label not in said + circle.figures[0].text_alternative


def test_who_leads_needs_no_agreement_and_a_guest_needs_one(world: World, session: Session, tablet: Tablet) -> None:
    lead = world.users["facilitator"].person
    assert lead is not None
    Consent.objects.filter(person=lead).delete()
    guest, stranger = seat(world.group, "Guest.", "guest"), seat(world.group, "Passing.", "guest")
    Consent.objects.filter(person=stranger).delete()
    tablet.events.clear()
    tablet.begin([*world.members, lead, guest, stranger])
    for k, who in enumerate((lead, guest, stranger)):
        tablet.speaks(10.0 * k, who)
    tablet.tap(30, "end")
    tablet.send()
    assert [turn[0] for turn in turns(session)] == ["Facilitator 1", "Guest."]
    assert record_of(world.group.pk).turns.height == 1


def test_a_consent_that_ends_later_takes_the_turns_out_again(world: World, session: Session, tablet: Tablet) -> None:
    talked(world, tablet)
    tablet.send()
    Consent.objects.filter(person=world.members[0], kind="taking_part").update(withdrawn_on=session.held_on)
    assert record_of(world.group.pk).turns.height == 1
    assert settle(session)
    assert [turn[0] for turn in turns(session)] == ["B."]


def second_observer(world: World, session: Session, client: Client) -> Tablet:
    """Another observer, who hears C all the time."""
    other = Tablet(client, session)
    other.begin(world.members)
    other.speaks(5, world.members[2])
    other.tap(50, "end")
    other.send()
    return other


def test_another_coding_is_chosen_and_the_choice_is_undone(
    world: World, session: Session, tablet: Tablet, signed_in: Sign
) -> None:
    talked(world, tablet)
    tablet.send()
    other = second_observer(world, session, signed_in("supervisor"))
    assert [turn[0] for turn in turns(session)] == ["A.", "B."]
    first, second = (Coding.objects.get(uid=one.coding).pk for one in (tablet, other))
    by = world.viewer("facilitator")
    assert count_coding(session.pk, second, by=by) == first
    assert [turn[0] for turn in turns(session)] == ["C."]
    assert not Act.objects.exists()
    assert count_coding(session.pk, first, by=by) == second
    assert [turn[0] for turn in turns(session)] == ["A.", "B."]
    assert Act.objects.count() == 1
    assert Coding.objects.filter(counts=True).count() == 1


def test_what_is_recalled_cannot_count(world: World, session: Session, signed_in: Sign) -> None:
    recall = Tablet(signed_in("facilitator"), session, mode="recall")
    recall.begin(world.members)
    recall.send()
    with pytest.raises(Refused, match="has no times"):
        count_coding(session.pk, Coding.objects.get().pk, by=world.viewer("facilitator"))


def test_a_deleted_coding_leaves_nothing_and_does_not_come_back(
    world: World, session: Session, tablet: Tablet, signed_in: Sign
) -> None:
    talked(world, tablet)
    tablet.send()
    delete_coding(session.pk, Coding.objects.get().pk, by=world.viewer("facilitator"))
    assert not any(kind.objects.exists() for kind in (BoardEvent, Turn, Act))
    assert AuditEntry.objects.get(verb="delete coding").subject == f"coding:{tablet.coding}"
    for answer in (tablet.send(), tablet.send(3)):
        assert answer.status_code == 410
        assert "was deleted" in answer.json()["error"]
    assert not Coding.objects.exists()
    again = Tablet(tablet.client, session)
    again.begin(world.members)
    assert again.send().status_code == 200


def test_where_the_coding_that_counts_is_deleted_the_next_facilitators_counts(
    world: World, session: Session, tablet: Tablet, signed_in: Sign
) -> None:
    person = world.users["colleague"].person
    Membership.objects.create(group=world.group, person=person, seat="facilitator", joined_on=session.held_on)
    talked(world, tablet)
    tablet.send()
    second_observer(world, session, signed_in("supervisor"))
    other = second_observer(world, session, signed_in("colleague"))
    delete_coding(session.pk, Coding.objects.get(uid=tablet.coding).pk, by=world.viewer("facilitator"))
    assert str(Coding.objects.get(counts=True).uid) == other.coding
    assert [turn[0] for turn in turns(session)] == ["C."]


def test_a_board_that_nobody_ended_is_ended_by_the_night(world: World, session: Session, tablet: Tablet) -> None:
    tablet.speaks(3, world.members[0])
    tablet.tap(30, "state", state="laughing")
    tablet.send()
    assert end_forgotten() == 0
    Coding.objects.update(begun_at=timezone.now() - timedelta(hours=13))
    assert nightly().startswith("1 boards that nobody ended")
    assert turns(session) == [("A.", None, False, 3, 30)]
    assert AuditEntry.objects.get(verb="end coding").actor == "system"
    assert end_forgotten() == 0
    tablet.speaks(60, world.members[1])
    tablet.tap(70, "end")
    assert tablet.send().status_code == 200
    assert [(turn[0], turn[4]) for turn in turns(session)] == [("A.", 60), ("B.", 70)]


def test_a_board_is_ended_by_hand_and_goes_on_for_its_observer_alone(
    world: World, session: Session, tablet: Tablet, signed_in: Sign
) -> None:
    other = second_observer(world, session, signed_in("supervisor"))
    talked(world, tablet)
    tablet.send(1, 5)
    coding = Coding.objects.get(uid=tablet.coding)
    by = world.viewer("facilitator")
    end_coding(session.pk, coding.pk, by=by)
    assert [turn[0] for turn in turns(session)] == ["A.", "B."]
    go_on_with(session.pk, coding.pk, by=by)
    assert Coding.objects.get(pk=coding.pk).ended_at is None
    assert BoardEvent.objects.filter(coding=coding).count() == 5
    with pytest.raises(Missing):
        go_on_with(session.pk, Coding.objects.get(uid=other.coding).pk, by=by)


def test_a_supervisor_ends_and_deletes_only_their_own(world: World, session: Session, tablet: Tablet, signed_in: Sign) -> None:
    other = Coding.objects.get(uid=second_observer(world, session, signed_in("supervisor")).coding)
    tablet.speaks(3, world.members[0])
    tablet.send()
    first, by = Coding.objects.get(uid=tablet.coding), world.viewer("supervisor")
    for change in (end_coding, delete_coding, go_on_with, count_coding):
        with pytest.raises(Missing):
            change(session.pk, first.pk, by=by)
    assert Coding.objects.get(pk=first.pk).ended_at is None
    delete_coding(session.pk, other.pk, by=by)
    assert Coding.objects.get() == first


def test_an_end_that_was_tapped_is_undone_where_one_goes_on(world: World, session: Session, tablet: Tablet) -> None:
    talked(world, tablet)
    tablet.send()
    go_on_with(session.pk, Coding.objects.get().pk, by=world.viewer("facilitator"))
    state = tablet.state()
    assert state["coding"]["ended_at"] is None
    assert state["events"][-1]["kind"] == "undo"
    assert state["events"][-1]["number"] == len(tablet.events) + 1
    tablet.events.append(state["events"][-1])
    tablet.speaks(30, world.members[3])
    assert tablet.send().json()["kept"] == len(tablet.events)
