"""What waits for a person: private words. Only those who lead the group see them."""

from datetime import datetime
from typing import Any

from ninja import Path, Query, Router, Schema

from fourfold.web.access import Missing, Right, may
from fourfold.web.api.door import ProgramRequest, operation
from fourfold.web.api.kinds import Id, Page, Slice, page_of
from fourfold.web.audit.actions import note_read
from fourfold.web.flags import actions, queries

router = Router(tags=["flags"])


class Flag(Schema):
    """Somebody wishes for a private word; `taken_by` and `asked_of` are names, empty for none."""

    id: int
    kind: str
    group_id: int
    person_id: int
    label: str
    raised_at: datetime
    taken_by: str
    is_mine: bool
    asked_of: str
    asked_me: bool


@operation(router, "GET /flags", needs="flags:read", gives=Page[Flag])
def list_flags(request: ProgramRequest, part: Query[Slice]) -> Any:
    """What waits in the groups that the account leads."""
    if not may(request.auth, Right.LEAD):
        raise Missing
    found = sorted(queries.waiting(request.auth), key=lambda flag: flag.id)
    page = page_of(found, part)
    for flag in page["items"]:
        note_read(request.auth, "flag", f"flag:{flag.id}", group=flag.group_id, person=flag.person_id)
    return page


@operation(router, "POST /flags/{flag_id}/take-on", needs="flags:write", gives=Flag)
def take_on(request: ProgramRequest, flag_id: Path[Id]) -> Any:
    """Take a private word on; whoever took it on before stays."""
    flag = actions.take_on(flag_id, by=request.auth)
    found = next((waiting for waiting in queries.waiting(request.auth) if waiting.id == flag.pk), None)
    if found is None:
        raise Missing
    return found
