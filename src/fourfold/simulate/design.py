"""What a simulated group is to look like: who sits in it and when, how they attend, answer and talk."""

from dataclasses import dataclass, field
from datetime import date
from string import ascii_uppercase

from fourfold.alliance.estimates import SignalKind
from fourfold.vocabulary import Group, Role


@dataclass(frozen=True, slots=True)
class Spell:
    """From the first to the last session attended, by number; `last` None: still there."""

    first: int = 1
    last: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """One person and the spells in which the seat is taken."""

    person_id: str
    role: Role
    label: str
    spells: tuple[Spell, ...] = (Spell(),)
    agrees_to_be_rated: bool = True


@dataclass(frozen=True, slots=True)
class Attending:
    """Chances that a member is absent, late, leaves early; a facilitator's are a quarter of them."""

    absent: float = 0.10
    late: float = 0.06
    left_early: float = 0.03


@dataclass(frozen=True, slots=True)
class Answering:
    """How check-ins are answered.

    `planned`: the rota of the check-in (bond and work of every structure, the negative rotating, `peer_items` named
    members); otherwise everybody answers everything about everybody. `answers`: share of check-ins handed in;
    `prefers_not`: share of items left out; `straight`: share of members who often give one answer to everything;
    `whole`: answers are whole numbers.
    """

    planned: bool = True
    peer_items: int = 3
    answers: float = 0.92
    prefers_not: float = 0.03
    straight: float = 0.0
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Strangers:
    """Two people who do not address one another before a session, by number; None: never."""

    one: str
    other: str
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Talking:
    """How a group talks, on the sessions that were observed.

    `hub`: the share of a member's turns that go to a facilitator, in the first and the last session;
    `unknown`: share of turns whose addressee nobody caught; `acts`: how many are marked in a session, on average.
    """

    observed: float = 1.0
    hub: tuple[float, float] = (0.45, 0.35)
    strangers: tuple[Strangers, ...] = ()
    unknown: float = 0.06
    fewest_turns: int = 150
    most_turns: int = 300
    acts: float = 6.0


@dataclass(frozen=True, slots=True)
class Rupture:
    """A planted fall of `drop_sd` standard deviations, from one session until the session at which it is repaired."""

    kind: SignalKind
    from_session: int
    repaired_session: int | None = None
    drop_sd: float = 1.5
    person_id: str | None = None
    other_id: str | None = None


@dataclass(frozen=True, slots=True)
class Design:
    """One group to simulate: `sessions` that are past and `planned_sessions` still to come, one each usual gap.

    `not_held` are numbers of past sessions that did not take place; `moved`: share of sessions a day late. Raises
    `ValueError` for a spell outside the sessions.
    """

    group: Group
    seats: tuple[Seat, ...]
    sessions: int = 12
    planned_sessions: int = 0
    first_on: date = date(2026, 8, 31)
    not_held: tuple[int, ...] = ()
    moved: float = 0.05
    attending: Attending = field(default_factory=Attending)
    answering: Answering = field(default_factory=Answering)
    talking: Talking | None = field(default_factory=Talking)
    ruptures: tuple[Rupture, ...] = ()

    def __post_init__(self) -> None:
        total = self.sessions + self.planned_sessions
        for seat in self.seats:
            for spell in seat.spells:
                if not 1 <= spell.first <= (spell.last or total) <= total:
                    raise ValueError(f"{seat.person_id}: a spell from session {spell.first} does not fit into {total} sessions")


def seats(members: int, facilitators: int = 1, prefix: str = "") -> tuple[Seat, ...]:
    """Members "A.", "B.", ... and "Facilitator 1", ..., all there from the first session on."""
    found = [Seat(f"{prefix}M{k + 1:02d}", Role.MEMBER, member_label(k)) for k in range(members)]
    leading = [Seat(f"{prefix}F{k + 1}", Role.FACILITATOR, f"Facilitator {k + 1}") for k in range(facilitators)]
    return (*found, *leading)


def member_label(place: int) -> str:
    """The initial of the member in a place counted from 0; "A." to "Z.", then "A2."."""
    letter, turn = ascii_uppercase[place % 26], place // 26
    return f"{letter}{turn + 1 if turn else ''}."
