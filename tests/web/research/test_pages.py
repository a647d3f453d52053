"""The pages of research: look first, then the file once; the ledger for those who answer for the programmes."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Barrier
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client

from fourfold.web.models import AuditEntry, Consent, Group, Release
from fourfold.web.programmes.queries import today_at
from tests.web.personas import World
from tests.web.research.study_world import make_study

SignIn = Callable[[str], Client]


def form_of(world: World, **other: object) -> dict[str, object]:
    day = today_at(world.site.time_zone).isoformat()
    given = {"programme": world.programme.pk, "study": "Simulated study", "purpose": "Why", "last_day": day, "form": "csv"}
    return {**given, "same_as": "", "n_seen": Release.objects.count(), **other}


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


def test_a_button_pressed_twice_makes_one_release_and_says_so(world: World, signed_in: SignIn) -> None:
    make_study(world)
    browser = signed_in("researcher")
    page = browser.post("/research/", form_of(world)).content.decode()
    drawn = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w*)"', page))
    assert drawn["n_seen"] == "0"
    pressed = {**form_of(world), **drawn}
    assert browser.post("/research/file/", pressed)["Content-Type"] == "application/zip"
    told = browser.post("/research/file/", pressed).content.decode()
    assert f"Release {Release.objects.get().pk} has left since you looked" in told
    assert Release.objects.get().digest in told
    page = browser.post("/research/", form_of(world)).content.decode()
    assert 'name="n_seen" value="1"' in page
    assert browser.post("/research/file/", form_of(world, n_seen="1"))["Content-Type"] == "application/zip"


def test_what_was_looked_at_before_somebody_elses_release_is_not_made(world: World, signed_in: SignIn) -> None:
    make_study(world)
    browser = signed_in("researcher")
    browser.post("/research/file/", form_of(world, n_seen="0"))
    browser.post("/research/file/", form_of(world, n_seen="1"))
    first = Release.objects.order_by("pk")[0]
    told = browser.post("/research/file/", form_of(world, n_seen="0", study="Another study", form="parquet")).content.decode()
    assert f"Release {first.pk} has left since you looked" in told
    assert Release.objects.count() == 2


@pytest.mark.parametrize("n_seen", ["", "1", "-1", "x"])
def test_whoever_did_not_look_is_asked_to(world: World, signed_in: SignIn, n_seen: str) -> None:
    make_study(world)
    told = signed_in("researcher").post("/research/file/", form_of(world, n_seen=n_seen)).content.decode()
    assert "First see what would leave" in told
    assert not Release.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_release(world: World, signed_in: SignIn) -> None:
    make_study(world)
    browsers = [signed_in("researcher"), signed_in("researcher")]
    together = Barrier(len(browsers))

    def press(browser: Client) -> str:
        try:
            together.wait()
            return browser.post("/research/file/", form_of(world, n_seen="0"))["Content-Type"].partition(";")[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(browsers)) as both:
        assert sorted(both.map(press, browsers)) == ["application/zip", "text/html"]
    assert Release.objects.count() == 1
    assert AuditEntry.objects.filter(verb="make research release").count() == 1


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
