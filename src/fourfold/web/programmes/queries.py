"""Sites and their programmes, and what day it is there."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.programmes.models import Site


@dataclass(frozen=True, slots=True)
class Named:
    """Something by its id and its name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site with its programmes."""

    id: int
    name: str
    time_zone: str
    language: str
    programmes: tuple[Named, ...]


def sites(viewer: Viewer) -> list[SiteRow]:
    """The sites that an administrator keeps, by name."""
    rows = access.sites(viewer, Right.KEEP).prefetch_related("programmes").order_by("name", "pk")
    return [_row(site) for site in rows]


def site(viewer: Viewer, site_id: int) -> SiteRow:
    """One such site. Raises `Missing`."""
    return _row(access.one(access.sites(viewer, Right.KEEP), pk=site_id))


def programme(viewer: Viewer, programme_id: int) -> Named:
    """One programme that an administrator keeps. Raises `Missing`."""
    found = access.one(access.programmes(viewer, Right.KEEP), pk=programme_id)
    return Named(found.pk, found.name)


def open_programmes(viewer: Viewer) -> list[Named]:
    """The programmes in which a facilitator may begin a group; with the site's name where there are several sites."""
    rows = list(access.programmes(viewer, Right.LEAD).select_related("site").order_by("site__name", "name", "pk"))
    several = len({row.site_id for row in rows}) > 1
    return [Named(row.pk, f"{row.name} ({row.site.name})" if several else row.name) for row in rows]


def today_at(time_zone: str) -> date:
    """The day it is where a site's clocks stand."""
    return timezone.localdate(timezone=ZoneInfo(time_zone))


def today_for(viewer: Viewer) -> date:
    """The day it is at the first of the sites at which a facilitator works."""
    zone = access.sites(viewer, Right.LEAD).order_by("name").values_list("time_zone", flat=True).first()
    return today_at(zone or "UTC")


@cache
def time_zones() -> frozenset[str]:
    """Every name of a time zone that this machine knows."""
    return frozenset(available_timezones())


def _row(site: Site) -> SiteRow:
    named = sorted(site.programmes.all(), key=lambda programme: (programme.name.casefold(), programme.pk))
    return SiteRow(site.pk, site.name, site.time_zone, site.language, tuple(Named(p.pk, p.name) for p in named))


def all_sites() -> list[int]:
    """Ids of every site (internal: for the night)."""
    return list(Site.objects.order_by("pk").values_list("pk", flat=True))
