"""What a site's own answers say of an instrument: how the first answers are spread, and whether the key fits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, stdev

from fourfold.instruments import Instrument
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.queries.scores import score_of
from fourfold.web.programmes.models import Site

FEWEST_FOR_NORMS = 100
"""How many first answers make a norm of a site's own; with fewer a sentence says how many there are."""


@dataclass(frozen=True, slots=True)
class LocalNorm:
    """The first scores of a site's members on one scale."""

    title: str
    mean: float
    sd: float
    n: int


@dataclass(frozen=True, slots=True)
class SiteData:
    """The first answers at a site to one instrument."""

    site: Site
    n_first: int
    needed: int
    norms: Sequence[LocalNorm]


def site_data(site: Site, one: Instrument, language: str) -> SiteData:
    """The first answers at a site; norms only from so many people on that no person can be told from them. Internal."""
    rows = first_rows(site.pk, one.key)
    norms = [] if len(rows) < FEWEST_FOR_NORMS else _norms(one, rows, language)
    return SiteData(site, len(rows), FEWEST_FOR_NORMS, norms)


def first_rows(site_id: int, key: str) -> list[Administration]:
    """The first time that each person of a site answered an instrument. Internal."""
    rows = Administration.objects.filter(person__site=site_id, instrument=key, withdrawn_at=None).exclude(finished_at=None)
    first: dict[int, Administration] = {}
    for row in rows.order_by("due_on", "pk"):
        first.setdefault(row.person_id, row)
    return list(first.values())


def _norms(one: Instrument, rows: Sequence[Administration], language: str) -> list[LocalNorm]:
    made = []
    for scale in one.scales:
        found = (score_of(one, scale, row, date.min).value for row in rows)
        values = [value for value in found if value is not None]
        if len(values) >= FEWEST_FOR_NORMS:
            title = scale.title.get(language) or scale.title.get("en") or one.title
            made.append(LocalNorm(title, fmean(values), stdev(values), len(values)))
    return made
