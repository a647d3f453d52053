"""What administrators do with sites and programmes."""

from dataclasses import asdict, dataclass

from django.utils import timezone

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.programmes.models import Programme, Site
from fourfold.web.programmes.queries import time_zones
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class SiteDetails:
    """What is written down about a site."""

    name: str
    time_zone: str
    language: str


def make_site(details: SiteDetails, *, by: Viewer) -> Site:
    """A new site, kept by the administrator who made it. Raises `Refused`, `Missing`."""
    if by.user_id is None or not access.may(by, Right.KEEP):
        raise Missing
    with write_transaction():
        _check_site(details)
        site = Site.objects.create(**asdict(details))
        site.appointments.create(user_id=by.user_id, role=Role.ADMINISTRATOR, since=timezone.now())
        note(by, "make site", f"site:{site.pk}")
    return site


def change_site(site_id: int, details: SiteDetails, *, by: Viewer) -> None:
    """Writes down a site anew. Raises `Refused`, `Missing`."""
    with write_transaction():
        site = access.one(access.sites(by, Right.KEEP), pk=site_id)
        _check_site(details, but=site_id)
        Site.objects.filter(pk=site.pk).update(**asdict(details))
        note(by, "change site", f"site:{site.pk}")


def make_programme(site_id: int, name: str, *, by: Viewer) -> Programme:
    """A new programme of a site. Raises `Refused`, `Missing`."""
    with write_transaction():
        site = access.one(access.sites(by, Right.KEEP), pk=site_id)
        _check_programme(site.pk, name)
        programme = Programme.objects.create(site=site, name=name)
        note(by, "make programme", f"programme:{programme.pk}")
    return programme


def change_programme(programme_id: int, name: str, *, by: Viewer) -> None:
    """Gives a programme another name. Raises `Refused`, `Missing`."""
    with write_transaction():
        programme = access.one(access.programmes(by, Right.KEEP), pk=programme_id)
        _check_programme(programme.site_id, name, but=programme_id)
        Programme.objects.filter(pk=programme.pk).update(name=name)
        note(by, "change programme", f"programme:{programme.pk}")


def _check_site(details: SiteDetails, but: int = 0) -> None:
    if details.time_zone not in time_zones():
        raise Refused("time_zone", "programmes.unknown_time_zone", zone=details.time_zone)
    if Site.objects.filter(name__iexact=details.name).exclude(pk=but).exists():
        raise Refused("name", "programmes.name_taken", name=details.name)


def _check_programme(site_id: int, name: str, but: int = 0) -> None:
    if Programme.objects.filter(site=site_id, name__iexact=name).exclude(pk=but).exists():
        raise Refused("name", "programmes.name_taken", name=name)
