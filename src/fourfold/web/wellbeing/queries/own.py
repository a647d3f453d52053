"""What somebody answered of themselves: their own and nobody else's, ever."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo

from django.db.models import QuerySet
from django.utils import timezone

from fourfold.instruments import Instrument, instrument
from fourfold.instruments.wording import worded
from fourfold.vocabulary import Role
from fourfold.web.access import Missing, Viewer
from fourfold.web.assessments.models import Administration, Wording
from fourfold.web.assessments.queries.scores import Reading, told
from fourfold.web.programmes.models import Site
from fourfold.web.storage.sealing import SealBroken
from fourfold.web.wellbeing.models import StaffAnswers
from fourfold.web.wellbeing.sealing import Answers, opened

WEEKLY = "staff_weekly"
"""Our own three sentences."""
OFFERED = ("scs_sf", "cbi", "proqol_5")
"""Published instruments that staff may answer for themselves, as soon as their site has imported the wording."""


@dataclass(frozen=True, slots=True)
class Given:
    """One instrument as its owner answered it once; the day is that of the site. `opens`: whether its seal is whole."""

    id: int
    instrument: str
    day: date
    counts: bool
    answers: Answers
    opens: bool = True


def own_id(viewer: Viewer) -> int:
    """The account of a member of staff. Raises `Missing` for anybody else, and for a program that acts for one."""
    if viewer.user_id is None or not viewer.is_staff or viewer.scope is not None:
        raise Missing
    return viewer.user_id


def own_answers(viewer: Viewer, key: str) -> list[Given]:
    """What the viewer answered to one instrument, the oldest first."""
    zone = viewer.zone
    rows = StaffAnswers.objects.filter(user=own_id(viewer), instrument=key).order_by("answered_at", "pk")
    return [given_of(row, zone) for row in rows]


def own_readings(viewer: Viewer, key: str, language: str) -> Sequence[Reading]:
    """The scales of a published instrument over time, drawn and worded like those of members: from the viewer's own answers."""
    zone = viewer.zone
    rows = StaffAnswers.objects.filter(user=own_id(viewer), instrument=key).order_by("answered_at", "pk")
    as_asked = [
        Administration(
            instrument=key, version=row.version, answers=dict(given.answers), source="phone", finished_at=row.answered_at
        )
        for row in rows
        if (given := given_of(row, zone)).opens
    ]
    site = sites_of(viewer).order_by("pk").first()
    return [reading for one in told(as_asked, language, site) for reading in one.readings] if site else []


def own_row(viewer: Viewer, answers_id: int) -> StaffAnswers:
    """One row of the viewer's own answers. Raises `Missing`."""
    row = StaffAnswers.objects.filter(user=own_id(viewer), pk=answers_id).first()
    if row is None:
        raise Missing
    return row


def of_this_week(viewer: Viewer) -> Given | None:
    """The weekly answers of the running week, or None."""
    monday = monday_of(today_of(viewer))
    given = [one for one in own_answers(viewer, WEEKLY) if monday_of(one.day) == monday]
    return given[-1] if given else None


def asked(viewer: Viewer, key: str, language: str) -> Instrument:
    """An instrument in the words in which the viewer is asked. Raises `Missing` where it is not offered to them."""
    own_id(viewer)
    if key == WEEKLY:
        return instrument(WEEKLY)
    found = worded_here(viewer, language).get(key)
    if found is None:
        raise Missing
    return found


def worded_here(viewer: Viewer, language: str) -> dict[str, Instrument]:
    """The published instruments of which a site of the viewer has imported the wording, in the language of the page."""
    here = Wording.objects.filter(site__in=sites_of(viewer), instrument__in=OFFERED, language=language, replaced_at=None)
    return {row.instrument: worded(instrument(row.instrument), row.texts, row.answers, language) for row in here}


def today_of(viewer: Viewer) -> date:
    """The day it is at the viewer's site."""
    return timezone.localdate(timezone=viewer.zone)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def sites_of(viewer: Viewer) -> QuerySet[Site]:
    """The sites at which the viewer works."""
    return Site.objects.filter(pk__in={site for role, site, _ in viewer.roles if role is not Role.MEMBER})


def given_of(row: StaffAnswers, zone: tzinfo) -> Given:
    """A row opened, without answers where its seal is broken; the day is that of the site."""
    day = row.answered_at.astimezone(zone).date()
    try:
        answers: Answers | None = opened(row.user_id, row.uid, row.sealed_answers)
    except SealBroken:
        answers = None
    return Given(row.pk, row.instrument, day, row.counts, answers or {}, answers is not None)
