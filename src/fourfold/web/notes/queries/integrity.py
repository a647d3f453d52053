"""Whether locked notes, addenda and signatures are what the audit log says they were. Internal: the caller has checked access.

The log is a chain that cannot be changed without being noticed (`audit.chain`), and holds a digest of each.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from fourfold.web.audit.models import AuditEntry
from fourfold.web.notes.digests import digest_of_addendum, digest_of_all, digest_of_note
from fourfold.web.notes.models import Addendum, CoSignature, Note
from fourfold.web.notes.queries.signing import digest_of_session
from fourfold.web.notes.sealed import text_of, text_of_addendum
from fourfold.web.sessions.models import Session
from fourfold.web.storage.sealing import UNOPENED, Erased

LOCK, ADD, SIGN = "lock notes", "add to notes", "co-sign notes"
_AT_ONCE = timedelta(minutes=1)
"""What is done and its entry in the log are written in one transaction."""


def findings(session: Session) -> tuple[str, ...]:
    """The keys of sentences that say what was changed behind the site's back; nothing where all is as it was."""
    return tuple(dict.fromkeys([*_of_seals(session), *_of_lock(session), *_of_addenda(session), *_of_signatures(session)]))


def _of_seals(session: Session) -> Iterator[str]:
    """Somebody without the keys can still move what is sealed: then it does not open where it stands now."""
    rows: list[Callable[[], str]] = [
        partial(text_of, note) for note in Note.objects.filter(session=session).select_related("session")
    ]
    rows += [
        partial(text_of_addendum, row) for row in Addendum.objects.filter(note__session=session).select_related("note__session")
    ]
    for text in rows:
        try:
            text()
        except Erased:
            continue
        except UNOPENED:
            yield "notes.found_seal"


def _of_lock(session: Session) -> Iterator[str]:
    notes = list(Note.objects.filter(session=session))
    noted = _entries(LOCK, subject=f"session:{session.pk}").get(f"session:{session.pk}")
    if noted is None and not any(note.locked_at for note in notes):
        return
    if noted is None or not all(_is_told_by(noted, note.locked_by_id, note.locked_at) for note in notes):
        yield "notes.found_lock"
    elif digest_of_all(map(digest_of_note, notes)) != _digest_in(noted):
        yield "notes.found_text"


def _of_addenda(session: Session) -> Iterator[str]:
    kept = {f"addendum:{row.pk}": digest_of_addendum(row) for row in Addendum.objects.filter(note__session=session)}
    noted = _entries(ADD, group_id=session.group_id, detail__startswith=f"session:{session.pk} ")
    if kept != {subject: _digest_in(entry) for subject, entry in noted.items()}:
        yield "notes.found_addendum"


def _of_signatures(session: Session) -> Iterator[str]:
    signed = CoSignature.objects.filter(session=session, signed_at__isnull=False)
    kept = {f"co_signature:{row.pk}": row for row in signed}
    noted = _entries(SIGN, group_id=session.group_id, detail__startswith=f"session:{session.pk} ")
    if kept.keys() != noted.keys() or not all(_is_signed(session, row, noted[subject]) for subject, row in kept.items()):
        yield "notes.found_signature"


def _is_signed(session: Session, row: CoSignature, noted: AuditEntry) -> bool:
    by_whom = _is_told_by(noted, row.asked_of_id, row.signed_at)
    return by_whom and row.digest == _digest_in(noted) == digest_of_session(session, row.signed_at)


def _is_told_by(noted: AuditEntry, user_id: int | None, at: datetime | None) -> bool:
    """Whether the log says that this account did it, and then."""
    return at is not None and noted.actor == f"user:{user_id}" and timedelta() <= noted.at - at < _AT_ONCE


def _entries(verb: str, **those: object) -> dict[str, AuditEntry]:
    """What the log says, by subject; the first entry counts."""
    return {entry.subject: entry for entry in AuditEntry.objects.filter(verb=verb, **those).order_by("-id")}


def _digest_in(noted: AuditEntry) -> str:
    return noted.detail.rpartition(" ")[2]
