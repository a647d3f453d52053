"""What waits for a person: private words and safety items. Facilitators see whose; supervisors see that one waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.accounts.models import User
from fourfold.web.flags.models import Flag
from fourfold.web.groups.models import FACILITATOR

LATELY = timedelta(hours=48)


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who leads the group too and can be asked."""

    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One flag as its group's facilitators see it; times are those of the site."""

    id: int
    kind: str
    by_assessment: bool
    person_id: int
    label: str
    group_id: int
    group_name: str
    raised_at: datetime
    is_of_today: bool
    taken_by: str
    is_mine: bool
    asked_of: str
    asked_me: bool
    done_at: datetime | None
    colleagues: list[Colleague]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """That something waits in a group: no name, no kind."""

    group_id: int
    group_name: str
    count: int


def flags(viewer: Viewer) -> QuerySet[Flag]:
    """The flags of the groups that a viewer leads."""
    return Flag.objects.filter(group__in=access.groups(viewer, Right.LEAD).values("pk"))


def waiting(viewer: Viewer) -> list[Waiting]:
    """What waits in the groups that the viewer leads: untaken first, then by the time it was raised."""
    return _seen(viewer, flags(viewer).filter(done_at=None))


def lately_done(viewer: Viewer) -> list[Waiting]:
    """What was done in the last two days, so that it can be taken back."""
    return _seen(viewer, flags(viewer).filter(done_at__gte=timezone.now() - LATELY))


def unanswered(viewer: Viewer) -> list[Unanswered]:
    """In which of the groups that a viewer oversees, but does not lead, something waits that nobody has taken on."""
    overseen = access.groups(viewer, Right.OVERSEE).exclude(pk__in=access.groups(viewer, Right.LEAD).values("pk"))
    open_flags = Q(flags__done_at=None, flags__taken_at=None, flags__isnull=False)
    counted = overseen.annotate(count=Count("flags", filter=open_flags)).filter(count__gt=0).order_by("name")
    return [Unanswered(*row) for row in counted.values_list("pk", "name", "count")]


def colleagues(group_ids: Iterable[int], but: Viewer) -> dict[int, list[Colleague]]:
    """For each group the accounts of those who lead it today, the viewer's own apart. Internal."""
    today = timezone.localdate()
    seated = Q(person__memberships__left_on=None) | Q(person__memberships__left_on__gte=today)
    rows = (
        User.objects.filter(
            seated,
            person__memberships__group__in=list(group_ids),
            person__memberships__seat=FACILITATOR,
            person__memberships__joined_on__lte=today,
            appointments__role=Role.FACILITATOR,
            appointments__ended_at=None,
            is_active=True,
        )
        .exclude(pk=but.user_id or 0)
        .order_by("name")
        .values_list("person__memberships__group", "pk", "name")
        .distinct()
    )
    found: dict[int, list[Colleague]] = {}
    for group_id, user_id, name in rows:
        found.setdefault(group_id, []).append(Colleague(user_id, name))
    return found


def _seen(viewer: Viewer, rows: QuerySet[Flag]) -> list[Waiting]:
    found = list(
        rows.select_related("person", "group__programme__site", "taken_by", "asked_of").order_by("taken_at", "raised_at")
    )
    with_whom = colleagues({flag.group_id for flag in found}, viewer) if found else {}
    seen = [_one(flag, viewer, with_whom.get(flag.group_id, [])) for flag in found]
    return sorted(seen, key=lambda flag: (bool(flag.taken_by), not flag.asked_me, flag.raised_at))


def _one(flag: Flag, viewer: Viewer, with_whom: list[Colleague]) -> Waiting:
    zone = ZoneInfo(flag.group.programme.site.time_zone)
    raised_at = flag.raised_at.astimezone(zone)
    return Waiting(
        id=flag.pk,
        kind=flag.kind,
        by_assessment=flag.administration_id is not None,
        person_id=flag.person_id,
        label=flag.person.label,
        group_id=flag.group_id,
        group_name=flag.group.name,
        raised_at=raised_at,
        is_of_today=raised_at.date() == timezone.now().astimezone(zone).date(),
        taken_by=flag.taken_by.name if flag.taken_by else "",
        is_mine=flag.taken_by_id is not None and flag.taken_by_id == viewer.user_id,
        asked_of=flag.asked_of.name if flag.asked_of else "",
        asked_me=flag.asked_of_id is not None and flag.asked_of_id == viewer.user_id,
        done_at=flag.done_at.astimezone(zone) if flag.done_at else None,
        colleagues=with_whom,
    )
