"""What a member finds of their own: strengths, goals, steps and statements on my page, and all of it in their record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.goals.models import Facet, Goal, LeavingPlan, OwnStatement, RecordedTotal, Step, SupportContact
from fourfold.web.goals.queries.leaving import ContactRow, contacts_in
from fourfold.web.goals.queries.place import own, own_person
from fourfold.web.goals.queries.rows import FacetRow, GoalRow, StatementRow, author, facets, goals, statements
from fourfold.web.goals.sealed import opened
from fourfold.web.goals.tools import tool
from fourfold.web.people.models import Person

MOST = 3


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """The plan for leaving one group, as its member reads it; `weeks` after the last session they are asked again."""

    group: str
    words: str
    weeks: Sequence[int]
    agreed_on: date


@dataclass(frozen=True, slots=True)
class OwnGoals:
    """What a member sees of their own goals; needs that staff wrote down and totals of tools do not stand here.

    `leaving` is what they take along from each group, and whom they named to turn to.
    """

    strengths: Sequence[FacetRow]
    goals: Sequence[GoalRow]
    closed: Sequence[GoalRow]
    statements: Sequence[StatementRow]
    leaving: Sequence[OwnPlan]
    contacts: Sequence[ContactRow]


@dataclass(frozen=True, slots=True)
class OnMyPage:
    """The part on my page: the first open goals, and how many strengths there are."""

    goals: Sequence[GoalRow]
    more: int
    strengths: int
    amends: int

    @property
    def n_goals(self) -> int:
        """How many goals are open."""
        return len(self.goals) + self.more


def own_goals(viewer: Viewer) -> OwnGoals:
    """Everything of the member's own that my goals shows. Raises `Missing` for anybody who is no member."""
    mine = Q(person=own_person(viewer))
    wanted = goals(mine)
    return OwnGoals(
        strengths=facets(Facet.objects.filter(mine, is_strength=True, ended_on=None).select_related("noted_by")),
        goals=[goal for goal in wanted if goal.is_open],
        closed=[goal for goal in wanted if not goal.is_open],
        statements=statements(mine),
        leaving=_plans(viewer),
        contacts=contacts_in(own(viewer, SupportContact)),
    )


def on_my_page(viewer: Viewer) -> OnMyPage:
    """The part on my page. Raises `Missing` for anybody who is no member."""
    mine = Q(person=own_person(viewer))
    wanted = goals(mine & Q(state="open"))
    strengths = Facet.objects.filter(mine, is_strength=True, ended_on=None).count()
    amends = OwnStatement.objects.filter(mine, kind="amends", done_on=None, withdrawn_at=None).count()
    return OnMyPage(wanted[:MOST], max(len(wanted) - MOST, 0), strengths, amends)


def _plans(viewer: Viewer) -> list[OwnPlan]:
    person = own_person(viewer)
    agreed = LeavingPlan.objects.filter(membership__person=person).exclude(agreed_on=None).select_related("membership__group")
    return [
        OwnPlan(plan.membership.group.name, opened(person.pk, plan, "words"), list(plan.weeks), plan.agreed_on)
        for plan in agreed.order_by("-agreed_on", "-pk")
        if plan.agreed_on
    ]


def own_statement(viewer: Viewer, statement_id: int) -> StatementRow:
    """One statement of the member's own that was not taken back. Raises `Missing`."""
    row = access.one(own(viewer, OwnStatement).filter(withdrawn_at=None), pk=statement_id)
    return statements(Q(pk=row.pk))[0]


def own_part(person: Person, groups: Mapping[int, int]) -> dict[str, Any]:
    """The part of a member's own record; `groups` counts the groups. Internal: the caller has checked access.

    Words that the member wrote stand in it; of what staff wrote it says kind and days, since their words can name somebody
    else. Totals of forensic tools are the member's data: they stand here, with who gave them and who wrote them down.
    """
    return {
        "strengths_and_needs": [_facet(row, groups) for row in _rows(Facet, person, "noted_by")],
        "goals": [_goal(row, groups) for row in _rows(Goal, person, "agreed_by")],
        "statements": [_statement(row, groups) for row in _rows(OwnStatement, person, "recorded_by")],
        "recorded_totals": [_total(row, groups) for row in _rows(RecordedTotal, person, "recorded_by")],
        "leaving_plans": [
            {"group": groups.get(plan.membership.group_id), "agreed_on": _day(plan.agreed_on), "weeks": list(plan.weeks)}
            for plan in LeavingPlan.objects.filter(membership__person=person).select_related("membership").order_by("pk")
        ],
        "support_contacts": [
            {"group": groups.get(row.group_id), "added_on": _day(row.added_on), "ended_on": _day(row.ended_on)}
            | {"may_be_called": row.may_be_called}
            for row in SupportContact.objects.filter(person=person).order_by("pk")
        ],
    }


def _rows(model: type[Any], person: Person, author_of: str) -> list[Any]:
    return list(model.objects.filter(person=person).select_related(author_of).order_by("pk"))


def _own_words(row: Any, by_member: bool) -> str | None:
    return opened(row.person_id, row, "words") if by_member else None


def _facet(row: Facet, groups: Mapping[int, int]) -> dict[str, Any]:
    return {
        "group": groups.get(row.group_id),
        "is_strength": row.is_strength,
        "domain": row.domain,
        "by_me": row.by_member,
        "words": _own_words(row, row.by_member),
        "noted_on": _day(row.noted_on),
        "ended_on": _day(row.ended_on),
    }


def _goal(row: Goal, groups: Mapping[int, int]) -> dict[str, Any]:
    steps = Step.objects.filter(goal=row).order_by("pk")
    return {
        "group": groups.get(row.group_id),
        "by_me": row.by_member,
        "words": _own_words(row, row.by_member),
        "agreed_on": _day(row.agreed_on),
        "due_on": _day(row.due_on),
        "state": row.state,
        "closed_on": _day(row.closed_on),
        "steps": [{"due_on": _day(step.due_on), "done_on": _day(step.done_on)} for step in steps],
    }


def _statement(row: OwnStatement, groups: Mapping[int, int]) -> dict[str, Any]:
    by_me = author(row.recorded_by, row.person_id) == ""
    return {
        "group": groups.get(row.group_id),
        "kind": row.kind,
        "by_me": by_me,
        "words": _own_words(row, by_me),
        "said_on": _day(row.said_on),
        "done_on": _day(row.done_on),
        "taken_back": row.withdrawn_at is not None,
    }


def _total(row: RecordedTotal, groups: Mapping[int, int]) -> dict[str, Any]:
    known = tool(row.tool, "en")
    return {
        "group": groups.get(row.group_id),
        "tool": row.tool,
        "title": known.title if known else row.tool,
        "total": row.total,
        "domains": dict(row.domains),
        "rated_on": _day(row.rated_on),
        "rater": opened(row.person_id, row, "rater"),
        "recorded_by": row.recorded_by.name,
        "withdrawn": row.withdrawn_at is not None,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
