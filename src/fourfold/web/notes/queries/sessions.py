"""The notes of one session: the group's, and a paragraph for each member who was there or away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet

from fourfold.vocabulary import SessionStatus
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import FACILITATOR, Group
from fourfold.web.notes.digests import version_of
from fourfold.web.notes.models import Addendum, Note
from fourfold.web.notes.queries.integrity import findings
from fourfold.web.notes.queries.signing import Candidate, Request, candidates, digest_of_session, requests_of
from fourfold.web.notes.sealed import text_of, text_of_addendum
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import expected, local_now, may_lead
from fourfold.web.sessions.queries import session as one_session
from fourfold.web.storage.sealing import UNOPENED, Erased

GROUP = "group"
"""The name of the group's own part; that of a member's is the number of the member."""


@dataclass(frozen=True, slots=True)
class Added:
    """One addendum; `text` is None where the member it is about was erased."""

    id: int
    author: str
    written_at: datetime
    text: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """One place to write: the group's note or a member's paragraph.

    `text` is None where the member was erased. `theirs` is what somebody else saved in the meantime, `fault` what is wrong.
    """

    name: str
    label: str = ""
    presence: str = ""
    text: str | None = ""
    version: str = ""
    author: str = ""
    changed_by: str = ""
    changed_at: datetime | None = None
    addenda: tuple[Added, ...] = ()
    theirs: str | None = None
    fault: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it is the note of the group."""
        return self.name == GROUP


@dataclass(frozen=True, slots=True)
class SessionNotes:
    """All of it, and what became of it. `findings` are the keys of sentences about what was changed behind the site's back."""

    session: Session
    group: Group
    parts: tuple[Part, ...]
    may_write: bool
    begun: bool
    locked_at: datetime | None
    locked_by: str
    digest: str
    requests: tuple[Request, ...]
    candidates: tuple[Candidate, ...]
    findings: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written yet."""
        return all(part.text == "" for part in self.parts)

    @property
    def unwritten(self) -> list[str]:
        """The labels of members about whom nothing is written."""
        return [part.label for part in self.of_members if part.text == ""]

    @property
    def of_group(self) -> Part:
        """The note of the group."""
        return self.parts[0]

    @property
    def of_members(self) -> tuple[Part, ...]:
        """The members' paragraphs."""
        return self.parts[1:]

    @property
    def is_signed(self) -> bool:
        """Whether somebody has co-signed."""
        return any(request.signed_at for request in self.requests)

    @property
    def asked_me(self) -> Request | None:
        """The request that waits for the viewer."""
        return next((request for request in self.requests if request.waits and request.is_for_me), None)

    def with_drafts(self, drafts: Mapping[str, str], conflicts: Sequence[str], faults: Mapping[str, str]) -> "SessionNotes":
        """The same with what somebody has typed in place of what is stored; where both differ, with both."""
        shown = []
        for part in self.parts:
            mine = drafts.get(part.name, part.text)
            theirs = part.text if part.name in conflicts else None
            shown.append(replace(part, text=mine, theirs=theirs, fault=faults.get(part.name, "")))
        return replace(self, parts=tuple(shown))


def notes_of_session(viewer: Viewer, session_id: int) -> SessionNotes:
    """The notes of a session that the viewer oversees. Raises `Missing`."""
    session = one_session(viewer, Right.OVERSEE, session_id)
    rows = list(notes(session))
    by_person = {row.person_id: row for row in rows}
    locked = next((row for row in rows if row.locked_at), None)
    leads = may_lead(viewer, session.group_id)
    return SessionNotes(
        session=session,
        group=session.group,
        parts=tuple(_part(session, by_person.get(person), *named) for person, named in _places(session, by_person).items()),
        may_write=leads,
        begun=session.status == SessionStatus.HELD,
        locked_at=local_now(session.group, locked.locked_at) if locked else None,
        locked_by=locked.locked_by.name if locked and locked.locked_by else "",
        digest=digest_of_session(session),
        requests=requests_of(viewer, session),
        candidates=candidates(viewer, session) if leads and locked else (),
        findings=findings(session),
    )


def notes(session: Session) -> QuerySet[Note]:
    """The notes of a session with all that belongs to them. Internal: the caller has checked access."""
    rows = Note.objects.filter(session=session).select_related("session", "author", "changed_by", "locked_by", "person")
    return rows.prefetch_related("addenda__author")


def people_of(session: Session) -> tuple[int, ...]:
    """The members and guests about whom a paragraph can be written. Internal: the caller has checked access."""
    return tuple(a.person_id for a in expected(session) if a.seat != FACILITATOR)


def readable(note: Note) -> str | None:
    """What a note says, None where its member was erased or its seal is broken. Internal: the caller has checked access."""
    try:
        return text_of(note)
    except (Erased, *UNOPENED):
        return None


def addenda_of(session: Session, note: Note) -> tuple[Added, ...]:
    """The addenda of a note in order. Internal: the caller has checked access."""
    rows = sorted(note.addenda.all(), key=lambda row: (row.written_at, row.pk))
    return tuple(_added(session, note, row) for row in rows)


def _places(session: Session, by_person: Mapping[int | None, Note]) -> dict[int | None, tuple[str, str, str]]:
    """Name, label and attendance of each part; who is not expected any more but was written about stays."""
    places: dict[int | None, tuple[str, str, str]] = {None: (GROUP, "", "")}
    for someone in expected(session):
        if someone.seat != FACILITATOR:
            places[someone.person_id] = (str(someone.person_id), someone.label, someone.presence or "")
    for person_id, note in by_person.items():
        if note.person is not None:
            places.setdefault(person_id, (str(person_id), note.person.label, ""))
    return places


def _part(session: Session, note: Note | None, name: str, label: str, presence: str) -> Part:
    if note is None:
        return Part(name, label, presence)
    return Part(
        name=name,
        label=label,
        presence=presence,
        text=readable(note),
        version=version_of(note),
        author=note.author.name,
        changed_by=note.changed_by.name,
        changed_at=local_now(session.group, note.changed_at),
        addenda=addenda_of(session, note),
    )


def _added(session: Session, note: Note, row: Addendum) -> Added:
    row.note = note
    try:
        text: str | None = text_of_addendum(row)
    except (Erased, *UNOPENED):
        text = None
    return Added(row.pk, row.author.name, local_now(session.group, row.written_at), text)
