"""Who may see what: the one place. Whatever a viewer may not see answers exactly like something that does not exist.

Rights: LEAD reads and writes what a group's facilitator needs; OVERSEE reads it (facilitators and supervisors); COUNT reads
figures about programmes in cells; STUDY makes releases for research; KEEP looks after accounts, backups and the audit log, and
never sees content; OWN is a member's own page. Every right is looked up anew for each request, so that nothing outlives a
membership or an appointment.
"""

from dataclasses import dataclass, field, replace
from datetime import tzinfo
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web.accounts.models import Appointment, BreakGlass, User
from fourfold.web.groups.models import FACILITATOR, GUEST, Group, Membership
from fourfold.web.people.models import Person
from fourfold.web.programmes.models import Programme, Site


class Missing(Http404):
    """There is no such thing for this viewer."""


class Right(StrEnum):
    """What a viewer may do with a group, a programme or a site."""

    LEAD = "lead"
    OVERSEE = "oversee"
    COUNT = "count"
    STUDY = "study"
    KEEP = "keep"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who looks: an account, and for a program the scope of its token (None: everything the account may).

    `glass` are the groups that an administrator may read for an hour, because a second person agreed; `token_id` is the
    token with which a program acts for the account; `zones` are the time zones of the sites of its roles.
    """

    user_id: int | None
    person_id: int | None = None
    name: str = ""
    language: str = "en"
    roles: frozenset[tuple[Role, int, int | None]] = field(default_factory=frozenset)
    scope: frozenset[str] | None = None
    glass: frozenset[int] = frozenset()
    token_id: int | None = None
    zones: frozenset[tuple[int, str]] = frozenset()

    @property
    def actor(self) -> str:
        """How the audit log calls this viewer: by the token where a program acts for the account."""
        if self.token_id:
            return f"token:{self.token_id}"
        return f"user:{self.user_id}" if self.user_id else "nobody"

    def has(self, role: Role) -> bool:
        """Whether the account holds the role anywhere."""
        return any(held is role for held, _, _ in self.roles)

    @property
    def zone(self) -> tzinfo:
        """Where the viewer's clock stands: that of the first of their sites."""
        return ZoneInfo(min(self.zones)[1]) if self.zones else timezone.get_default_timezone()

    @property
    def is_staff(self) -> bool:
        """Whether the account holds any role but a member's."""
        return any(held is not Role.MEMBER for held, _, _ in self.roles)


NOBODY = Viewer(None)
Row = TypeVar("Row", bound=Model)


def viewer_of(user: User) -> Viewer:
    """The viewer that an account is now."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    open_ones = Appointment.objects.filter(user=user, ended_at=None)
    held = list(open_ones.values_list("role", "site_id", "programme_id", "site__time_zone"))
    roles = frozenset((Role(role), site, programme) for role, site, programme, _ in held)
    zones = frozenset((site, zone) for _, site, _, zone in held)
    viewer = Viewer(user.pk, user.person_id, user.name, user.language, roles, zones=zones)
    return replace(viewer, glass=_glass_of(user)) if viewer.has(Role.ADMINISTRATOR) else viewer


def may(viewer: Viewer, right: Right) -> bool:
    """Whether the viewer has the right over anything at all."""
    roles = {Right.LEAD: {Role.FACILITATOR}, Right.OVERSEE: {Role.FACILITATOR, Role.SUPERVISOR}}
    by_role = {
        **roles,
        Right.COUNT: {Role.MANAGER, Role.SUPERVISOR},
        Right.STUDY: {Role.RESEARCHER},
        Right.KEEP: {Role.ADMINISTRATOR},
        Right.OWN: {Role.MEMBER},
    }
    return any(viewer.has(role) for role in by_role[right]) or (right is Right.OVERSEE and bool(viewer.glass))


def groups(viewer: Viewer, right: Right) -> QuerySet[Group]:
    """The groups over which a viewer has LEAD or OVERSEE."""
    led = Q(pk__in=_led_now(viewer)) if viewer.has(Role.FACILITATOR) else Q(pk=None)
    if right is Right.LEAD:
        return Group.objects.filter(led)
    if right is Right.OVERSEE:
        return Group.objects.filter(led | _of_roles(viewer, Role.SUPERVISOR, "programme") | Q(pk__in=viewer.glass))
    return Group.objects.none()


def group(viewer: Viewer, right: Right, group_id: int) -> Group:
    """One such group. Raises `Missing`."""
    return one(groups(viewer, right).select_related("programme__site"), pk=group_id)


def people(viewer: Viewer, right: Right) -> QuerySet[Person]:
    """The people who sit or sat in such groups; with LEAD also those of the viewer's sites who sit in no group yet.

    Who has moved on to a group of others is for its facilitators; those of the group before may read and no longer write.
    """
    seated = Q(memberships__group__in=groups(viewer, right).values("pk"))
    if right is Right.LEAD:
        sites = [site for role, site, _ in viewer.roles if role is Role.FACILITATOR]
        seated |= Q(site__in=sites, memberships=None)
        seated &= ~Q(pk__in=_moved_on(viewer))
    if right is Right.OWN:
        return (
            Person.objects.filter(pk=viewer.person_id)
            if viewer.person_id and viewer.has(Role.MEMBER)
            else Person.objects.none()
        )
    return Person.objects.filter(seated).distinct()


def person(viewer: Viewer, right: Right, person_id: int) -> Person:
    """One such person. Raises `Missing`."""
    return one(people(viewer, right).select_related("site"), pk=person_id)


def programmes(viewer: Viewer, right: Right) -> QuerySet[Programme]:
    """Programmes: COUNT for managers and supervisors, STUDY for researchers, LEAD to begin a group, KEEP for administrators."""
    roles = {Right.COUNT: Role.MANAGER, Right.LEAD: Role.FACILITATOR, Right.KEEP: Role.ADMINISTRATOR}
    role = {**roles, Right.STUDY: Role.RESEARCHER}.get(right)
    if role is None:
        return Programme.objects.none()
    allowed = _of_roles(viewer, role, "pk")
    if right is Right.COUNT:
        allowed |= _of_roles(viewer, Role.SUPERVISOR, "pk")
    if right is Right.STUDY and viewer.person_id:
        # Whoever sat in a group knows enough of its members to find their rows.
        allowed &= ~Q(groups__memberships__person=viewer.person_id)
    return Programme.objects.filter(allowed)


def sites(viewer: Viewer, right: Right) -> QuerySet[Site]:
    """Sites: KEEP for their administrators, LEAD for the sites at which a facilitator works."""
    role = {Right.KEEP: Role.ADMINISTRATOR, Right.LEAD: Role.FACILITATOR}.get(right)
    return Site.objects.filter(pk__in=[site for held, site, _ in viewer.roles if held is role])


def one(rows: "QuerySet[Row]", **key: object) -> Row:
    """The one row of a viewer's rows. Raises `Missing`, the same for a row that is another's and one that is not there."""
    found = rows.filter(**key).first()
    if found is None:
        raise Missing
    return found


def _glass_of(user: User) -> frozenset[int]:
    """The groups into which an administrator may look just now; of sites that are still the administrator's."""
    now = timezone.now()
    running = BreakGlass.objects.filter(asked_by=user, agreed_at__lte=now, ends_at__gt=now, closed_at=None)
    kept = Appointment.objects.filter(user=user, role=Role.ADMINISTRATOR, ended_at=None).values("site")
    return frozenset(running.filter(group__programme__site__in=kept).values_list("group_id", flat=True))


def _led_now(viewer: Viewer) -> QuerySet[Membership, Any]:
    """Ids of the groups that the viewer's own person leads today, by the clock of a site where the role is still held."""
    held = {site for role, site, _ in viewer.roles if role is Role.FACILITATOR}
    today = Q(pk=None)
    for site, zone in (known for known in viewer.zones if known[0] in held):
        day = timezone.localdate(timezone=ZoneInfo(zone))
        open_spell = Q(left_on=None) | Q(left_on__gte=day)
        today |= Q(open_spell, group__programme__site=site, joined_on__lte=day)
    return Membership.objects.filter(today, person=viewer.person_id, seat=FACILITATOR).values("group")


def _moved_on(viewer: Viewer) -> QuerySet[Membership, Any]:
    """Ids of the people who sit in a group, now or soon, but in none that the viewer leads."""
    sitting = Membership.objects.filter(Q(left_on=None) | Q(left_on__gte=timezone.localdate())).exclude(seat=GUEST)
    mine = sitting.filter(group__in=groups(viewer, Right.LEAD).values("pk")).values("person")
    return sitting.exclude(person__in=mine).values("person")


def _of_roles(viewer: Viewer, role: Role, programme: str) -> Q:
    """Rows of the sites, or single programmes, at which a viewer holds a role; `programme` is the path to the programme."""
    held = [(site, only) for has, site, only in viewer.roles if has is role]
    site = "site" if programme == "pk" else f"{programme}__site"
    whole = Q(**{f"{site}__in": [at for at, only in held if only is None]})
    return whole | Q(**{f"{programme}__in": [only for _, only in held if only is not None]})
