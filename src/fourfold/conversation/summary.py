"""Every measure of one session's talk at once. What there is too little for is None, and `missing` says why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fourfold.conversation.balance import Balance, balance
from fourfold.conversation.floor import FloorTurns, floor_turns
from fourfold.conversation.hub import HubShare, hub_share
from fourfold.conversation.one_to_one import PERMUTATIONS, IndividualTherapy, individual_therapy
from fourfold.conversation.participation_shifts import ParticipationShifts, participation_shifts
from fourfold.conversation.reciprocity import NeverMet, never_met, reciprocity
from fourfold.conversation.shares import Shares, shares
from fourfold.conversation.talk import Talk
from fourfold.conversation.who_to_whom import WhoToWhom, who_to_whom
from fourfold.vocabulary import NotEnoughData

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Summary:
    """The measures under the names of their functions; missing holds a sentence for each that is None."""

    floor: FloorTurns
    who_to_whom: WhoToWhom
    shares: Shares | None
    balance: Balance | None
    hub_share: HubShare | None
    individual_therapy: IndividualTherapy | None
    reciprocity: float | None
    never_met: NeverMet | None
    participation_shifts: ParticipationShifts | None
    missing: dict[str, str]


def summary(talk: Talk, *, permutations: int = PERMUTATIONS) -> Summary:
    """All measures of the talk, its turns being made once; `permutations` are those of `individual_therapy`."""
    floor = floor_turns(talk)
    spoken = who_to_whom(talk, floor=floor)
    missing: dict[str, str] = {}

    def found(name: str, measure: Callable[[], Found]) -> Found | None:
        try:
            return measure()
        except NotEnoughData as reason:
            missing[name] = str(reason)
            return None

    return Summary(
        floor,
        spoken,
        found("shares", lambda: shares(talk, floor=floor)),
        found("balance", lambda: balance(talk, floor=floor)),
        found("hub_share", lambda: hub_share(talk, floor=floor)),
        found("individual_therapy", lambda: individual_therapy(talk, floor=floor, permutations=permutations)),
        found("reciprocity", lambda: reciprocity(talk, seconds=spoken.weights)),
        found("never_met", lambda: never_met(talk, floor=floor)),
        found("participation_shifts", lambda: participation_shifts(talk, floor=floor)),
        missing,
    )
