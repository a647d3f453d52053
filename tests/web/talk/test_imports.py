"""A file becomes the turns of a session: uploaded, said who is who, looked at, kept, taken back; and by whom."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from fourfold.vocabulary import Presence
from fourfold.web.models import (
    Act,
    Attendance,
    AuditEntry,
    BoardEvent,
    BreakGlass,
    Coding,
    Consent,
    Group,
    Session,
    Turn,
    WaitingImport,
)
from fourfold.web.records.queries import record_of
from fourfold.web.talk.actions.imports import forget_old_imports
from fourfold.web.talk.uploading import MOST_BYTES, OneFileInMemory
from tests.web.personas import World
from tests.web.talk.test_imports_files import ACTS, VTT

SECRET = "A secret that nobody may keep"


def upload(client: Client, session: Session, content: str | bytes = VTT, name: str = "a.vtt", **more: str) -> Any:
    content = content.encode() if isinstance(content, str) else content
    given = {"file": SimpleUploadedFile(name, content), "begins_at": "", **more}
    return client.post(reverse("talk-import", args=[session.pk]), given)


def say_who(client: Client, session: Session, *who: int) -> Any:
    return client.post(reverse("talk-import-who", args=[session.pk]), {f"who_{k}": person for k, person in enumerate(who)})


def keep(client: Client, session: Session) -> Any:
    return client.post(reverse("talk-import-look", args=[session.pk]))


def imported(client: Client, session: Session, world: World, content: str = VTT, name: str = "a.vtt") -> Coding:
    upload(client, session, content, name)
    say_who(client, session, world.members[0].pk, world.members[1].pk)
    keep(client, session)
    return Coding.objects.filter(session=session, mode="imported").latest("pk")


def test_nobody_is_ranked_by_how_much_they_spoke(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    upload(client, session)
    page = client.get(say_who(client, session, ben.pk, ana.pk).headers["Location"]).content.decode()
    heard = page[page.index("talk-shares") :]
    assert heard.index("22 %") < heard.index("78 %")
    assert heard.index(">A.</th>") < heard.index(">B.</th>")


def test_a_file_becomes_turns_in_three_steps(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    revision = world.group.revision
    assert upload(client, session).headers["Location"] == reverse("talk-import-who", args=[session.pk])
    page = client.get(reverse("talk-import-who", args=[session.pk])).content.decode()
    assert re.search(r'<label for="id_who_0">Ana</label>\s*<p class="quiet">spoke two times, 0:14 minutes in all', page)
    assert f'<option value="{ana.pk}" selected>A.</option>' in page
    assert "Chosen because the names are alike. Is it right?" in page
    assert "8 people are written down as here" in page or "Eight people are written down as here" in page
    answer = say_who(client, session, ana.pk, ben.pk)
    assert answer.headers["Location"] == reverse("talk-import-look", args=[session.pk])
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Three turns in 0:20 minutes." in page
    assert "The file does not say to whom." in page
    assert not Turn.objects.filter(session=session).exists()
    assert keep(client, session).headers["Location"] == reverse("session", args=[session.pk])
    coding = Coding.objects.get(session=session)
    assert (coding.mode, coding.source, coding.counts) == ("imported", "transcript", True)
    rows = Turn.objects.filter(session=session).order_by("start_s").values_list("speaker", "addressee", "start_s", "end_s")
    assert list(rows) == [(ana.pk, None, 1.0, 11.0), (ben.pk, None, 12.0, 16.0), (ana.pk, None, 16.0, 20.0)]
    assert not WaitingImport.objects.exists()
    assert Group.objects.get(pk=world.group.pk).revision > revision
    verbs = set(AuditEntry.objects.filter(group_id=world.group.pk).values_list("verb", flat=True))
    assert {"take in file of talk", "say who is who in talk", "keep import of talk", "read talk import"} <= verbs


def test_no_word_and_no_name_of_the_file_is_left_anywhere(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    upload(client, session)
    assert SECRET not in str(list(WaitingImport.objects.values_list("cues", "remarks", "file_name")))
    say_who(client, session, world.members[0].pk, world.members[1].pk)
    keep(client, session)
    kept = [list(model.objects.values_list()) for model in (Coding, BoardEvent, Turn, AuditEntry, WaitingImport)]
    assert SECRET not in str(kept)
    assert "Ben" not in str(kept)


def test_coded_events_bring_their_acts(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    upload(client, session, ACTS + "5;6;Ben;;\n", "acts.csv")
    say_who(client, session, ana.pk, ben.pk)
    page = client.get(reverse("talk-import-look", args=[session.pk])).content.decode()
    assert "To whom one of them went is not known. Two acts were marked." in page
    client.post(reverse("talk-import-drop", args=[session.pk]))
    imported(client, session, world, ACTS, "acts.csv")
    rows = Act.objects.filter(session=session).order_by("kind").values_list("person", "target", "kind", "at_s")
    assert list(rows) == [(ana.pk, ben.pk, "kind_challenge", 0.0), (ana.pk, ben.pk, "self_criticism", 0.0)]
    turns = Turn.objects.filter(session=session).order_by("start_s").values_list("speaker", "addressee", "to_group")
    assert list(turns) == [(ana.pk, ben.pk, False), (ben.pk, None, True)]


def test_the_session_may_begin_minutes_into_the_file(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    upload(client, session, begins_at="0:12")
    say_who(client, session, world.members[0].pk, world.members[1].pk)
    page = client.get(reverse("talk-import-look", args=[session.pk])).content.decode()
    assert "Before the session began: 0:10 minutes." in page
    keep(client, session)
    assert [t.start_s for t in Turn.objects.filter(session=session).order_by("start_s")] == [0.0, 4.0]


@pytest.mark.parametrize("written", ["soon", "4:99", "-1:00", "1:2:3:4"])
def test_a_beginning_that_cannot_be_read_is_said_beside_its_field(
    session: Session, signed_in: Callable[[str], Client], written: str
) -> None:
    answer = upload(signed_in("facilitator"), session, begins_at=written)
    assert answer.status_code == 422
    assert "Write minutes and seconds, such as 4:30." in answer.content.decode()


def test_who_does_not_take_part_gets_no_turn(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    Consent.objects.filter(person=ben, kind="taking_part").delete()
    upload(client, session)
    page = client.get(reverse("talk-import-who", args=[session.pk])).content.decode()
    assert f'<option value="{ben.pk}"' not in page
    assert "because they have not agreed to take part: B." in page
    assert say_who(client, session, ana.pk, ben.pk).status_code == 404
    say_who(client, session, ana.pk, 0)
    keep(client, session)
    assert set(Turn.objects.filter(session=session).values_list("speaker", flat=True)) == {ana.pk}


def test_who_ends_the_consent_before_it_is_kept_gets_no_turn_either(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    upload(client, session)
    say_who(client, session, ana.pk, ben.pk)
    Consent.objects.filter(person=ben, kind="taking_part").delete()
    keep(client, session)
    assert set(Turn.objects.filter(session=session).values_list("speaker", flat=True)) == {ana.pk}
    assert not BoardEvent.objects.filter(detail__seat=str(ben.pk)).exists()


def test_every_name_is_to_be_said_and_one_at_least_is_somebody(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    upload(client, session)
    answer = client.post(reverse("talk-import-who", args=[session.pk]), {"who_0": world.members[0].pk})
    assert answer.status_code == 422
    assert "Choose somebody, or nobody of this group." in answer.content.decode()
    assert "Every name is left out" in say_who(client, session, 0, 0).content.decode()
    assert say_who(client, session, 0, world.members[1].pk).status_code == 302


def test_who_is_not_written_down_as_here_is_asked_about(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, (ana, ben) = signed_in("facilitator"), world.members[:2]
    Attendance.objects.filter(session=session, person=ben).update(presence=Presence.ABSENT)
    upload(client, session)
    say_who(client, session, ana.pk, ben.pk)
    page = client.get(reverse("talk-import-look", args=[session.pk])).content.decode()
    assert "Heard in this file, and not written down as here: B." in page
    assert "Here, and not heard in this file: C., D., E., F., G. and H." in page


def test_a_kept_file_is_taken_back_with_everything_it_brought(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    coding = imported(client, session, world)
    page = client.get(reverse("session", args=[session.pk])).content.decode()
    address = f"{reverse('talk-import-undo', args=[session.pk])}?coding={coding.pk}"
    assert f'action="{address}"' in page
    client.post(address)
    assert not Coding.objects.exists()
    assert not BoardEvent.objects.exists()
    assert not Turn.objects.filter(session=session).exists()
    assert client.post(address).status_code == 404


def test_only_who_brought_a_file_in_takes_it_back(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    coding = imported(signed_in("facilitator"), session, world)
    address = f"{reverse('talk-import-undo', args=[session.pk])}?coding={coding.pk}"
    assert signed_in("supervisor").post(address).status_code == 404
    assert Coding.objects.filter(pk=coding.pk).exists()


def test_a_file_beyond_the_size_never_stands_in_memory() -> None:
    for size, kept in ((1000, 1000), (MOST_BYTES + 200_000, None)):
        request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.vtt", bytes(size)), "more": "read"})
        request.upload_handlers = [OneFileInMemory(request)]
        file = request.FILES.get("file")
        assert (file.size if file else None) == kept
        assert request.POST["more"] == "read"


def test_a_second_file_stands_beside_the_first_until_it_is_chosen(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    first, second = imported(client, session, world), imported(client, session, world, ACTS, "acts.csv")
    first.refresh_from_db()
    assert (first.counts, second.counts) == (True, False)
    assert Turn.objects.filter(session=session).count() == 3
    assert "does not count for this session" in client.get(reverse("session", args=[session.pk])).content.decode()
    client.post(f"{reverse('talk-import-undo', args=[session.pk])}?coding={first.pk}")
    assert Turn.objects.filter(session=session).count() == 2


def test_what_cannot_be_read_is_said_beside_the_field_and_kept_nowhere(
    session: Session, signed_in: Callable[[str], Client]
) -> None:
    answer = upload(signed_in("facilitator"), session, b"start_s,end_s,speaker\nx,2,Ana\n", "a.csv")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert re.search(r'id="id_file_error">.*a\.csv, line 2, column start_s holds &#x27;x&#x27;', page, flags=re.DOTALL)
    assert not WaitingImport.objects.exists()


@pytest.mark.parametrize("size", [MOST_BYTES + 1, 60_000_000])
def test_a_file_that_is_too_large_is_let_through_unread(
    session: Session, signed_in: Callable[[str], Client], size: int
) -> None:
    answer = upload(signed_in("facilitator"), session, bytes(size))
    assert answer.status_code == 422
    assert "This file is larger than 20 MB." in answer.content.decode()
    assert "Choose a file." not in answer.content.decode()


def test_no_file_and_an_empty_one_are_said(session: Session, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    address = reverse("talk-import", args=[session.pk])
    assert "Choose a file." in client.post(address, {"begins_at": ""}).content.decode()
    assert "This file is empty." in upload(client, session, b"").content.decode()


def test_a_form_without_its_token_is_refused(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert upload(strict, session).status_code == 403
    assert not WaitingImport.objects.exists()


def test_a_waiting_file_is_its_owners_alone_and_gone_after_a_day(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, other = signed_in("facilitator"), signed_in("supervisor")
    upload(client, session)
    who = reverse("talk-import-who", args=[session.pk])
    assert other.get(who).headers["Location"] == reverse("talk-import", args=[session.pk])
    assert "a.vtt" not in other.get(reverse("talk-import", args=[session.pk])).content.decode()
    WaitingImport.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert client.get(who).status_code == 302
    assert forget_old_imports() == 1
    assert not WaitingImport.objects.exists()


def test_a_waiting_file_can_be_thrown_away_and_a_new_one_takes_its_place(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    upload(client, session)
    upload(client, session, ACTS, "acts.csv")
    assert WaitingImport.objects.get().file_name == "acts.csv"
    page = client.get(reverse("talk-import", args=[session.pk])).content.decode()
    assert "The file acts.csv still waits" in page
    client.post(reverse("talk-import-drop", args=[session.pk]))
    assert not WaitingImport.objects.exists()
    assert keep(client, session).headers["Location"] == reverse("talk-import", args=[session.pk])


@pytest.mark.parametrize("name", ["former", "colleague", "outsider", "manager", "researcher", "administrator", "member"])
def test_to_everybody_else_there_is_nothing(
    world: World, session: Session, signed_in: Callable[[str], Client], name: str
) -> None:
    client = signed_in(name)
    assert upload(client, session).status_code == 404
    for page in ("talk-import", "talk-import-who", "talk-import-look"):
        assert client.get(reverse(page, args=[session.pk])).status_code == 404
    for page in ("talk-import-who", "talk-import-look", "talk-import-drop", "talk-import-undo"):
        assert client.post(reverse(page, args=[session.pk])).status_code == 404
    assert not WaitingImport.objects.exists()


def test_a_look_that_was_agreed_to_for_an_hour_brings_nothing_in(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    now = timezone.now()
    BreakGlass.objects.create(
        group=world.group,
        asked_by=world.users["administrator"],
        reason="A reason",
        agreed_by=world.users["supervisor"],
        agreed_at=now,
        ends_at=now + timedelta(minutes=30),
    )
    client = signed_in("administrator")
    assert client.get(reverse("recall", args=[session.pk])).status_code == 200
    assert upload(client, session).status_code == 404


def test_a_supervisor_brings_a_file_in_too_and_it_counts_when_who_leads_chooses_it(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    coding = imported(signed_in("supervisor"), session, world)
    assert (coding.observer, coding.counts) == (world.users["supervisor"], False)
    assert not Turn.objects.filter(session=session).exists()
    assert signed_in("supervisor").post(reverse("coding-count", args=[session.pk, coding.pk])).status_code == 404
    signed_in("facilitator").post(reverse("coding-count", args=[session.pk, coding.pk]))
    assert Turn.objects.filter(session=session).count() == 3


def test_pages_read_in_spanish(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    client = signed_in("facilitator")
    client.cookies["fourfold_language"] = "es"
    upload(client, session)
    assert "¿Quién es quién en este archivo?" in client.get(reverse("talk-import-who", args=[session.pk])).content.decode()


def test_names_that_look_like_markup_are_written_as_text(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    upload(client, session, 'start_s,end_s,speaker\n0,2,"<script>alert(1)</script>"\n2,4,Ben\n', "a.csv")
    page = client.get(reverse("talk-import-who", args=[session.pk])).content.decode()
    assert "<script>alert" not in page
    assert "alert(1)" in page


def test_the_database_holds_nothing_of_the_words(world: World, session: Session, signed_in: Callable[[str], Client]) -> None:
    imported(signed_in("facilitator"), session, world)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert SECRET not in str(cursor.fetchall())


def test_a_file_holds_a_planned_session_and_none_that_was_skipped(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    client, planned = signed_in("facilitator"), Session.objects.filter(pk=session.pk)
    planned.update(status="not_held", began_at=None)
    upload(client, session)
    say_who(client, session, world.members[0].pk, world.members[1].pk)
    assert "This session was skipped" in client.get(keep(client, session).headers["Location"]).content.decode()
    assert not Turn.objects.exists()
    planned.update(status="planned")
    keep(client, session)
    assert planned.get().status == "held"
    assert record_of(world.group.pk).turns.height == Turn.objects.count() == 3


def test_a_planned_session_is_held_when_what_a_supervisor_brought_in_is_chosen(
    world: World, session: Session, signed_in: Callable[[str], Client]
) -> None:
    planned = Session.objects.filter(pk=session.pk)
    planned.update(status="planned", began_at=None)
    coding = imported(signed_in("supervisor"), session, world)
    assert planned.get().status == "planned"
    signed_in("facilitator").post(reverse("coding-count", args=[session.pk, coding.pk]))
    assert planned.get().status == "held"
    assert record_of(world.group.pk).turns.height == 3
