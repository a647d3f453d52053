"""Answers at the door, each kept as it is given; one that speaks of danger raises a flag in the same transaction."""

from dataclasses import dataclass

from django.utils import timezone

from fourfold.web.assessments.models import Administration
from fourfold.web.assessments.offered import known
from fourfold.web.assessments.queries.asking import State, standing
from fourfold.web.assessments.queries.door import AtDoor
from fourfold.web.assessments.queries.wordings import best, ways_to_ask
from fourfold.web.audit.actions import note
from fourfold.web.flags.actions import raise_safety
from fourfold.web.storage.writing import write_transaction

_OPEN = (State.ASKED, State.BEGUN)


class NotOpen(ValueError):
    """The asking takes no answers: finished, withdrawn, given another code, ended by itself, or its member agrees no more."""


class OffScale(ValueError):
    """An answer that was not offered."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of one answer: whether it speaks of danger, and whether it was the last."""

    is_danger: bool
    is_last: bool


def keep_answer(door: AtDoor, key: str, value: int | None, source: str) -> Kept:
    """One answer, stored; None: prefers not to say. Raises `OffScale`, `NotOpen`.

    What is finished takes nothing, the same answer neither: whoever finds a used card could try which answer it was.
    """
    item = next((item for item in door.instrument.items if item.key == key), None)
    if item is None or (value is not None and value not in item.values):
        raise OffScale(key)
    danger = item.speaks_of_danger(value)
    with write_transaction():
        row = _row(door)
        if standing(row) not in _OPEN:
            raise NotOpen
        is_news = row.answers.get(key, "") != value
        _begin(row, door)
        row.answers = {**row.answers, key: value}
        # What began on a shared device stays of it, so that a card left there is read back nowhere.
        row.source = row.source if row.source == "kiosk" else source
        is_last = all(one.key in row.answers for one in door.instrument.items)
        if is_last:
            row.finished_at, row.code = timezone.now(), None
        row.save(update_fields=["answers", "source", "finished_at", "code", "begun_at", "language", "wording", "version"])
        _note(row, "finish assessment" if is_last else "answer assessment")
        if danger:
            raise_safety(row.pk, row.group_id, row.person_id, is_news=is_news, by=f"administration:{row.pk}")
        return Kept(danger, is_last)


def take_instead(door: AtDoor) -> bool:
    """Whether the asking is now of the instrument that a shared device may ask, because nothing was answered yet."""
    other = known(door.instead)
    with write_transaction():
        row = _row(door)
        chosen = best(ways_to_ask(row.group.programme.site_id, other), row.language) if other else None
        if other is None or chosen is None or row.answers or standing(row) not in _OPEN:
            return False
        row.instrument, row.version, row.wording, row.language = other.key, other.version, chosen.wording, chosen.language
        row.save(update_fields=["instrument", "version", "wording", "language"])
        _note(row, "take another assessment", other.key)
        return True


def _begin(row: Administration, door: AtDoor) -> None:
    """The first answer fixes the wording: an answer keeps the words it was given to."""
    if row.begun_at is None or not row.answers:
        row.begun_at = row.begun_at or timezone.now()
        row.language, row.wording, row.version = door.chosen.language, door.chosen.wording, door.instrument.version


def _row(door: AtDoor) -> Administration:
    rows = Administration.objects.select_for_update(of=("self",)).select_related("group__programme__site")
    found = rows.filter(pk=door.id, issue=door.issue, instrument=door.instrument.key, person__erased_at=None).first()
    if found is None:
        raise NotOpen
    return found


def _note(row: Administration, verb: str, detail: str = "") -> None:
    told = f"administration:{row.pk}"
    note(told, verb, told, group=row.group_id, person=row.person_id, detail=detail)
