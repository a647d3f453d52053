"""Strengths, needs, goals, responsibility and plans for leaving of simulated members: simulated, like the members."""

from datetime import date, timedelta

from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.access import Viewer, viewer_of
from fourfold.web.accounts.models import User
from fourfold.web.assessments.models import Administration
from fourfold.web.audit.actions import note
from fourfold.web.demonstration.queries import email_of
from fourfold.web.goals.actions.facets import FacetDetails, add_facet, add_own_strength
from fourfold.web.goals.actions.goals import GoalDetails, StepDetails, add_goal, add_own_goal, add_step, tick_own_step
from fourfold.web.goals.actions.leaving import ContactDetails, PlanDetails, add_contact, write_plan
from fourfold.web.goals.actions.statements import StatementDetails, add_statement, write_own_statement
from fourfold.web.goals.actions.totals import TotalDetails, record_total
from fourfold.web.goals.models import Facet, Goal
from fourfold.web.goals.queries.leaving import FOLLOW_UP, last_day
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.writing import write_transaction

_STRENGTHS = (
    ("family", "Simulated: calls an older sister when it gets hard, and she answers."),
    ("work", "Simulated: has kept the same job for two years."),
    ("thinking", "Simulated: stops and asks what the other person meant."),
)
_NEEDS = (
    ("self_control", "Simulated: acts before thinking when criticised."),
    ("companions", "Simulated: spends evenings with old company."),
)
_GOALS = (
    ("Simulated: pause and breathe before I answer, at home too.", "Simulated: count three breaths once a day.", 5),
    ("Simulated: two evenings a week with my sister’s family.", "Simulated: ask her which evenings suit.", 3),
)
_ANSWERS = (
    {"going": 5, "carries": 6, "people": 5, "practice": 4, "hard": 3},
    {"going": 4, "carries": 5, "people": None, "practice": 2, "hard": 5},
)


def set_goals(leader: Viewer, meeting: Group) -> None:
    """Goals of three members of the group that meets today, one of whom writes too, and the plan of somebody who left."""
    today = today_at(meeting.programme.site.time_zone)
    member = viewer_of(User.objects.get(email=email_of(Role.MEMBER)))
    spells = Membership.objects.filter(group=meeting, seat=MEMBER, left_on=None).order_by("pk")
    people = [member.person_id or 0, *spells.exclude(person=member.person_id).values_list("person", flat=True)[:2]]
    with write_transaction():
        for turn, person in enumerate(people):
            _of_member(meeting.pk, person, turn, today, leader)
        Facet.objects.filter(group=meeting).update(noted_on=today - timedelta(weeks=6))
        Goal.objects.filter(group=meeting).update(agreed_on=today - timedelta(weeks=5))
        _by_themselves(meeting.pk, member)
        _somebody_who_left(leader)
        note("system", "set goals of demonstration", f"group:{meeting.pk}", group=meeting.pk)


def _of_member(group: int, person: int, turn: int, today: date, by: Viewer) -> None:
    for domain, words in (*_STRENGTHS[turn:], *_STRENGTHS[:turn])[:2]:
        add_facet(group, person, FacetDetails(True, domain, words), by=by)
    domain, words = _NEEDS[turn % len(_NEEDS)]
    need = add_facet(group, person, FacetDetails(False, domain, words), by=by)
    words, first, days = _GOALS[turn % len(_GOALS)]
    goal = add_goal(
        group, person, GoalDetails(words, today + timedelta(days=7 * (turn + 1)), need.pk),
        StepDetails(first, today + timedelta(days=days)), by=by,
    )  # fmt: skip
    add_step(goal.pk, StepDetails("Simulated: tell the group how it went."), by=by)
    said = today - timedelta(days=7)
    words = "Simulated: I raised my voice at home, and the children were frightened. That was mine."
    if turn == 0:
        add_statement(group, person, StatementDetails("responsibility", words, said_on=said), by=by)
        add_contact(group, person, ContactDetails("Simulated: my sister", "Simulated: evenings, by phone", True), by=by)
        details = PlanDetails("Simulated: when I notice the old company calling, I ring my sister first.", (4, 12, 26))
        write_plan(group, person, details, by=by)
        record_total(group, person, TotalDetails("saprof", 18, said, "Simulated rater"), by=by)
    if turn == 1:
        words = "Simulated: write to the neighbour, and offer to mend the door."
        add_statement(group, person, StatementDetails("amends", words, said_on=said), by=by)


def _by_themselves(group: int, member: Viewer) -> None:
    """What the member with an account wrote, and the step that they ticked."""
    add_own_strength(group, FacetDetails(True, "free_time", "Simulated: I walk when I am angry."), by=member)
    add_own_goal(group, "Simulated: learn to say sorry without a but.", by=member)
    write_own_statement(group, "amends", "Simulated: I want to mend the toy that I broke.", by=member)
    goal = Goal.objects.filter(group=group, person=member.person_id, by_member=False).order_by("pk")[0]
    tick_own_step(goal.steps.order_by("-pk")[0].pk, by=member)


def _somebody_who_left(by: Viewer) -> None:
    """The plan of whoever left first and is in no group now, and what they answered afterwards; nothing where nobody left."""
    sitting = Membership.objects.filter(left_on=None).values("person")
    left = Membership.objects.filter(seat=MEMBER, left_on__isnull=False, person__erased_at=None)
    gone = left.exclude(person__in=sitting).order_by("left_on", "pk")
    spell = gone.select_related("group__programme__site", "person").first()
    begun = last_day(spell) if spell else None
    if spell is None or begun is None:
        return
    weeks = max((today_at(spell.group.programme.site.time_zone) - begun).days // 7, 1)
    details = PlanDetails(
        "Simulated: keep the Sunday walk, and call somebody before the evening gets long.", sorted({weeks, 12, 26})
    )
    write_plan(spell.group_id, spell.person_id, details, by=by)
    rows = Administration.objects.filter(person=spell.person_id, instrument=FOLLOW_UP, finished_at=None)
    for row, answers in zip(rows.order_by("due_on"), _ANSWERS, strict=False):
        row.answers, row.source = answers, "staff"
        row.begun_at = row.finished_at = timezone.now()
        row.save(update_fields=["answers", "source", "begun_at", "finished_at"])
