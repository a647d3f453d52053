"""Signals: what is worth attention in the groups, and what facilitators did about it."""

from datetime import datetime
from typing import Any, Literal

from ninja import Path, Query, Router, Schema

from fourfold.feedback.passages.attention import worth_attention
from fourfold.web.access import Missing, Right, may
from fourfold.web.api.door import ProgramRequest, operation
from fourfold.web.api.kinds import Id, Mark, Page, Slice, Told, page_of
from fourfold.web.audit.actions import note_read
from fourfold.web.estimates.queries import estimates_of
from fourfold.web.signals import actions, queries

router = Router(tags=["signals"])
What = Literal["acknowledged", "acting", "dismissed"]


class SignalAnswer(Schema):
    """What somebody answered; `confirmed` says whether the signal told of something, null until somebody has said."""

    answer: What
    reason: str
    by: str
    at: datetime
    confirmed: bool | None


class Signal(Schema):
    """One signal under its mark, which says nothing of whom it concerns; null where nobody has answered it."""

    group_id: int
    mark: str
    heading: str
    headline: str
    why: str
    also_seen: str
    next_step: str
    answered: SignalAnswer | None


class WhatIsDone(Told):
    """What is done about a signal; a dismissal needs a reason."""

    answer: What
    reason: Literal["", "known", "outside", "not_so", "other"] = ""


class WhetherSo(Told):
    """Whether a signal told of something."""

    confirmed: bool


@operation(router, "GET /signals", needs="signals:read", gives=Page[Signal])
def list_signals(request: ProgramRequest, part: Query[Slice]) -> Any:
    """The signals that the groups of the account tell of now."""
    viewer = request.auth
    if not may(viewer, Right.OVERSEE):
        raise Missing
    rows = []
    for board in sorted(queries.boards(viewer, viewer.language), key=lambda board: board.group.pk):
        note_read(viewer, "signals", f"group:{board.group.pk}", group=board.group.pk)
        notices = worth_attention(estimates_of(board.group.pk).setting(viewer.language)).notices
        rows += [_signal(board.group.pk, *told) for told in zip(board.heeds, notices, strict=True)]
    return page_of(rows, part)


@operation(router, "PUT /groups/{group_id}/signals/{mark}/answer", needs="signals:write", gives=SignalAnswer)
def answer_signal(request: ProgramRequest, group_id: Path[Id], mark: Path[Mark], told: WhatIsDone) -> Any:
    """Say what is done about a signal; a later answer takes the place of an earlier one."""
    actions.answer(group_id, mark, told.answer, told.reason, by=request.auth)
    return queries.answers(group_id, [mark])[mark]


@operation(router, "PUT /groups/{group_id}/signals/{mark}/confirmation", needs="signals:write", gives=SignalAnswer)
def confirm_signal(request: ProgramRequest, group_id: Path[Id], mark: Path[Mark], told: WhetherSo) -> Any:
    """Say whether an answered signal told of something."""
    actions.confirm(group_id, mark, told.confirmed, by=request.auth)
    return queries.answers(group_id, [mark])[mark]


def _signal(group_id: int, heed: queries.Heed, notice: Any) -> dict[str, Any]:
    told = ("heading", "headline", "why", "also_seen", "next_step")
    said = {name: getattr(notice, name) for name in told}
    return {"group_id": group_id, "mark": heed.mark, "answered": heed.answered, **said}
