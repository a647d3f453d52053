"""Groups and memberships."""

from uuid import uuid4

from django.db import models

from fourfold.web.people.models import new_code

MEMBER, FACILITATOR, GUEST = "member", "facilitator", "guest"


def kind_choices() -> list[tuple[str, str]]:
    """Whether people may join later."""
    return [(kind, kind) for kind in ("open", "closed")]


def seat_choices() -> list[tuple[str, str]]:
    """As what somebody sits in a group."""
    return [(seat, seat) for seat in (MEMBER, FACILITATOR, GUEST)]


class Group(models.Model):
    """One therapy group. `revision` counts what was written about it, check-ins apart."""

    programme = models.ForeignKey("web.Programme", on_delete=models.PROTECT, related_name="groups")
    code = models.CharField(max_length=40, default=new_code, unique=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=kind_choices, default="open")
    language = models.CharField(max_length=5, default="en")
    lowest = models.FloatField(default=1.0)
    highest = models.FloatField(default=7.0)
    usual_gap_days = models.FloatField(default=7.0)
    peer_items = models.PositiveSmallIntegerField(default=3)
    starts_at = models.TimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(default=90)
    simulated = models.BooleanField(default=False)
    revision = models.PositiveBigIntegerField(default=0)
    closed_on = models.DateField(null=True, blank=True)


class Membership(models.Model):
    """One spell of one person in one group, first to last day; the reason of its end is sealed."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey("web.Person", on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(max_length=12, choices=seat_choices, default=MEMBER)
    joined_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    sealed_reason = models.BinaryField(null=True, blank=True)
    moved_from = models.ForeignKey(Group, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=["group", "person", "joined_on"]),)
