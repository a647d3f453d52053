"""Answering for oneself, taking it back, letting it count, and telling a team of a quarter that has ended."""

from collections.abc import Mapping
from datetime import date
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from fourfold.instruments import Instrument, check_answers, instrument
from fourfold.privacy import block_reading, pseudonym
from fourfold.web.access import Viewer
from fourfold.web.audit.actions import note
from fourfold.web.programmes.models import Site
from fourfold.web.programmes.queries import today_at
from fourfold.web.spans import ended_quarter
from fourfold.web.storage.keys import derived
from fourfold.web.storage.writing import write_transaction
from fourfold.web.wellbeing.models import StaffAnswers, TeamReading
from fourfold.web.wellbeing.queries.own import WEEKLY, of_this_week, own_id, own_row
from fourfold.web.wellbeing.queries.team import sentences, team_answers
from fourfold.web.wellbeing.sealing import sealed

Answers = Mapping[str, int | None]


def answer(asked: Instrument, answers: Answers, *, counts: bool = False, by: Viewer) -> StaffAnswers:
    """The viewer's own answers, kept; weekly ones take the place of those of the same week. Raises `AnswerRefused`."""
    check_answers(asked, answers)
    user_id = own_id(by)
    with write_transaction():
        before = of_this_week(by) if asked.key == WEEKLY else None
        if before is not None:
            StaffAnswers.objects.filter(pk=before.id).delete()
        uid = uuid4()
        kept = StaffAnswers.objects.create(
            uid=uid,
            user_id=user_id,
            instrument=asked.key,
            version=asked.version,
            sealed_answers=sealed(user_id, uid, answers),
            answered_at=timezone.now(),
            counts=counts and asked.key == WEEKLY,
        )
        note(by, "answer for oneself", f"staffanswers:{kept.pk}")
    return kept


def take_back(answers_id: int, *, by: Viewer) -> None:
    """The viewer's own answers, gone. Raises `Missing`."""
    with write_transaction():
        own_row(by, answers_id).delete()
        note(by, "take back own answers", f"staffanswers:{answers_id}")


def let_count(answers_id: int, counts: bool, *, by: Viewer) -> None:
    """Whether the viewer's own answers count for the team; the log does not say which. Raises `Missing`."""
    with write_transaction():
        row = own_row(by, answers_id)
        row.counts = counts
        row.save(update_fields=["counts"])
        note(by, "change own answers", f"staffanswers:{answers_id}")


def tell_team(site_id: int, *, by: Viewer | str = "system", today: date | None = None) -> bool:
    """Whether a site's team was told just now of the quarter that ended last; once told or withheld, it stays so."""
    site = Site.objects.get(pk=site_id)
    told = ended_quarter(today or today_at(site.time_zone))
    first, last = told.first, told.last
    with write_transaction():
        if TeamReading.objects.filter(site=site, first_day=first).exists():
            return False
        said = team_answers(site_id, first, last)
        if not any(week for weeks in said.values() for week in weeks):
            return False
        TeamReading.objects.bulk_create(_reading(site, first, key, said[key]) for key in sentences())
        note(by, "tell a team", f"site:{site_id}", detail=first.isoformat())
    return True


def _reading(site: Site, first: date, key: str, weeks: list[dict[int, float]]) -> TeamReading:
    secret = derived(settings.KEYS, "team")
    named = [{pseudonym(secret, "account", str(user)): value for user, value in week.items()} for week in weeks if week]
    told = TeamReading.objects.filter(site=site, scale=key).exclude(value=None).values_list("people", flat=True)
    reading = block_reading(named, [frozenset(people) for people in told])
    return TeamReading(
        site=site,
        first_day=first,
        instrument=instrument(WEEKLY).key,
        scale=key,
        value=reading.value,
        withheld=str(reading.withheld or ""),
        people=sorted(reading.raters) if reading.value is not None else [],
        told_at=timezone.now(),
    )
