"""Answering a signal: acting on it, having seen it, or dismissing it with a reason."""

from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Missing, Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.estimates.queries import estimates_of
from fourfold.web.signals.models import SignalAnswer, answer_choices
from fourfold.web.signals.queries import REASONS, all_marks
from fourfold.web.storage.writing import write_transaction

DISMISSED = "dismissed"


class AnswerRefused(ValueError):
    """The answer cannot be taken as it is; the message is the key of the sentence that says why."""


def answer(group_id: int, mark: str, given: str, reason: str = "", *, by: Viewer) -> None:
    """Write down what is done about a signal; a later answer takes the place of an earlier one.

    Raises `Missing` for a signal of no group that `by` leads, `AnswerRefused` for a dismissal without a reason.
    """
    group = access.group(by, Right.LEAD, group_id)
    if mark not in all_marks(estimates_of(group.pk)) or given not in dict(answer_choices()):
        raise Missing
    if given == DISMISSED and reason not in REASONS:
        raise AnswerRefused("signals.choose_reason")
    with write_transaction():
        content = {
            "answer": given,
            "reason": reason.encode() if given == DISMISSED else None,
            "answered_by_id": by.user_id,
            "answered_at": timezone.now(),
        }
        SignalAnswer.objects.update_or_create(group=group, mark=mark, defaults=content)
        note(by, "answer signal", f"signal:{mark}", group=group.pk, detail=given)


def confirm(group_id: int, mark: str, was_so: bool, *, by: Viewer) -> None:
    """Write down whether an answered signal told of something: it is how a site learns how often signals are right.

    Raises `Missing` for a signal that is not answered, or not of a group that `by` leads.
    """
    group = access.group(by, Right.LEAD, group_id)
    with write_transaction():
        row = access.one(SignalAnswer.objects.filter(group=group), mark=mark)
        row.confirmed = was_so
        row.save(update_fields=["confirmed"])
        note(by, "confirm signal", f"signal:{mark}", group=group.pk, detail="so" if was_so else "not so")
