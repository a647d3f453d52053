"""Needs, strengths, goals, what somebody takes responsibility for, totals of forensic tools, and the plan for leaving.

What is written about a person is sealed with the person's own key, place "table:uid:column".
"""

from uuid import uuid4

from django.db import models

DOMAINS = ("thinking", "companions", "self_control", "family", "work", "free_time", "substances", "other")
"""Where a need or a strength lies. Source: the changeable ones of the central eight, Bonta & Andrews (2017), in plain words."""


def domain_choices() -> list[tuple[str, str]]:
    """Where a need or a strength lies."""
    return [(word, word) for word in DOMAINS]


def state_choices() -> list[tuple[str, str]]:
    """How a goal stands."""
    return [(word, word) for word in ("open", "reached", "let_go")]


def statement_choices() -> list[tuple[str, str]]:
    """What somebody said."""
    return [(word, word) for word in ("responsibility", "amends")]


class Facet(models.Model):
    """Something known of a person: a strength or protective factor (`is_strength`), or a need, in one domain."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="facets")
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="+")
    is_strength = models.BooleanField()
    domain = models.CharField(max_length=16, choices=domain_choices)
    sealed_words = models.BinaryField()
    noted_on = models.DateField()
    noted_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    by_member = models.BooleanField(default=False)
    ended_on = models.DateField(null=True, blank=True)


class Goal(models.Model):
    """A goal that a member and the facilitators agreed on, perhaps about a need, with a day by which it is looked at again."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="goals")
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="goals")
    about = models.ForeignKey(Facet, null=True, blank=True, on_delete=models.SET_NULL, related_name="goals")
    sealed_words = models.BinaryField()
    agreed_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=state_choices, default="open")
    closed_on = models.DateField(null=True, blank=True)
    agreed_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    by_member = models.BooleanField(default=False)


class Step(models.Model):
    """One step towards a goal."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="steps")
    sealed_words = models.BinaryField()
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)


class OwnStatement(models.Model):
    """What a member takes responsibility for, or does to make amends. `own_words`: written or said so by the member.

    What was taken back keeps its row and its day, and no words.
    """

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="own_statements")
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="+")
    session = models.ForeignKey("web.Session", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=16, choices=statement_choices)
    sealed_words = models.BinaryField()
    own_words = models.BooleanField(default=True)
    said_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class RecordedTotal(models.Model):
    """The total of a forensic tool as a trained rater gave it, and its domains; never computed here and never averaged."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="recorded_totals")
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=40)
    total = models.SmallIntegerField()
    domains = models.JSONField(default=dict)
    rated_on = models.DateField()
    sealed_rater = models.BinaryField()
    recorded_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)


class LeavingPlan(models.Model):
    """What somebody takes along at the end of a membership; `weeks` after the last session at which they are asked again."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.OneToOneField("web.Membership", on_delete=models.CASCADE, related_name="leaving_plan")
    sealed_words = models.BinaryField(null=True, blank=True)
    weeks = models.JSONField(default=list)
    agreed_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey("web.User", on_delete=models.PROTECT, related_name="+")


class SupportContact(models.Model):
    """Somebody whom the member named as a support, in the time of one group; name and how to reach them are sealed."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    person = models.ForeignKey("web.Person", on_delete=models.CASCADE, related_name="support_contacts")
    group = models.ForeignKey("web.Group", on_delete=models.PROTECT, related_name="+")
    sealed_name = models.BinaryField()
    sealed_reach = models.BinaryField(null=True, blank=True)
    may_be_called = models.BooleanField(default=False)
    added_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
