"""One member in one group, for whoever may read there or write there."""

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Model, QuerySet

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.goals.models import Facet, Goal, OwnStatement, RecordedTotal, Step, SupportContact
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.people.models import Person
from fourfold.web.programmes.queries import today_at

Kept = TypeVar("Kept", Facet, Goal, OwnStatement, RecordedTotal, SupportContact)


@dataclass(frozen=True, slots=True)
class Place:
    """A member of a group, what day it is there, and whether the viewer writes there."""

    group: Group
    person: Person
    today: date
    may_write: bool

    @property
    def erased(self) -> bool:
        """Whether nothing is left to read."""
        return self.person.erased_at is not None


def place_of(viewer: Viewer, group_id: int, person_id: int) -> Place:
    """A member, now or before, of a group that the viewer oversees. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    seated = access.people(viewer, Right.OVERSEE).filter(memberships__group=group, memberships__seat=MEMBER)
    person = access.one(seated, pk=person_id)
    leads = access.groups(viewer, Right.LEAD).filter(pk=group.pk).exists()
    may_write = leads and person.erased_at is None and access.people(viewer, Right.LEAD).filter(pk=person.pk).exists()
    return Place(group, person, today_at(group.programme.site.time_zone), may_write)


def place_to_write(viewer: Viewer, group_id: int, person_id: int) -> Place:
    """The same where the viewer leads the group and nobody else leads the member now. Raises `Missing`."""
    place = place_of(viewer, group_id, person_id)
    if not place.may_write:
        raise Missing
    return place


def written(viewer: Viewer, model: type[Kept]) -> QuerySet[Kept]:
    """The rows that a viewer may change as one who leads the group. Internal: of one of them with `access.one`."""
    return _of(viewer, model, "", Right.LEAD)


def own(viewer: Viewer, model: type[Kept]) -> QuerySet[Kept]:
    """The rows that are the member's own who looks. Internal."""
    return _of(viewer, model, "", Right.OWN)


def steps_written(viewer: Viewer) -> QuerySet[Step]:
    """The steps that a viewer may change as one who leads the group. Internal."""
    return _of(viewer, Step, "goal__", Right.LEAD)


def own_steps(viewer: Viewer) -> QuerySet[Step]:
    """The steps of the member's own goals. Internal."""
    return _of(viewer, Step, "goal__", Right.OWN)


AnyRow = TypeVar("AnyRow", bound=Model)


def _of(viewer: Viewer, model: type[AnyRow], path: str, right: Right) -> QuerySet[AnyRow]:
    people = access.people(viewer, right).filter(erased_at=None).values("pk")
    rows = model._default_manager.filter(**{f"{path}person__in": people})
    if right is Right.LEAD:
        rows = rows.filter(**{f"{path}group__in": access.groups(viewer, right).values("pk")})
    return rows.select_related(f"{path}person", f"{path}group__programme__site")


def own_person(viewer: Viewer) -> Person:
    """The member who looks. Raises `Missing` for anybody who is none."""
    return access.one(access.people(viewer, Right.OWN).select_related("site"))


def own_groups(viewer: Viewer) -> list[Group]:
    """The groups in which the member sits today, then those of before, newest first. Raises `Missing`."""
    person = own_person(viewer)
    today = today_at(person.site.time_zone)
    spells = Membership.objects.filter(person=person, seat=MEMBER, joined_on__lte=today).select_related(
        "group__programme__site"
    )
    rows = sorted(spells, key=lambda s: (s.left_on is not None and s.left_on < today, -s.joined_on.toordinal(), -s.pk))
    sitting = [spell.group for spell in rows if spell.left_on is None or spell.left_on >= today]
    found = sitting or [spell.group for spell in rows][:1]
    return list({group.pk: group for group in found}.values())
