"""What a site tells members where an answer about safety cannot wait."""

from dataclasses import dataclass

from fourfold.feedback.words import LANGUAGES
from fourfold.web.access import Missing, Viewer
from fourfold.web.assessments.models import UrgentWords
from fourfold.web.assessments.queries.wordings import importing_sites


@dataclass(frozen=True, slots=True)
class OfSite:
    """The words of a site in each language; empty where it has none of its own."""

    id: int
    name: str
    words: dict[str, str]


def urgent_words(site_id: int, language: str) -> str:
    """The words that hold at a site now; nothing where it has none of its own. Internal."""
    row = UrgentWords.objects.filter(site=site_id, language=language).order_by("-pk").first()
    return row.text if row else ""


def of_sites(viewer: Viewer) -> list[OfSite]:
    """The words of the sites for which the viewer may set them. Raises `Missing` where there is none."""
    found = [OfSite(s.pk, s.name, {word: urgent_words(s.pk, word) for word in LANGUAGES}) for s in importing_sites(viewer)]
    if not found:
        raise Missing
    return found
