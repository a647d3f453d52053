"""Adding to a site's list of resources, taking out of it, and putting back."""

from dataclasses import asdict, dataclass

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.knowledge.models import Resource
from fourfold.web.knowledge.queries import kept_resources, kept_sites
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class ResourceDetails:
    """What is written down about a resource; `where` is text for people, and nothing is ever asked of it."""

    title: str
    words: str
    where: str
    language: str
    for_members: bool


def add(site_id: int, details: ResourceDetails, *, by: Viewer) -> Resource:
    """A new resource in the list of a site. Raises `Refused` for one that stands there already, `Missing`."""
    if by.user_id is None:
        raise Missing
    with write_transaction():
        site = access.one(kept_sites(by), pk=site_id)
        same = {"title__iexact": details.title, "language": details.language}
        if Resource.objects.filter(site=site, withdrawn_at=None, **same).exists():
            raise Refused("title", "knowledge.there_already", title=details.title)
        made = Resource.objects.create(site=site, added_by_id=by.user_id, added_at=timezone.now(), **asdict(details))
        note(by, "add resource", f"resource:{made.pk}")
    return made


def withdraw(resource_id: int, *, by: Viewer) -> Resource:
    """The resource, no longer in the list. Raises `Missing`."""
    with write_transaction():
        row = access.one(kept_resources(by), pk=resource_id)
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            note(by, "withdraw resource", f"resource:{row.pk}")
    return row


def bring_back(resource_id: int, *, by: Viewer) -> Resource:
    """The resource, in the list again. Raises `Missing`."""
    with write_transaction():
        row = access.one(kept_resources(by), pk=resource_id)
        if row.withdrawn_at is not None:
            row.withdrawn_at = None
            row.save(update_fields=["withdrawn_at"])
            note(by, "bring back resource", f"resource:{row.pk}")
    return row
