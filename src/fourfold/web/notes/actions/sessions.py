"""Writing the notes of a session, locking them, and adding to what is locked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import in_one_quarter, note
from fourfold.web.notes.digests import digest_of_addendum, digest_of_all, digest_of_note, version_of
from fourfold.web.notes.models import Addendum, Note
from fourfold.web.notes.queries.sessions import GROUP, notes, people_of, readable
from fourfold.web.notes.queries.signing import digest_of_session
from fourfold.web.notes.sealed import seal_addendum, seal_note
from fourfold.web.people.models import Person
from fourfold.web.refusal import Refused
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import sessions
from fourfold.web.storage.sealing import Erased
from fourfold.web.storage.writing import write_transaction

LONGEST = 8000
"""The most characters of one text. All texts of a large group together stay below what a form may send."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed, and which version of the stored text they had before them."""

    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of drafts: the versions that stand now, the names of those that somebody else changed, and faults."""

    at: datetime
    versions: dict[str, str] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    faults: dict[str, Refused] = field(default_factory=dict)


def save_drafts(session_id: int, drafts: Mapping[str, Draft], *, by: Viewer) -> Kept:
    """Keeps what was typed, part by part; a part that somebody else changed stays theirs. Raises `Missing`, `Refused`.

    The log tells of writing once in each quarter of an hour: an entry for each few seconds would bury everything else.
    """
    with write_transaction():
        session = _session(session_id, by)
        known = {row.person_id: row for row in notes(session)}
        if any(row.locked_at for row in known.values()):
            raise Refused("", "notes.locked_already")
        kept, people = Kept(timezone.now()), set(people_of(session))
        recent = any(_is_recent(row, by, kept.at) for row in known.values())
        before = {person: version_of(row) for person, row in known.items()}
        for name, draft in drafts.items():
            person_id = _person_of(name)
            if person_id is not None and person_id not in people and person_id not in known:
                raise Missing
            _keep(session, known.get(person_id), (name, person_id, draft), kept, by)
        changed = any(kept.versions[name] != before.get(_person_of(name), "") for name in kept.versions)
        if changed and not recent:
            note(by, "write notes", f"session:{session.pk}", group=session.group_id)
    return kept


def lock(session_id: int, digest: str, *, by: Viewer) -> None:
    """No text of the session's notes changes from now on. Raises `Missing`, `Refused` where they differ from what was shown.

    What nobody wrote anything about is locked empty, so that an addendum finds its place.
    """
    with write_transaction():
        session, now = _session(session_id, by), timezone.now()
        rows = list(notes(session))
        if any(row.locked_at for row in rows):
            raise Refused("", "notes.locked_already")
        if not rows:
            raise Refused("", "notes.nothing_to_lock")
        if digest != digest_of_session(session):
            raise Refused("", "notes.changed_since_shown")
        written = {row.person_id for row in rows}
        for person_id in (None, *people_of(session)):
            if person_id not in written:
                _write_empty(session, person_id, now, by)
        Note.objects.filter(session=session).update(locked_at=now, locked_by=by.user_id)
        sealed = digest_of_all(digest_of_note(row) for row in Note.objects.filter(session=session))
        note(by, "lock notes", f"session:{session.pk}", group=session.group_id, detail=f"sha256 {sealed}")


def add(session_id: int, name: str, text: str, *, by: Viewer) -> Addendum:
    """An addendum to a locked note, with author and time. Raises `Missing`, `Refused`."""
    with write_transaction():
        session = _session(session_id, by)
        return add_to(session, _person_of(name), text, by=by)


def add_to(session: Session, person_id: int | None, text: str, *, by: Viewer) -> Addendum:
    """An addendum to a session's note in the transaction that is open. Internal: the caller has checked access."""
    row = access.one(notes(session), person=person_id)
    text = _tidied(text)
    if row.locked_at is None:
        raise Refused("text", "notes.not_locked_yet")
    if not text:
        raise Refused("text", "notes.addendum_empty")
    if len(text) > LONGEST:
        raise _too_long("text", text)
    made = Addendum(note=row, author_id=writer(by), written_at=timezone.now())
    try:
        made.sealed_text = seal_addendum(made, text)
    except Erased:
        raise Refused("text", "notes.erased_now") from None
    made.save(force_insert=True)
    told = f"session:{session.pk} sha256 {digest_of_addendum(made)}"
    note(by, "add to notes", f"addendum:{made.pk}", group=session.group_id, person=person_id, detail=told)
    return made


def writer(by: Viewer) -> int:
    """The account that writes. Raises `Missing` where nobody is signed in."""
    if by.user_id is None:
        raise Missing
    return by.user_id


def _session(session_id: int, by: Viewer) -> Session:
    """A session that was held, of a group that the viewer leads; nobody else writes until the transaction ends."""
    session = access.one(sessions(by, Right.LEAD).select_for_update(of=("self",)), pk=session_id)
    if session.status != SessionStatus.HELD:
        raise Refused("", "notes.not_held")
    return session


def _keep(session: Session, row: Note | None, told: tuple[str, int | None, Draft], kept: Kept, by: Viewer) -> None:
    """One part: kept, or named among the conflicts or the faults."""
    name, person_id, draft = told
    text, stored = _tidied(draft.text), (readable(row) if row else "")
    if len(text) > LONGEST:
        kept.faults[name] = _too_long(name, text)
    elif stored is None:
        kept.faults[name] = Refused(name, "notes.erased_now")
    elif text == stored:
        kept.versions[name] = version_of(row)
    elif draft.version != version_of(row):
        kept.conflicts.append(name)
    else:
        _write(session, row, (name, person_id, text), kept, by)


def _write(session: Session, row: Note | None, told: tuple[str, int | None, str], kept: Kept, by: Viewer) -> None:
    name, person_id, text = told
    if row is not None and not text:
        row.delete()
        kept.versions[name] = ""
        return
    person = Person.objects.get(pk=person_id) if person_id else None
    written = row or Note(session=session, person=person, author_id=writer(by), written_at=kept.at)
    try:
        written.sealed_text = seal_note(written, text)
    except Erased:
        kept.faults[name] = Refused(name, "notes.erased_now")
        return
    written.changed_at, written.changed_by_id = kept.at, writer(by)
    written.save()
    kept.versions[name] = version_of(written)


def _write_empty(session: Session, person_id: int | None, now: datetime, by: Viewer) -> None:
    person = Person.objects.get(pk=person_id) if person_id else None
    made = Note(session=session, person=person, author_id=writer(by), written_at=now, changed_at=now, changed_by_id=writer(by))
    try:
        made.sealed_text = seal_note(made, "")
    except Erased:
        return
    made.save(force_insert=True)


def _is_recent(row: Note, by: Viewer, now: datetime) -> bool:
    return row.changed_by_id == by.user_id and in_one_quarter(row.changed_at, now)


def _person_of(name: str) -> int | None:
    """The member whose paragraph a part is, None for the note of the group. Raises `Missing` for a name that is neither."""
    if name == GROUP:
        return None
    if not (name.isdecimal() and name.isascii() and len(name) <= 18):
        raise Missing
    return int(name)


def _tidied(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _too_long(place: str, text: str) -> Refused:
    return Refused(place, "notes.too_long", limit=LONGEST, length=len(text))
