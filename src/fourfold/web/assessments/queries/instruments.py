"""The shipped instruments as staff read about them: what they are about, whether their wording is here, what is published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourfold.instruments import CONSTRUCTS, CutOff, Instrument, Kind, Scale
from fourfold.web.access import Missing, Viewer
from fourfold.web.assessments.models import Wording
from fourfold.web.assessments.offered import OURS, known, offered, title_of
from fourfold.web.assessments.queries.local import SiteData, site_data
from fourfold.web.assessments.queries.wordings import (
    Chosen,
    best,
    importing_sites,
    sentences_of,
    sites_of,
    ways_to_ask,
    worded_here,
    wordings,
)
from fourfold.web.assessments.sentences import Sentences


@dataclass(frozen=True, slots=True)
class Row:
    """One instrument in the list; `standing` is ours, imported, missing (its wording) or recorded (totals only)."""

    key: str
    title: str
    constructs: Sequence[str]
    n_items: int
    licence: str
    standing: str


@dataclass(frozen=True, slots=True)
class About:
    """One construct with its instruments."""

    name: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class ScaleFacts:
    """What is published of one scale, and its range."""

    scale: Scale
    title: str
    n_items: int
    span: tuple[float, float] | None
    bands: Mapping[str, Sequence[tuple[CutOff, str]]]


@dataclass(frozen=True, slots=True)
class Facts:
    """One instrument, its wording at the viewer's sites, and what those sites' own answers say of it."""

    instrument: Instrument
    title: str
    standing: str
    constructs: Sequence[str]
    scales: Sequence[ScaleFacts]
    sentences: Sentences | None
    wordings: Sequence[Wording]
    may_import: bool
    site_data: Sequence[SiteData]


def library(viewer: Viewer, language: str) -> list[About]:
    """Every shipped instrument by what it is about; one about several things under the first. Raises `Missing`."""
    _staff(viewer)
    here = worded_here(viewer)
    by_construct: dict[str, list[Row]] = {}
    for one in offered():
        first = one.constructs[0] if one.constructs else ""
        by_construct.setdefault(first, []).append(_row(one, here, language))
    named = [About(_named(key, language), rows) for key, rows in by_construct.items()]
    return sorted(named, key=lambda about: (not about.name, about.name.casefold()))


def facts(viewer: Viewer, key: str, language: str) -> Facts:
    """Everything about one instrument. Raises `Missing`."""
    one = found(viewer, key)
    return Facts(
        instrument=one,
        title=title_of(one, language),
        standing=_standing(one, worded_here(viewer)),
        constructs=[_named(construct, language) for construct in one.constructs],
        scales=[_scale(one, scale, language) for scale in sorted(one.scales, key=lambda scale: not scale.overall)],
        sentences=preview(viewer, one, language),
        wordings=wordings(viewer, key),
        may_import=may_import(viewer, one),
        site_data=[site_data(site, one, language) for site in importing_sites(viewer)],
    )


def found(viewer: Viewer, key: str) -> Instrument:
    """The instrument of a key, for staff. Raises `Missing`."""
    _staff(viewer)
    one = known(key)
    if one is None:
        raise Missing
    return one


def to_import(viewer: Viewer, key: str) -> Instrument:
    """An instrument whose wording the viewer may import. Raises `Missing`."""
    one = found(viewer, key)
    if not may_import(viewer, one):
        raise Missing
    return one


def may_import(viewer: Viewer, one: Instrument) -> bool:
    """Whether the viewer may import at a site, and the instrument has items whose wording does not come along."""
    return bool(importing_sites(viewer)) and bool(one.items) and one.licence != OURS and one.kind is Kind.ANSWERED


def way_here(viewer: Viewer, one: Instrument, language: str) -> Chosen | None:
    """The best way in which an instrument is worded at the viewer's sites."""
    for site in sites_of(viewer):
        if chosen := best(ways_to_ask(site.pk, one), language):
            return chosen
    return best({word: Chosen(word, None) for word in one.languages}, language)


def preview(viewer: Viewer, one: Instrument, language: str) -> Sentences | None:
    """The sentences as they are asked at the viewer's site, or None where the wording is not there."""
    chosen = way_here(viewer, one, language)
    return sentences_of(one, chosen) if chosen and one.items else None


def _staff(viewer: Viewer) -> None:
    if not viewer.is_staff:
        raise Missing


def _row(one: Instrument, here: set[str], language: str) -> Row:
    names = [_named(key, language) for key in one.constructs]
    return Row(one.key, title_of(one, language), names, len(one.items), one.licence, _standing(one, here))


def _standing(one: Instrument, here: set[str]) -> str:
    if one.licence == OURS:
        return "ours"
    if one.kind is Kind.RECORDED:
        return "recorded"
    return "imported" if one.key in here else "missing"


def _named(construct: str, language: str) -> str:
    names = CONSTRUCTS.get(construct, {})
    return names.get(language) or names.get("en") or construct


def _scale(one: Instrument, scale: Scale, language: str) -> ScaleFacts:
    bands = {of: [(band, band.told_in(language)) for band in told] for of, told in one.bands(scale).items()}
    title = scale.title.get(language) or scale.title.get("en") or one.title
    return ScaleFacts(scale, title, len(scale.items), one.range_of(scale), bands)
