"""What was taken down of a group's sessions, session by session: what its tab of the circle board shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from fourfold.vocabulary import SessionStatus
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import Group
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import local_now
from fourfold.web.talk.models import Coding, Turn
from fourfold.web.talk.queries.imports import observed

_RECALL = "recall"


@dataclass(frozen=True, slots=True)
class Noted:
    """One session that has begun: its turns and minutes of talk, how they came, and who else took something down."""

    session: Session
    turns: int
    minutes: int
    mode: str
    observers: int
    recalled: bool

    @property
    def mode_words(self) -> str:
        """The key of the words for how its turns came."""
        return f"board.mode_{self.mode}"


@dataclass(frozen=True, slots=True)
class GroupTalk:
    """A group's sessions up to today, newest first. `may_observe`: whether the viewer may take down talk."""

    group: Group
    sessions: Sequence[Noted]
    may_observe: bool

    @property
    def followed(self) -> int:
        """How many of the sessions have turns."""
        return sum(one.turns > 0 for one in self.sessions)


def talk_of_group(viewer: Viewer, group_id: int) -> GroupTalk:
    """What was taken down of the sessions of a group that were held or begin today. Raises `Missing`."""
    group = access.group(viewer, Right.OVERSEE, group_id)
    begun = Session.objects.filter(group=group, held_on__lte=local_now(group).date()).exclude(status=SessionStatus.NOT_HELD)
    rows = list(begun.order_by("-number"))
    turns = Turn.objects.filter(session__in=rows).values("session").annotate(n=Count("pk"), s=Sum(F("end_s") - F("start_s")))
    spoken = {row["session"]: (row["n"], row["s"]) for row in turns}
    codings = _codings(rows)
    may_observe = observed(viewer).filter(group=group).exists()
    return GroupTalk(group, [_noted(row, spoken.get(row.pk, (0, 0.0)), codings.get(row.pk)) for row in rows], may_observe)


def _codings(rows: Sequence[Session]) -> dict[int, dict[str, object]]:
    counted = Coding.objects.filter(session__in=rows).values("session")
    told = counted.annotate(
        observers=Count("observer", filter=Q(mode__in=("live", "imported")), distinct=True),
        recalls=Count("pk", filter=Q(mode=_RECALL)),
    )
    modes = dict(
        Coding.objects.filter(session__in=rows, counts=True).exclude(mode="second_pass").values_list("session", "mode")
    )
    return {row["session"]: row | {"mode": modes.get(row["session"], "")} for row in told}


def _noted(session: Session, spoken: tuple[int, float], told: dict[str, object] | None) -> Noted:
    found = told or {"mode": "", "observers": 0, "recalls": 0}
    return Noted(
        session=session,
        turns=spoken[0],
        minutes=round(spoken[1] / 60),
        mode=str(found["mode"]),
        observers=int(str(found["observers"])),
        recalled=bool(found["recalls"]),
    )
