"""What the circle board shows of one member beside goals: compassion and accountability, session by session.

Only what the member did is counted, never towards whom: for the member's own eyes that would be somebody else.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from fourfold.vocabulary import Presence, SessionStatus
from fourfold.web.groups.models import Membership
from fourfold.web.sessions.models import Attendance, Session
from fourfold.web.talk.models import Act, Turn

COMPASSION = ("self_compassion", "self_criticism", "support", "compassionate_action")
ACCOUNTABILITY = ("taking_responsibility", "kind_challenge")
MOST = 10
"""How many followed sessions are shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of act: how often in each session shown; None where the member was away."""

    kind: str
    cells: Sequence[int | None]

    @property
    def kind_words(self) -> str:
        """The key of the words for the kind."""
        return f"coding.act_{self.kind}"

    @property
    def total(self) -> int:
        """How often in all sessions shown."""
        return sum(cell or 0 for cell in self.cells)

    @property
    def sessions(self) -> int:
        """In how many of them."""
        return sum(bool(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Board:
    """The followed sessions, oldest first, and a line for each kind of act; `attended` of them the member was there."""

    sessions: Sequence[tuple[int, date]]
    compassion: Sequence[Line]
    accountability: Sequence[Line]
    attended: int

    @property
    def anything(self) -> bool:
        """Whether anything was marked."""
        return any(line.total for line in (*self.compassion, *self.accountability))


def board_of(person_id: int, groups: Sequence[int]) -> Board:
    """The last followed sessions of some groups to which this member belonged. Internal: access was checked."""
    of_session = {"session": OuterRef("pk")}
    followed = Q(Exists(Turn.objects.filter(**of_session))) | Q(Exists(Act.objects.filter(**of_session)))
    held = Session.objects.filter(followed, _expected(person_id), group__in=groups, status=SessionStatus.HELD)
    sessions = list(held.order_by("-held_on", "-pk")[:MOST])[::-1]
    absent = Attendance.objects.filter(session__in=sessions, person=person_id, presence=Presence.ABSENT)
    away = set(absent.values_list("session", flat=True))
    counted = Counter(Act.objects.filter(session__in=sessions, person=person_id).values_list("kind", "session"))
    lines = {
        kind: Line(kind, [None if s.pk in away else counted[kind, s.pk] for s in sessions])
        for kind in (*COMPASSION, *ACCOUNTABILITY)
    }
    always = {"self_compassion", "self_criticism", *ACCOUNTABILITY}
    return Board(
        sessions=[(s.number, s.held_on) for s in sessions],
        compassion=[lines[kind] for kind in COMPASSION if kind in always or lines[kind].total],
        accountability=[lines[kind] for kind in ACCOUNTABILITY],
        attended=len(sessions) - len(away),
    )


def _expected(person_id: int) -> Q:
    """Sessions in a spell of somebody, or for which they are written down."""
    stays = Q(left_on=None) | Q(left_on__gte=OuterRef("held_on"))
    spells = Membership.objects.filter(stays, person=person_id, group=OuterRef("group"), joined_on__lte=OuterRef("held_on"))
    return Q(Exists(spells)) | Q(Exists(Attendance.objects.filter(person=person_id, session=OuterRef("pk"))))
