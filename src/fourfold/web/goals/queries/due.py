"""What is due in a group until its next session: goals, steps, amends and plans for leaving, at most three lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from fourfold.feedback.report import Section, Statement
from fourfold.feedback.words import Words
from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.assessments.models import Administration
from fourfold.web.goals.models import Goal, OwnStatement, Step
from fourfold.web.goals.queries.leaving import FOLLOW_UP
from fourfold.web.goals.sealed import opened
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.programmes.queries import today_at
from fourfold.web.words import site_words

LATELY = timedelta(days=14)
"""How long a brief says that somebody answered after the group."""
MOST = 3
"""How many lines a brief has room for."""


@dataclass(frozen=True, slots=True)
class DueLine:
    """Something due: of whom, what kind, by when, and in which words if the viewer leads the group.

    The kinds are goal, step, amends, and answer: that somebody who left has lately answered how it goes, never what.
    """

    person_id: int
    label: str
    kind: str
    due_on: date | None
    is_past: bool
    words: str

    @property
    def kind_words(self) -> str:
        """The key of the sentence that says it: label and kind."""
        if self.due_on is None:
            return f"goals.due_{self.kind}"
        return f"goals.due_{self.kind}_{'past' if self.is_past else 'by'}"


@dataclass(frozen=True, slots=True)
class Due:
    """What is due: the lines that are shown, and how many more there are."""

    lines: Sequence[DueLine]
    more: int


def due_of(viewer: Viewer, group_id: int) -> Due:
    """What is due until the next session of a group that the viewer oversees; words for those who lead. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    told = access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists()
    lines = _lines(group, told)
    return Due(lines[:MOST], max(len(lines) - MOST, 0))


def due_section(due: Due, language: str) -> Section | None:
    """The same on paper: label and kind and day, never the words. None where nothing is due."""
    if not due.lines:
        return None
    said = site_words(language)
    told = [_sentence(line, said) for line in due.lines]
    if due.more:
        told.append(said.say("goals.due_more", due.more))
    return Section("due", said.say("goals.due"), tuple(Statement(text) for text in told))


def _sentence(line: DueLine, said: Words) -> str:
    day = said.day(line.due_on, "short_day") if line.due_on else ""
    return said.say(line.kind_words, name=line.label, day=day)


def _lines(group: Group, told: bool) -> list[DueLine]:
    today = today_at(group.programme.site.time_zone)
    until = _next_day(group, today)
    sitting = Membership.objects.filter(Q(left_on=None) | Q(left_on__gte=today), group=group, seat=MEMBER, joined_on__lte=today)
    here = {"group": group, "person__in": sitting.values("person"), "person__erased_at": None}
    rows: list[tuple[str, int, date | None, Goal | Step | OwnStatement]] = []
    for goal in Goal.objects.filter(**here, state="open", due_on__lte=until):
        rows.append(("goal", goal.person_id, goal.due_on, goal))
    of_goal = {f"goal__{name}": value for name, value in here.items()}
    for step in Step.objects.filter(**of_goal, goal__state="open", done_on=None, due_on__lte=until).select_related("goal"):
        rows.append(("step", step.goal.person_id, step.due_on, step))
    for amends in OwnStatement.objects.filter(**here, kind="amends", done_on=None, withdrawn_at=None).order_by("said_on"):
        rows.append(("amends", amends.person_id, None, amends))
    labels = dict(sitting.values_list("person", "person__label"))
    found = [
        DueLine(person, labels[person], kind, day, day is not None and day < today, _words(row) if told else "")
        for kind, person, day, row in rows
    ]
    answered = _answered(group, today)
    return [*answered, *sorted(found, key=lambda line: (line.due_on or date.max, line.label.casefold()))]


def _words(row: Goal | Step | OwnStatement) -> str:
    return opened(row.goal.person_id if isinstance(row, Step) else row.person_id, row, "words")


def _answered(group: Group, today: date) -> list[DueLine]:
    """Whoever left and answered lately; nobody who is back."""
    back = Membership.objects.filter(Q(left_on=None) | Q(left_on__gte=today), group=group, seat=MEMBER).values("person")
    rows = Administration.objects.filter(
        group=group, instrument=FOLLOW_UP, withdrawn_at=None, finished_at__gte=timezone.now() - LATELY
    )
    told = rows.exclude(person__in=back).filter(person__erased_at=None).order_by("-finished_at", "pk")
    found = dict(told.values_list("person", "person__label"))
    return [DueLine(person, label, "answer", None, False, "") for person, label in found.items()]


def _next_day(group: Group, today: date) -> date:
    """The day of the next session, or one usual gap from now where none is planned."""
    planned = group.sessions.filter(status=SessionStatus.PLANNED, held_on__gte=today).order_by("held_on")
    found: date | None = planned.values_list("held_on", flat=True).first()
    return found or today + timedelta(days=round(group.usual_gap_days))
