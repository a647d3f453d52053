"""What was taken down of a session, coding by coding, as its page and the list of codings show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import local_now, may_lead, sessions
from fourfold.web.talk.models import Coding, Turn
from fourfold.web.talk.queries.codings import WHOLE
from fourfold.web.talk.queries.imports import observed

_COUNTED = {"live": ~Q(events__kind__in=("begin", "end"))}
_COUNTED |= {mode: Q(events__kind=kind) for mode, kind in (("imported", "turn"), ("recall", "line"), ("second_pass", "act"))}
_KEPT = {"live": "kept_taps", "imported": "kept_turns", "recall": "kept_lines", "second_pass": "kept_acts"}


@dataclass(frozen=True, slots=True)
class Taken:
    """One coding. `kept` are its taps, turns, lines or acts; `may_change` whether the viewer may end or delete it."""

    coding: Coding
    kept: int
    is_own: bool
    may_change: bool
    may_count: bool

    @property
    def kept_words(self) -> str:
        """The key of the words for what is kept."""
        return f"board.{_KEPT[self.coding.mode]}"

    @property
    def mode_words(self) -> str:
        """The key of the words for how it was coded."""
        return f"board.mode_{self.coding.mode}"


@dataclass(frozen=True, slots=True)
class SessionTalk:
    """Everything taken down of a session. `may_tap`: whether the viewer may open a board of it now."""

    session: Session
    taken: Sequence[Taken]
    may_observe: bool
    may_tap: bool
    may_lead: bool
    n_turns: int

    @property
    def n_taps(self) -> int:
        """How many taps are kept of boards."""
        return sum(one.kept for one in self.taken if one.coding.mode == "live")

    @property
    def n_observers(self) -> int:
        """How many people tapped."""
        return len({one.coding.observer_id for one in self.taken if one.coding.mode == "live"})

    @property
    def own(self) -> Coding | None:
        """The viewer's own board."""
        return next((one.coding for one in self.taken if one.is_own and one.coding.mode == "live"), None)

    @property
    def n_whole(self) -> int:
        """How many codings say who spoke when."""
        return sum(one.coding.mode in WHOLE for one in self.taken)

    @property
    def has_recall(self) -> bool:
        """Whether somebody recalled the session from memory."""
        return any(one.coding.mode == "recall" for one in self.taken)


def talk_of_session(viewer: Viewer, session_id: int) -> SessionTalk:
    """What was taken down of a session, the coding that counts first, then by when they began. Raises `Missing`."""
    session = access.one(sessions(viewer, Right.OVERSEE), pk=session_id)
    may_observe = observed(viewer).filter(pk=session.pk).exists()
    leads = may_lead(viewer, session.group_id)
    begun = session.held_on <= local_now(session.group).date() and session.status != SessionStatus.NOT_HELD
    taken, n_turns = _taken(viewer, session, leads, may_observe), Turn.objects.filter(session=session).count()
    return SessionTalk(session, taken, may_observe, may_observe and begun, leads, n_turns)


def one_coding(viewer: Viewer, session_id: int, coding_id: int) -> tuple[Session, Taken]:
    """One coding that the viewer may end or delete. Raises `Missing`."""
    talk = talk_of_session(viewer, session_id)
    found = next((one for one in talk.taken if one.coding.pk == coding_id and one.may_change), None)
    if found is None:
        raise access.Missing
    return talk.session, found


def _taken(viewer: Viewer, session: Session, leads: bool, may_observe: bool) -> list[Taken]:
    counted = {f"n_{mode}": Count("events", filter=which) for mode, which in _COUNTED.items()}
    rows = Coding.objects.filter(session=session).select_related("observer").annotate(**counted)
    found = []
    for row in sorted(rows, key=lambda coding: (not coding.counts, coding.begun_at, coding.pk)):
        own = row.observer_id == viewer.user_id
        kept = getattr(row, f"n_{row.mode}")
        found.append(Taken(row, kept, own, may_observe and (leads or own), leads and not row.counts and row.mode in WHOLE))
    return found
