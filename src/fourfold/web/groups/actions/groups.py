"""Beginning a group, changing what is written down about it, closing and reopening it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import NoReturn

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.accounts.models import User
from fourfold.web.audit.actions import note
from fourfold.web.groups.actions.revision import touch
from fourfold.web.groups.models import FACILITATOR, Group, Membership
from fourfold.web.groups.queries import colleagues as colleagues_of
from fourfold.web.groups.queries import leaders_at
from fourfold.web.people.models import Person
from fourfold.web.programmes.models import Site
from fourfold.web.programmes.queries import today_at
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class GroupDetails:
    """What is written down about a group. `kind` is open or closed, `usual_gap_days` the rhythm in which it meets."""

    name: str
    kind: str = "open"
    language: str = "en"
    minutes: int = 90
    usual_gap_days: float = 7.0
    peer_items: int = 3


def begin_group(
    programme_id: int, details: GroupDetails, begins_on: date, colleagues: Sequence[int] = (), *, by: Viewer
) -> Group:
    """A new group, led from its first day by whoever begins it and by colleagues (accounts of the site).

    Raises `Missing`, also for a colleague of another site, and `Refused`.
    """
    with write_transaction():
        programme = access.one(access.programmes(by, Right.LEAD).select_related("site"), pk=programme_id)
        if begins_on > today_at(programme.site.time_zone):
            raise Refused("begins_on", "groups.begins_later")
        _check_name(programme.pk, details.name)
        group = Group.objects.create(programme=programme, **asdict(details))
        allowed = leaders_at(programme.site_id, programme.pk)
        for user_id in dict.fromkeys((by.user_id or 0, *colleagues)):
            user = allowed.filter(pk=user_id).first() or _not_here(user_id, by)
            person = person_of(user, programme.site)
            Membership.objects.create(group=group, person=person, seat=FACILITATOR, joined_on=begins_on)
        note(by, "begin group", f"group:{group.pk}", group=group.pk)
    return group


def change_group(group_id: int, details: GroupDetails, *, by: Viewer) -> None:
    """Writes down anew what is known of a group. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        _check_name(group.programme_id, details.name, but=group.pk)
        Group.objects.filter(pk=group.pk).update(**asdict(details))
        touch(group.pk)
        note(by, "change group", f"group:{group.pk}", group=group.pk)


def close_group(group_id: int, *, by: Viewer) -> None:
    """Closes a group today: nothing is deleted, nobody joins until it is reopened. Raises `Missing`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        today = today_at(group.programme.site.time_zone)
        Group.objects.filter(pk=group.pk, closed_on=None).update(closed_on=today)
        touch(group.pk)
        note(by, "close group", f"group:{group.pk}", group=group.pk)


def reopen_group(group_id: int, *, by: Viewer) -> None:
    """Reopens a closed group. Raises `Missing`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        Group.objects.filter(pk=group.pk).update(closed_on=None)
        touch(group.pk)
        note(by, "reopen group", f"group:{group.pk}", group=group.pk)


def person_of(user: User, site: Site) -> Person:
    """The person as whom an account sits in groups, made now if there is none yet."""
    if user.person is not None:
        return user.person
    if not user.appointments.filter(role=Role.FACILITATOR, ended_at=None).exists():
        raise Missing
    person = Person.objects.create(site=site, label=user.name[:40], language=user.language)
    User.objects.filter(pk=user.pk).update(person=person)
    return person


def _not_here(user_id: int, by: Viewer) -> NoReturn:
    """Refuses a colleague of another of the viewer's sites with a word, anybody else as if there were no such account."""
    if any(user_id == known for known, _ in colleagues_of(by)):
        raise Refused("colleagues", "groups.colleague_elsewhere")
    raise Missing


def _check_name(programme_id: int, name: str, but: int = 0) -> None:
    if Group.objects.filter(programme=programme_id, name__iexact=name).exclude(pk=but).exists():
        raise Refused("name", "groups.name_taken", name=name)
