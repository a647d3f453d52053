"""Simulated notes of the last three sessions: co-signed, locked and waiting for a signature, and a draft. No process notes."""

from django.utils import timezone

from fourfold.vocabulary import Role, SessionStatus
from fourfold.web.access import Viewer, viewer_of
from fourfold.web.accounts.models import User
from fourfold.web.demonstration.queries import email_of
from fourfold.web.groups.models import Group
from fourfold.web.notes.actions.sessions import Draft, add, lock, save_drafts
from fourfold.web.notes.actions.signing import ask_to_sign, sign
from fourfold.web.notes.queries.sessions import GROUP, Part, notes_of_session
from fourfold.web.sessions.models import Session

_OF_GROUP = (
    "Simulated note. The round began slowly; two members spoke to one another without me for the first time. Warmth between "
    "members grew, the tie to the group as a whole stayed thin. We ended with what each takes home.",
    "Simulated note. A disagreement about coming late was said aloud and heard. It was mended before the end: members with one "
    "another first, then with me. Next time: ask whether it still stands.",
    "Simulated note, still a draft. Calm session. I spoke more than I wanted to.",
)
_OF_MEMBER = (
    "Simulated. Said without being asked what happened, and what it cost somebody else. Agreed to write it down.",
    "Simulated. Listened more than spoke; thanked a neighbour for a word of the week before.",
    "Simulated. Was harsh with the own self, and let the group answer. Agreed to one kind minute a day.",
    "Simulated. Took responsibility for the missed session, and asked what the others had made of it.",
)
_AWAY = "Simulated. Was away; a colleague will ring before the next session."


def write_notes(leader: Viewer, meeting: Group) -> None:
    """The notes of the last three sessions of the group that meets today."""
    supervisor = viewer_of(User.objects.get(email=email_of(Role.SUPERVISOR)))
    held = Session.objects.filter(group=meeting, status=SessionStatus.HELD, held_on__lt=timezone.localdate())
    rows = list(held.order_by("-number")[: len(_OF_GROUP)])[::-1]
    for session, of_group in zip(rows, _OF_GROUP, strict=False):
        _write(session.pk, of_group, by=leader)
    for session in rows[:-1]:
        lock(session.pk, notes_of_session(leader, session.pk).digest, by=leader)
        asked = ask_to_sign(session.pk, supervisor.user_id or 0, by=leader)
        if session is rows[0]:
            add(session.pk, GROUP, "Simulated addendum: the plan for the next four sessions is on the board.", by=leader)
            sign(session.pk, asked.pk, notes_of_session(supervisor, session.pk).digest, by=supervisor)


def _write(session_id: int, of_group: str, *, by: Viewer) -> None:
    parts = notes_of_session(by, session_id).of_members
    texts = {part.name: Draft(_about(part, k), "") for k, part in enumerate(parts)}
    save_drafts(session_id, {GROUP: Draft(of_group, ""), **texts}, by=by)


def _about(part: Part, turn: int) -> str:
    return _AWAY if part.presence == "absent" else _OF_MEMBER[turn % len(_OF_MEMBER)]
