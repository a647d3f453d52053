"""Signals of a group, under marks that say nothing of whom they concern, and what was answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fourfold.alliance import Signal
from fourfold.feedback import Report
from fourfold.feedback.html import to_fragment
from fourfold.feedback.passages.attention import headline, told_signals, worth_attention
from fourfold.feedback.passages.discretion import may_tell
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.estimates.marks import mark_of
from fourfold.web.estimates.queries import Known, estimates_of
from fourfold.web.groups.models import Group
from fourfold.web.signals.models import SignalAnswer

REASONS = ("known", "outside", "not_so", "other")
"""Why a signal may be dismissed: known already, explained by something outside, not what is seen in the group, another."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody answered to a signal; `reason` is one of `REASONS` where it was dismissed.

    `confirmed` says whether it told of something, None until somebody has said.
    """

    answer: str
    reason: str
    by: str
    at: datetime
    confirmed: bool | None = None


@dataclass(frozen=True, slots=True)
class Heed:
    """One notice of a report as it is drawn, the mark of its signal, and what was answered."""

    html: str
    mark: str
    answered: Answered | None


@dataclass(frozen=True, slots=True)
class Past:
    """A signal that was answered: where it was raised, its sentence (empty where it can no longer be told), its repair."""

    mark: str
    session: int
    sentence: str
    answered: Answered
    repaired_session: int | None


@dataclass(frozen=True, slots=True)
class Board:
    """The signals of one group: those that are told of now, and those that were answered before, newest first."""

    group: Group
    heeds: Sequence[Heed]
    past: Sequence[Past]
    may_act: bool

    @property
    def waiting(self) -> int:
        """How many nobody has answered."""
        return sum(heed.answered is None for heed in self.heeds)


@dataclass(frozen=True, slots=True)
class Precision:
    """How often signals were right at the viewer's sites: confirmed, of those of which somebody said."""

    confirmed: int
    told: int


def boards(viewer: Viewer, language: str) -> list[Board]:
    """The signals of the groups that a viewer oversees, groups with waiting ones first."""
    led = set(access.groups(viewer, Right.LEAD).values_list("pk", flat=True))
    groups = access.groups(viewer, Right.OVERSEE).filter(closed_on=None).order_by("name", "pk")
    found = [_board(group, group.pk in led, language) for group in groups]
    return sorted(found, key=lambda board: board.waiting == 0)


def precision(viewer: Viewer) -> Precision:
    """How often facilitators of the viewer's sites found that a signal told of something."""
    sites = access.groups(viewer, Right.OVERSEE).values("programme__site")
    told = SignalAnswer.objects.filter(group__programme__site__in=sites, confirmed__isnull=False)
    return Precision(told.filter(confirmed=True).count(), told.count())


def _board(group: Group, may_act: bool, language: str) -> Board:
    known = estimates_of(group.pk)
    setting = known.setting(language)
    section = worth_attention(setting)
    notices = to_fragment(Report("", "", (section,), (), simulated=group.simulated, language=language)).notices
    told = heeds(known, notices, language)
    return Board(group, told, _past(known, {heed.mark for heed in told}, language), may_act)


def _past(known: Known, told_now: set[str], language: str) -> list[Past]:
    """Answered signals that the group's reports no longer tell of."""
    setting = known.setting(language)
    signals = {mark_of(known.row.group_id, s): s for s in (known.estimates.signals if known.estimates else ())}
    earlier = [mark for mark in signals if mark not in told_now]
    rows = SignalAnswer.objects.filter(group=known.row.group_id, mark__in=earlier).select_related("answered_by")
    found = []
    for row in rows:
        signal = signals[row.mark]
        sentence = headline(setting, signal) if may_tell(setting, signal) else ""
        found.append(Past(row.mark, signal.session, sentence, _answered(row), signal.repaired_session))
    return sorted(found, key=lambda past: -past.session)


def heeds(known: Known, notices: Sequence[str], language: str) -> list[Heed]:
    """The notices of a report of a group with the answers to them (internal, as `answers`)."""
    return heeds_under(known.row.group_id, notices, told_marks(known, language))


def heeds_under(group_id: int, notices: Sequence[str], marks: Sequence[str]) -> list[Heed]:
    """Notices with the answers to them, where the marks of their signals are known (internal, as `answers`)."""
    told = answers(group_id, marks) if marks else {}
    return [Heed(html, mark, told.get(mark)) for html, mark in zip(notices, marks, strict=True)]


def told_marks(known: Known, language: str) -> list[str]:
    """Marks of the signals that the group's reports tell of, in the order of their notices."""
    return [mark_of(known.row.group_id, signal) for signal in told_signals(known.setting(language))]


def all_marks(known: Known) -> set[str]:
    """Marks of every signal in the group's history."""
    signals: Sequence[Signal] = known.estimates.signals if known.estimates else ()
    return {mark_of(known.row.group_id, signal) for signal in signals}


def unanswered(viewer: Viewer, marks: Collection[str]) -> set[str]:
    """Which of these marks of signals in the viewer's groups nobody has answered; nothing is estimated."""
    if not marks:
        return set()
    groups = access.groups(viewer, Right.OVERSEE)
    answered = SignalAnswer.objects.filter(group__in=groups.values("pk"), mark__in=marks).values_list("mark", flat=True)
    return set(marks) - set(answered)


def answers(group_id: int, marks: Sequence[str]) -> Mapping[str, Answered]:
    """Answers by mark (internal: whoever calls it has asked `access` before)."""
    rows = SignalAnswer.objects.filter(group=group_id, mark__in=marks).select_related("answered_by")
    return {row.mark: _answered(row) for row in rows}


def _answered(row: SignalAnswer) -> Answered:
    reason = bytes(row.reason or b"").decode()
    return Answered(row.answer, reason, row.answered_by.name, row.answered_at, row.confirmed)
