"""Asking members: one or all, now or by a schedule; taking it back, and giving a code anew."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from fourfold.instruments import Instrument
from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.assessments.models import Administration, Schedule
from fourfold.web.assessments.offered import for_members
from fourfold.web.assessments.queries.asking import OPEN_FOR, members_now, today_of
from fourfold.web.assessments.queries.due import due_now
from fourfold.web.assessments.queries.points import TYPED
from fourfold.web.assessments.queries.wordings import best, ways_to_ask
from fourfold.web.audit.actions import note
from fourfold.web.checkins.tokens import new_code
from fourfold.web.groups.models import Group
from fourfold.web.people.models import Person
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

MOMENTS = ("joining", "weeks", "leaving")
FEWEST_WEEKS, MOST_WEEKS = 1, 52


def ask(group_id: int, keys: Iterable[str], people: Iterable[int], *, by: Viewer) -> int:
    """How many askings were made: each instrument of each member who is not asked it already. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        chosen = [_askable(group, key, "instruments") for key in dict.fromkeys(keys)]
        wanted = list(dict.fromkeys(people))
        if not set(wanted) <= {pk for pk, _ in members_now(group)}:
            raise Missing
        if not chosen:
            raise Refused("instruments", "assessments.choose_one")
        if not wanted:
            raise Refused("people", "assessments.nobody_to_ask")
        today = today_of(group)
        return sum(_ask(group, one, person, today, by=by, by_hand=True) for one in chosen for person in wanted)


def set_schedule(group_id: int, key: str, moment: str, weeks: int | None, *, by: Viewer) -> Schedule:
    """A schedule from today on; what is due by it is asked at once. Raises `Missing`, `Refused`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        one = _askable(group, key, "instrument")
        if moment not in MOMENTS:
            raise Refused("moment", "forms.choose")
        if moment == "weeks" and not (weeks and FEWEST_WEEKS <= weeks <= MOST_WEEKS):
            raise Refused("weeks", "assessments.how_many_weeks", low=FEWEST_WEEKS, high=MOST_WEEKS)
        kept = weeks if moment == "weeks" else None
        same = Schedule.objects.filter(group=group, instrument=one.key, moment=moment, ended_at=None).first()
        if same is not None and same.weeks == kept:
            return same
        now = timezone.now()
        if same is not None:
            _end(same, by, now)
        made = Schedule.objects.create(
            group=group, instrument=one.key, moment=moment, weeks=kept, set_by_id=by.user_id or 0, set_at=now
        )
        note(
            by, "schedule assessment", f"schedule:{made.pk}", group=group.pk, detail=f"{one.key} {moment} {kept or ''}".strip()
        )
        _make_due(group, by)
        return made


def unset_schedule(schedule_id: int, *, by: Viewer) -> tuple[Schedule, bool]:
    """A schedule that was set by mistake, and whether that was undone; not where it has ended otherwise. Raises `Missing`.

    The one in whose place it came goes on as before; what it asked and nobody began is taken back.
    """
    with write_transaction():
        found = access.one(_led_schedules(by), pk=schedule_id)
        if found.ended_at is not None:
            return found, False
        now = timezone.now()
        _end(found, by, now)
        for row in Administration.objects.filter(schedule=found, begun_at=None, finished_at=None, withdrawn_at=None):
            _take_back(row, by, now)
        before = _like(found).filter(ended_at=found.set_at).first()
        if before is not None:
            _go_on(before, by)
        return found, True


def end_schedule(schedule_id: int, *, by: Viewer) -> Schedule:
    """A schedule that asks nobody any more; what was asked stays. Raises `Missing`."""
    with write_transaction():
        found = access.one(_led_schedules(by), pk=schedule_id)
        if found.ended_at is None:
            _end(found, by, timezone.now())
        return found


def go_on_with_schedule(schedule_id: int, *, by: Viewer) -> Schedule:
    """A schedule that was ended by mistake, going on. Raises `Missing`."""
    with write_transaction():
        found = access.one(_led_schedules(by), pk=schedule_id)
        if found.ended_at is not None and not _like(found).filter(ended_at=None).exists():
            _go_on(found, by)
        return found


def withdraw(administration_id: int, *, by: Viewer) -> Administration:
    """An asking that opens no door any more; what was answered or typed stays out of sight until it is undone.

    What a member finished stays. Raises `Missing`.
    """
    with write_transaction():
        row = _led(administration_id, by)
        if row.withdrawn_at is None and (row.finished_at is None or row.source in TYPED):
            _take_back(row, by, timezone.now())
        return row


def withdraw_asked(group_id: int, ids: Iterable[int], *, by: Viewer) -> int:
    """How many askings of a group that still wait were taken back together. Raises `Missing`."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        rows = list(Administration.objects.filter(group=group, pk__in=list(ids), finished_at=None, withdrawn_at=None))
        for row in rows:
            _take_back(row, by, timezone.now())
        return len(rows)


def restore(administration_id: int, *, by: Viewer) -> Administration:
    """An asking that was withdrawn, open again unless it has been asked anew meanwhile. Raises `Missing`."""
    with write_transaction():
        row = _led(administration_id, by)
        if row.withdrawn_at is not None and (row.finished_at or not _open_one(row.group, row.instrument, row.person_id)):
            row.withdrawn_at = None
            row.save(update_fields=["withdrawn_at"])
            note(by, "ask again for assessment", _name(row), group=row.group_id, person=row.person_id)
        return row


def give_anew(administration_id: int, *, by: Viewer) -> Administration:
    """An asking with another code; the code and the address it had are worth nothing from now on. Raises `Missing`."""
    with write_transaction():
        row = _led(administration_id, by)
        if row.finished_at is None and row.withdrawn_at is None:
            row.code, row.issue = _code(), row.issue + 1
            row.save(update_fields=["code", "issue"])
            note(by, "reissue assessment", _name(row), group=row.group_id, person=row.person_id)
        return row


def make_due(group_id: int) -> int:
    """How many askings the schedules of a group made today. For the nightly job."""
    with write_transaction():
        return _make_due(Group.objects.select_related("programme__site").get(pk=group_id), "system")


def ask_on(group: Group, key: str, person_id: int, day: date, *, by: Viewer | str) -> int:
    """How many askings were made of one person for a day that another slice set, in the transaction of that slice."""
    one = next((one for one in for_members() if one.key == key), None)
    return 0 if one is None else _ask(group, one, person_id, day, by=by)


def _make_due(group: Group, by: Viewer | str) -> int:
    found = {one.key: one for one in for_members()}
    today = today_of(group)
    return sum(
        _ask(group, found[due.instrument], due.person_id, today, by=by, schedule=due.schedule)
        for due in due_now(group, today)
        if due.instrument in found
    )


def _ask(
    group: Group,
    one: Instrument,
    person_id: int,
    due_on: date,
    *,
    by: Viewer | str,
    schedule: Schedule | None = None,
    by_hand: bool = False,
) -> int:
    """One where it was asked, none where the person is asked it already or it has no wording any more."""
    chosen = best(ways_to_ask(group.programme.site_id, one), Person.objects.get(pk=person_id).language, group.language)
    if chosen is None or _open_one(group, one.key, person_id):
        return 0
    made = Administration.objects.create(
        person_id=person_id,
        group=group,
        instrument=one.key,
        version=one.version,
        wording=chosen.wording,
        schedule=schedule,
        language=chosen.language,
        code=_code(),
        due_on=due_on,
        asked_by_id=by.user_id if by_hand and isinstance(by, Viewer) else None,
    )
    note(by, "ask for assessment", _name(made), group=group.pk, person=person_id, detail=one.key)
    return 1


def _open_one(group: Group, key: str, person_id: int) -> bool:
    rows = Administration.objects.filter(group=group, instrument=key, person=person_id, finished_at=None, withdrawn_at=None)
    return rows.filter(due_on__gt=today_of(group) - OPEN_FOR).exists()


def _askable(group: Group, key: str, field: str) -> Instrument:
    """An instrument for members that can stand on a screen at the group's site. Raises `Refused`."""
    one = next((one for one in for_members() if one.key == key), None)
    if one is None:
        raise Refused(field, "forms.choose")
    if not ways_to_ask(group.programme.site_id, one):
        raise Refused(field, "assessments.no_wording_yet", title=one.title)
    return one


def _like(schedule: Schedule) -> QuerySet[Schedule]:
    """Those of the same instrument at the same kind of moment in the same group, of which one runs at a time."""
    return Schedule.objects.filter(group=schedule.group_id, instrument=schedule.instrument, moment=schedule.moment)


def _go_on(schedule: Schedule, by: Viewer) -> None:
    schedule.ended_at = None
    schedule.save(update_fields=["ended_at"])
    note(by, "go on with schedule", f"schedule:{schedule.pk}", group=schedule.group_id)


def _end(schedule: Schedule, by: Viewer, at: datetime) -> None:
    schedule.ended_at = at
    schedule.save(update_fields=["ended_at"])
    note(by, "end schedule", f"schedule:{schedule.pk}", group=schedule.group_id)


def _led_schedules(by: Viewer) -> QuerySet[Schedule]:
    return Schedule.objects.filter(group__in=access.groups(by, Right.LEAD).values("pk")).select_related("group")


def _led(administration_id: int, by: Viewer) -> Administration:
    led = Administration.objects.filter(group__in=access.groups(by, Right.LEAD).values("pk"))
    return access.one(led.select_related("group__programme__site", "person"), pk=administration_id)


def _take_back(row: Administration, by: Viewer, at: datetime) -> None:
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    note(by, "withdraw assessment", _name(row), group=row.group_id, person=row.person_id)


def _code() -> str:
    while True:
        code = new_code()
        if not Administration.objects.filter(code=code).exists():
            return code


def _name(row: Administration) -> str:
    return f"administration:{row.pk}"
