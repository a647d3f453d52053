"""What staff type from paper: the answers one by one, or only totals that somebody licensed worked out."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from fourfold.web.access import Viewer
from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.queries.asking import today_of
from fourfold.web.assessments.queries.typing import Typed, typed
from fourfold.web.assessments.queries.wordings import best, ways_to_ask
from fourfold.web.audit.actions import note
from fourfold.web.flags.actions import raise_safety
from fourfold.web.people.queries import has_consent
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction


def type_answers(where: tuple[int, int, str], day: date, answers: Mapping[str, int | None], *, by: Viewer) -> Administration:
    """Answers from paper of a person in a group to an instrument; one of danger raises a flag. The same twice are kept once.

    Raises `Missing`, `Refused`.
    """
    with write_transaction():
        found = typed(by, *where)
        if not any(value is not None for value in answers.values()):
            raise Refused("", "assessments.nothing_typed")
        for item in found.instrument.items:
            value = answers.get(item.key)
            if value is not None and value not in item.values:
                raise Refused(item.key, "assessments.off_item", low=item.lowest, high=item.highest)
        said = {item.key: answers.get(item.key) for item in found.instrument.items}
        if kept := _kept(found, day, source="staff", answers=said):
            return kept
        row = _row(found, day, by)
        row.source, row.answers = "staff", said
        _finish(row, by)
        if any(item.speaks_of_danger(answers.get(item.key)) for item in found.instrument.items):
            raise_safety(row.pk, row.group_id, row.person_id, is_news=True, by=by)
        return row


def type_totals(where: tuple[int, int, str], day: date, totals: Mapping[str, float], *, by: Viewer) -> Administration:
    """Totals of a person in a group, of an instrument, by scale; none off its range. The same twice are kept once.

    Raises `Missing`, `Refused`.
    """
    with write_transaction():
        found = typed(by, *where)
        if not totals:
            raise Refused("", "assessments.nothing_typed")
        for scale in found.instrument.scales:
            span = found.instrument.range_of(scale)
            if scale.key in totals and span and not span[0] <= totals[scale.key] <= span[1]:
                low, high = (f"{end:g}" for end in span)
                raise Refused(scale.key, "assessments.off_range", low=low, high=high)
        said = {scale.key: totals[scale.key] for scale in found.instrument.scales if scale.key in totals}
        if kept := _kept(found, day, source="totals", totals=said):
            return kept
        row = _row(found, day, by)
        row.source, row.totals = "totals", said
        _finish(row, by)
        return row


def _kept(found: Typed, day: date, **said: object) -> Administration | None:
    """What was typed from the same paper already: a form that is sent twice makes no second time of answering."""
    person, group, key = found.person, found.group, found.instrument.key
    rows = Administration.objects.filter(person=person, group=group, instrument=key, due_on=day, withdrawn_at=None)
    return next((row for row in rows if all(getattr(row, name) == value for name, value in said.items())), None)


def _row(found: Typed, day: date, by: Viewer) -> Administration:
    """The asking that waits and was not begun; else one of its own."""
    today = today_of(found.group)
    if day > today:
        raise Refused("day", "assessments.day_to_come")
    if not has_consent(found.person.pk, "taking_part", day):
        raise Refused("day", "assessments.no_consent_then", day=day)
    waits = Administration.objects.filter(
        person=found.person,
        group=found.group,
        instrument=found.instrument.key,
        begun_at=None,
        finished_at=None,
        withdrawn_at=None,
    )
    row = waits.order_by("due_on").first() or Administration(person=found.person, group=found.group, asked_by_id=by.user_id)
    chosen = best(ways_to_ask(found.group.programme.site_id, found.instrument), found.person.language)
    row.instrument, row.version = found.instrument.key, found.instrument.version
    row.wording, row.language = (chosen.wording if chosen else None), (chosen.language if chosen else found.person.language)
    row.due_on = day
    return row


def _finish(row: Administration, by: Viewer) -> None:
    row.begun_at = row.finished_at = timezone.now()
    row.code = None
    row.save()
    told = f"administration:{row.pk}"
    note(by, "type assessment", told, group=row.group_id, person=row.person_id, detail=f"{row.instrument} {row.source}")
