"""Which wording a site has of an instrument, and what it reads like."""

from collections.abc import Iterable
from dataclasses import dataclass

from fourfold.feedback.words import LANGUAGES
from fourfold.instruments import Instrument
from fourfold.instruments.wording import worded
from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.assessments.models import Administration, Wording
from fourfold.web.assessments.sentences import Sentences, sentences
from fourfold.web.programmes.models import Site


@dataclass(frozen=True, slots=True)
class Chosen:
    """In which language, and by which imported wording if it is not our own, somebody is asked."""

    language: str
    wording: Wording | None


def sites_of(viewer: Viewer) -> list[Site]:
    """The sites at which a viewer works, by name."""
    held = {site for _, site, _ in viewer.roles}
    return list(Site.objects.filter(pk__in=held).order_by("name", "pk"))


def importing_sites(viewer: Viewer) -> list[Site]:
    """The sites into which a viewer may import wording, as a facilitator or a supervisor there, by name."""
    held = {site for role, site, _ in viewer.roles if role in (Role.FACILITATOR, Role.SUPERVISOR)}
    return list(Site.objects.filter(pk__in=held).order_by("name", "pk"))


def wordings(viewer: Viewer, key: str) -> list[Wording]:
    """Every wording of an instrument at the viewer's sites, those in use first, then the newest."""
    rows = Wording.objects.filter(site__in=sites_of(viewer), instrument=key).select_related("site", "imported_by")
    return sorted(rows, key=lambda one: (one.replaced_at is not None, one.language, -one.pk))


def wording(viewer: Viewer, wording_id: int) -> Wording:
    """One wording of a site into which the viewer may import. Raises `Missing`."""
    return access.one(Wording.objects.filter(site__in=importing_sites(viewer)), pk=wording_id)


def worded_here(viewer: Viewer) -> set[str]:
    """The keys of the instruments whose wording was imported at one of the viewer's sites."""
    rows = Wording.objects.filter(site__in=sites_of(viewer), replaced_at=None)
    return set(rows.values_list("instrument", flat=True))


def in_use(site_id: int, keys: Iterable[str]) -> dict[str, dict[str, Wording]]:
    """The wordings in use at a site, by instrument and language. Internal."""
    found: dict[str, dict[str, Wording]] = {}
    rows = Wording.objects.filter(site=site_id, instrument__in=list(keys), replaced_at=None).defer("original")
    for row in rows.order_by("pk"):
        found.setdefault(row.instrument, {})[row.language] = row
    return found


def askable(site_id: int, instruments: Iterable[Instrument]) -> set[str]:
    """The keys of those instruments that can be asked at a site: ours, and those whose wording was imported. Internal."""
    imported = set(Wording.objects.filter(site=site_id, replaced_at=None).values_list("instrument", flat=True))
    return {one.key for one in instruments if one.key in imported or not {*one.languages}.isdisjoint(LANGUAGES)}


def ways_to_ask(site_id: int, instrument: Instrument) -> dict[str, Chosen]:
    """How an instrument can be asked at a site, by language; none where its wording was not imported. Internal."""
    ways = {language: Chosen(language, None) for language in instrument.languages if language in LANGUAGES}
    for language, row in in_use(site_id, [instrument.key]).get(instrument.key, {}).items():
        ways.setdefault(language, Chosen(language, row))
    return ways


def best(ways: dict[str, Chosen], *preferred: str) -> Chosen | None:
    """The way in the language that is preferred most of those there are."""
    for language in (*preferred, *sorted(ways)):
        if language in ways:
            return ways[language]
    return None


def worded_as(instrument: Instrument, chosen: Chosen) -> Instrument:
    """The instrument with the wording of a chosen way."""
    row = chosen.wording
    return instrument if row is None else worded(instrument, row.texts, row.answers, row.language)


def sentences_of(instrument: Instrument, chosen: Chosen) -> Sentences:
    """What is read of an instrument in a chosen way."""
    return sentences(worded_as(instrument, chosen), chosen.language)


def asked_with(row: Administration) -> Chosen:
    """The way in which somebody was asked. Internal."""
    return Chosen(row.language, row.wording)
