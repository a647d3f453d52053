"""A researcher makes a release: what is in the file, what stands in the ledger, who reads of it, and what is refused."""

import csv
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.web.access import Missing
from fourfold.web.audit.queries import check, seen_by
from fourfold.web.models import Administration, Appointment, AuditEntry, Consent, Membership, PracticeLog, Release
from fourfold.web.mypage.looks import looks
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.research.actions import Asked, Made, make_release
from fourfold.web.research.queries.ledger import ledger
from fourfold.web.research.queries.participants import participants
from fourfold.web.research.queries.proposal import Wanted, proposal, same_people
from tests.web.personas import World
from tests.web.research.study_world import Study, make_study

SignIn = Callable[[str], Client]


@pytest.fixture
def study(world: World) -> Study:
    return make_study(world)


def wanted(world: World, same_as: int | None = None) -> Wanted:
    return Wanted(world.programme.pk, today_at(world.site.time_zone), same_as)


def made(world: World, form: str = "csv", same_as: int | None = None) -> Made:
    asked = Asked(wanted(world, same_as), "Simulated study", "Simulated purpose", form)
    return make_release(asked, "en", Release.objects.count(), by=world.viewer("researcher"))


def tables(file: Made) -> dict[str, list[dict[str, str]]]:
    archive = ZipFile(BytesIO(file.body))
    texts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith(".csv")}
    return {name.removesuffix(".csv"): list(csv.DictReader(StringIO(text))) for name, text in texts.items()}


def test_the_file_holds_a_row_for_each_and_nothing_that_names_anybody(world: World, study: Study) -> None:
    file = made(world)
    found = tables(file)
    assert len(found["people"]) == len(study.members)
    assert len(found["check_ins"]) == 3 * len(study.members)
    whole = b"".join(ZipFile(BytesIO(file.body)).read(name) for name in ZipFile(BytesIO(file.body)).namelist()).decode()
    for person in study.members:
        assert person.label not in whole
        assert person.code not in whole
        assert str(person.uid) not in whole
    names = (world.site.name, world.programme.name, study.groups[0].name, study.groups[0].code, "999", "peer")
    assert not [name for name in names if name in whole]
    assert not re.search(r"\b20\d\d-\d\d-\d\d\b", whole)


@pytest.mark.parametrize("form", ["csv", "parquet", "spss", "redcap"])
def test_every_form_comes_with_its_codebook(world: World, study: Study, form: str) -> None:
    names = ZipFile(BytesIO(made(world, form).body)).namelist()
    wanted = {"csv": "datapackage.json", "parquet": "people.parquet", "spss": "people.sav", "redcap": "data_dictionary.csv"}
    assert {wanted[form], "README.txt"} <= set(names)


def test_the_ledger_says_who_when_how_many_and_the_digest_of_the_file(world: World, study: Study) -> None:
    file = made(world)
    row = Release.objects.get()
    assert row.digest == sha256(file.body).hexdigest() == file.digest
    assert file.digest[:12] in file.name
    assert (len(row.people), row.made_by, row.form) == (24, world.users["researcher"], "csv")
    spelled = str(row.people) + str(row.tables)
    assert not [p for p in study.members if str(p.uid) in spelled or p.code in spelled or p.label in spelled]


def test_two_releases_of_the_same_people_share_no_name(world: World, study: Study) -> None:
    one, other = tables(made(world)), tables(made(world))
    assert not {row["person"] for row in one["people"]} & {row["person"] for row in other["people"]}
    assert Release.objects.count() == 2


def test_each_person_reads_on_their_own_page_that_a_release_held_their_answers(
    world: World, signed_in: SignIn, study: Study
) -> None:
    member = world.users["member"]
    member.person = study.members[0]
    member.save()
    made(world)
    page = signed_in("member").get("/my/").content.decode()
    assert "Made a release for research that held your answers, without your name" in page
    seen = [look for look in looks(seen_by(world.viewer("member"), study.members[0])) if look.what == "research"]
    assert [(look.name, look.times) for look in seen] == [("Researcher", 1)]
    told = AuditEntry.objects.filter(verb="read research release").values_list("person_id", flat=True)
    assert set(told) == {person.pk for person in study.members}
    assert check().is_whole


def test_who_did_not_agree_withdrew_or_was_erased_is_not_in_it(world: World) -> None:
    study = make_study(world, agreed=18)
    Consent.objects.filter(person=study.members[0], kind="research").update(withdrawn_on=today_at(world.site.time_zone))
    study.members[1].erased_at = study.members[1].created_on
    type(study.members[1]).objects.filter(pk=study.members[1].pk).update(erased_at="2026-01-01T00:00Z")
    found = proposal(world.viewer("researcher"), wanted(world))
    assert found.n_people == 16
    assert found.whom == {person.pk for person in study.members[2:18]}


def test_what_happened_before_somebody_agreed_is_not_counted(world: World) -> None:
    study = make_study(world, agreed=12)
    late = Consent.objects.filter(person=study.members[0], kind="research")
    late.update(given_on=today_at(world.site.time_zone))
    assert proposal(world.viewer("researcher"), wanted(world)).n_people == 11


def test_a_paper_of_before_somebody_agreed_does_not_count_though_it_was_typed_after(world: World, study: Study) -> None:
    today = today_at(world.site.time_zone)
    agreed_on = today - timedelta(days=40)
    person = study.members[0]
    Consent.objects.filter(person=person, kind="research").update(given_on=agreed_on)
    for day in (agreed_on - timedelta(days=7), agreed_on + timedelta(days=7)):
        Administration.objects.create(
            person=person, group=study.groups[0], instrument="scs_sf", version="1", language="en", due_on=day, source="totals",
            totals={"total": 3.0}, finished_at=timezone.now(),
        )  # fmt: skip
    assert len(participants(world.programme, today, today)[person.pk].assessed) == 1


def test_minutes_a_week_are_over_the_weeks_that_count_and_a_stay_in_two_groups_at_once_is_one(
    world: World, study: Study
) -> None:
    today, person = today_at(world.site.time_zone), study.members[0]
    Consent.objects.filter(person=person, kind="research").update(given_on=today - timedelta(days=13))
    Membership.objects.create(group=study.groups[1], person=person, joined_on=today - timedelta(days=13))
    for day in (today - timedelta(days=days) for days in (40, 9, 2)):
        PracticeLog.objects.create(
            key=f"k{day}", person=person, group=study.groups[0], practice="p", done_on=day, minutes=30,
            logged_by=world.users["facilitator"], logged_at=timezone.now(),
        )  # fmt: skip
    found = participants(world.programme, today, today)[person.pk]
    assert (found.minutes, found.weeks) == (30, 13)


def test_releases_stand_on_the_day_it_was_at_the_site(world: World, study: Study) -> None:
    first = made(world)
    Release.objects.update(made_at=datetime(2026, 3, 9, 23, tzinfo=UTC))
    world.site.time_zone = "Pacific/Kiritimati"
    world.site.save()
    viewer = world.viewer("researcher")
    assert same_people(viewer) == [(first.id, date(2026, 3, 10), world.programme.name)]
    assert ledger(viewer)[0].made_on == date(2026, 3, 10)


def test_fewer_than_eleven_are_refused(world: World) -> None:
    make_study(world, agreed=10)
    with pytest.raises(Refused, match="Fewer than eleven people agreed"):
        made(world)
    assert not Release.objects.exists()


def test_a_second_release_that_differs_by_three_is_refused_with_what_to_do_instead(world: World) -> None:
    study = make_study(world, agreed=18)
    first = made(world)
    study.agree(18, 19, 20)
    with pytest.raises(Refused, match=rf"Since release {first.id} .* fewer than eleven people have come") as refused:
        made(world)
    assert "ask for the people of release" in str(refused.value)
    assert Release.objects.count() == 1
    again = made(world, same_as=first.id)
    assert Release.objects.get(pk=again.id).people.keys() == Release.objects.get(pk=first.id).people.keys()


def test_a_second_release_without_three_is_refused(world: World, study: Study) -> None:
    first = made(world)
    ending = [person.pk for person in study.members[:3]]
    Consent.objects.filter(person__in=ending, kind="research").update(withdrawn_on=today_at(world.site.time_zone))
    with pytest.raises(Refused, match=rf"Of the people in release {first.id} .* no longer"):
        made(world)


def test_eleven_more_may_leave_after_a_first_release(world: World) -> None:
    study = make_study(world, agreed=12)
    made(world)
    study.agree(*range(12, 24))
    assert len(Release.objects.get(pk=made(world).id).people) == 24


@pytest.mark.parametrize("weeks", [1, 5])
@pytest.mark.parametrize("same", [False, True])
def test_the_same_people_up_to_another_day_soon_before_or_after_are_refused(
    world: World, study: Study, weeks: int, same: bool
) -> None:
    """Rows of both lie side by side, and which of them moved in a week says who came in it."""
    first = made(world)
    day = wanted(world).last_day - timedelta(weeks=weeks)
    asked = Asked(Wanted(world.programme.pk, day, first.id if same else None), "Study", "Purpose", "csv")
    with pytest.raises(Refused, match=rf"Release {first.id} told answers up to .* twelve weeks"):
        make_release(asked, "en", 1, by=world.viewer("researcher"))
    assert Release.objects.count() == 1


def _without_one(release: Release) -> None:
    release.people.popitem()
    release.save()


@pytest.mark.parametrize(
    "tamper",
    [
        lambda release: release.delete(),
        _without_one,
        lambda release: Release.objects.update(tables=[]),
        lambda release: Release.objects.update(last_day=date(2020, 1, 1)),
        lambda release: Release.objects.create(
            **{f.name: getattr(release, f.name) for f in Release._meta.fields if f.name not in ("id", "uid")}
        ),
        lambda release: Release.objects.update(study="Another study"),
    ],
    ids=["gone", "without one", "tables", "day", "put in", "study"],
)
def test_after_the_ledger_was_changed_behind_the_sites_back_nothing_leaves(
    world: World, study: Study, tamper: Callable[[Release], object]
) -> None:
    made(world)
    tamper(Release.objects.get())
    with pytest.raises(Refused, match="The ledger of releases is not what the log says"):
        made(world)


def test_the_ledger_of_another_programme_does_not_count(world: World, study: Study) -> None:
    made(world)
    Release.objects.update(programme=world.elsewhere.programme)
    study.agree()
    assert proposal(world.viewer("researcher"), wanted(world)).n_before == 0


@pytest.mark.parametrize("name", ["facilitator", "supervisor", "manager", "administrator", "member", "outsider"])
def test_nobody_else_makes_one(world: World, study: Study, name: str) -> None:
    asked = Asked(wanted(world), "Study", "Purpose", "csv")
    with pytest.raises(Missing):
        make_release(asked, "en", 0, by=world.viewer(name))


def test_a_programme_of_another_site_is_missing(world: World, study: Study) -> None:
    asked = Asked(Wanted(world.elsewhere.programme.pk, today_at("UTC")), "Study", "Purpose", "csv")
    with pytest.raises(Missing):
        make_release(asked, "en", 0, by=world.viewer("researcher"))


def test_a_researcher_who_sits_or_sat_in_a_group_of_the_programme_makes_none(world: World, study: Study) -> None:
    user = world.users["facilitator"]
    Appointment.objects.create(user=user, role="researcher", site=world.site)
    with pytest.raises(Missing):
        proposal(world.viewer("facilitator"), wanted(world))
    Membership.objects.filter(person=user.person).delete()
    assert proposal(world.viewer("facilitator"), wanted(world)).n_people == 24


def test_the_people_of_a_release_elsewhere_are_missing(world: World, study: Study) -> None:
    with pytest.raises(Missing):
        proposal(world.viewer("researcher"), wanted(world, same_as=12345))
