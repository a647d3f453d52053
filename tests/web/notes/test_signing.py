"""A second person signs locked notes or sends them back; whatever is changed behind the site's back is seen."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import Missing
from fourfold.web.audit.queries import check
from fourfold.web.models import Addendum, AuditEntry, CoSignature, Note, Session
from fourfold.web.notes.actions import sessions as actions
from fourfold.web.notes.actions import signing
from fourfold.web.notes.queries.lists import notes_of_group, waiting
from fourfold.web.notes.queries.sessions import GROUP, SessionNotes, notes_of_session
from fourfold.web.notes.queries.signing import candidates
from fourfold.web.notes.sealed import seal_note
from fourfold.web.refusal import Refused
from tests.web.notes.writing import let_colleague_lead, lock, write
from tests.web.personas import World, account, seat

SignIn = Callable[[str], Client]


@pytest.fixture
def session(world: World) -> Session:
    """A session whose notes are locked."""
    found = Session.objects.get(group=world.group, number=2)
    write(world, found, {GROUP: "About all", str(world.members[0].pk): "About one"})
    lock(world, found)
    return found


def ask(world: World, session: Session, whom: str = "supervisor") -> CoSignature:
    return signing.ask_to_sign(session.pk, world.users[whom].pk, by=world.viewer("facilitator"))


def sign(world: World, session: Session, request: CoSignature, who: str = "supervisor") -> None:
    digest = notes_of_session(world.viewer(who), session.pk).digest
    signing.sign(session.pk, request.pk, digest, by=world.viewer(who))


def seen(world: World, session: Session) -> SessionNotes:
    return notes_of_session(world.viewer("facilitator"), session.pk)


def test_a_supervisor_is_asked_sees_it_on_today_reads_and_signs(world: World, session: Session, signed_in: SignIn) -> None:
    lead, supervisor = signed_in("facilitator"), signed_in("supervisor")
    assert "asks you to co-sign" not in supervisor.get("/").content.decode()
    lead.post(f"/sessions/{session.pk}/notes/ask/", {"whom": world.users["supervisor"].pk})
    assert "Facilitator asks you to co-sign the notes of Tuesday group, session 2." in supervisor.get("/").content.decode()
    page = supervisor.get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "About all" in page
    request = CoSignature.objects.get()
    posted = {"request": request.pk, "digest": notes_of_session(world.viewer("supervisor"), session.pk).digest}
    supervisor.post(f"/sessions/{session.pk}/notes/sign/", posted)
    assert "Co-signed by Supervisor" in lead.get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "asks you to co-sign" not in supervisor.get("/").content.decode()
    assert [row.state for row in notes_of_group(world.viewer("supervisor"), world.group.pk).rows] == ["none", "signed", "none"]
    assert AuditEntry.objects.get(verb="co-sign notes").actor == f"user:{world.users['supervisor'].pk}"


def test_who_can_be_asked_oversees_or_leads_this_group_and_did_not_lock(world: World, session: Session) -> None:
    account("elsewhere", Role.SUPERVISOR, world.elsewhere.programme.site)
    let_colleague_lead(world)
    viewer = world.viewer("facilitator")
    assert [able.name for able in candidates(viewer, session)] == ["Colleague", "Supervisor"]
    assert [able.name for able in candidates(world.viewer("colleague"), session)] == ["Supervisor"]
    for name in ("outsider", "manager", "administrator", "former", "member", "facilitator"):
        with pytest.raises(Missing):
            ask(world, session, name)
    ask(world, session)
    with pytest.raises(Missing):
        ask(world, session)
    ask(world, session, "colleague")


def test_drafts_are_not_signed(world: World) -> None:
    draft = Session.objects.get(group=world.group, number=1)
    write(world, draft, {GROUP: "About all"})
    with pytest.raises(Refused, match="still drafts"):
        ask(world, draft)


@pytest.mark.parametrize("who", ["facilitator", "colleague", "outsider", "administrator", "manager", "member"])
def test_only_who_was_asked_answers(world: World, session: Session, who: str) -> None:
    let_colleague_lead(world)
    request, digest = ask(world, session), seen(world, session).digest
    with pytest.raises(Missing):
        signing.sign(session.pk, request.pk, digest, by=world.viewer(who))
    with pytest.raises(Missing):
        signing.send_back(session.pk, request.pk, "Not mine", by=world.viewer(who))
    assert not Addendum.objects.exists()


def test_who_lost_the_right_to_oversee_signs_nothing(world: World, session: Session) -> None:
    request, digest = ask(world, session), seen(world, session).digest
    world.users["supervisor"].appointments.update(ended_at=timezone.now())
    with pytest.raises(Missing):
        signing.sign(session.pk, request.pk, digest, by=world.viewer("supervisor"))
    assert waiting(world.viewer("supervisor")) == []


def test_a_request_belongs_to_its_session(world: World, session: Session) -> None:
    request = ask(world, session)
    other = Session.objects.get(group=world.group, number=1)
    with pytest.raises(Missing):
        signing.withdraw(other.pk, request.pk, by=world.viewer("facilitator"))


def test_a_signature_is_of_what_was_read_and_says_what_came_after(world: World, session: Session) -> None:
    request = ask(world, session)
    shown = notes_of_session(world.viewer("supervisor"), session.pk).digest
    actions.add(session.pk, GROUP, "Added meanwhile", by=world.viewer("facilitator"))
    with pytest.raises(Refused, match="since you read"):
        signing.sign(session.pk, request.pk, shown, by=world.viewer("supervisor"))
    sign(world, session, request)
    assert not candidates(world.viewer("facilitator"), session)
    actions.add(session.pk, GROUP, "Added after", by=world.viewer("facilitator"))
    assert [able.name for able in candidates(world.viewer("facilitator"), session)] == ["Supervisor"]
    found = seen(world, session)
    assert found.requests[0].n_later == 1
    assert found.findings == ()


def test_sent_back_with_an_addendum_it_is_told_and_can_be_asked_anew(world: World, session: Session, signed_in: SignIn) -> None:
    request = ask(world, session)
    browser = signed_in("supervisor")
    browser.post(f"/sessions/{session.pk}/notes/send-back/", {"request": request.pk, "text": "  "})
    assert CoSignature.objects.get().sent_back_at is None
    browser.post(f"/sessions/{session.pk}/notes/send-back/", {"request": request.pk, "text": "The plan is missing."})
    lead = signed_in("facilitator")
    assert "Supervisor sent back the notes of Tuesday group, session 2." in lead.get("/").content.decode()
    page = lead.get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "The plan is missing." in page
    assert "Addendum by Supervisor" in page
    actions.add(session.pk, GROUP, "The plan: weekly.", by=world.viewer("facilitator"))
    again = ask(world, session)
    assert "sent back the notes" not in lead.get("/").content.decode()
    sign(world, session, again)
    assert seen(world, session).findings == ()


def test_a_request_can_be_withdrawn_and_then_not_be_signed(world: World, session: Session, signed_in: SignIn) -> None:
    request = ask(world, session)
    signed_in("facilitator").post(f"/sessions/{session.pk}/notes/withdraw/", {"request": request.pk})
    with pytest.raises(Missing):
        sign(world, session, request)
    assert waiting(world.viewer("supervisor")) == []
    sign(world, session, ask(world, session))
    with pytest.raises(Missing):
        ask(world, session)
    with pytest.raises(Missing):
        signing.withdraw(session.pk, CoSignature.objects.latest("pk").pk, by=world.viewer("facilitator"))


def _rewrite(session: Session) -> None:
    """A text changed in the database by somebody who has all keys."""
    row = Note.objects.get(session=session, person=None)
    Note.objects.filter(pk=row.pk).update(sealed_text=seal_note(row, "Nobody was hurt"))


def _reauthor(session: Session) -> None:
    Note.objects.filter(session=session, person=None).update(author=CoSignature.objects.get().asked_of)


def _readd(session: Session) -> None:
    Addendum.objects.update(written_at=timezone.now() - timedelta(days=3))


def _resign(session: Session) -> None:
    CoSignature.objects.update(digest="0" * 64)


def _swap(session: Session) -> None:
    """What is sealed put in place of another, by somebody who has no key."""
    sealed = Note.objects.get(session=session, person=None).sealed_text
    Note.objects.filter(session=session).update(sealed_text=sealed)


def _later(session: Session) -> None:
    CoSignature.objects.update(signed_at=timezone.now() + timedelta(days=3))


def _by_another(session: Session) -> None:
    CoSignature.objects.update(asked_of=Note.objects.filter(session=session)[0].author)


def _locked_by_another(session: Session) -> None:
    Note.objects.filter(session=session).update(locked_by=CoSignature.objects.get().asked_of)


def _locked_earlier(session: Session) -> None:
    Note.objects.filter(session=session).update(locked_at=timezone.now() - timedelta(days=3))


def _changed_by_another(session: Session) -> None:
    Note.objects.filter(session=session, person=None).update(changed_by=CoSignature.objects.get().asked_of)


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (_swap, {"notes.found_seal", "notes.found_text", "notes.found_signature"}),
        (_rewrite, {"notes.found_text", "notes.found_signature"}),
        (_reauthor, {"notes.found_text", "notes.found_signature"}),
        (
            lambda s: Note.objects.filter(session=s, locked_at__isnull=False).exclude(addenda__isnull=False)[0].delete(),
            {
                "notes.found_text",
                "notes.found_signature",
            },
        ),
        (lambda s: Note.objects.filter(session=s).update(locked_at=None), {"notes.found_lock"}),
        (lambda s: Note.objects.filter(session=s, person=None).update(locked_at=None), {"notes.found_lock"}),
        (_readd, {"notes.found_addendum", "notes.found_signature"}),
        (lambda s: Addendum.objects.all().delete(), {"notes.found_addendum", "notes.found_signature"}),
        (_resign, {"notes.found_signature"}),
        (_later, {"notes.found_signature"}),
        (_by_another, {"notes.found_signature"}),
        (lambda s: CoSignature.objects.all().delete(), {"notes.found_signature"}),
        (_locked_by_another, {"notes.found_lock"}),
        (_locked_earlier, {"notes.found_lock"}),
        (_changed_by_another, {"notes.found_text", "notes.found_signature"}),
    ],
    ids=[
        "seal",
        "text",
        "author",
        "taken out",
        "unlocked",
        "one unlocked",
        "addendum changed",
        "addendum gone",
        "signature",
        "signed later",
        "signed by another",
        "signature gone",
        "locked by another",
        "locked earlier",
        "written by another",
    ],
)
def test_what_is_changed_behind_the_sites_back_is_seen(
    world: World, session: Session, signed_in: SignIn, tamper: Callable[[Session], object], found: set[str]
) -> None:
    actions.add(session.pk, GROUP, "Added", by=world.viewer("facilitator"))
    sign(world, session, ask(world, session))
    page = signed_in("supervisor").get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "Checked just now" in page
    tamper(session)
    assert set(seen(world, session).findings) == found
    page = signed_in("supervisor").get(f"/sessions/{session.pk}/notes/").content.decode()
    assert "These notes are not what was locked" in page
    assert "Checked just now" not in page
    assert check().is_whole


def test_a_draft_whose_seal_is_broken_is_said_and_takes_no_page_along(world: World, signed_in: SignIn) -> None:
    draft, person = Session.objects.get(group=world.group, number=1), world.members[0]
    write(world, draft, {GROUP: "About all", str(person.pk): "About one"})
    _swap(draft)
    client = signed_in("facilitator")
    assert "does not open any more" in client.get(f"/sessions/{draft.pk}/notes/").content.decode()
    assert client.get(f"/people/{person.pk}/in/{world.group.pk}/notes/").status_code == 200


def test_a_lock_put_on_without_the_site_is_seen(world: World) -> None:
    draft = Session.objects.get(group=world.group, number=1)
    write(world, draft, {GROUP: "About all"})
    Note.objects.filter(session=draft).update(locked_at=timezone.now(), locked_by=world.users["facilitator"])
    assert seen(world, draft).findings == ("notes.found_lock",)


def test_drafts_longer_ago_than_a_week_are_told_on_today_and_others_not(
    world: World, session: Session, signed_in: SignIn
) -> None:
    for number in (1, 3):
        write(world, Session.objects.get(group=world.group, number=number), {GROUP: "A draft"})
    assert [(left.what, left.session.number) for left in waiting(world.viewer("facilitator"))] == [("lock", 1)]
    assert "session 1 on" in signed_in("facilitator").get("/").content.decode()
    assert waiting(world.viewer("supervisor")) == []
    assert waiting(world.viewer("colleague")) == []
    oldest = Session.objects.get(group=world.group, number=1)
    Session.objects.filter(pk=oldest.pk).update(held_on=timezone.localdate() - timedelta(days=7))
    assert waiting(world.viewer("facilitator")) == []


def test_a_guest_of_the_day_has_a_paragraph_too(world: World) -> None:
    held = Session.objects.get(group=world.group, number=3)
    guest = seat(world.group, "Guest", "guest")
    write(world, held, {str(guest.pk): "Came to listen"})
    assert Note.objects.get(person=guest)


@pytest.mark.parametrize("length", [8001, 20000])
def test_words_that_are_too_long_to_be_added_or_sent_back_are_not_lost(
    world: World, session: Session, signed_in: SignIn, length: int
) -> None:
    request, words = ask(world, session), "Long words " * (length // 11 + 1)
    about = str(world.members[0].pk)
    for who, verb, posted in (
        ("facilitator", "add", {"part": about}),
        ("supervisor", "send-back", {"request": str(request.pk)}),
    ):
        answer = signed_in(who).post(f"/sessions/{session.pk}/notes/{verb}/", {**posted, "text": words})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert words in page
        assert "What you typed was not saved. Copy it from here:" in page
        assert "can be 8000 at most" in page
    assert not Addendum.objects.exists()
