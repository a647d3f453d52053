"""The practice of the brief: what is planned for the session ahead, or one that may fit, with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.feedback.passages.practising import Offered, Seen, in_words
from fourfold.practices import Suits, suggest
from fourfold.web.practices.models import PlannedPractice
from fourfold.web.practices.queries.planned import lately
from fourfold.web.practices.shelf import known, minutes_of, shelf
from fourfold.web.sessions.models import Session


@dataclass(frozen=True, slots=True)
class Named:
    """A practice of a brief in the reader's language; `suits` and `why` are those of a suggestion."""

    key: str
    title: str
    minutes: int
    gentler: str
    suits: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class InBrief:
    """The practices that are planned for the session ahead, or else one that may fit; `offered` is what is printed."""

    planned: tuple[Named, ...]
    suggested: Named | None
    offered: Offered | None


def in_brief(group_id: int, session: Session | None, seen: Sequence[Seen], language: str) -> InBrief:
    """The practice of a group's brief (internal: the caller has checked access)."""
    planned = planned_in(session)
    if planned:
        return InBrief(tuple(_named(one, language) for one in planned), None, planned[0])
    found = suggested(group_id, session, seen)
    return InBrief((), _named(found[0], language, found[1]) if found else None, found[0] if found else None)


def planned_in(session: Session | None) -> list[Offered]:
    """What is planned for a session, in the order in which it was planned (internal: the caller has checked access)."""
    rows = PlannedPractice.objects.filter(session=session).order_by("planned_at", "pk") if session else ()
    found = [(known(row.practice), row) for row in rows]
    return [Offered(p, row.minutes or minutes_of(p.key), planned=True) for p, row in found if p is not None]


def suggested(group_id: int, session: Session | None, seen: Sequence[Seen]) -> tuple[Offered, Suits] | None:
    """At most one practice for what was seen, none of the last two sessions (internal: the caller has checked access)."""
    found = suggest([one.suits for one in seen], lately(group_id, session), among=tuple(shelf().practices.values()))
    if not found:
        return None
    practice, suits = found[0].practice, found[0].reason
    why = next(one.why for one in seen if one.suits is suits)
    return Offered(practice, minutes_of(practice.key), planned=False, why=why), suits


def _named(offered: Offered, language: str, suits: str = "") -> Named:
    practice = offered.practice
    gentler = in_words(practice.gentler, language)[:1]
    title = in_words(practice.title, language)
    return Named(practice.key, title, offered.minutes, "".join(gentler), suits, offered.why)
