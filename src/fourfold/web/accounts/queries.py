"""What an administrator sees of accounts, and what an invitation opens."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.accounts.models import Appointment, BreakGlass, Invitation, User, WayIn
from fourfold.web.accounts.second_factor import ASKED
from fourfold.web.programmes.queries import today_at

if TYPE_CHECKING:
    from fourfold.web.people.models import Person

TOLD_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Post:
    """One appointment as the page of accounts shows it."""

    id: int
    role: str
    site: str
    programme: str
    since: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """One account of an administrator's sites; the appointments are those at these sites."""

    id: int
    name: str
    email: str
    is_active: bool
    last_login: datetime | None
    has_second_factor: bool
    needs_second_factor: bool
    posts: tuple[Post, ...]
    is_own: bool
    is_members: bool


@dataclass(frozen=True, slots=True)
class Open:
    """An invitation that nobody has used yet."""

    id: int
    name: str
    email: str
    role: str
    site: str
    programme: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Handed:
    """A way back in that was handed over: what was lost, by whom, when and why; `used_at` is None until it was used."""

    lost: str
    by: str
    at: datetime
    reason: str
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class ToldLook:
    """Who may look, or could until yesterday, into a group through a broken glass; `until` by the clock of the site."""

    group: str
    name: str
    reason: str
    until: datetime
    is_running: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A site or a programme that can be chosen: its id and name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Look:
    """A request to look into one group, and how far it has come: asked, running or over."""

    id: int
    group_id: int
    group: str
    asked_by: str
    reason: str
    asked_at: datetime
    agreed_by: str
    ends_at: datetime | None
    state: str
    may_agree: bool
    is_own: bool


def accounts(viewer: Viewer) -> list[Account]:
    """The accounts that hold or held a role at the administrator's sites, by name. Raises `Missing` for anybody else."""
    return [_account(viewer, user) for user in kept_users(viewer).order_by("name", "pk")]


def account(viewer: Viewer, user_id: int) -> Account:
    """One of them. Raises `Missing`."""
    return _account(viewer, access.one(kept_users(viewer), pk=user_id))


def handed_over(viewer: Viewer, user_id: int) -> list[Handed]:
    """The ways back in that were handed over for an account, the newest first. Raises `Missing`."""
    user = access.one(kept_users(viewer), pk=user_id)
    rows = WayIn.objects.filter(user=user).select_related("made_by").order_by("-created_at")
    return [Handed(row.lost, row.made_by.name, row.created_at, row.reason, row.used_at) for row in rows]


def appointed(viewer: Viewer, appointment_id: int) -> int:
    """The id of the account that an appointment at the administrator's sites belongs to. Raises `Missing`."""
    return access.one(kept_appointments(viewer), pk=appointment_id).user_id


def invitable(viewer: Viewer, person_id: int) -> str:
    """The label of a member of a group that the viewer leads. Raises `Missing`."""
    return access.one(led_members(viewer), pk=person_id).label


def open_invitations(viewer: Viewer) -> list[Open]:
    """The invitations to the administrator's sites that can still be used."""
    rows = kept_invitations(viewer).filter(**still_open()).select_related("site", "programme").order_by("expires_at")
    return [Open(i.pk, i.name, i.email, i.role, i.site.name, _name(i.programme), i.expires_at) for i in rows]


def sites(viewer: Viewer) -> list[Place]:
    """The sites that an administrator looks after."""
    return [Place(*row) for row in access.sites(viewer, Right.KEEP).order_by("name").values_list("pk", "name")]


def programmes(viewer: Viewer) -> list[Place]:
    """The programmes of those sites, each with its site's name."""
    rows = access.programmes(viewer, Right.KEEP).order_by("site__name", "name")
    return [Place(pk, f"{name} ({site})") for pk, name, site in rows.values_list("pk", "name", "site__name")]


def groups_kept(viewer: Viewer) -> list[Place]:
    """The groups of those sites by name, for asking to look into one."""
    rows = access.programmes(viewer, Right.KEEP).filter(groups__isnull=False).order_by("groups__name")
    return [Place(*row) for row in rows.values_list("groups", "groups__name")]


def invitation(word: str) -> Invitation:
    """The invitation that a word opens. Raises `Missing` alike for one that was used, withdrawn, is too old or never was."""
    return access.one(Invitation.objects.filter(**still_open()).select_related("site", "programme"), digest=digest_of(word))


def way_in(word: str) -> WayIn:
    """The way back in that a word opens. Raises `Missing` alike for one that was used, withdrawn, is too old or never was."""
    rows = WayIn.objects.filter(**still_open(), user__is_active=True).select_related("user")
    return access.one(rows, digest=digest_of(word))


def holder_of(email: str) -> User | None:
    """The account that already has an address, if one has. Internal: for whoever holds an invitation to that address."""
    return User.objects.filter(email=email.lower()).first()


def looks(viewer: Viewer) -> list[Look]:
    """Requests to look into a group: an administrator's own sites, or those that a supervisor oversees. The newest first."""
    rows = kept_looks(viewer).select_related("group", "asked_by", "agreed_by").order_by("-asked_at")[:50]
    return [_look(viewer, row) for row in rows]


def open_glass(group_id: int) -> list[Look]:
    """Who may look into a group just now through a broken glass: its facilitators are told. Internal: access was checked."""
    now = timezone.now()
    rows = BreakGlass.objects.filter(group=group_id, agreed_at__lte=now, ends_at__gt=now, closed_at=None)
    return [_look(access.NOBODY, row) for row in rows.select_related("group", "asked_by", "agreed_by")]


def told_looks(groups: Collection[int]) -> list[ToldLook]:
    """The looks of which facilitators are told: while open and for a day after. Internal: access was checked."""
    yesterday = timezone.now() - TOLD_FOR
    rows = BreakGlass.objects.filter(group__in=groups, agreed_at__isnull=False, ends_at__gt=yesterday)
    lately = rows.exclude(closed_at__lte=yesterday).select_related("group__programme__site", "asked_by").order_by("agreed_at")
    return [_told_look(row) for row in lately]


def belongs_to_member(user: User) -> bool:
    """Whether a new way in would open what a member wrote. Internal: access was checked.

    A member's role that was ended can be given anew, and one of the staff can be given beside it: only a second factor of
    staff keeps whoever hands over a password out.
    """
    if user.person_id is None or not Appointment.objects.filter(user=user, role=Role.MEMBER).exists():
        return False
    return not (has_staff_role(user) and Authenticator.objects.filter(user=user, type__in=ASKED).exists())


def has_staff_role(user: User) -> bool:
    """Whether an account holds any role but a member's now. Internal: access was checked."""
    return Appointment.objects.filter(user=user, ended_at=None).exclude(role=Role.MEMBER).exists()


def may_lose_factor(viewer: Viewer, authenticator_id: int) -> bool:
    """Whether a second factor of one's own may go: not the last one of staff. One that is not the viewer's is not judged."""
    own = Authenticator.objects.filter(user=viewer.user_id, type__in=ASKED)
    is_last = own.filter(pk=authenticator_id).exists() and not own.exclude(pk=authenticator_id).exists()
    return settings.DEMO or not viewer.is_staff or not is_last


def kept_users(viewer: Viewer) -> QuerySet[User]:
    """Rows of the accounts of an administrator's sites. Raises `Missing` for anybody else."""
    _must_keep(viewer)
    here = Appointment.objects.filter(user=OuterRef("pk"), site__in=access.sites(viewer, Right.KEEP))
    return User.objects.filter(Exists(here))


def kept_appointments(viewer: Viewer) -> QuerySet[Appointment]:
    """Rows of the appointments at those sites."""
    _must_keep(viewer)
    return Appointment.objects.filter(site__in=access.sites(viewer, Right.KEEP))


def kept_invitations(viewer: Viewer) -> QuerySet[Invitation]:
    """Rows of the invitations to those sites."""
    _must_keep(viewer)
    return Invitation.objects.filter(site__in=access.sites(viewer, Right.KEEP))


def led_members(viewer: Viewer) -> "QuerySet[Person]":
    """Rows of the members who sit or sat in groups that a facilitator leads."""
    rows = access.people(viewer, Right.LEAD)
    return rows.filter(memberships__group__in=access.groups(viewer, Right.LEAD), memberships__seat="member").distinct()


def kept_looks(viewer: Viewer) -> QuerySet[BreakGlass]:
    """Rows of the requests that concern a viewer: of an administrator's sites, of groups that a supervisor oversees."""
    if viewer.has(Role.ADMINISTRATOR):
        return BreakGlass.objects.filter(group__programme__in=access.programmes(viewer, Right.KEEP))
    if viewer.has(Role.SUPERVISOR):
        return BreakGlass.objects.filter(group__in=access.groups(viewer, Right.OVERSEE))
    raise Missing


def still_open() -> dict[str, object]:
    """The conditions under which an invitation can be used."""
    return {"used_at": None, "withdrawn_at": None, "expires_at__gt": timezone.now()}


def digest_of(word: str) -> str:
    """What is kept of a word. It carries 192 random bits, so that a plain digest cannot be guessed back."""
    return sha256(word.encode()).hexdigest()


def _must_keep(viewer: Viewer) -> None:
    if not access.may(viewer, Right.KEEP):
        raise Missing


def _account(viewer: Viewer, user: User) -> Account:
    rows = list(kept_appointments(viewer).filter(user=user).select_related("site", "programme").order_by("since"))
    posts = tuple(Post(a.pk, a.role, a.site.name, _name(a.programme), a.since, a.ended_at) for a in rows)
    needs = any(post.role != Role.MEMBER and post.ended_at is None for post in posts)
    has = Authenticator.objects.filter(user=user, type__in=ASKED).exists()
    own = user.pk == viewer.user_id
    of_member = belongs_to_member(user)
    return Account(user.pk, user.name, user.email, user.is_active, user.last_login, has, needs, posts, own, of_member)


def _look(viewer: Viewer, row: BreakGlass) -> Look:
    now, agreed = timezone.now(), row.agreed_at is not None
    running = agreed and row.closed_at is None and row.ends_at is not None and row.ends_at > now
    state = "running" if running else "over" if agreed or row.closed_at else "asked"
    own = row.asked_by_id == viewer.user_id
    by = row.agreed_by.name if row.agreed_by else ""
    asked = (row.asked_by.name, row.reason, row.asked_at)
    return Look(row.pk, row.group_id, row.group.name, *asked, by, row.ends_at, state, state == "asked" and not own, own)


def _told_look(row: BreakGlass) -> ToldLook:
    ends = min(at for at in (row.ends_at, row.closed_at) if at)
    until = timezone.localtime(ends, ZoneInfo(row.group.programme.site.time_zone))
    return ToldLook(row.group.name, row.asked_by.name, row.reason, until, ends > timezone.now())


def _name(programme: object) -> str:
    return str(getattr(programme, "name", ""))


def member_account(viewer: Viewer, person_id: int) -> User:
    """The account to which the viewer may hand over a way in. Raises `Missing`, also where the person has none."""
    person = access.person(viewer, Right.LEAD, person_id)
    today = today_at(person.site.time_zone)
    led = access.groups(viewer, Right.LEAD).filter(closed_on=None)
    spells = person.memberships.filter(group__in=led, seat="member", joined_on__lte=today)
    if not (spells.filter(left_on=None) | spells.filter(left_on__gte=today)).exists():
        raise access.Missing
    held = User.objects.filter(is_active=True, appointments__role=Role.MEMBER, appointments__ended_at=None)
    user = access.one(held, person=person)
    if has_staff_role(user):
        raise access.Missing
    return user
