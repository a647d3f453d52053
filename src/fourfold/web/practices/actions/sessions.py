"""Planning a practice for a session, and writing down that it was led and who did it."""

from collections.abc import Collection, Iterable

from django.utils import timezone

from fourfold.practices import Suits
from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.groups.models import MEMBER
from fourfold.web.practices.models import PlannedPractice, PracticeLog
from fourfold.web.practices.queries.planned import here, planned
from fourfold.web.practices.shelf import known
from fourfold.web.refusal import Refused
from fourfold.web.sessions.queries import expected, local_now, session
from fourfold.web.storage.writing import write_transaction

MOST_MINUTES = 180


def plan(session_id: int, practice: str, why: str = "", *, by: Viewer) -> PlannedPractice:
    """The practice, planned for a session that the viewer leads; planned once, however often it is asked for.

    `why` is a word of `Suits` where it was suggested. Raises `Refused`, `Missing`.
    """
    if known(practice) is None:
        raise Missing
    with write_transaction():
        found = session(by, Right.LEAD, session_id)
        if found.status == SessionStatus.NOT_HELD:
            raise Refused("", "sessions.was_skipped")
        reason = why if why in list(Suits) else ""
        first = {"why": reason, "planned_by_id": by.user_id, "planned_at": timezone.now()}
        row, made = PlannedPractice.objects.get_or_create(session=found, practice=practice, defaults=first)
        if made:
            _note(row, "plan practice", by)
    return row


def drop(plan_id: int, *, by: Viewer) -> PlannedPractice:
    """The practice, no longer planned; the row as it was. Raises `Refused` where it was led, `Missing`."""
    with write_transaction():
        row = _locked(plan_id, by)
        if row.led_at is not None:
            raise Refused("", "practices.was_led")
        _note(row, "drop practice", by)
        PlannedPractice.objects.filter(pk=row.pk).delete()
    return row


def led(plan_id: int, minutes: int, *, by: Viewer) -> PlannedPractice:
    """The practice, led for so many minutes; the first time everybody who is here did it. Raises `Refused`, `Missing`."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused("minutes", "practices.minutes_off", most=MOST_MINUTES)
    with write_transaction():
        row = _locked(plan_id, by)
        if row.session.held_on > local_now(row.session.group).date():
            raise Refused("", "practices.not_yet", day=row.session.held_on)
        if row.session.status == SessionStatus.NOT_HELD:
            raise Refused("", "sessions.was_skipped")
        first = row.led_at is None
        row.led_at, row.minutes = row.led_at or timezone.now(), minutes
        row.save(update_fields=["led_at", "minutes"])
        if first:
            _write(row, here(row.session), by)
        PracticeLog.objects.filter(planned=row).update(minutes=minutes)
        _note(row, "lead practice", by, f"{minutes} minutes")
    return row


def not_led(plan_id: int, *, by: Viewer) -> PlannedPractice:
    """The practice, planned and not led; who did it is forgotten. Raises `Missing`."""
    with write_transaction():
        row = _locked(plan_id, by)
        row.led_at = row.minutes = None
        row.save(update_fields=["led_at", "minutes"])
        PracticeLog.objects.filter(planned=row).delete()
        _note(row, "take back led practice", by)
    return row


def who_did(plan_id: int, person_ids: Collection[int], *, by: Viewer) -> PlannedPractice:
    """The practice, done in its session by these members and no others. Raises `Refused` before it was led, `Missing`."""
    with write_transaction():
        row = _locked(plan_id, by)
        if row.led_at is None:
            raise Refused("", "practices.not_led_yet")
        members = {a.person_id for a in expected(row.session) if a.seat == MEMBER}
        if not set(person_ids) <= members:
            raise Missing
        PracticeLog.objects.filter(planned=row, person__in=members - set(person_ids)).delete()
        did = set(PracticeLog.objects.filter(planned=row).values_list("person", flat=True))
        _write(row, set(person_ids) - did, by)
        _note(row, "write down who practised", by, f"{len(set(person_ids))} members")
    return row


def _locked(plan_id: int, by: Viewer) -> PlannedPractice:
    return access.one(planned(by, Right.LEAD).select_for_update(of=("self",)), pk=plan_id)


def _write(row: PlannedPractice, person_ids: Iterable[int], by: Viewer) -> None:
    now = timezone.now()
    PracticeLog.objects.bulk_create(
        PracticeLog(
            key=f"planned:{row.pk}:{person_id}",
            person_id=person_id,
            group_id=row.session.group_id,
            practice=row.practice,
            planned=row,
            done_on=row.session.held_on,
            minutes=row.minutes or 1,
            logged_by_id=by.user_id or 0,
            logged_at=now,
        )
        for person_id in sorted(person_ids)
    )


def _note(row: PlannedPractice, verb: str, by: Viewer, detail: str = "") -> None:
    told = f"{row.practice} {detail}".strip()
    note(by, verb, f"session:{row.session_id}", group=row.session.group_id, detail=told)
