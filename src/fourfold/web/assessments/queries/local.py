"""What a site's own answers say of an instrument: how the first answers are spread, and whether the key fits them.

A norm is told of what had come to the end of last quarter: whoever read a mean before and after one more member answered
would know what that member answered. The check of the key looks at everything, since it is to warn in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from fourfold.instruments import Instrument, Norm, Scale
from fourfold.instruments.reliability import FEWEST_FOR_KEYING, FEWEST_FOR_NORM, KeyingCheck, keying_check, local_norm
from fourfold.vocabulary import NotEnoughData
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.queries.points import score_of
from fourfold.web.programmes.models import Site
from fourfold.web.programmes.queries import today_at
from fourfold.web.spans import ended_quarter


@dataclass(frozen=True, slots=True)
class OfScale:
    """What the first answers at a site say of one scale; None where too few people have answered it."""

    title: str
    norm: Norm | None
    keying: KeyingCheck | None
    against: Sequence[int]
    """The numbers of the items that run against the rest of their scale."""


@dataclass(frozen=True, slots=True)
class SiteData:
    """The first answers at a site to one instrument."""

    site: Site
    n_first: int
    scales: Sequence[OfScale]
    needed_for_norm: int = FEWEST_FOR_NORM
    needed_for_keying: int = FEWEST_FOR_KEYING

    @property
    def norms(self) -> list[OfScale]:
        """The scales that have a norm of the site's own."""
        return [one for one in self.scales if one.norm is not None]

    @property
    def checked(self) -> list[OfScale]:
        """The scales whose key could be checked."""
        return [one for one in self.scales if one.keying is not None]


def site_data(site: Site, one: Instrument, language: str) -> SiteData:
    """The first answers at a site; norms only from so many people on that no person can be told from them. Internal."""
    rows, every = _first(_told(site, one.key)), _first(_done(site, one.key))
    return SiteData(site, len(rows), [_of_scale(one, scale, (rows, every), language) for scale in one.scales if scale.items])


def own_norms(site: Site, one: Instrument) -> dict[str, Norm]:
    """A site's own norm of each scale of an instrument, once enough people have answered it. Internal."""
    told = _told(site, one.key)
    if told.values("person").distinct().count() < FEWEST_FOR_NORM:
        return {}
    rows = _first(told)
    return {scale.key: norm for scale in one.scales if (norm := _norm(one, scale, rows)) is not None}


def _first(rows: QuerySet[Administration]) -> list[Administration]:
    """The first time that each person answered."""
    first: dict[int, Administration] = {}
    for row in rows.order_by("due_on", "pk"):
        first.setdefault(row.person_id, row)
    return list(first.values())


def _done(site: Site, key: str) -> QuerySet[Administration]:
    return Administration.objects.filter(person__site=site, instrument=key, withdrawn_at=None).exclude(finished_at=None)


def _told(site: Site, key: str) -> QuerySet[Administration]:
    """What had come, on paper too, when the last quarter of the site ended."""
    ended = ended_quarter(today_at(site.time_zone)).last + timedelta(days=1)
    before = datetime.combine(ended, time.min, tzinfo=ZoneInfo(site.time_zone))
    return _done(site, key).filter(finished_at__lt=before)


def _of_scale(
    one: Instrument, scale: Scale, rows: tuple[Sequence[Administration], Sequence[Administration]], language: str
) -> OfScale:
    told, every = rows
    keying = _keying(one, scale, every)
    numbers = {item.key: number for number, item in enumerate(one.items, start=1)}
    title = scale.title.get(language) or scale.title.get("en") or one.title
    return OfScale(title, _norm(one, scale, told), keying, [numbers[key] for key in keying.against] if keying else [])


def _norm(one: Instrument, scale: Scale, rows: Sequence[Administration]) -> Norm | None:
    scores = (score_of(one, scale, row, date.min).value for row in rows)
    try:
        return local_norm(value for value in scores if value is not None)
    except NotEnoughData:
        return None


def _keying(one: Instrument, scale: Scale, rows: Sequence[Administration]) -> KeyingCheck | None:
    if len(scale.items) < 2:
        return None
    keys = {item.key for item in one.items}
    answered = [row for row in rows if row.totals is None and row.version == one.version]
    try:
        return keying_check(one, scale.key, [{k: v for k, v in row.answers.items() if k in keys} for row in answered])
    except NotEnoughData:
        return None
