"""A file becomes a coding: read, said who is who, looked at, kept. No word of it is stored, and all can be taken back."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from fourfold.vocabulary import GROUP
from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.refusal import Refused
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import local_now
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.actions.codings import hold
from fourfold.web.talk.actions.settling import settle
from fourfold.web.talk.contained import plain_name, read_contained
from fourfold.web.talk.imported import Imported, imported
from fourfold.web.talk.models import BoardEvent, Coding, WaitingImport
from fourfold.web.talk.queries.imports import WAITS, observed, places, said_of, session_observed, waiting


def begin_import(session_id: int, name: str, content: bytes, begins_s: float, *, by: Viewer) -> WaitingImport:
    """The stretches of a file, waiting for somebody to say who is who. Raises `Unreadable`, `Missing`."""
    session_observed(by, session_id)
    read = read_contained(content, name)
    cues = {"names": read.names, "rows": read.rows, "begins_s": begins_s}
    with write_transaction():
        session = session_observed(by, session_id)
        WaitingImport.objects.filter(session=session, by=by.user_id).delete()
        found = WaitingImport.objects.create(
            session=session,
            by_id=by.user_id or 0,
            source=read.source,
            file_name=plain_name(name),
            cues=cues,
            remarks=list(read.remarks),
        )
        detail = f"{len(read.rows)} stretches, {len(read.names)} names"
        note(by, "take in file of talk", f"session:{session.pk}", group=session.group_id, detail=detail)
    return found


def say_who(session_id: int, who: Mapping[int, int | None], *, by: Viewer) -> None:
    """Whom each name stands for, None for nobody of the group. Raises `Refused`, `Missing`."""
    with write_transaction():
        session = session_observed(by, session_id)
        found = _waiting(by, session)
        allowed = {place.person_id for place in places(session) if place.takes_part}
        if set(who) != set(range(len(found.cues["names"]))) or not {p for p in who.values() if p} <= allowed:
            raise Refused("", "coding.who_changed")
        if not any(who.values()):
            raise Refused("", "coding.who_nobody")
        found.cues = {**found.cues, "who": {str(name): person for name, person in who.items()}}
        found.save(update_fields=["cues"])
        note(by, "say who is who in talk", f"session:{session.pk}", group=session.group_id)


def keep_import(session_id: int, *, by: Viewer) -> Coding:
    """The coding that a waiting file becomes; that of who leads counts where no other does. Raises `Refused`, `Missing`."""
    with write_transaction():
        session = access.one(observed(by).select_for_update(of=("self",)), pk=session_id)
        found = _waiting(by, session)
        sitting = places(session)
        kept = imported(found.cues, said_of(found, sitting))
        if not kept.turns:
            raise Refused("", "coding.nothing_to_keep")
        hold(session, by)
        here = {p.person_id for p in sitting if p.is_here and p.takes_part}
        begun_at = _begun_at(session)
        coding = Coding.objects.create(
            session=session,
            observer_id=by.user_id or 0,
            mode="imported",
            source=found.source,
            begun_at=begun_at,
            ended_at=begun_at + timedelta(seconds=kept.ends_s),
        )
        heard = {turn.whom for turn in kept.turns if turn.whom}
        seats = sorted(here | heard | {turn.speaker for turn in kept.turns})
        BoardEvent.objects.bulk_create(_numbered(coding, _events(kept, seats)))
        found.delete()
        detail = f"{len(kept.turns)} turns as coding {coding.pk}"
        note(by, "keep import of talk", f"session:{session.pk}", group=session.group_id, detail=detail)
        settle(session)
        coding.refresh_from_db()
    return coding


def drop_import(session_id: int, *, by: Viewer) -> None:
    """The viewer's waiting file of a session, thrown away. Raises `Missing`."""
    with write_transaction():
        session = session_observed(by, session_id)
        count, _ = WaitingImport.objects.filter(session=session, by=by.user_id).delete()
        if count:
            note(by, "drop import of talk", f"session:{session.pk}", group=session.group_id)


def take_back_import(session_id: int, coding_id: int, *, by: Viewer) -> None:
    """A coding that the viewer imported, deleted with all its turns. Raises `Missing`."""
    with write_transaction():
        session = session_observed(by, session_id)
        mine = Coding.objects.filter(session=session, mode="imported", observer=by.user_id)
        access.one(mine, pk=coding_id).delete()
        note(by, "take back import of talk", f"session:{session.pk}", group=session.group_id, detail=f"coding {coding_id}")
        settle(session)


def forget_old_imports() -> int:
    """How many files that waited too long were thrown away."""
    count, _ = WaitingImport.objects.filter(made_at__lt=timezone.now() - WAITS).delete()
    return count


def _waiting(by: Viewer, session: Session) -> WaitingImport:
    found = waiting(by, session)
    if found is None:
        raise Refused("", "coding.waited_too_long")
    return found


def _begun_at(session: Session) -> datetime:
    """When the session began, as far as it is written down."""
    if session.began_at is not None or session.starts_at is None:
        return session.began_at or timezone.now()
    zone = local_now(session.group).tzinfo
    return datetime.combine(session.held_on, session.starts_at, tzinfo=zone)


def _events(kept: Imported, seats: list[int]) -> Iterator[tuple[float, str, dict[str, Any], str]]:
    """The events of an import: time, kind, detail and uid; turns may overlap, so each stands for itself."""
    yield 0.0, "begin", {"seats": [str(seat) for seat in seats], "mode": "imported"}, str(uuid4())
    for turn in kept.turns:
        uid = str(uuid4())
        whom = GROUP if turn.to_group else None if turn.whom is None else str(turn.whom)
        yield turn.start_s, "turn", {"seat": str(turn.speaker), "whom": whom, "end_s": turn.end_s}, uid
        for act in turn.acts:
            yield turn.start_s, "act", {"of": uid, "act": act, "on": True}, str(uuid4())
    yield kept.ends_s, "end", {}, str(uuid4())


def _numbered(coding: Coding, events: Iterable[tuple[float, str, dict[str, Any], str]]) -> list[BoardEvent]:
    return [
        BoardEvent(coding=coding, uid=uid, number=k, at_s=at_s, kind=kind, detail=detail)
        for k, (at_s, kind, detail, uid) in enumerate(events, start=1)
    ]
