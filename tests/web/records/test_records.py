"""From storage to a record: who counts, what counts, and that a record comes back as it was stored."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fourfold.record import GroupRecord
from fourfold.simulate import Design, seats, simulate_group
from fourfold.vocabulary import GROUP, Group, Membership, Person, Rating, Response, Session
from fourfold.web.audit.models import AuditEntry
from fourfold.web.models import Attendance, Consent, Submission, Turn
from fourfold.web.models import Group as StoredGroup
from fourfold.web.models import Membership as StoredMembership
from fourfold.web.models import Person as StoredPerson
from fourfold.web.models import Session as StoredSession
from fourfold.web.records.actions import StoreRefused, store
from fourfold.web.records.queries import record_of
from fourfold.web.storage.sealing import erase
from tests.web.personas import World, seat

MONDAY = date(2026, 3, 2)


def answer(world: World, person: StoredPerson, answers: dict[str, object], number: int = 3) -> Submission:
    session = StoredSession.objects.get(group=world.group, number=number)
    now = timezone.now()
    return Submission.objects.create(
        key=f"{session.pk}-{person.pk}", group=world.group, session=session, person=person, instrument="member_check_in",
        version="1", language="en", source="phone", answers=json.dumps(answers), answered_at=now, received_at=now,
    )  # fmt: skip


def ratings(world: World) -> list[tuple[str, str, str]]:
    found = record_of(world.group.pk).ratings
    return [(r["quality"], r["target_id"], r["rater_id"]) for r in found.iter_rows(named=True)]


def test_answers_become_ratings_and_what_is_no_rating_does_not(world: World) -> None:
    a, b = world.members[:2]
    leader = StoredPerson.objects.get(label="Facilitator 1")
    answer(world, a, {
        "bond.group": 6, f"bond.facilitator.{leader.pk}": 5, f"bond.peer.{b.pk}": 4, "work.members": 3,
        "bond.members": None, "work.group": "none", "compassion.self": 7, "negative.group": 99, "bond.peer.999999": 5,
    })  # fmt: skip
    record = record_of(world.group.pk)
    found = {(r["quality"], r["target_id"]): r["value"] for r in record.ratings.iter_rows(named=True)}
    assert found == {("bond", GROUP): 6, ("bond", leader.code): 5, ("bond", b.code): 4, ("work", "MEMBERS"): 3}
    assert record.responses.select("item", "value").rows() == [("compassion.self", 7.0)]
    assert set(record.ratings["rater_id"]) == {a.code}


def test_a_facilitators_guess_is_in_no_record(world: World) -> None:
    leader = StoredPerson.objects.get(label="Facilitator 1")
    given = answer(world, leader, {"guess.members": 2, "bond.group": 5})
    Submission.objects.filter(pk=given.pk).update(instrument="facilitator_check_in")
    record = record_of(world.group.pk)
    assert record.ratings.select("level", "value").rows() == [("facilitator_group", 5.0)]
    assert record.responses.is_empty()


def test_nobody_counts_on_days_without_their_consent(world: World) -> None:
    a, b = world.members[:2]
    answer(world, a, {"bond.group": 6, f"bond.peer.{b.pk}": 4})
    Consent.objects.filter(person=b, kind="being_rated").update(withdrawn_on=date.today() - timedelta(days=1))
    assert ratings(world) == [("bond", GROUP, a.code)]
    Consent.objects.filter(person=a, kind="taking_part").update(withdrawn_on=date.today())
    assert ratings(world) == []
    Consent.objects.filter(person=a, kind="taking_part").update(withdrawn_on=date.today() + timedelta(days=1))
    assert ratings(world) == [("bond", GROUP, a.code)]


def test_an_answer_of_somebody_now_absent_is_passed_over(world: World) -> None:
    a, b = world.members[:2]
    answer(world, a, {"bond.group": 6, f"bond.peer.{b.pk}": 4})
    Attendance.objects.filter(session__number=3, session__group=world.group, person=b).update(presence="absent")
    assert ratings(world) == [("bond", GROUP, a.code)]
    Attendance.objects.filter(session__number=3, session__group=world.group, person=a).update(presence="absent")
    assert ratings(world) == []


def test_a_guest_leaves_no_trace(world: World) -> None:
    guest = seat(world.group, "Guest", "guest")
    session = StoredSession.objects.get(group=world.group, number=3)
    Attendance.objects.create(session=session, person=guest, presence="present")
    answer(world, guest, {"bond.group": 6})
    answer(world, world.members[0], {f"bond.peer.{guest.pk}": 6})
    Turn.objects.create(session=session, speaker=guest, start_s=0, end_s=1)
    Turn.objects.create(session=session, speaker=world.members[0], addressee=guest, start_s=2, end_s=3)
    record = record_of(world.group.pk)
    assert record.ratings.is_empty()
    assert record.turns.select("speaker_id", "addressee_id").rows() == [(world.members[0].code, None)]
    for frame in record.tables().values():
        assert guest.code not in str(frame.rows())


def test_both_spells_of_one_who_came_back_are_kept(world: World) -> None:
    a = world.members[0]
    first = StoredMembership.objects.get(person=a)
    StoredMembership.objects.filter(pk=first.pk).update(left_on=date.today() - timedelta(days=10))
    StoredMembership.objects.create(group=world.group, person=a, seat="member", joined_on=date.today())
    record = record_of(world.group.pk)
    spells = record.memberships.filter(record.memberships["person_id"] == a.code)
    assert spells["left_on"].to_list() == [date.today() - timedelta(days=10), None]
    assert len(record.attendance.filter(record.attendance["person_id"] == a.code)) == 2


def test_the_number_of_queries_does_not_grow_with_the_group(world: World) -> None:
    counts = []
    for design in (Design(Group("few", "Few", "Simulated programme"), seats(3, 1), sessions=2),
                   Design(Group("many", "Many", "Simulated programme"), seats(9, 2, "X"), sessions=8)):  # fmt: skip
        group_id = store(simulate_group(design).record, world.programme.pk, by=world.viewer("administrator"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            record_of(group_id)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 10


def small(group_id: str = "g", programme: str = "Simulated programme", **rows: list[object]) -> GroupRecord:
    given = {
        "people": [Person("p1", "member", "A."), Person("p2", "member", "B."), Person("t1", "facilitator", "Ann")],
        "memberships": [Membership("p1", MONDAY, MONDAY, "moved"), Membership("p1", MONDAY + timedelta(days=7)),
                        Membership("p2", MONDAY), Membership("t1", MONDAY)],
        "sessions": [Session("s1", 1, MONDAY)],
    }  # fmt: skip
    return GroupRecord.from_rows(Group(group_id, "Small", programme), **(given | rows))


def test_every_kind_of_row_comes_back(world: World) -> None:
    record = small(
        ratings=[
            Rating("s1", "p1", "p2", "member_member", "negative", 2.25),
            Rating("s1", "t1", "p1", "member_facilitator", "work", 6.0),
            Rating("s1", "t1", GROUP, "facilitator_group", "bond", 5.0),
        ],
        responses=[Response("p1", "member_check_in", "compassion.given", 4.0, MONDAY)],
    )
    group_id = store(record, world.programme.pk, by=world.viewer("administrator"))
    assert record_of(group_id).fingerprint() == record.fingerprint()
    assert AuditEntry.objects.filter(verb="store record", group_id=group_id).count() == 1
    assert Submission.objects.filter(group=group_id, source="import").count() == 2
    stored = StoredMembership.objects.exclude(sealed_reason=None).get(group=group_id)
    assert b"moved" not in bytes(stored.sealed_reason)


def test_an_erased_persons_reason_is_gone(world: World) -> None:
    group_id = store(small(), world.programme.pk, by=world.viewer("administrator"))
    erase(StoredPerson.objects.get(code="p1").pk)
    assert record_of(group_id).memberships["reason"].to_list() == [None] * 4


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (small(programme="Another"), "programme 'Another'"),
        (small(group_id="g" * 41), "longer than 40"),
        (small(people=[Person("p1", "member", "A."), Person("p2", "member", "B."), Person("t1", "facilitator", "Ann"),
                       Person("x", "member", "X.")]), "'x' has no membership"),
        (small(responses=[Response("p1", "phq9", "1", 2.0, MONDAY)]), "belongs to no check-in"),
        (small(responses=[Response("p1", "member_check_in", "bond.group", 2.0, MONDAY)]), "belongs to no check-in"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_whole(world: World, record: GroupRecord, message: str) -> None:
    before = StoredGroup.objects.count(), StoredPerson.objects.count(), AuditEntry.objects.count()
    with pytest.raises(StoreRefused, match=message):
        store(record, world.programme.pk, by=world.viewer("administrator"))
    assert before == (StoredGroup.objects.count(), StoredPerson.objects.count(), AuditEntry.objects.count())


def test_ids_that_are_taken_are_refused(world: World) -> None:
    store(small(), world.programme.pk, by=world.viewer("administrator"))
    with pytest.raises(StoreRefused, match="a group 'g' already"):
        store(small(), world.programme.pk, by=world.viewer("administrator"))
    with pytest.raises(StoreRefused, match="called 'p1' already"):
        store(small(group_id="other"), world.programme.pk, by=world.viewer("administrator"))
