"""What the passages about one session's talk share: the talk, what was measured, names, and the words."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fourfold.conversation.floor import Acts
from fourfold.conversation.shares import Shares
from fourfold.conversation.summary import Summary
from fourfold.conversation.talk import TO_GROUP, Talk
from fourfold.feedback.passages.setting import clean
from fourfold.feedback.words import Words
from fourfold.feedback.words.catalogue import spoken
from fourfold.inference.arrays import FloatArray

_HARDLY = 0.05


@dataclass(frozen=True, slots=True)
class Basis:
    """What a talk leans on: turns whose addressee was given or inferred, stretches without a name.

    with_text: words helped to infer; share_told: somebody said how much of the talk is to the group.
    """

    given: int
    inferred: int
    nameless: int = 0
    with_text: bool = False
    share_told: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """The talk of one session. `file` is what it is called; `names` by seat, as they stand in the file."""

    words: Words
    file: str
    names: tuple[str, ...]
    talk: Talk
    found: Summary
    shares: Shares
    basis: Basis

    @property
    def chairs(self) -> list[int]:
        """The seats of the facilitators, in the order of their names."""
        return [seat for seat in self.by_name() if self.talk.facilitators[seat]]

    @property
    def members(self) -> list[int]:
        """The other seats; everybody's where no facilitator is named."""
        return [seat for seat in self.by_name() if not self.talk.facilitators[seat]]

    def by_name(self) -> list[int]:
        """All seats, in the order of their names, so that order says nothing."""
        return sorted(range(len(self.names)), key=lambda seat: (self.names[seat].casefold(), seat))

    def rows(self) -> list[int]:
        """All seats as a table lists them: members, then facilitators."""
        return [*self.members, *self.chairs]

    def apart(self) -> list[tuple[int, int]]:
        """Pairs of members who more likely than not never addressed one another, in the order of their names."""
        pairs = list(combinations(self.members, 2))
        if self.found.never_met is None:
            return pairs
        apart = {frozenset(pair) for pair in self.found.never_met.apart}
        return [pair for pair in pairs if frozenset(pair) in apart]

    def chances(self, acts: Acts) -> FloatArray:
        """How likely each act was said to each seat and, last, to the group: (acts, seats + 1); zeros where nobody knows."""
        if acts.probability is not None:
            return acts.probability
        column = np.where(acts.addressee == TO_GROUP, self.talk.seats, acts.addressee)
        return np.asarray(column[:, None] == np.arange(self.talk.seats + 1), dtype=np.float64)

    def name(self, seat: int) -> str:
        """How a sentence calls somebody."""
        return spoken(clean(self.names[seat]))

    def listed(self, seats: Iterable[int], by: str = "and") -> str:
        """How a sentence calls several people, in the order of their names."""
        wanted = set(seats)
        return self.words.listed([self.name(seat) for seat in self.by_name() if seat in wanted], by)

    def tenths(self, share: float) -> str:
        """A share as so many of ten."""
        if share < _HARDLY:
            return self.words.say("heard.hardly")
        return self.words.say("heard.tenth", int(10 * share + 0.5))

    def lasting(self, seconds: float) -> str:
        """A stretch of time, short: minutes, or seconds below one, or nothing."""
        if seconds <= 0:
            return "–"
        unit, value = ("minutes", round(seconds / 60)) if seconds >= 60 else ("seconds", round(seconds))
        return self.words.say(f"heard_shares.{unit}", number=value)
