"""Reading the audit log: whether it is whole, what an administrator may read of it, and who has seen what of a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.chain import BEGINNING, link_of
from fourfold.web.audit.models import AuditEntry

if TYPE_CHECKING:
    from fourfold.web.people.models import Person

READ = "read "
ENTERED = ("hand over way in", "use way in")
"""What opens a member's own page to whoever holds the link: told to the member like a look, whoever seems to have done it."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends: how many entries, and the last link. Kept outside, it tells a log that was cut short."""

    count: int
    link: str

    @property
    def spaced(self) -> str:
        """The link in groups of four, as one writes it down."""
        return " ".join(self.link[k : k + 4] for k in range(0, len(self.link), 4))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check of the chain found; `broken_at` is the id of the first entry that does not fit.

    `outcome` is whole, changed (an entry does not fit the one before it) or replaced (it is not the log that was anchored).
    """

    head: Head
    broken_at: int | None
    outcome: str
    sentence: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing was changed, as far as the chain and the anchor can tell."""
        return self.outcome == "whole"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as an administrator reads it: no content and no detail."""

    at: datetime
    who: str
    verb: str
    subject: str


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are wanted: of whom, which verb begins so, on which day."""

    who: str = ""
    verb: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Somebody saw something about a person: who by name and roles, when, and what."""

    at: datetime
    name: str
    roles: tuple[str, ...]
    what: str


def head() -> Head:
    """The end of the chain now."""
    last = AuditEntry.objects.order_by("-id").first()
    return Head(AuditEntry.objects.count(), (BEGINNING if last is None else bytes(last.link)).hex())


def check(anchor: Head | None = None, *, using: str = "default") -> Finding:
    """The chain from its beginning, and against an anchor kept outside (a log may have grown since, never shrunk).

    `using` names the connection: the log of a restored backup is checked in the same way.
    """
    before, count, anchored = BEGINNING, 0, anchor is None or anchor.count == 0
    for entry in AuditEntry.objects.using(using).order_by("id").iterator(chunk_size=2000):
        if link_of(entry, before) != bytes(entry.link):
            said = f"entry {entry.pk} does not fit the one before it: the log was changed"
            return Finding(Head(count, before.hex()), entry.pk, "changed", said)
        before, count = bytes(entry.link), count + 1
        if anchor is not None and count == anchor.count:
            anchored = before.hex() == anchor.link
    now = Head(count, before.hex())
    if not anchored:
        return Finding(now, None, "replaced", "the log is not the one that was anchored: entries are missing or replaced")
    return Finding(now, None, "whole", f"all {count} entries fit")


def lines(viewer: Viewer, sought: Sought, most: int = 200) -> list[Line]:
    """The newest entries of an administrator's sites, without content. Raises `Missing` for anybody else."""
    if not access.may(viewer, Right.KEEP):
        raise Missing
    rows = _of_sites(viewer)
    if sought.who:
        rows = rows.filter(actor__in=_called(sought.who))
    if sought.verb:
        rows = rows.filter(verb__startswith=sought.verb)
    if sought.day:
        rows = rows.filter(at__date=sought.day)
    found = list(rows.order_by("-id")[:most])
    names = _names(entry.actor for entry in found)
    return [Line(e.at, names.get(e.actor, e.actor), e.verb, e.subject) for e in found]


def verbs(viewer: Viewer) -> list[str]:
    """The verbs that stand in an administrator's part of the log."""
    if not access.may(viewer, Right.KEEP):
        raise Missing
    return sorted(set(_of_sites(viewer).order_by().values_list("verb", flat=True).distinct()))


def seen_by(viewer: Viewer, person: "Person", most: int = 200) -> list[Seen]:
    """Who has seen what of a person, newest first: of the person alone, or of a group on days the person sat in it.

    For the person, and for those who oversee their groups; anybody else gets `Missing`. One's own looks are left out, but
    not that a new way into one's account was used.
    """
    rights = (Right.OWN, Right.OVERSEE)
    if not any(access.people(viewer, right).filter(pk=person.pk).exists() for right in rights):
        raise Missing
    about = Q(person_id=person.pk)
    for group, first, last in person.memberships.values_list("group_id", "joined_on", "left_on"):
        spell = Q(group_id=group, person_id=None, at__date__gte=first)
        about |= spell & Q(at__date__lte=last) if last else spell
    own = _actors_of(get_user_model().objects.filter(person=person).values_list("pk", flat=True))
    looks = Q(verb__startswith=READ) & ~Q(actor__in=own)
    rows = AuditEntry.objects.filter(about, looks | Q(verb__in=ENTERED))
    found = list(rows.order_by("-id")[:most])
    names, roles = _names(e.actor for e in found), _roles(e.actor for e in found)
    return [Seen(e.at, names.get(e.actor, e.actor), roles.get(e.actor, ()), e.verb.removeprefix(READ)) for e in found]


def _of_sites(viewer: Viewer) -> QuerySet[AuditEntry]:
    """Entries about groups of the sites that a viewer keeps, by accounts of those sites, or by the site itself."""
    groups = access.programmes(viewer, Right.KEEP).filter(groups__isnull=False).values("groups")
    accounts = access.sites(viewer, Right.KEEP).values_list("appointments__user", flat=True).distinct()
    actors = _actors_of(pk for pk in accounts if pk)
    return AuditEntry.objects.filter(Q(group_id__in=groups) | Q(group_id=None, actor__in=[*actors, "system"]))


def _called(name: str) -> list[str]:
    """The actors whose name or address holds a word."""
    users = get_user_model().objects.filter(Q(name__icontains=name) | Q(email__iexact=name))
    return _actors_of(users.values_list("pk", flat=True)) or [name]


def _actors_of(accounts: Iterable[int]) -> list[str]:
    """How the log calls accounts: by themselves, and by the tokens with which programs act for them."""
    rows = list(get_user_model().objects.filter(pk__in=list(accounts)).values_list("pk", "tokens"))
    return sorted({f"user:{pk}" for pk, _ in rows} | {f"token:{token}" for _, token in rows if token})


def _names(actors: Iterable[str]) -> dict[str, str]:
    """Names by actor; where a program acted, its name beside that of the account."""
    asked = list(actors)
    rows = get_user_model().objects.filter(pk__in=_ids(asked)).values_list("pk", "name")
    programs = get_user_model().objects.filter(tokens__in=_ids(asked, "token"))
    told = programs.values_list("tokens", "name", "tokens__name")
    return {f"user:{pk}": name for pk, name in rows} | {f"token:{pk}": f"{name} ({token})" for pk, name, token in told}


def _roles(actors: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The roles that accounts hold or held: somebody who has left was there all the same."""
    asked = list(actors)
    found: dict[str, tuple[str, ...]] = {}
    for kind, path in (("user", "pk"), ("token", "tokens")):
        rows = get_user_model().objects.filter(**{f"{path}__in": _ids(asked, kind)}).values_list(path, "appointments__role")
        for pk, role in rows.distinct().order_by("appointments__role"):
            found[f"{kind}:{pk}"] = (*found.get(f"{kind}:{pk}", ()), *([role] if role else []))
    return found


def _ids(actors: Iterable[str], kind: str = "user") -> set[int]:
    return {int(actor.partition(":")[2]) for actor in actors if actor.startswith(f"{kind}:")}
