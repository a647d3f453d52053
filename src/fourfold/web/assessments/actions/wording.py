"""Importing wording: the one before is kept, since answers keep the words they were given to."""

from dataclasses import dataclass

from django.utils import timezone

from fourfold.feedback.words import LANGUAGES
from fourfold.web import access
from fourfold.web.access import Viewer
from fourfold.web.assessments.models import Wording
from fourfold.web.assessments.queries.instruments import to_import
from fourfold.web.assessments.queries.wordings import importing_sites
from fourfold.web.assessments.reading_import import decoded, read_import
from fourfold.web.audit.actions import note
from fourfold.web.programmes.models import Site
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction


@dataclass(frozen=True, slots=True)
class Imported:
    """What a site says of the wording that it imports: in which language, by which right, from where."""

    site_id: int
    language: str
    licence: str
    source: str


def import_wording(key: str, content: bytes, told: Imported, *, by: Viewer) -> Wording:
    """The wording in use from now on. Raises `WordingRefused`, `Refused`, `Missing`."""
    instrument = to_import(by, key)
    read = read_import(instrument, content)
    if not told.licence.strip():
        raise Refused("licence", "assessments.licence_needed")
    if told.language not in LANGUAGES:
        raise Refused("language", "forms.choose")
    with write_transaction():
        site = access.one(Site.objects.filter(pk__in=[one.pk for one in importing_sites(by)]), pk=told.site_id)
        before = Wording.objects.filter(site=site, instrument=key, language=told.language, replaced_at=None)
        now = timezone.now()
        before.update(replaced_at=now)
        made = Wording.objects.create(
            site=site,
            instrument=key,
            language=told.language,
            licence=told.licence.strip(),
            source=told.source.strip(),
            original=decoded(content),
            texts=dict(read.texts),
            answers={item: {str(value): words for value, words in said.items()} for item, said in read.answers.items()},
            imported_by_id=by.user_id or 0,
            imported_at=now,
        )
        note(by, "import wording", f"wording:{made.pk}", detail=f"{key} {told.language}")
    return made


def take_back_wording(wording_id: int, *, by: Viewer) -> Wording:
    """A wording no longer in use; the one before it, where there was one, is in use again. Raises `Missing`."""
    with write_transaction():
        mine = Wording.objects.filter(site__in=importing_sites(by), replaced_at=None)
        row = access.one(mine, pk=wording_id)
        row.replaced_at = timezone.now()
        row.save(update_fields=["replaced_at"])
        older = Wording.objects.filter(
            site=row.site_id, instrument=row.instrument, language=row.language, replaced_at=row.imported_at
        )
        previous = older.order_by("-pk").first()
        if previous is not None:
            previous.replaced_at = None
            previous.save(update_fields=["replaced_at"])
        note(by, "take back wording", f"wording:{row.pk}", detail=f"{row.instrument} {row.language}")
    return row
