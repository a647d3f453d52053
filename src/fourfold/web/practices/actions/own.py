"""What members write down themselves: that they practised today. They can change it or take it back until the day is over."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from fourfold.instruments import check_answers
from fourfold.web.access import Missing, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.practices.models import PracticeLog
from fourfold.web.practices.queries.member import own_log, own_person, own_practice
from fourfold.web.practices.queries.states import check
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.writing import write_transaction

Answers = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Practised:
    """How long somebody practised, and how they were before and after by item of the state check.

    None for an answer that was left out or not wanted; no answers at all where neither was given.
    """

    minutes: int
    before: Answers | None = None
    after: Answers | None = None


def log(assigned_id: int, key: str, done: Practised, *, by: Viewer) -> PracticeLog:
    """What the member did today with a practice that they were given; sent twice under one key it is written once.

    Raises `Missing`, and `AnswerRefused` for an answer off the scale.
    """
    _check(done)
    with write_transaction():
        given = own_practice(by, assigned_id, "en").assigned
        sent = PracticeLog.objects.filter(key=key).first()
        if sent is not None:
            if sent.person_id != by.person_id:
                raise Missing
            return sent
        row = PracticeLog.objects.create(
            key=key,
            person_id=given.person_id,
            group_id=given.group_id,
            practice=given.practice,
            done_on=today_at(own_person(by).site.time_zone),
            minutes=done.minutes,
            before=_kept(done.before),
            after=_kept(done.after),
            logged_by_id=by.user_id or 0,
            logged_at=timezone.now(),
        )
        _note(row, "log practice", by)
    return row


def change(log_id: int, done: Practised, *, by: Viewer) -> PracticeLog:
    """A log that the member made today, as it should have been. Raises `Missing`, `AnswerRefused`."""
    _check(done)
    with write_transaction():
        row = own_log(by, log_id)
        row.minutes, row.before, row.after = done.minutes, _kept(done.before), _kept(done.after)
        row.save(update_fields=["minutes", "before", "after"])
        _note(row, "change practice log", by)
    return row


def take_back(log_id: int, *, by: Viewer) -> None:
    """A log that the member made today, gone. Raises `Missing`."""
    with write_transaction():
        row = own_log(by, log_id)
        _note(row, "take back practice log", by)
        row.delete()


def _check(done: Practised) -> None:
    for answers in (done.before, done.after):
        check_answers(check(), answers or {})


def _kept(answers: Answers | None) -> dict[str, float | None] | None:
    return dict(answers) if answers is not None else None


def _note(row: PracticeLog, verb: str, by: Viewer) -> None:
    note(by, verb, f"practice:{row.practice}", group=row.group_id, person=row.person_id)
