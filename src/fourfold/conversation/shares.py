"""How much each seat talks, how much nobody does, and how much several do at once."""

from dataclasses import dataclass

from fourfold.conversation.floor import FloorTurns, floor_turns
from fourfold.conversation.talk import Talk
from fourfold.inference.arrays import FloatArray
from fourfold.vocabulary import NotEnoughData


@dataclass(frozen=True, slots=True)
class Shares:
    """talk (seats,) adds up to 1; facilitators is theirs together; silence is of the session, overlap of the time with talk."""

    talk: FloatArray
    speech_s: FloatArray
    facilitators: float
    silence: float
    overlap: float


def shares(talk: Talk, *, floor: FloorTurns | None = None) -> Shares:
    """Each seat's share of the speech, backchannels included; silence = 1 - union / duration, overlap = (sum - union) / union.

    Raises NotEnoughData where nobody spoke.
    """
    held = floor or floor_turns(talk)
    total = float(held.speech_s.sum())
    if total == 0:
        raise NotEnoughData("nobody spoke, so nobody has a share of the talk")
    part = held.speech_s / total
    # Sums in another order may differ in the last digit; neither can be below nothing.
    silence = max(0.0, 1 - held.any_s / talk.duration_s)
    overlap = max(0.0, total / held.any_s - 1)
    return Shares(part, held.speech_s, float(part[talk.facilitators].sum()), silence, overlap)
