"""The pages of research: look first, then the file once; the ledger for those who answer for the programmes."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from fourfold.web.models import AuditEntry, Consent, Group, Release
from fourfold.web.programmes.queries import today_at
from tests.web.personas import World
from tests.web.research.study_world import make_study

SignIn = Callable[[str], Client]


def form_of(world: World, **other: object) -> dict[str, object]:
    day = today_at(world.site.time_zone).isoformat()
    given = {"programme": world.programme.pk, "study": "Simulated study", "purpose": "Why", "last_day": day, "form": "csv"}
    return {**given, "same_as": "", **other}


def test_the_page_says_whether_there_are_enough_and_never_how_many(world: World, signed_in: SignIn) -> None:
    study = make_study(world, agreed=10)
    page = signed_in("researcher").get("/research/").content.decode()
    assert "Fewer than eleven people agreed" in page
    assert "Nothing has left for research" in page
    study.agree(*range(10, 24))
    page = signed_in("researcher").get("/research/").content.decode()
    assert "Eleven people or more agreed to research" in page
    assert "24" not in page.partition('<h2 id="offers">')[2].partition("</section>")[0]
    assert not [person.label for person in study.members if person.label in page]


def test_whoever_changes_what_is_asked_for_types_nothing_twice(world: World, signed_in: SignIn) -> None:
    make_study(world)
    page = signed_in("researcher").post("/research/", form_of(world, change="yes")).content.decode()
    assert 'value="Simulated study"' in page
    assert "This release may leave" not in page


@pytest.mark.parametrize("simulated", [True, False])
def test_first_one_sees_what_would_leave_then_takes_the_file(world: World, signed_in: SignIn, simulated: bool) -> None:
    make_study(world)
    Group.objects.filter(programme=world.programme).update(simulated=simulated)
    browser = signed_in("researcher")
    seen = browser.post("/research/", form_of(world)).content.decode()
    assert "This release may leave" in seen
    assert "24 people are in it." in seen
    assert "each of them could still be nobody, and could still be eleven" in seen
    assert not Release.objects.exists()
    answer = browser.post("/research/file/", form_of(world))
    assert answer["Content-Type"] == "application/zip"
    assert "people.csv" in ZipFile(BytesIO(answer.content)).namelist()
    assert ("Simulated" in ZipFile(BytesIO(answer.content)).read("README.txt").decode()) is simulated
    ledger = browser.get("/research/ledger/").content.decode()
    assert Release.objects.get().digest in ledger
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"read release proposal", "make research release", "read research release"} <= verbs


def test_the_people_of_a_release_are_offered_again_while_all_of_them_agree(world: World, signed_in: SignIn) -> None:
    study = make_study(world, agreed=18)
    browser = signed_in("researcher")
    browser.post("/research/file/", form_of(world))
    assert "the people of release" in browser.get("/research/").content.decode().lower()
    today = today_at(world.site.time_zone)
    Consent.objects.filter(person=study.members[0].pk, kind="research").update(withdrawn_on=today)
    assert "the people of release" not in browser.get("/research/").content.decode().lower()


def test_what_may_not_leave_says_why_and_nothing_leaves(world: World, signed_in: SignIn) -> None:
    study = make_study(world, agreed=18)
    browser = signed_in("researcher")
    browser.post("/research/file/", form_of(world))
    study.agree(18, 19, 20)
    seen = browser.post("/research/", form_of(world)).content.decode()
    assert "This release may not leave" in seen
    assert "fewer than eleven people have come" in seen
    assert "Make the release" not in seen
    answer = browser.post("/research/file/", form_of(world))
    assert answer["Content-Type"].startswith("text/html")
    assert "fewer than eleven people have come" in answer.content.decode()
    assert Release.objects.count() == 1


@pytest.mark.parametrize("name", ["manager", "supervisor"])
def test_who_answers_for_the_programmes_reads_the_ledger_and_no_more(world: World, signed_in: SignIn, name: str) -> None:
    make_study(world)
    signed_in("researcher").post("/research/file/", form_of(world))
    browser = signed_in(name)
    page = browser.get("/research/ledger/")
    assert "Simulated study" in page.content.decode()
    assert "24 people are in it." in page.content.decode()
    assert browser.get("/research/").status_code == 404
    assert browser.post("/research/file/", form_of(world)).status_code == 404


@pytest.mark.parametrize("name", ["facilitator", "outsider", "administrator", "member"])
def test_to_all_others_there_is_no_such_page(world: World, signed_in: SignIn, name: str) -> None:
    browser = signed_in(name)
    assert browser.get("/research/").status_code == 404
    assert browser.get("/research/ledger/").status_code == 404
    assert browser.post("/research/", {}).status_code == 404


def test_a_day_to_come_and_an_empty_purpose_are_named_beside_their_fields(world: World, signed_in: SignIn) -> None:
    make_study(world)
    page = signed_in("researcher").post("/research/", form_of(world, last_day="2199-01-01", purpose="")).content.decode()
    assert "Choose today or an earlier day." in page
    assert "Look again" in page or 'role="alert"' in page
    assert not Release.objects.exists()


def test_the_page_speaks_spanish(world: World, signed_in: SignIn) -> None:
    make_study(world)
    browser = signed_in("researcher")
    browser.cookies["fourfold_language"] = "es"
    assert "Qué contiene una entrega" in browser.get("/research/").content.decode()
    assert "Esta entrega puede salir" in browser.post("/research/", form_of(world)).content.decode()
