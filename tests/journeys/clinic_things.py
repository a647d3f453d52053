"""One of each thing that an address of the clinic can name, made inside its process; every person and place is simulated."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.utils import timezone

from fourfold.instruments import instrument
from fourfold.vocabulary import Role
from fourfold.web.access import Viewer, viewer_of
from fourfold.web.accounts.actions import Invited, ask_to_look, hand_over_way_in, invite
from fourfold.web.assessments.actions.answering import keep_answer
from fourfold.web.assessments.actions.asking import ask, set_schedule
from fourfold.web.assessments.actions.wording import Imported, import_wording
from fourfold.web.assessments.queries.door import behind
from fourfold.web.checkins.actions import take
from fourfold.web.checkins.forms import Sent, answered, questions_at
from fourfold.web.checkins.queries import unused_cards
from fourfold.web.checkins.tokens import Opens, token_of
from fourfold.web.flags.actions import done as finish_flag
from fourfold.web.groups.actions import leave
from fourfold.web.models import (
    Administration,
    Appointment,
    AssignedPractice,
    Card,
    Consent,
    Facet,
    Flag,
    Goal,
    Group,
    Invitation,
    Membership,
    OwnStatement,
    ProcessNote,
    Programme,
    RecordedTotal,
    Resource,
    Session,
    Site,
    Step,
    SupportContact,
    User,
)
from fourfold.web.practices.actions.own import Practised, log
from fourfold.web.practices.actions.sessions import plan
from fourfold.web.sessions.actions import plan_series
from fourfold.web.sessions.series import Series
from fourfold.web.signals.queries import boards
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.actions.imports import begin_import, keep_import, say_who
from fourfold.web.talk.actions.recall import write_recall
from fourfold.web.talk.queries.imports import places
from fourfold.web.wellbeing.actions import answer
from fourfold.web.wellbeing.queries.own import WEEKLY
from tests.web.personas import account, seat

_IN = 6
"""How many members of today's group have checked in; every group that the demonstration opens has more."""


def make(secret: str) -> dict[str, Any]:
    """The ids of things by the parameters that name them, and a session cookie for each role."""
    users = {str(posted.role): posted.user for posted in Appointment.objects.select_related("user")}
    session = Session.objects.select_related("group__programme__site").get(
        opened_at__isnull=False, held_on=timezone.localdate()
    )
    group = session.group
    users |= _others(group)
    lead = viewer_of(users["facilitator"])
    things = {**_places(group, session, lead), **_people(group, lead), **_door(session), **_accounts(users, group)}
    things |= _goals(things["person_id"], things["with_account_id"])
    things |= _assessments(group, lead)
    things["coding_id"] = _talk(session, lead, viewer_of(users["supervisor"]))
    things["resource_id"] = Resource.objects.earliest("pk").pk
    things["instrument"] = WEEKLY
    things["answers_id"] = answer(instrument(WEEKLY), {"worn": 4, "kind": 5, "backed": 6}, by=lead).pk
    things |= _notes(group, users["supervisor"])
    things["mark"] = next(heed.mark for board in boards(lead, "en") for heed in board.heeds if board.group == group)
    _second_factors(users["facilitator"], users["supervisor"], secret)
    things["pk"] = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN).pk
    signed_in = {name: _cookie(user) for name, user in users.items()}
    return {"things": things, "signed_in": signed_in}


def _others(group: Group) -> dict[str, User]:
    """A facilitator of another site, two who lead no group yet, and one more member: each for what a journey changes."""
    clinic = group.programme.site
    other = Site.objects.create(name="Simulated other site")
    foreign = Programme.objects.create(site=other, name="Simulated other programme")
    far = Group.objects.create(programme=foreign, name="Far group", simulated=True)
    fourth = Membership.objects.filter(group=group, seat="member", left_on=None).order_by("pk")[3].person
    return {
        "outsider": account("outsider", Role.FACILITATOR, other, seat(far, "Facilitator 1", "facilitator")),
        "beginner": account("beginner", Role.FACILITATOR, clinic),
        "keyholder": account("keyholder", Role.FACILITATOR, clinic),
        "leaver": account("leaver", Role.MEMBER, clinic, fourth),
    }


def _places(group: Group, session: Session, lead: Viewer) -> dict[str, Any]:
    weekly = Series(session.held_on + timedelta(days=7), 7, 4, None, session.starts_at, frozenset())
    planned = plan_series(group.pk, weekly, by=lead)[0]
    programme = group.programme
    return {
        "group_id": group.pk,
        "session_id": session.pk,
        "planned_id": planned.pk,
        "practice": "feet_on_the_floor",
        **_practices(group, planned, lead),
        "programme_id": programme.pk,
        "site_id": programme.site_id,
        "language": "en",
        "token_id": 0,
        "kind": "being_rated",
    }


def _practices(group: Group, planned: Session, lead: Viewer) -> dict[str, int]:
    """Planned for a session; what the member with an account was given, and did today."""
    member = Membership.objects.filter(group=group, seat="member", left_on=None).order_by("pk")[0].person
    user = Appointment.objects.get(role="member", user__person=member).user
    assigned = AssignedPractice.objects.filter(person=member).order_by("pk")[0]
    done = log(assigned.pk, "k" * 20, Practised(5), by=viewer_of(user))
    return {"plan_id": plan(planned.pk, "easy_breath", by=lead).pk, "assigned_id": assigned.pk, "log_id": done.pk}


def _assessments(group: Group, lead: Viewer) -> dict[str, Any]:
    """A wording of made-up sentences; one asking that waits, and one in which somebody answered about safety."""
    text = "\n".join(f"Sentence {number} of the test" for number in range(1, 11))
    told = Imported(group.programme.site_id, "en", "Made up for a test", "A test")
    wording = import_wording("core_10", text.encode(), told, by=lead)
    members = list(Membership.objects.filter(group=group, seat="member", left_on=None).order_by("pk")[4:6])
    ask(group.pk, ["core_10"], [spell.person_id for spell in members], by=lead)
    asked = Administration.objects.filter(instrument="core_10", finished_at=None).order_by("pk")
    tokens = [token_of(Opens.ASSESSMENT, row.pk, row.issue) for row in asked]
    door = behind(tokens[1])
    assert door is not None
    keep_answer(door, "q6", 1, "phone")
    finish_flag(Flag.objects.get(administration=door.id).pk, by=lead)
    plan = set_schedule(group.pk, "core_10", "leaving", None, by=lead)
    ours = Administration.objects.filter(instrument="follow_up", finished_at=None, group=group).order_by("pk")[0]
    return {
        "instrument_key": "scs_sf",
        "wording_id": wording.pk,
        "administration_id": asked[0].pk,
        "schedule_id": plan.pk,
        "assessment_token": token_of(Opens.ASSESSMENT, ours.pk, ours.issue),
        "told_token": tokens[1],
    }


def _people(group: Group, lead: Viewer) -> dict[str, Any]:
    """A member who is here, one who has an account; another of another group who has left."""
    members = Membership.objects.filter(group=group, seat="member", left_on=None).order_by("pk")
    here = members[1]
    elsewhere = Membership.objects.filter(seat="member", left_on=None).exclude(group=group).order_by("pk")[0]
    gone = Membership.objects.filter(seat="member", left_on__isnull=False).order_by("-pk").first()
    gone = gone or leave(elsewhere.pk, timezone.localdate(), "moved", by=lead)
    consent = Consent.objects.filter(person=here.person, withdrawn_on=None).order_by("pk")[0]
    return {
        "person_id": here.person_id,
        "with_account_id": members[0].person_id,
        "spell_id": here.pk,
        "consent_id": consent.pk,
        "left_group_id": gone.group_id,
        "left_person_id": gone.person_id,
        "not_in_research": [[pk, str(day)] for pk, day in _not_in_research()],
    }


def _not_in_research() -> list[tuple[int, date]]:
    """Members who are here and have not agreed to research, with their first day."""
    here = Membership.objects.filter(seat="member", left_on=None).exclude(person__consents__kind="research")
    return list(here.order_by("pk").values_list("person_id", "person__created_on"))


def _door(session: Session) -> dict[str, Any]:
    """Six members have answered; one of them wishes a word. A card of another is unused."""
    now = datetime.now(UTC)
    for turn, (_, at_door) in enumerate(unused_cards(session.pk)[:_IN]):
        given = {
            q.key: str(q.choices[(turn + k) % 3 + 3 if len(q.choices) > 5 else 0][0])
            for k, q in enumerate(questions_at(at_door, "en"))
        }
        take(answered(at_door, Sent(uuid4().hex, "en", turn == 2, given), "phone", now))
    flag = Flag.objects.filter(group=session.group, done_at=None).order_by("-pk")[0]
    card = Card.objects.filter(session=session, used_at=None).order_by("pk")[0]
    kiosk = token_of(Opens.KIOSK, session.pk, 0)
    return {"flag_id": flag.pk, "card_id": card.pk, "token": token_of(Opens.CARD, card.pk, card.issue), "kiosk": kiosk}


def _talk(session: Session, lead: Viewer, other: Viewer) -> int:
    """Who spoke when, from two files of two observers; what one remembers; and a file of which it is said who is who."""
    people = [place.person_id for place in places(session) if place.takes_part][:5]
    turns = [f"{10 * k},{10 * k + 8},P{k % 5},P{(k + 1) % 5},{'support' if k % 9 == 0 else ''}" for k in range(120)]
    table = "\n".join(["start_s,end_s,speaker,addressee,act", *turns])
    for by, kept in ((lead, True), (other, True), (lead, False)):
        begin_import(session.pk, "talk.csv", table.encode(), 0.0, by=by)
        say_who(session.pk, dict(enumerate(people)), by=by)
        if kept:
            coding = keep_import(session.pk, by=by)
    write_recall(session.pk, {(str(people[0]), str(people[1])): 3, (str(people[2]), "GROUP"): 1}, by=lead)
    return coding.pk


def _notes(group: Group, author: User) -> dict[str, int]:
    """A session whose notes are locked and wait for a signature, one whose notes are a draft, and a sealed process note."""
    now = timezone.now()
    sealed = ProcessNote.objects.create(author=author, sealed_text=b"", written_at=now, changed_at=now)
    held = Session.objects.filter(group=group, notes__isnull=False).distinct().order_by("-number")
    return {"drafted_id": held[0].pk, "locked_id": held[1].pk, "note_id": sealed.pk}


def _goals(person: int, writes: int) -> dict[str, Any]:
    """What the demonstration keeps of a member, and what the one with an account wrote."""
    mine = OwnStatement.objects.filter(person=writes, recorded_by__person=writes).earliest("pk")
    return {
        "facet_id": Facet.objects.filter(person=person).earliest("pk").pk,
        "goal_id": Goal.objects.filter(person=person).earliest("pk").pk,
        "step_id": Step.objects.filter(goal__person=person).earliest("pk").pk,
        "statement_id": OwnStatement.objects.filter(person=person).earliest("pk").pk,
        "own_statement_id": mine.pk,
        "total_id": RecordedTotal.objects.earliest("pk").pk,
        "contact_id": SupportContact.objects.earliest("pk").pk,
    }


def _accounts(users: dict[str, User], group: Group) -> dict[str, Any]:
    keeper, site = viewer_of(users["administrator"]), group.programme.site
    word = invite(Invited("New facilitator", "new@demonstration.invalid", Role.FACILITATOR, site.pk), by=keeper)
    look = ask_to_look(group.pk, "A simulated reason: a complaint about a date", by=keeper)
    way = hand_over_way_in(users["researcher"].pk, "password", "A simulated reason", by=keeper)
    user = users["manager"]
    return {
        "word": word,
        "way_word": way,
        "look_id": look.pk,
        "invitation_id": Invitation.objects.get(email="new@demonstration.invalid").pk,
        "user_id": user.pk,
        "appointment_id": Appointment.objects.get(user=user).pk,
        "uidb36": user_pk_to_url_str(user),
        "key": default_token_generator.make_token(user),
    }


def _second_factors(user: User, other: User, secret: str) -> None:
    """An app with a known secret and spare codes; for somebody else a passkey that is listed but opens nothing."""
    with write_transaction():
        TOTP.activate(user, secret)
        TOTP.activate(other, secret)
        RecoveryCodes.activate(user)
        key = {"name": "Simulated key", "credential": {}}
        Authenticator.objects.create(user=other, type=Authenticator.Type.WEBAUTHN, data=key)


def _cookie(user: User) -> str:
    """A session in which the password and a second factor were given a moment ago, for as long as the tests run."""
    client = Client()
    user.refresh_from_db()
    client.force_login(user)
    session = client.session
    at = time.time() + timedelta(hours=2).total_seconds()
    session["second_factor"] = user.pk
    session["account_authentication_methods_user"] = str(user.pk)
    session["account_authentication_methods"] = [
        {"method": "password", "at": at, "reauthenticated": True},
        {"method": "mfa", "at": at},
    ]
    session.save()
    return str(client.cookies["fourfold_session"].value)
