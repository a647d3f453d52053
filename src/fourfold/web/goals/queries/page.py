"""The page of one member's strengths, needs, goals and responsibility, for those who oversee the group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.goals.models import DOMAINS, Facet, Goal, OwnStatement, RecordedTotal
from fourfold.web.goals.queries.board import Board, board_of
from fourfold.web.goals.queries.place import Place, place_of, place_to_write, steps_written, written
from fourfold.web.goals.queries.rows import FacetRow, GoalRow, StatementRow, StepRow, facets, goals, statements, step_row
from fourfold.web.goals.sealed import opened
from fourfold.web.goals.tools import tool
from fourfold.web.sessions.queries import local_now

__all__ = [
    "DOMAINS",
    "GoalsPage",
    "OnMemberPage",
    "TotalRow",
    "facet_choices",
    "goal_to_write",
    "goals_page",
    "on_member_page",
    "sessions_to_name",
    "statement_to_write",
    "step_to_write",
    "total_row",
]


@dataclass(frozen=True, slots=True)
class TotalRow:
    """The total of a forensic tool as a rater gave it. `domains` are titles with numbers, in the order of the tool."""

    id: int
    tool: str
    total: int
    domains: Sequence[tuple[str, int]]
    rated_on: date
    rater: str
    by: str
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class GoalsPage:
    """Everything that the page shows; nothing of it where the person was erased."""

    place: Place
    strengths: Sequence[FacetRow]
    needs: Sequence[FacetRow]
    before: Sequence[FacetRow]
    goals: Sequence[GoalRow]
    closed: Sequence[GoalRow]
    statements: Sequence[StatementRow]
    board: Board
    totals: Sequence[TotalRow]


@dataclass(frozen=True, slots=True)
class OnMemberPage:
    """What the page about a member says of goals: strengths first."""

    strengths: Sequence[FacetRow]
    needs: Sequence[FacetRow]
    goals: Sequence[GoalRow]
    amends: Sequence[StatementRow]


def goals_page(viewer: Viewer, group_id: int, person_id: int, language: str) -> GoalsPage:
    """The page of a member in a group that the viewer oversees. Raises `Missing`."""
    place = place_of(viewer, group_id, person_id)
    here = Q(person=None) if place.erased else _here(place)
    known = facets(Facet.objects.filter(here).select_related("noted_by"))
    wanted = goals(here)
    return GoalsPage(
        place=place,
        strengths=[facet for facet in known if facet.is_strength and not facet.ended_on],
        needs=[facet for facet in known if not facet.is_strength and not facet.ended_on],
        before=[facet for facet in known if facet.ended_on],
        goals=[goal for goal in wanted if goal.is_open],
        closed=[goal for goal in wanted if not goal.is_open],
        statements=statements(here),
        board=board_of(place.person.pk, () if place.erased else (place.group.pk,)),
        totals=_totals(here, language),
    )


def on_member_page(viewer: Viewer, person_id: int, group_id: int) -> OnMemberPage:
    """What stands on the page about a member, of a group that the viewer oversees. Raises `Missing`."""
    place = place_of(viewer, group_id, person_id)
    here = Q(person=None) if place.erased else _here(place)
    known = facets(Facet.objects.filter(here, ended_on=None).select_related("noted_by"))
    return OnMemberPage(
        strengths=[facet for facet in known if facet.is_strength],
        needs=[facet for facet in known if not facet.is_strength],
        goals=goals(here & Q(state="open")),
        amends=statements(here & Q(kind="amends", done_on=None, withdrawn_at=None)),
    )


def facet_choices(viewer: Viewer, group_id: int, person_id: int) -> list[tuple[int, FacetRow]]:
    """The needs and strengths that a goal may be about, needs first. Raises `Missing`."""
    place = place_to_write(viewer, group_id, person_id)
    rows = facets(Facet.objects.filter(_here(place), ended_on=None).select_related("noted_by"))
    return [(facet.id, facet) for facet in sorted(rows, key=lambda facet: facet.is_strength)]


def goal_to_write(viewer: Viewer, goal_id: int) -> tuple[Place, GoalRow]:
    """One goal that a viewer may change. Raises `Missing`."""
    row = access.one(written(viewer, Goal), pk=goal_id)
    return place_to_write(viewer, row.group_id, row.person_id), goals(Q(pk=row.pk))[0]


def step_to_write(viewer: Viewer, step_id: int) -> tuple[Place, StepRow]:
    """One step that a viewer may change. Raises `Missing`."""
    row = access.one(steps_written(viewer), pk=step_id)
    return place_to_write(viewer, row.goal.group_id, row.goal.person_id), step_row(row)


def statement_to_write(viewer: Viewer, statement_id: int) -> tuple[Place, StatementRow]:
    """What staff wrote down for a member, and may take back. Raises `Missing`, also for what the member wrote."""
    rows = written(viewer, OwnStatement).filter(withdrawn_at=None)
    row = access.one(rows, pk=statement_id)
    if row.recorded_by.person_id == row.person_id:
        raise access.Missing
    return place_to_write(viewer, row.group_id, row.person_id), statements(Q(pk=row.pk))[0]


def sessions_to_name(place: Place) -> Mapping[int, tuple[int, date]]:
    """The last sessions in which a statement may have been made, newest first: number and day by id. Internal."""
    held = place.group.sessions.filter(held_on__lte=place.today, status="held").order_by("-held_on", "-pk")[:12]
    return {session.pk: (session.number, session.held_on) for session in held}


def _here(place: Place) -> Q:
    return Q(person=place.person, group=place.group)


def _totals(here: Q, language: str) -> list[TotalRow]:
    rows = (
        RecordedTotal.objects.filter(here)
        .select_related("recorded_by", "group__programme__site")
        .order_by("tool", "-rated_on", "-pk")
    )
    return [total_row(row, language) for row in rows]


def total_row(row: RecordedTotal, language: str) -> TotalRow:
    """One total, read. Internal."""
    known = tool(row.tool, language)
    titles = {part.key: part.title for part in known.domains} if known else {}
    return TotalRow(
        id=row.pk,
        tool=known.title if known else row.tool,
        total=row.total,
        domains=[(titles.get(key, key), number) for key, number in row.domains.items()],
        rated_on=row.rated_on,
        rater=opened(row.person_id, row, "rater"),
        by=row.recorded_by.name,
        withdrawn_on=local_now(row.group, row.withdrawn_at).date() if row.withdrawn_at else None,
    )
