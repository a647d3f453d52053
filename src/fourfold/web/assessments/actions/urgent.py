"""Setting what a site tells members where an answer about safety cannot wait."""

from collections.abc import Mapping

from django.utils import timezone

from fourfold.feedback.words import LANGUAGES
from fourfold.web.access import Missing, Viewer
from fourfold.web.assessments.models import UrgentWords
from fourfold.web.assessments.queries.urgent import urgent_words
from fourfold.web.assessments.queries.wordings import importing_sites
from fourfold.web.audit.actions import note
from fourfold.web.storage.writing import write_transaction


def set_urgent_words(site_id: int, words: Mapping[str, str], *, by: Viewer) -> None:
    """The words of a site from now on, by language; those that are as they were are left alone. Raises `Missing`."""
    with write_transaction():
        if site_id not in {site.pk for site in importing_sites(by)}:
            raise Missing
        for language in LANGUAGES:
            text = " ".join(words.get(language, "").split())
            if text != urgent_words(site_id, language):
                UrgentWords.objects.create(
                    site_id=site_id, language=language, text=text, set_by_id=by.user_id or 0, set_at=timezone.now()
                )
                note(by, "set urgent words", f"site:{site_id}", detail=language)
