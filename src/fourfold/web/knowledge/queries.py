"""The resources of one's own sites: all of them for staff, those meant for members for members."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fourfold.vocabulary import Role
from fourfold.web.access import Viewer
from fourfold.web.knowledge.models import Resource
from fourfold.web.programmes.models import Site

KEEPERS = frozenset({Role.FACILITATOR, Role.SUPERVISOR})
"""Who may add to a site's list and take out of it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One resource as people read it."""

    id: int
    title: str
    words: str
    where: str
    language: str
    for_members: bool
    site: str
    added_by: str
    added_on: date
    may_withdraw: bool


def kept_sites(viewer: Viewer) -> QuerySet[Site]:
    """The sites to whose list the viewer may add."""
    return Site.objects.filter(pk__in=_sites(viewer, KEEPERS)).order_by("name")


def kept_resources(viewer: Viewer) -> QuerySet[Resource]:
    """The resources, withdrawn ones too, of the sites to whose list the viewer may add."""
    return Resource.objects.filter(site__in=_sites(viewer, KEEPERS))


def resources(viewer: Viewer) -> list[Shown]:
    """What a member of staff may read: everything that stands in the lists of their sites, in order of title."""
    return _shown(viewer, Resource.objects.filter(site__in=_sites(viewer, frozenset(Role) - {Role.MEMBER})))


def own_resources(viewer: Viewer) -> list[Shown]:
    """What a member may read: what stands in the lists of their sites and is meant for members."""
    return _shown(viewer, Resource.objects.filter(site__in=_sites(viewer, frozenset({Role.MEMBER})), for_members=True))


def _sites(viewer: Viewer, roles: frozenset[Role]) -> set[int]:
    return {site for role, site, _ in viewer.roles if role in roles}


def _shown(viewer: Viewer, rows: QuerySet[Resource]) -> list[Shown]:
    kept = _sites(viewer, KEEPERS)
    found = rows.filter(withdrawn_at=None).select_related("site", "added_by").order_by("title", "pk")
    return [_one(row, row.site_id in kept) for row in found]


def _one(row: Resource, may_withdraw: bool) -> Shown:
    return Shown(
        id=row.pk,
        title=row.title,
        words=row.words,
        where=row.where,
        language=row.language,
        for_members=row.for_members,
        site=row.site.name,
        added_by=row.added_by.name,
        added_on=row.added_at.astimezone(ZoneInfo(row.site.time_zone)).date(),
        may_withdraw=may_withdraw,
    )
