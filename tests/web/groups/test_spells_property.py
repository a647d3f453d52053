"""Whatever is done in whatever order, the spells of a person in a group never overlap, and end in what was said last."""

from datetime import date, timedelta
from itertools import pairwise
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.web.access import Missing
from fourfold.web.groups import actions
from fourfold.web.groups.queries import roster
from fourfold.web.models import Consent, Group, Membership, Person
from fourfold.web.refusal import Refused
from tests.web.personas import World

Spells: TypeAlias = list[tuple[date, date | None]]
TODAY = date.today()
BEGAN = TODAY - timedelta(days=60)
DAYS = st.integers(0, 70).map(lambda n: BEGAN + timedelta(days=n))
STEPS = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "return", "transfer", "guest", "undo"]), DAYS, DAYS, st.booleans()),
    min_size=1,
    max_size=14,
)


def _spells(group: Group, person: Person) -> Spells:
    rows = Membership.objects.filter(group=group, person=person).order_by("joined_on")
    return list(rows.values_list("joined_on", "left_on"))


def _overlap(spells: Spells) -> bool:
    return any(end is None or end >= begins for (_, end), (begins, _) in pairwise(spells))


def _do(step: tuple[str, date, date, bool], world: World, person: Person) -> None:
    """One step, whichever group and spell it concerns."""
    what, day, other, here = step
    group, by = (world.group, "facilitator") if here else (world.neighbour, "colleague")
    viewer = world.viewer(by)
    spells = list(Membership.objects.filter(group=group, person=person).order_by("joined_on"))
    if what == "join":
        actions.enrol_by_code(group.pk, person.code, day, by=viewer)
    elif what == "guest":
        actions.admit_guest(group.pk, person.pk, day, by=viewer)
    elif what == "undo":
        actions.undo_last(group.pk, by=viewer)
    elif not spells:
        raise Missing
    elif what == "return":
        actions.return_to(group.pk, person.pk, day, by=viewer)
    elif what == "leave":
        actions.leave(_one_of(spells, other).pk, day, by=viewer)
    else:
        actions.transfer(_one_of(spells, other).pk, (world.neighbour if here else world.group).pk, day, other, by=viewer)


def _one_of(spells: list[Membership], day: date) -> Membership:
    return spells[day.toordinal() % len(spells)]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_spells_never_overlap_and_end_in_what_was_said(world: World, steps: list[tuple[str, date, date, bool]]) -> None:
    person = Person.objects.create(site=world.site, label="Sim")
    Consent.objects.create(person=person, kind="taking_part", wording="1", language="en", given_on=BEGAN)
    Membership.objects.create(group=world.group, person=person, joined_on=BEGAN, left_on=BEGAN)
    for step in steps:
        before = [_spells(group, person) for group in (world.group, world.neighbour)]
        done = True
        try:
            _do(step, world, person)
        except (Refused, Missing):
            done = False
        after = [_spells(group, person) for group in (world.group, world.neighbour)]
        assert not any(_overlap(spells) for spells in after), (step, after)
        assert all(end is None or begins <= end for spells in after for begins, end in spells)
        if not done:
            assert after == before
        elif step[0] in {"join", "return"}:
            assert (step[1], None) in after[not step[3]]
        elif step[0] == "leave":
            assert step[1] in [end for _, end in after[not step[3]]]
    for day in (BEGAN, TODAY, *(step[1] for step in steps)):
        there = any(b <= day and (e is None or e >= day) for b, e in _spells(world.group, person))
        assert [s.label for s in roster(world.group.pk, day)].count("Sim") == there
    Membership.objects.filter(person=person).delete()
