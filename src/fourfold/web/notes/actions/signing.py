"""Asking somebody to co-sign locked notes, signing them, sending them back, and withdrawing the request."""

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.notes.actions.sessions import add_to, writer
from fourfold.web.notes.models import CoSignature, Note
from fourfold.web.notes.queries.signing import candidates, digest_of_session, open_requests
from fourfold.web.refusal import Refused
from fourfold.web.sessions.queries import session as one_session
from fourfold.web.storage.writing import write_transaction


def ask_to_sign(session_id: int, user_id: int, *, by: Viewer) -> CoSignature:
    """A request to a supervisor or a colleague. Raises `Missing` for anybody else, `Refused` where nothing is locked."""
    with write_transaction():
        session = one_session(by, Right.LEAD, session_id)
        if not Note.objects.filter(session=session, locked_at__isnull=False).exists():
            raise Refused("", "notes.not_locked_yet")
        if user_id not in {able.user_id for able in candidates(by, session)}:
            raise Missing
        asked = CoSignature.objects.create(
            session=session, asked_by_id=writer(by), asked_of_id=user_id, asked_at=timezone.now()
        )
        note(by, "ask to co-sign notes", f"co_signature:{asked.pk}", group=session.group_id, detail=f"user:{user_id}")
    return asked


def withdraw(session_id: int, request_id: int, *, by: Viewer) -> None:
    """The request is no more. Whoever leads the group may withdraw it. Raises `Missing` where it was answered."""
    with write_transaction():
        asked = _open(session_id, request_id, by, Right.LEAD)
        asked.withdrawn_at = timezone.now()
        asked.save(update_fields=["withdrawn_at"])
        note(by, "withdraw request to co-sign", f"co_signature:{asked.pk}", group=asked.session.group_id)


def sign(session_id: int, request_id: int, digest: str, *, by: Viewer) -> CoSignature:
    """A signature under the texts that were shown. Raises `Missing`, `Refused` where something was added since."""
    with write_transaction():
        asked = _mine(session_id, request_id, by)
        if digest != digest_of_session(asked.session):
            raise Refused("", "notes.changed_since_shown")
        asked.signed_at, asked.digest = timezone.now(), digest
        asked.save(update_fields=["signed_at", "digest"])
        told = f"session:{session_id} sha256 {digest}"
        note(by, "co-sign notes", f"co_signature:{asked.pk}", group=asked.session.group_id, detail=told)
    return asked


def send_back(session_id: int, request_id: int, text: str, *, by: Viewer) -> CoSignature:
    """Not signed: what is missing stands in an addendum to the note of the group. Raises `Missing`, `Refused`."""
    with write_transaction():
        asked = _mine(session_id, request_id, by)
        add_to(asked.session, None, text, by=by)
        asked.sent_back_at = timezone.now()
        asked.save(update_fields=["sent_back_at"])
        note(by, "send notes back", f"co_signature:{asked.pk}", group=asked.session.group_id)
    return asked


def _open(session_id: int, request_id: int, by: Viewer, right: Right) -> CoSignature:
    rows = open_requests(by, right).filter(session=session_id).select_for_update(of=("self",))
    return access.one(rows, pk=request_id)


def _mine(session_id: int, request_id: int, by: Viewer) -> CoSignature:
    """A request to the viewer that is open. Raises `Missing`."""
    asked = _open(session_id, request_id, by, Right.OVERSEE)
    if asked.asked_of_id != by.user_id:
        raise Missing
    return asked
