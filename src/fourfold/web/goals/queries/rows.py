"""What is written of a member, read: words opened, names of those who wrote it, steps under their goals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from fourfold.web.accounts.models import User
from fourfold.web.goals.models import DOMAINS, Facet, Goal, OwnStatement, Step
from fourfold.web.goals.sealed import opened

OPEN = "open"


@dataclass(frozen=True, slots=True)
class FacetRow:
    """A strength or a need in one domain. `by` is who wrote it down; empty where the member did."""

    id: int
    is_strength: bool
    domain: str
    words: str
    noted_on: date
    by: str
    ended_on: date | None

    @property
    def domain_words(self) -> str:
        """The key of the words for its domain."""
        return f"goals.domain_{self.domain}"


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step towards a goal."""

    id: int
    words: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal with its steps. `about` is the need or strength it is about; `by` is empty where the member wrote it."""

    id: int
    words: str
    about: FacetRow | None
    agreed_on: date
    due_on: date | None
    state: str
    closed_on: date | None
    by: str
    steps: Sequence[StepRow]

    @property
    def is_open(self) -> bool:
        """Whether it is worked on."""
        return self.state == OPEN

    @property
    def next_step(self) -> StepRow | None:
        """The first step that is not done: by its day, those without a day last."""
        waiting = [step for step in self.steps if step.done_on is None]
        return min(waiting, key=lambda step: (step.due_on or date.max, step.id), default=None)


@dataclass(frozen=True, slots=True)
class StatementRow:
    """What a member takes responsibility for, or does to make amends. `by` is empty where the member wrote it down."""

    id: int
    kind: str
    words: str
    own_words: bool
    said_on: date
    session: int | None
    done_on: date | None
    by: str
    withdrawn: bool

    @property
    def is_amends(self) -> bool:
        """Whether it is something to do."""
        return self.kind == "amends"

    @property
    def kind_words(self) -> str:
        """The key of the words for its kind."""
        return f"goals.kind_{self.kind}"


def facets(rows: Iterable[Facet]) -> list[FacetRow]:
    """Strengths and needs, by domain in the order of the list, newest first. Internal: the caller has checked access."""
    return [
        _facet(row) for row in sorted(rows, key=lambda row: (DOMAINS.index(row.domain), -row.noted_on.toordinal(), -row.pk))
    ]


def goals(about: Q) -> list[GoalRow]:
    """Goals with their steps: open ones first, the next to be looked at before the later. Internal."""
    rows = Goal.objects.filter(about).select_related("about__noted_by", "agreed_by")
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.filter(goal__in=rows).select_related("goal").order_by("pk"):
        steps.setdefault(step.goal_id, []).append(step)
    found = [_goal(row, steps.get(row.pk, [])) for row in rows]
    return sorted(found, key=lambda goal: (not goal.is_open, _first_due(goal), goal.id))


def statements(about: Q) -> list[StatementRow]:
    """What was said, newest first. Internal."""
    rows = OwnStatement.objects.filter(about).select_related("recorded_by", "session").order_by("-said_on", "-pk")
    return [_statement(row) for row in rows]


def step_row(row: Step) -> StepRow:
    """One step, read. Internal."""
    return StepRow(row.pk, opened(row.goal.person_id, row, "words"), row.due_on, row.done_on)


def author(user: User, person_id: int) -> str:
    """The name of who wrote something down; empty where it is the member's own account."""
    return "" if user.person_id == person_id else user.name


def _first_due(goal: GoalRow) -> date:
    days = [goal.due_on, *(step.due_on for step in goal.steps if step.done_on is None)]
    return min((day for day in days if day is not None), default=date.max)


def _facet(row: Facet) -> FacetRow:
    words = opened(row.person_id, row, "words")
    by = "" if row.by_member else row.noted_by.name
    return FacetRow(row.pk, row.is_strength, row.domain, words, row.noted_on, by, row.ended_on)


def _goal(row: Goal, steps: Sequence[Step]) -> GoalRow:
    return GoalRow(
        id=row.pk,
        words=opened(row.person_id, row, "words"),
        about=_facet(row.about) if row.about else None,
        agreed_on=row.agreed_on,
        due_on=row.due_on,
        state=row.state,
        closed_on=row.closed_on,
        by="" if row.by_member else row.agreed_by.name,
        steps=[step_row(step) for step in steps],
    )


def _statement(row: OwnStatement) -> StatementRow:
    return StatementRow(
        id=row.pk,
        kind=row.kind,
        words=opened(row.person_id, row, "words"),
        own_words=row.own_words,
        said_on=row.said_on,
        session=row.session.number if row.session else None,
        done_on=row.done_on,
        by=author(row.recorded_by, row.person_id),
        withdrawn=row.withdrawn_at is not None,
    )
