"""The record a member takes along holds no name, no code, no id and no rating of anybody else, whoever they are."""

import json
from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.instruments import check_in_of
from fourfold.vocabulary import Role
from fourfold.web.models import Act, Attendance, AuditEntry, Consent, Group, Membership, Person, Session, Submission, Turn
from fourfold.web.mypage.queries import own_record
from fourfold.web.storage.sealing import seal
from tests.web.blocks.answers import answer, leader
from tests.web.goals import rows as goals
from tests.web.personas import World

SignIn = Callable[[str], Client]
HEIGHT_OF_IDS = 70_000_000
"""Ids of canaries are so large that no count or date looks like them."""


def plant(world: World, random: Random) -> list[str]:
    """Others in the member's group whose every mark is a canary, with answers of values nobody else gives; the marks."""
    marks: list[str] = []
    for k in range(random.randint(1, 6)):
        pk = HEIGHT_OF_IDS + random.randrange(10**6)
        if Person.objects.filter(pk=pk).exists():
            continue
        label, code, name = (f"{word}{random.randrange(10**9)}" for word in ("Label", "code", "Name"))
        other = Person(pk=pk, site=world.site, label=label, code=code)
        other.sealed_name = seal(pk, f"person:{other.uid}:name", name)
        other.save(force_insert=True)
        spell = Membership(group=world.group, person=other, seat="member", joined_on=date(2020, 1, 1))
        spell.sealed_reason = seal(pk, f"membership:{spell.uid}:reason", f"reason {name}")
        spell.save()
        Consent.objects.create(person=other, kind="taking_part", wording=f"w{pk}", language="en", given_on=date(2020, 1, 1))
        marks += [label, code, name, str(pk), str(other.uid), str(spell.uid), spell.pk and f"w{pk}"]
        marks += _answers_of(world, other, random)
        said_by = world.users["facilitator"]
        goals.statement(world.group, other, said_by, f"said {name}")
        goals.total(world.group, other, said_by, f"rater {name}", total=random.randrange(1, 99))
        goals.step(goals.goal(world.group, other, said_by, f"goal {name}"), f"step {name}")
        if k == 0:
            Group.objects.filter(pk=world.group.pk).update(name=f"Group of {label}")
    return marks


def _answers_of(world: World, other: Person, random: Random) -> list[str]:
    """Another's check-in, in which every value can be told from any other."""
    session = Session.objects.get(group=world.group, number=random.randint(1, 3))
    Attendance.objects.create(session=session, person=other, presence="left_early")
    values = {item.key: HEIGHT_OF_IDS + random.randrange(10**7) for item in check_in_of(Role.MEMBER).items}
    answers = {
        (f"{key}.{world.members[0].pk}" if key.endswith((".peer", ".facilitator")) else key): v for key, v in values.items()
    }
    answer(world, other, session.number, answers)
    for speaker, addressee in ((other, world.members[0]), (world.members[0], other)):
        Turn.objects.create(session=session, speaker=speaker, addressee=addressee, start_s=random.random(), end_s=9.0)
    Act.objects.create(session=session, person=other, target=world.members[0], kind=f"kind {other.pk}", at_s=1.0)
    return [str(value) for value in values.values()]


def own_answers(world: World, random: Random) -> None:
    """What the member says of the group, of themselves, and of others by their ids."""
    others = list(Person.objects.filter(pk__gte=HEIGHT_OF_IDS).values_list("pk", flat=True))
    for number in range(1, 4):
        asked = random.sample(others, min(len(others), 3))
        said: dict[str, Any] = {"bond.group": random.randint(1, 7), "compassion.self": random.choice([None, 4])}
        said |= {f"bond.peer.{pk}": random.choice([1, 4, 7, None, "none"]) for pk in asked}
        said |= {f"work.facilitator.{leader(world).pk}": 5, f"unknown.thing.{others[0] if others else 1}": "Label0"}
        answer(world, world.members[0], number, said)


def clear(world: World) -> None:
    """The world without what another example planted."""
    for table in (Submission, Turn, Act):
        table.objects.all().delete()
    canaries = Person.objects.filter(pk__gte=HEIGHT_OF_IDS)
    for table in (Attendance, Membership, Consent):
        table.objects.filter(person__in=canaries).delete()
    canaries.delete()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
def test_no_mark_of_another_person_is_in_the_record(world: World, seed: int) -> None:
    clear(world)
    random = Random(seed)
    marks = plant(world, random)
    own_answers(world, random)
    text = json.dumps(own_record(world.viewer("member")), ensure_ascii=False)
    others = [p for p in Person.objects.exclude(pk=world.members[0].pk) if p.pk < HEIGHT_OF_IDS]
    marks += [p.code for p in others] + [str(p.uid) for p in others] + [f'"{p.label}"' for p in others]
    assert not [mark for mark in marks if mark in text]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 10**9))
def test_the_record_does_not_change_with_anything_of_anybody_else(world: World, seed: int) -> None:
    """The stronger law: others may be called what they will and answer what they will, the record stays the same."""
    clear(world)
    random = Random(seed)
    plant(world, random)
    own_answers(world, random)
    before = own_record(world.viewer("member"))
    for other in Person.objects.exclude(pk=world.members[0].pk):
        other.label, other.code, other.sealed_name = f"x{random.random()}", f"y{random.random()}", None
        other.save()
    mine = Submission.objects.exclude(person=world.members[0])
    mine.update(answers=json.dumps({"bond.group": random.randint(1, 7)}), source="paper")
    Attendance.objects.exclude(person=world.members[0]).update(presence="absent")
    Turn.objects.exclude(speaker=world.members[0]).delete()
    Turn.objects.update(addressee=world.members[1])
    Act.objects.exclude(person=world.members[0]).update(kind="another")
    Group.objects.update(name="Renamed")
    assert own_record(world.viewer("member")) == before


def test_the_marks_would_be_found_in_a_record_that_told_them(world: World) -> None:
    """The control: what is stored does hold them."""
    random = Random(1)
    marks = plant(world, random)
    own_answers(world, random)
    rows = [*Person.objects.values(), *Submission.objects.values(), *Membership.objects.values(), *Consent.objects.values()]
    stored = json.dumps(rows, default=str)
    assert sum(mark in stored for mark in marks) > len(marks) * 0.8


def test_what_is_ones_own_is_in_the_record(world: World) -> None:
    me = world.members[0]
    me.sealed_name = seal(me.pk, f"person:{me.uid}:name", "Full Name")
    me.save()
    answer(world, me, 2, {"bond.group": 3, "work.group": None, "negative.group": "2"})
    record = own_record(world.viewer("member"))
    assert record["person"] | {"known_since": ""} == {
        "label": "A.", "name": "Full Name", "code": me.code, "language": "en", "known_since": "",
    }  # fmt: skip
    assert record["check_ins"][0]["answers"] == {"bond.group": 3, "work.group": None, "negative.group": 2}
    assert [row["presence"] for row in record["attendance"]] == ["present"] * 3
    assert {consent["kind"] for consent in record["consents"]} == {"taking_part", "being_rated"}
    assert len(record["memberships"]) == 1


def test_how_long_one_spoke_is_in_the_record_and_not_to_whom(world: World) -> None:
    me, other = world.members[:2]
    session = Session.objects.get(group=world.group, number=2)
    for start, addressee, to_group in ((0.0, other, False), (20.0, None, True), (40.0, None, False)):
        Turn.objects.create(
            session=session, speaker=me, addressee=addressee, to_group=to_group, start_s=start, end_s=start + 7.4
        )
    Turn.objects.create(session=session, speaker=other, addressee=me, start_s=60.0, end_s=90.0)
    Act.objects.create(session=session, person=me, target=other, kind="support", at_s=3.0)
    Act.objects.create(session=Session.objects.get(group=world.group, number=3), person=me, kind="disclosure", at_s=3.0)
    assert own_record(world.viewer("member"))["talk"] == [
        {"group": 1, "session": 2, "turns": 3, "to_the_group": 1, "seconds": 22, "acts": ["support"]},
        {"group": 1, "session": 3, "turns": 0, "to_the_group": 0, "seconds": 0, "acts": ["disclosure"]},
    ]


def test_both_spells_of_somebody_who_came_back_are_in_the_record(world: World) -> None:
    me = world.members[0]
    me.memberships.update(left_on=date.today())
    Membership.objects.create(group=world.group, person=me, seat="member", joined_on=date.today())
    assert [spell["group"] for spell in own_record(world.viewer("member"))["memberships"]] == [1, 1]


@pytest.mark.parametrize(("n_named", "told"), [(1, False), (2, False), (3, True)])
def test_values_about_others_are_told_only_where_several_were_asked_about(world: World, n_named: int, told: bool) -> None:
    peers = world.members[1 : 1 + n_named]
    answer(world, world.members[0], 3, {f"bond.peer.{p.pk}": 6 for p in peers})
    found = own_record(world.viewer("member"))["about_others"]["bond.peer"]
    assert found["n"] == n_named
    assert found["values"] == ({"6": 3} if told else None)


def test_the_order_in_which_others_were_asked_about_is_not_told(world: World) -> None:
    first, second, third = world.members[1:4]
    orders = []
    for people in ([first, second, third], [third, first, second]):
        Submission.objects.all().delete()
        values = {first.pk: 7, second.pk: 2, third.pk: 4}
        answer(world, world.members[0], 3, {f"bond.peer.{p.pk}": values[p.pk] for p in people})
        orders.append(json.dumps(own_record(world.viewer("member"))))
    assert orders[0] == orders[1]


def test_the_file_and_the_page_hold_the_same_and_are_written_down(signed_in: SignIn, world: World) -> None:
    answer(world, world.members[0], 3, {"bond.group": 6, f"bond.peer.{world.members[1].pk}": 2})
    client = signed_in("member")
    file = client.get(reverse("my-record-file"))
    assert json.loads(file.content) == own_record(world.viewer("member"))
    assert file["Content-Disposition"] == 'attachment; filename="my-record.json"'
    shown = client.get(reverse("my-record")).content.decode()
    assert "Today this group felt like a place for me." in shown
    assert "One answer about somebody else was given too." in shown
    assert world.members[1].code not in shown
    assert AuditEntry.objects.filter(verb="read own record").count() == 2
    assert f"{timezone.localdate().day} " in shown
