"""Estimates are kept while a record stands still, made anew for the group that moved, and come back to the last digit."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace

import polars as pl
import pytest
from django.utils import timezone

from fourfold.alliance import estimate_alliance, priors_for
from fourfold.record import GroupRecord, Study
from fourfold.simulate import Design, seats, simulate_group
from fourfold.vocabulary import Group
from fourfold.web.estimates.actions import learn_priors
from fourfold.web.estimates.jobs import nightly
from fourfold.web.estimates.priors import plain, priors_from
from fourfold.web.estimates.queries import estimates_of, forget, glance, stale_groups
from fourfold.web.estimates.tables import Unreadable, packed, unpacked
from fourfold.web.models import Estimate, Membership, ProgrammePriors, Submission
from fourfold.web.models import Group as StoredGroup
from fourfold.web.models import Session as StoredSession
from fourfold.web.records.actions import store
from tests.feedback.stage import demonstration
from tests.web.personas import World


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """Nothing held by this process from another test's database."""
    forget()
    yield
    forget()


def simulated(name: str, members: int = 5, sessions: int = 4, seed: int = 0) -> GroupRecord:
    design = Design(Group(name, name, "Simulated programme", simulated=True), seats(members, 1, f"{name}-"), sessions=sessions)
    return simulate_group(design, seed=seed).record


def stored(world: World, name: str, **how: int) -> int:
    return store(simulated(name, **how), world.programme.pk, by=world.viewer("administrator"))


def check_in(group_id: int) -> None:
    """One more answer of one member, to the last session held."""
    session = StoredSession.objects.filter(group=group_id, status="held").latest("number")
    given = Submission.objects.filter(session=session, instrument="member_check_in").order_by("pk")[0]
    person = given.person
    given.delete()
    now = timezone.now()
    Submission.objects.create(
        key=f"again-{person.pk}", group_id=group_id, session=session, person=person, instrument="member_check_in",
        version="1", language="en", source="phone", answers=json.dumps({"bond.group": 2}), answered_at=now, received_at=now,
    )  # fmt: skip


@pytest.mark.parametrize("case", range(4))
def test_every_table_comes_back_exactly(case: int) -> None:
    _, found = demonstration()[case]
    again = unpacked(packed(found))
    for field in fields(found):
        one, other = getattr(found, field.name), getattr(again, field.name)
        if isinstance(one, pl.DataFrame):
            assert one.schema == other.schema
            assert one.equals(other, null_equal=True)
        else:
            assert one == other
            assert type(one) is type(other)


@pytest.mark.parametrize("blob", [b"", b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x05hello", packed(demonstration()[0][1])[:-900]])
def test_a_damaged_blob_is_not_read(blob: bytes) -> None:
    with pytest.raises(Unreadable):
        unpacked(blob)


def test_nothing_is_estimated_twice(world: World) -> None:
    group_id = stored(world, "one")
    first = estimates_of(group_id)
    assert first.estimates is not None
    assert estimates_of(group_id) is first
    forget()
    again = estimates_of(group_id)
    assert again.row.made_at == first.row.made_at
    assert again.key == first.key
    assert again.estimates is not None
    assert again.estimates.readings.equals(first.estimates.readings)


def test_a_check_in_updates_its_group_only(world: World) -> None:
    one, other = stored(world, "one"), stored(world, "other", seed=1)
    before = {g: estimates_of(g) for g in (one, other)}
    check_in(one)
    assert stale_groups() == [world.group.pk, world.neighbour.pk, world.elsewhere.pk, one]
    assert estimates_of(other) is before[other]
    after = estimates_of(one)
    assert after.row.made_at > before[one].row.made_at
    assert after.record.fingerprint() != before[one].record.fingerprint()
    assert after.estimates is not None
    assert after.estimates.readings.equals(estimate_alliance(after.record).readings)
    assert estimates_of(one) is after


def test_a_revision_without_a_change_of_the_record_costs_no_estimate(world: World) -> None:
    group_id = stored(world, "one")
    first = estimates_of(group_id)
    StoredGroup.objects.filter(pk=group_id).update(revision=9)
    again = estimates_of(group_id)
    assert (again.row.revision, again.row.made_at) == (9, first.row.made_at)
    assert stale_groups() == [world.group.pk, world.neighbour.pk, world.elsewhere.pk]


def test_another_version_and_a_broken_blob_are_estimated_anew(world: World) -> None:
    group_id = stored(world, "one")
    for change in ({"version": "0"}, {"tables": b"broken"}):
        first = estimates_of(group_id)
        Estimate.objects.filter(group=group_id).update(**change)
        forget()
        again = estimates_of(group_id)
        assert again.row.made_at > first.row.made_at
        assert again.estimates is not None


def test_what_was_deleted_is_made_again(world: World) -> None:
    group_id = stored(world, "one")
    first = estimates_of(group_id)
    Estimate.objects.all().delete()
    assert estimates_of(group_id).row.made_at > first.row.made_at


def test_a_group_without_answers_is_known_too(world: World) -> None:
    known = estimates_of(world.group.pk)
    assert known.row.reading_member_group is None
    assert known.row.n_signals == 0
    assert known.row.n_sessions == 3


def test_a_glance_shows_what_was_estimated_to_who_may_see_it(world: World) -> None:
    record, _ = demonstration()[2]
    record = replace(record, group=replace(record.group, programme="Simulated programme"))
    group_id = store(record, world.programme.pk, by=world.viewer("administrator"))
    known = estimates_of(group_id)
    row = next(g for g in glance(world.viewer("supervisor")) if g.group_id == group_id)
    assert (row.n_sessions, row.is_current, row.made_at) == (12, True, known.row.made_at)
    assert known.estimates is not None
    bond = known.estimates.readings.filter(
        (pl.col("block") == "MG") & (pl.col("quality") == "bond") & pl.col("person_id").is_null()
    )
    assert row.readings["member_group"] == bond.sort("session")["mean"][-1]
    check_in(group_id)
    assert not next(g for g in glance(world.viewer("supervisor")) if g.group_id == group_id).is_current
    assert {g.group_id for g in glance(world.viewer("facilitator"))} == {world.group.pk}
    assert not glance(world.viewer("manager"))
    assert not glance(world.viewer("member"))


def test_what_would_show_a_rater_is_not_at_a_glance(world: World) -> None:
    group_id = stored(world, "few", members=2)
    row = estimates_of(group_id).row
    assert row.reading_member_facilitator is None
    assert row.reading_member_group is not None


def test_priors_are_written_down_exactly() -> None:
    study = Study(tuple(simulated(f"g{k}", seed=k) for k in range(10)))
    fitted = priors_for(study)
    again = priors_from(json.loads(json.dumps(plain(fitted))), fitted.n_groups)
    record = study.records[0]
    one, other = (estimate_alliance(record, priors=p) for p in (fitted, again))
    assert one.readings.equals(other.readings)
    assert (other.priors, other.n_groups_in_priors) == ("own_programme", 10)


def test_a_programme_of_ten_groups_learns_at_night(world: World) -> None:
    groups = [stored(world, f"g{k}", members=3, sessions=5, seed=k) for k in range(10)]
    before = estimates_of(groups[0])
    assert before.estimates is not None
    assert before.estimates.n_groups_in_priors == 0
    assert nightly() == "13 groups estimated, 1 programmes learnt from their own groups"
    after = estimates_of(groups[0])
    assert after.estimates is not None
    assert after.estimates.n_groups_in_priors == after.row.n_groups_in_priors == 10
    assert ProgrammePriors.objects.get(programme=world.programme).n_groups == 10
    assert not learn_priors(world.programme.pk)
    assert nightly() == "0 groups estimated, 0 programmes learnt from their own groups"


def test_the_night_passes_over_a_group_that_does_not_fit(world: World) -> None:
    spell = Membership.objects.filter(group=world.group)[0]
    Membership.objects.create(group=world.group, person=spell.person, seat="member", joined_on=spell.joined_on)
    assert "1 groups could not be read" in nightly()
