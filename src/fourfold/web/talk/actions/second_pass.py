"""Marking acts in the turns of a session, page by page, and choosing whose marks count."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from fourfold.conversation.acts import CODED_ACTS
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.refusal import Refused
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import sessions
from fourfold.web.storage.writing import write_transaction
from fourfold.web.talk.actions.settling import settle
from fourfold.web.talk.models import BoardEvent, Coding
from fourfold.web.talk.queries.codings import SEEN, WHOLE, pass_of, turns_of
from fourfold.web.talk.queries.imports import observed
from fourfold.web.talk.queries.second_pass import own_pass

Mark = tuple[str, str]
Step = tuple[int, int]
"""The number of the last event before a page was saved, and of the last one after it."""


def mark_acts(session_id: int, base_id: int, seen: Collection[str], marks: Collection[Mark], *, by: Viewer) -> Step:
    """What a coder marked in the turns seen on one page: what stood there before and is not among `marks` is unmarked.

    Raises `Refused` where a turn is not there any more, `Missing`.
    """
    with write_transaction():
        session = _locked(session_id, by)
        base = access.one(Coding.objects.filter(session=session, mode__in=WHOLE), pk=base_id)
        starts = {turn.uid: turn.start_s for turn in turns_of(base)}
        if not set(seen) <= set(starts) or any(of not in seen or act not in CODED_ACTS for of, act in marks):
            raise Refused("", "coding.turns_changed")
        own = own_pass(by, base) or _begun(session, base, by)
        stands = pass_of(own)
        stood = {mark for mark in stands.marks if mark[0] in seen}
        changes = [(mark, True) for mark in set(marks) - stood] + [(mark, False) for mark in stood - set(marks)]
        new: list[tuple[float, str, dict[str, Any]]] = [
            (starts[of], "act", {"of": of, "act": act, "on": on}) for (of, act), on in sorted(changes)
        ]
        if unseen := sorted(set(seen) - stands.seen):
            new.append((starts[unseen[0]], SEEN, {"turns": unseen}))
        _add(own, stands.last, new)
        if len(stands.seen | set(seen)) >= len(starts) and own.ended_at is None:
            own.ended_at = timezone.now()
            own.save(update_fields=["ended_at"])
        if new:
            detail = f"{len(changes)} marks, {len(seen)} turns seen"
            note(by, "mark acts", f"session:{session.pk}", group=session.group_id, detail=detail)
            _settle_if_counts(own)
    return stands.last, stands.last + len(new)


def take_back_marks(session_id: int, base_id: int, step: Step, *, by: Viewer) -> bool:
    """Whether the marks of the last saved page could be taken back: not where more was marked since. Raises `Missing`."""
    with write_transaction():
        session = _locked(session_id, by)
        base = access.one(Coding.objects.filter(session=session, mode__in=WHOLE), pk=base_id)
        own = own_pass(by, base)
        last = pass_of(own).last if own else 0
        if own is None or last != step[1] or not 0 <= step[0] < step[1]:
            return False
        rows = BoardEvent.objects.filter(coding=own, number__gt=step[0], kind="act").order_by("-number")
        _add(own, last, [(row.at_s, "undo", {"of": str(row.uid)}) for row in rows])
        note(by, "take back acts", f"session:{session.pk}", group=session.group_id)
        _settle_if_counts(own)
    return True


def count_pass(session_id: int, coding_id: int | None, *, by: Viewer) -> None:
    """Lets the marks of one second pass count for its session, or of none; and the turns that it looked at with it.

    Raises `Missing`.
    """
    with write_transaction():
        session = access.one(sessions(by, Right.LEAD).select_for_update(of=("self",)), pk=session_id)
        passes = Coding.objects.filter(session=session, mode="second_pass")
        chosen = access.one(passes, pk=coding_id) if coding_id is not None else None
        passes.update(counts=False)
        if chosen is not None:
            whole = Coding.objects.filter(session=session, mode__in=WHOLE)
            whole.exclude(passes=chosen).update(counts=False)
            Coding.objects.filter(Q(pk=chosen.pk) | Q(passes=chosen)).update(counts=True)
        detail = f"second pass {coding_id}" if chosen else "no second pass"
        note(by, "choose coding", f"session:{session.pk}", group=session.group_id, detail=detail)
        settle(session)


def _locked(session_id: int, by: Viewer) -> Session:
    return access.one(observed(by).select_for_update(of=("self",)), pk=session_id)


def _begun(session: Session, base: Coding, by: Viewer) -> Coding:
    return Coding.objects.create(
        session=session, observer_id=by.user_id or 0, mode="second_pass", source=base.source, of=base, begun_at=timezone.now()
    )


def _add(coding: Coding, last: int, events: Iterable[tuple[float, str, dict[str, Any]]]) -> None:
    BoardEvent.objects.bulk_create(
        BoardEvent(coding=coding, uid=uuid4(), number=k, at_s=at_s, kind=kind, detail=detail)
        for k, (at_s, kind, detail) in enumerate(events, start=last + 1)
    )


def _settle_if_counts(coding: Coding) -> None:
    if coding.counts:
        settle(coding.session)
