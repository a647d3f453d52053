"""Notes over sessions: the states of a group's, the paragraphs about one member, and what waits for somebody."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import FACILITATOR, Group, Membership
from fourfold.web.notes.models import Addendum, CoSignature, Note
from fourfold.web.notes.queries.sessions import Added, addenda_of, readable
from fourfold.web.notes.queries.signing import open_requests
from fourfold.web.people.models import Person
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import local_now, may_lead

LATE_AFTER = timedelta(days=7)
"""Drafts of a session longer ago than this are told on Today."""
_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Row:
    """One session and what became of its notes: none, draft, locked or signed; who is to sign, who did, who sent them back."""

    session: Session
    state: str
    n_addenda: int
    waits_for: str
    signed_by: str
    sent_back_by: str


@dataclass(frozen=True, slots=True)
class GroupNotes:
    """The notes of a group, the last session first."""

    group: Group
    rows: tuple[Row, ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What was written about one member in one session; `text` is None where the member was erased.

    `names` are the labels of others that stand in it, so that nobody hands it out without a look.
    """

    session_id: int
    number: int
    held_on: date
    text: str | None
    author: str
    is_locked: bool
    changed_at: datetime
    addenda: tuple[Added, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Paragraphs:
    """The paragraphs about one member of one group, the last session first."""

    person: Person
    group: Group
    rows: tuple[Paragraph, ...]

    @property
    def latest(self) -> Paragraph | None:
        """The last one."""
        return self.rows[0] if self.rows else None

    @property
    def names(self) -> tuple[str, ...]:
        """The labels of others that stand in any of them."""
        return tuple(sorted({name for row in self.rows for name in row.names}))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A session whose notes somebody should do something about: `what` is sign, sent_back or lock."""

    what: str
    session: Session
    group_name: str
    by: str = ""


def notes_of_group(viewer: Viewer, group_id: int) -> GroupNotes:
    """The states of the notes of a group that the viewer oversees. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    held = Session.objects.filter(Q(status=SessionStatus.HELD) | Q(notes__isnull=False), group=group)
    sessions = list(held.distinct().order_by("-number"))
    locked = dict(Note.objects.filter(session__group=group).order_by("pk").values_list("session", "locked_at"))
    added = Counter(Addendum.objects.filter(note__session__group=group).values_list("note__session", flat=True))
    asked: dict[int, list[CoSignature]] = defaultdict(list)
    for request in CoSignature.objects.filter(session__group=group).select_related("asked_of").order_by("-asked_at", "-pk"):
        asked[request.session_id].append(request)
    rows = tuple(_row(session, locked, added[session.pk], asked[session.pk]) for session in sessions)
    return GroupNotes(group, rows, may_lead(viewer, group_id))


def paragraphs(viewer: Viewer, person_id: int, group_id: int) -> Paragraphs:
    """What was written about one member of a group that the viewer oversees. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    spells = Membership.objects.filter(group=group).exclude(seat=FACILITATOR)
    seated = access.people(viewer, Right.OVERSEE).filter(memberships__in=spells)
    return on_member_page(viewer, access.one(seated.distinct(), pk=person_id), group)


def on_member_page(viewer: Viewer, person: Person, group: Group) -> Paragraphs:
    """The same, for a member and a group of which it is known that they belong together; nothing for others."""
    mine = Note.objects.filter(session__group__in=access.groups(viewer, Right.OVERSEE).values("pk"))
    rows = mine.filter(session__group=group, person=person)
    others = Person.objects.filter(memberships__group=group).exclude(pk=person.pk)
    labels = tuple(others.order_by("label").values_list("label", flat=True).distinct())
    whole = rows.select_related("session__group__programme__site", "author", "person").prefetch_related("addenda__author")
    return Paragraphs(person, group, tuple(_paragraph(note, group, labels) for note in whole.order_by("-session__number")))


def waiting(viewer: Viewer, now: datetime | None = None) -> list[Waiting]:
    """What waits for the viewer: notes to co-sign, notes sent back, and drafts of sessions longer ago than a week."""
    rows = open_requests(viewer, Right.OVERSEE).filter(asked_of=viewer.user_id or 0).select_related("asked_by")
    found = [Waiting("sign", row.session, row.session.group.name, row.asked_by.name) for row in rows.order_by("asked_at")]
    return found + _sent_back(viewer) + [w for w in _drafts(viewer) if _is_late(w.session, now)]


def _row(session: Session, locked: Mapping[int, datetime | None], n_addenda: int, asked: list[CoSignature]) -> Row:
    signed = [request.asked_of.name for request in asked if request.signed_at]
    waits = [r.asked_of.name for r in asked if not (r.signed_at or r.withdrawn_at or r.sent_back_at)]
    state = "none" if session.pk not in locked else "draft" if locked[session.pk] is None else "signed" if signed else "locked"
    back = asked[0].asked_of.name if asked and asked[0].sent_back_at else ""
    return Row(session, state, n_addenda, next(iter(waits), ""), next(iter(signed), ""), back)


def _paragraph(note: Note, group: Group, labels: Iterable[str]) -> Paragraph:
    text, addenda = readable(note), addenda_of(note.session, note)
    told = " ".join([text or "", *(added.text or "" for added in addenda)])
    return Paragraph(
        session_id=note.session_id,
        number=note.session.number,
        held_on=note.session.held_on,
        text=text,
        author=note.author.name,
        is_locked=note.locked_at is not None,
        changed_at=local_now(group, note.changed_at),
        addenda=addenda,
        names=tuple(label for label in labels if _is_named(label, told)),
    )


def _is_named(label: str, text: str) -> bool:
    """Whether a label stands in a text as a word of its own; short ones only with their dot, else they are letters."""
    plain = label.rstrip(".")
    names = {label, plain} if len(plain) > _LETTERS else {label}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names if name)


def _sent_back(viewer: Viewer) -> list[Waiting]:
    """Requests of the viewer's that came back and were not asked anew."""
    mine = CoSignature.objects.filter(asked_by=viewer.user_id or 0, session__group__in=access.groups(viewer, Right.LEAD))
    last: dict[int, CoSignature] = {}
    for row in mine.select_related("session__group__programme__site", "asked_of").order_by("asked_at", "pk"):
        last[row.session_id] = row
    back = [row for row in last.values() if row.sent_back_at]
    return [Waiting("sent_back", row.session, row.session.group.name, row.asked_of.name) for row in back]


def _drafts(viewer: Viewer) -> list[Waiting]:
    led = access.groups(viewer, Right.LEAD).values("pk")
    rows = Session.objects.filter(group__in=led, notes__isnull=False, notes__locked_at=None).distinct()
    ordered = rows.select_related("group__programme__site").order_by("held_on", "pk")
    return [Waiting("lock", session, session.group.name) for session in ordered]


def _is_late(session: Session, now: datetime | None) -> bool:
    return session.held_on < local_now(session.group, now).date() - LATE_AFTER
