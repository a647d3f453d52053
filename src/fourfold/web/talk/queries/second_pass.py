"""A second pass: the turns of a session a page at a time, and what this coder marked in them. Nobody sees another's marks."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.conversation.acts import CODED_ACTS
from fourfold.vocabulary import GROUP
from fourfold.web.access import Right, Viewer
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import may_lead, session
from fourfold.web.talk.models import Coding
from fourfold.web.talk.queries.codings import WHOLE, Pass, coding_of, codings, is_own, labels, pass_of, turns_of
from fourfold.web.talk.queries.imports import observed

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class CodedTurn:
    """One turn with what was marked in it; `whom` is empty where nobody knows to whom it went."""

    uid: str
    speaker: str
    whom: str
    to_group: bool
    start_s: float
    end_s: float
    marks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Coder:
    """One pass over the turns and how far it has come."""

    coding: Coding
    is_own: bool
    n_seen: int


@dataclass(frozen=True, slots=True)
class SecondPass:
    """One page of a second pass; `base` None: there are no turns yet. Pages count from 1."""

    session: Session
    base: Coding | None
    turns: Sequence[CodedTurn]
    page: int
    n_turns: int
    n_seen: int
    counts: Sequence[tuple[str, int]]
    coders: Sequence[Coder]
    last: int
    may_code: bool
    may_choose: bool

    @property
    def n_pages(self) -> int:
        """How many pages there are."""
        return max(-(-self.n_turns // A_PAGE), 1)

    @property
    def first(self) -> int:
        """The number of the first turn on the page."""
        return (self.page - 1) * A_PAGE + 1

    @property
    def final(self) -> int:
        """The number of the last turn on the page."""
        return self.first + len(self.turns) - 1

    @property
    def before(self) -> int:
        """The page before, 0 for none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """The page after, 0 for none."""
        return self.page + 1 if self.page < self.n_pages else 0


def second_pass(viewer: Viewer, session_id: int, page: int = 1, coding_id: int | None = None) -> SecondPass:
    """One page of the viewer's own second pass over a coding, the one that counts if none is named. Raises `Missing`."""
    found = session(viewer, Right.OVERSEE, session_id)
    base = coding_of(found, WHOLE, coding_id)
    turns = turns_of(base) if base else ()
    own = own_pass(viewer, base)
    stands = pass_of(own) if own else None
    page = min(max(page, 1), max(-(-len(turns) // A_PAGE), 1))
    shown = turns[(page - 1) * A_PAGE : page * A_PAGE]
    names = labels(found, [seat for turn in shown for seat in (turn.seat, turn.whom) if seat])
    marked = Counter(act for _, act in stands.marks) if stands else Counter[str]()
    return SecondPass(
        session=found,
        base=base,
        turns=[
            CodedTurn(
                uid=turn.uid,
                speaker=names.get(turn.seat, ""),
                whom=names.get(turn.whom or "", ""),
                to_group=turn.whom == GROUP,
                start_s=turn.start_s,
                end_s=turn.end_s or turn.start_s,
                marks=_marks(stands, turn.uid),
            )
            for turn in shown
        ],
        page=page,
        n_turns=len(turns),
        n_seen=len(stands.seen & {turn.uid for turn in turns}) if stands else 0,
        counts=[(act, marked[act]) for act in CODED_ACTS],
        coders=_coders(viewer, found, base),
        last=stands.last if stands else 0,
        may_code=observed(viewer).filter(pk=found.pk).exists(),
        may_choose=may_lead(viewer, found.group_id),
    )


def own_pass(viewer: Viewer, base: Coding | None) -> Coding | None:
    """The viewer's pass over a coding; None where it has not begun. Internal."""
    return Coding.objects.filter(of=base, mode="second_pass", observer=viewer.user_id).first() if base else None


def _marks(stands: Pass | None, uid: str) -> frozenset[str]:
    return frozenset(act for of, act in stands.marks if of == uid) if stands else frozenset()


def _coders(viewer: Viewer, found: Session, base: Coding | None) -> list[Coder]:
    passes = [coding for coding in codings(found, ("second_pass",)) if base and coding.of_id == base.pk]
    return [Coder(coding, is_own(coding, viewer), len(pass_of(coding).seen)) for coding in passes]
