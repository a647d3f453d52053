"""The attack: a manager writes down every reading, month by month, and takes each from each. No difference is of a few people.

Who stands behind a reading is worked out here, from the tables as they were when it was told, not from what the site kept.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from fourfold.web.figures.actions import count
from fourfold.web.figures.models import ProgrammeCount
from fourfold.web.figures.queries.told import newest, told
from fourfold.web.models import Attendance, Group, Membership, Person, Programme, Session, Submission
from fourfold.web.spans import quarters, year
from tests.web.figures.programmes import _answer, group_of, programme_of
from tests.web.personas import World

Behind = Mapping[int, Any]
Series = tuple[str, date | None]
"""A figure, and of which quarter: of the year, None."""
MONTHS = 20


def moved(one: Behind, other: Behind) -> int:
    """How many people are behind the difference."""
    return sum(one.get(person) != other.get(person) for person in {*one, *other})


def truth(programme: Programme, first: date, last: date, *, is_year: bool) -> dict[str, Behind]:
    """Who is behind each figure of a span, and with what."""
    if is_year:
        spells = Membership.objects.filter(group__programme=programme, seat="member", joined_on__lte=last)
        here = {s.person_id: s.left_on for s in spells if s.left_on is None or s.left_on >= first}
        gone = {person for person, left_on in here.items() if left_on and left_on <= last}
        return {"members": dict.fromkeys(here, 1), "stayed": dict.fromkeys({*here} - gone, 1), "left": dict.fromkeys(gone, 1)}
    marks: dict[int, list[int]] = defaultdict(list)
    of_span = {"session__group__programme": programme, "session__held_on__gte": first, "session__held_on__lte": last}
    for attendance in Attendance.objects.filter(**of_span):
        marks[attendance.person_id].append(int(attendance.presence != "absent"))
    said: dict[int, int] = defaultdict(int)
    for submission in Submission.objects.filter(**of_span):
        said[submission.person_id or 0] += 1
    came = {person: (sum(one), len(one)) for person, one in marks.items()}
    return {"came": came, "answered": {p: (n, said[p]) for p, (n, _) in came.items() if n or said[p]}}


def months(programme: Programme, size: int) -> Iterator[date]:
    """A simulated programme that goes on: each month sessions are held, some come and go, a paper comes late; its first day."""
    chance, groups = Random(4711), [group_of(programme, size, sessions=()) for _ in range(3)]
    day = date(2026, 1, 1)
    for month in range(MONTHS):
        for group in groups:
            for _ in range(chance.randrange(2)):
                _joins(group, day)
            for spell in Membership.objects.filter(group=group, left_on=None):
                if chance.random() < 0.04:
                    Membership.objects.filter(pk=spell.pk).update(left_on=day + timedelta(days=chance.randrange(28)))
            if month % 4 or group is groups[0]:
                _meets(group, day + timedelta(days=7), chance)
        day = (day + timedelta(days=31)).replace(day=1)
        yield day
        _late(programme, day)
        yield day + timedelta(days=9)


def _joins(group: Group, day: date) -> None:
    person = Person.objects.create(site=group.programme.site, label=f"N{Person.objects.count()}")
    Membership.objects.create(group=group, person=person, seat="member", joined_on=day)


def _meets(group: Group, day: date, chance: Random) -> None:
    session = Session.objects.create(group=group, number=group.sessions.count() + 1, held_on=day, status="held")
    seated = [spell.person for spell in Membership.objects.filter(group=group, joined_on__lte=day) if not spell.left_on]
    here = [person for person in seated if chance.random() < 0.85]
    Attendance.objects.bulk_create(
        Attendance(session=session, person=p, presence="present" if p in here else "absent") for p in seated
    )
    Submission.objects.bulk_create(_answer(session, person) for person in here[1:])


def _late(programme: Programme, day: date) -> None:
    """The paper of one who came, in the sessions of last month."""
    lately = Session.objects.filter(group__programme=programme, held_on__gte=day - timedelta(days=31))
    for mark in Attendance.objects.filter(session__in=lately, presence="present"):
        if not Submission.objects.filter(session=mark.session, person=mark.person).exists():
            Submission.objects.bulk_create([_answer(mark.session, mark.person)])
            return


def readings(programme: Programme, size: int) -> tuple[dict[Series, dict[int, Behind]], dict[Series, list[Behind]]]:
    """Who was behind each figure that was told, by the row that told it; and who would have been, had all been told anew."""
    read: dict[Series, dict[int, Behind]] = defaultdict(dict)
    naive: dict[Series, list[Behind]] = defaultdict(list)
    for today in months(programme, size):
        count(programme.pk, today=today)
        for row in newest([programme.pk], quarters(today)[0].first).values():
            for name in told(row):
                series = (name, None if row.is_year else row.first_day)
                if row.pk not in read[series]:
                    read[series][row.pk] = truth(programme, row.first_day, row.last_day, is_year=row.is_year)[name]
        for span in (*quarters(today), year(today)):
            is_year = span == year(today)
            for name, behind in truth(programme, span.first, span.last, is_year=is_year).items():
                if len(behind) >= 11:
                    naive[name, None if is_year else span.first].append(behind)
    return read, naive


@pytest.mark.parametrize("size", [6, 14])
def test_no_difference_between_two_readings_rests_on_one_to_ten_people(world: World, size: int) -> None:
    read, naive = readings(programme_of(world.programme, "Simulated attacked programme"), size)
    pairs = [(series, moved(*pair)) for series, rows in read.items() for pair in combinations(rows.values(), 2)]
    assert not [(series, n) for series, n in pairs if 0 < n < 11]
    assert len(pairs) > 10, "what never changes would pass as well"
    assert [n for rows in naive.values() for one, other in combinations(rows, 2) if 0 < (n := moved(one, other)) < 11]


def test_what_is_told_is_true(world: World) -> None:
    programme = programme_of(world.programme, "Simulated attacked programme")
    for today in months(programme, 14):
        last = ProgrammeCount.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        count(programme.pk, today=today)
        for row in ProgrammeCount.objects.filter(programme=programme, pk__gt=last):
            known = truth(programme, row.first_day, row.last_day, is_year=row.is_year)
            if row.is_year:
                assert (row.stayed, row.left) == (len(known["stayed"]), len(known["left"]))
            else:
                told_of = list(known["came"].values())
                assert (row.came, row.expected) == (sum(c for c, _ in told_of), sum(e for _, e in told_of))
                assert (row.awaited, row.comers) == (len(told_of), sum(bool(c) for c, _ in told_of))


def test_an_erasure_or_a_late_paper_moves_nothing(world: World) -> None:
    programme = programme_of(world.programme, "Simulated programme of one group")
    group = group_of(programme, 20)
    count(programme.pk, today=date(2026, 11, 26))
    shown = newest([programme.pk], date(2026, 1, 1))
    person = Person.objects.filter(memberships__group=group)[0]
    Attendance.objects.filter(person=person).update(presence="present")
    Membership.objects.filter(person=person).update(joined_on=date(2026, 11, 2))
    count(programme.pk, today=date(2026, 11, 27))
    after = newest([programme.pk], date(2026, 1, 1))
    quarter, of_year = (programme.pk, False, date(2026, 7, 1)), (programme.pk, True, None)
    assert (after[quarter].pk, after[quarter].came) == (shown[quarter].pk, 19)
    assert (after[of_year].pk, after[of_year].stayed) == (shown[of_year].pk, 20)


def test_what_is_told_is_compared_with_every_telling_before_not_with_the_last_alone(world: World) -> None:
    """Twelve come, eleven of them are taken out again: enough from the reading in between, one from the first."""
    programme = programme_of(world.programme, "Simulated programme of one group")
    group_of(programme, 20)
    count(programme.pk, today=date(2026, 11, 26))
    come = group_of(programme, 12, sessions=())
    count(programme.pk, today=date(2026, 11, 27))
    Membership.objects.filter(pk__in=list(come.memberships.values_list("pk", flat=True)[:11])).delete()
    count(programme.pk, today=date(2026, 11, 28))
    row = newest([programme.pk], date(2026, 1, 1))[programme.pk, True, None]
    assert row.stayed + row.left == 32


def test_a_figure_that_is_not_told_any_more_would_tell_of_one_as_well(world: World) -> None:
    programme = programme_of(world.programme, "Simulated programme of one group")
    group = group_of(programme, 40, leavers=11)
    count(programme.pk, today=date(2026, 11, 26))
    Membership.objects.filter(pk=Membership.objects.filter(group=group).exclude(left_on=None)[0].pk).update(left_on=None)
    count(programme.pk, today=date(2026, 11, 27))
    row = newest([programme.pk], date(2026, 1, 1))[programme.pk, True, None]
    assert (row.stayed, row.left, told(row)) == (29, 11, {"members", "stayed", "left"})


def test_counting_again_and_again_keeps_one_row_of_each(world: World) -> None:
    programme = programme_of(world.programme, "Simulated programme of one group")
    group = group_of(programme, 20)
    for _ in range(3):
        count(programme.pk, today=date(2026, 11, 26))
        Membership.objects.filter(pk=group.memberships.filter(left_on=None)[0].pk).update(left_on=date(2026, 9, 1))
    assert ProgrammeCount.objects.filter(programme=programme).count() == 5
