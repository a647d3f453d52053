"""The ledger: every release that ever left, in counts; and as the audit of the next one sees it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fourfold.privacy import Kind, Released, table_of
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.models import AuditEntry
from fourfold.web.research.models import Release

MAKE = "make research release"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One release as whoever may look at the ledger reads it."""

    id: int
    programme: str
    study: str
    purpose: str
    form: str
    made_by: str
    made_on: date
    last_day: date
    people: int
    told: int
    left_out: int
    digest: str


def ledger(viewer: Viewer) -> list[LedgerRow]:
    """The releases of the programmes that a researcher studies or a manager or supervisor counts, newest first.

    Raises `Missing` for anybody else.
    """
    if not may_read(viewer):
        raise Missing
    rows = Release.objects.filter(programme__in=_programmes(viewer)).select_related("programme__site", "made_by")
    return [_row(release) for release in rows.order_by("-made_at", "-pk")]


def may_read(viewer: Viewer) -> bool:
    """Whether the viewer may look at the ledger."""
    return access.may(viewer, Right.STUDY) or access.may(viewer, Right.COUNT)


def earlier(programme_id: int) -> list[Release]:
    """The releases of a programme in the order in which they left (internal: for the audit)."""
    return list(Release.objects.filter(programme=programme_id).select_related("programme__site").order_by("pk"))


def made_on(release: Release) -> date:
    """The day on which a release left, where its site's clocks stand (internal)."""
    return release.made_at.astimezone(ZoneInfo(release.programme.site.time_zone)).date()


def kinds_of(release: Release) -> dict[str, Kind]:
    """What a release told of each person apart from answers, by digest (internal)."""
    return {digest: tuple(kept["kind"]) for digest, kept in release.people.items()}


def released(release: Release) -> Released:
    """A release as the audit sees it (internal)."""
    levels = {digest: kept["levels"] for digest, kept in release.people.items()}
    return Released(levels, tuple(table_of(table) for table in release.tables))


def row_digest(release: Release) -> str:
    """A digest of everything that the ledger keeps of a release, for the log (internal)."""
    told = [release.programme_id, release.made_by_id, release.study, release.purpose, release.form, str(release.last_day)]
    return sha256(json.dumps([*told, release.people, release.tables, release.digest], sort_keys=True).encode()).hexdigest()


def is_as_noted(programme_id: int, releases: Sequence[Release]) -> bool:
    """Whether the ledger of a programme holds what the log says of it: nothing changed, taken out or put in (internal)."""
    rows = AuditEntry.objects.filter(verb=MAKE, detail__startswith=f"programme:{programme_id} ").order_by("-pk")
    noted = {subject: detail.rpartition(" ")[2] for subject, detail in rows.values_list("subject", "detail")}
    return noted == {f"release:{release.pk}": row_digest(release) for release in releases}


def _programmes(viewer: Viewer) -> Sequence[int]:
    found: set[int] = set()
    for right in (Right.STUDY, Right.COUNT):
        rows: QuerySet = access.programmes(viewer, right)
        found.update(rows.values_list("pk", flat=True))
    return sorted(found)


def _row(release: Release) -> LedgerRow:
    return LedgerRow(
        id=release.pk,
        programme=release.programme.name,
        study=release.study,
        purpose=release.purpose,
        form=release.form,
        made_by=release.made_by.name,
        made_on=made_on(release),
        last_day=release.last_day,
        people=len(release.people),
        told=release.findings.get("told", 0),
        left_out=release.findings.get("left_out", 0),
        digest=release.digest,
    )
