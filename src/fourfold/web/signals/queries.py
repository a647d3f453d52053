"""Signals of a group, under marks that say nothing of whom they concern, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.crypto import salted_hmac

from fourfold.alliance import Signal
from fourfold.feedback.passages.attention import told_signals
from fourfold.web.estimates.queries import Known
from fourfold.web.signals.models import SignalAnswer

REASONS = ("known", "outside", "not_so", "other")
"""Why a signal may be dismissed: known already, explained by something outside, not what is seen in the group, another."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered to a signal; `reason` is one of `REASONS` where it was dismissed."""

    answer: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Heed:
    """One notice of a report as it is drawn, the mark of its signal, and what was answered."""

    html: str
    mark: str
    answered: Answered | None


def heeds(known: Known, notices: Sequence[str], language: str) -> list[Heed]:
    """The notices of a report of a group with the answers to them (internal, as `answers`)."""
    marks = told_marks(known, language)
    told = answers(known.row.group_id, marks)
    return [Heed(html, mark, told.get(mark)) for html, mark in zip(notices, marks, strict=True)]


def mark_of(group_id: int, signal: Signal) -> str:
    """The name of a signal in addresses and in the log. It cannot be turned back into whom the signal concerns."""
    told = (group_id, signal.kind, signal.quality, signal.person_id, signal.other_id, signal.session)
    return salted_hmac("fourfold.signal", "\x1f".join(map(str, told)), algorithm="sha256").hexdigest()[:32]


def told_marks(known: Known, language: str) -> list[str]:
    """Marks of the signals that the group's reports tell of, in the order of their notices."""
    return [mark_of(known.row.group_id, signal) for signal in told_signals(known.setting(language))]


def all_marks(known: Known) -> set[str]:
    """Marks of every signal in the group's history."""
    signals: Sequence[Signal] = known.estimates.signals if known.estimates else ()
    return {mark_of(known.row.group_id, signal) for signal in signals}


def answers(group_id: int, marks: Sequence[str]) -> Mapping[str, Answered]:
    """Answers by mark (internal: whoever calls it has asked `access` before)."""
    rows = SignalAnswer.objects.filter(group=group_id, mark__in=marks).select_related("answered_by")
    return {
        row.mark: Answered(row.answer, bytes(row.reason or b"").decode(), row.answered_by.name, row.answered_at) for row in rows
    }
