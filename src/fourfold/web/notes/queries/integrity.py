"""Whether locked notes, addenda and signatures are what the audit log says they were. Internal: the caller has checked access.

The log is a chain that cannot be changed without being noticed (`audit.chain`), and holds a digest of each.
"""

from collections.abc import Callable, Iterator
from functools import partial

from fourfold.web.audit.models import AuditEntry
from fourfold.web.notes.digests import digest_of_addendum, digest_of_all, digest_of_note
from fourfold.web.notes.models import Addendum, CoSignature, Note
from fourfold.web.notes.queries.signing import digest_of_session
from fourfold.web.notes.sealed import text_of, text_of_addendum
from fourfold.web.sessions.models import Session
from fourfold.web.storage.sealing import Erased, SealBroken

LOCK, ADD, SIGN = "lock notes", "add to notes", "co-sign notes"


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
        except SealBroken:
            yield "notes.found_seal"


def _of_lock(session: Session) -> Iterator[str]:
    notes = list(Note.objects.filter(session=session))
    noted = _details(LOCK, [f"session:{session.pk}"])
    if not noted and not any(note.locked_at for note in notes):
        return
    if not noted or not all(note.locked_at for note in notes):
        yield "notes.found_lock"
    elif digest_of_all(map(digest_of_note, notes)) != noted[f"session:{session.pk}"]:
        yield "notes.found_text"


def _of_addenda(session: Session) -> Iterator[str]:
    kept = {f"addendum:{row.pk}": digest_of_addendum(row) for row in Addendum.objects.filter(note__session=session)}
    rows = AuditEntry.objects.filter(verb=ADD, group_id=session.group_id, detail__startswith=f"session:{session.pk} ")
    noted = {subject: detail.rpartition(" ")[2] for subject, detail in rows.values_list("subject", "detail")}
    if kept != noted:
        yield "notes.found_addendum"


def _of_signatures(session: Session) -> Iterator[str]:
    rows = {f"co_signature:{row.pk}": row for row in CoSignature.objects.filter(session=session, signed_at__isnull=False)}
    noted = _details(SIGN, list(rows))
    for subject, row in rows.items():
        if not row.digest == noted.get(subject) == digest_of_session(session, row.signed_at):
            yield "notes.found_signature"


def _details(verb: str, subjects: list[str]) -> dict[str, str]:
    """The digests that the log holds, by subject; the first entry counts."""
    rows = AuditEntry.objects.filter(verb=verb, subject__in=subjects).order_by("-id").values_list("subject", "detail")
    return {subject: detail.rpartition(" ")[2] for subject, detail in rows}
