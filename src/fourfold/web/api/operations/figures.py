"""Programme figures, in cells that tell of nobody."""

from datetime import date
from typing import Any

from ninja import Query, Router, Schema

from fourfold.web.access import Missing, Right, may
from fourfold.web.api.door import ProgramRequest, operation
from fourfold.web.api.kinds import Page, Slice, page_of
from fourfold.web.audit.actions import note_read
from fourfold.web.figures import actions
from fourfold.web.figures.queries import programmes as queries

router = Router(tags=["figures"])


class Quarter(Schema):
    """Three months; shares are from 0 to 1, null where too few people stand behind them."""

    first_day: date
    last_day: date
    groups: int
    sessions: int
    came: float | None
    answered: float | None


class LevelFigure(Schema):
    """The mean of the groups' latest readings at one level, from 1 to 7."""

    level: str
    value: float | None
    groups: int


class ProgrammeFigures(Schema):
    """One programme; null is what may not be told because too few people stand behind it."""

    programme_id: int
    name: str
    site_name: str
    open_groups: int
    quarters: list[Quarter]
    stayed: int | None
    left: int | None
    members: int | None
    levels: list[LevelFigure]
    raised: int | None
    answered: int | None


@operation(router, "GET /programmes/figures", needs="figures:read", gives=Page[ProgrammeFigures])
def programme_figures(request: ProgramRequest, part: Query[Slice]) -> Any:
    """The figures of the programmes that the account may count."""
    viewer = request.auth
    if not may(viewer, Right.COUNT):
        raise Missing
    for programme_id in queries.uncounted(viewer):
        actions.count(programme_id, by=viewer)
    programmes, _ = queries.figures(viewer)
    note_read(viewer, "programme figures", detail=", ".join(f"programme:{p.programme_id}" for p in programmes))
    return page_of(sorted(programmes, key=lambda found: found.programme_id), part)
