"""A file on its way into a session: who could be who, and what would be kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.groups.models import FACILITATOR
from fourfold.web.people.models import Person
from fourfold.web.people.queries import consented, full_name
from fourfold.web.sessions.models import Session
from fourfold.web.sessions.queries import HERE, expected, sessions
from fourfold.web.talk.imported import Imported, Named, imported, names_of
from fourfold.web.talk.models import Coding, WaitingImport
from fourfold.web.talk.naming import suggestions

WAITS = timedelta(days=1)
"""How long a file waits for somebody to say who is who."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody who may have spoken; nothing is kept of who does not take part. `is_here` None: nobody wrote it down."""

    person_id: int
    label: str
    seat: str
    takes_part: bool
    is_here: bool | None


@dataclass(frozen=True, slots=True)
class Guess:
    """One name of the file, and who it stands for: None for nobody of the group. Not `is_said`: it is only a suggestion."""

    named: Named
    person_id: int | None
    is_said: bool


@dataclass(frozen=True, slots=True)
class WhoIsWho:
    """The page that asks who is who."""

    session: Session
    waiting: WaitingImport
    guesses: Sequence[Guess]
    places: Sequence[Place]

    @property
    def n_here(self) -> int:
        """How many people are written down as here."""
        return sum(place.is_here is True for place in self.places)

    @property
    def apart(self) -> list[str]:
        """The labels of those of whom nothing may be kept."""
        return [place.label for place in self.places if not place.takes_part]


@dataclass(frozen=True, slots=True)
class Share:
    """How much one person would be heard in the turns that are kept."""

    label: str
    turns: int
    minutes: float
    percent: int


@dataclass(frozen=True, slots=True)
class Look:
    """What would be kept of a file. `surprising`: those who speak in it but are written down as away or not at all."""

    session: Session
    waiting: WaitingImport
    kept: Imported
    shares: Sequence[Share]
    silent: Sequence[str]
    surprising: Sequence[str]

    @property
    def unknown(self) -> int:
        """How many turns have no addressee."""
        return sum(turn.whom is None and not turn.to_group for turn in self.kept.turns)

    @property
    def n_acts(self) -> int:
        """How many acts the file marks."""
        return sum(len(turn.acts) for turn in self.kept.turns)


def observed(viewer: Viewer) -> QuerySet[Session]:
    """The sessions that a viewer may code: those led or supervised, not those of a look that was agreed to for an hour."""
    return sessions(viewer, Right.OVERSEE).exclude(group__in=viewer.glass)


def session_observed(viewer: Viewer, session_id: int) -> Session:
    """One such session. Raises `Missing`."""
    return access.one(observed(viewer), pk=session_id)


def waiting(viewer: Viewer, session: Session) -> WaitingImport | None:
    """The viewer's own file that waits for this session; none once it has waited too long."""
    since = timezone.now() - WAITS
    return WaitingImport.objects.filter(session=session, by=viewer.user_id, made_at__gte=since).order_by("-pk").first()


def places(session: Session) -> list[Place]:
    """Everybody who sits in the group on the day or is written down for it. Internal: the caller has checked access."""
    people = expected(session)
    agreed = consented([a.person_id for a in people], "taking_part", session.held_on)
    return [
        Place(
            a.person_id,
            a.label,
            a.seat,
            takes_part=a.seat == FACILITATOR or a.person_id in agreed,
            is_here=a.presence in HERE if a.presence else None,
        )
        for a in people
    ]


def who_is_who(viewer: Viewer, session_id: int) -> WhoIsWho | None:
    """The names of the viewer's waiting file, with suggestions; None where no file waits. Raises `Missing`."""
    session = session_observed(viewer, session_id)
    found = waiting(viewer, session)
    if found is None:
        return None
    sitting = places(session)
    said = told_who(found)
    known = _spellings([place.person_id for place in sitting if place.takes_part])
    named = names_of(found.cues)
    guesses = [
        Guess(n, said[n.index], True) if n.index in said else Guess(n, likely, False)
        for n, likely in zip(named, suggestions([n.name for n in named], known), strict=True)
    ]
    return WhoIsWho(session, found, guesses, sitting)


def look(viewer: Viewer, session_id: int) -> Look | None:
    """What would be kept of the viewer's waiting file; None while it is not said who is who. Raises `Missing`."""
    session = session_observed(viewer, session_id)
    found = waiting(viewer, session)
    said = told_who(found) if found else {}
    if found is None or not said:
        return None
    sitting = places(session)
    kept = imported(found.cues, said_of(found, sitting))
    total = sum(turn.end_s - turn.start_s for turn in kept.turns) or 1.0
    speakers = {turn.speaker for turn in kept.turns}
    shares = [_share(place, kept, total) for place in sitting if place.person_id in speakers]
    return Look(
        session=session,
        waiting=found,
        kept=kept,
        shares=shares,
        silent=[p.label for p in sitting if p.person_id not in speakers and p.is_here],
        surprising=[p.label for p in sitting if p.person_id in speakers and not p.is_here],
    )


def kept_before(viewer: Viewer, session_id: int) -> list[Coding]:
    """The files that were kept of a session, newest first. Raises `Missing`."""
    session = session_observed(viewer, session_id)
    return list(Coding.objects.filter(session=session, mode="imported").select_related("observer").order_by("-pk"))


def said_of(found: WaitingImport, sitting: Sequence[Place]) -> dict[int, int | None]:
    """Whom the names of a waiting file stand for; None also for who does not take part any more. Internal."""
    allowed = {place.person_id for place in sitting if place.takes_part}
    return {name: person if person in allowed else None for name, person in told_who(found).items()}


def told_who(found: WaitingImport) -> dict[int, int | None]:
    """Whom the names of a waiting file stand for, as far as it was said. Internal."""
    return {int(name): person for name, person in found.cues.get("who", {}).items()}


def _spellings(person_ids: Sequence[int]) -> list[tuple[int, list[str]]]:
    people = Person.objects.in_bulk(person_ids)
    return [(pk, [person.label, full_name(person) or ""]) for pk, person in people.items()]


def _share(place: Place, kept: Imported, total: float) -> Share:
    own = [turn.end_s - turn.start_s for turn in kept.turns if turn.speaker == place.person_id]
    return Share(place.label, len(own), sum(own) / 60, round(100 * sum(own) / total))
