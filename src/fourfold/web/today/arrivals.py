"""Who is expected at a session, who is new and who is back: from spells and absences already read, without asking again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Spell:
    """One spell of one person in one group."""

    group_id: int
    person_id: int
    label: str
    seat: str
    joined_on: date
    left_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the person belongs to the group on a day."""
        return self.joined_on <= day and (self.left_on is None or self.left_on >= day)


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The members of a day: how many, how many of them are expected, who is new and who is back."""

    n_members: int = 0
    n_expected: int = 0
    new: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)


def arrivals(spells: Sequence[Spell], day: date, last_held: date | None, absent: Iterable[int]) -> Arrivals:
    """The arrivals of a day from all spells of a group; new or back as in `groups.queries.roster`."""
    here = [s for s in spells if s.seat == "member" and s.covers(day)]
    unmet = [s for s in here if last_held is None or last_held < s.joined_on]
    before = {s.person_id for s in unmet if any(o.person_id == s.person_id and o.joined_on < s.joined_on for o in spells)}
    away = set(absent)
    return Arrivals(
        n_members=len(here),
        n_expected=sum(s.person_id not in away for s in here),
        new=sorted(s.label for s in unmet if s.person_id not in before) if last_held else [],
        back=sorted(s.label for s in unmet if s.person_id in before),
    )
