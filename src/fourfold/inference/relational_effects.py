"""The effects of the relational event model: what each says of every pair that could speak next.

Source: Gibson (2003) for the shifts, Butts (2008) for recency; docs/method/relational_events.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray, IntArray
from fourfold.inference.relational_kernel import recency

GROUP_RECEIVER = -1
"""Stands where a receiver could stand: everybody was addressed."""
UNKNOWN_RECEIVER = -2
"""Stands where a receiver could stand: nobody caught who was addressed."""
_NOBODY = -9


class Effect(StrEnum):
    """What can make a pair likelier to be next. In the shifts A spoke to B before, 0 is the group, X and Y are others."""

    SENDER_FACILITATOR = "sender_facilitator"
    RECEIVER_FACILITATOR = "receiver_facilitator"
    TO_GROUP = "to_group"
    MEMBER_TO_MEMBER = "member_to_member"
    MEMBER_TO_MEMBER_AFTER_FACILITATOR = "member_to_member_after_facilitator"
    SPEAKS_AGAIN = "speaks_again"
    AB_BA = "AB-BA"
    AB_B0 = "AB-B0"
    AB_BY = "AB-BY"
    A0_X0 = "A0-X0"
    A0_XA = "A0-XA"
    A0_XY = "A0-XY"
    AB_X0 = "AB-X0"
    AB_XA = "AB-XA"
    AB_XB = "AB-XB"
    AB_XY = "AB-XY"
    A0_AY = "A0-AY"
    AB_A0 = "AB-A0"
    AB_AY = "AB-AY"
    RECENCY_OF_SENDING = "recency_of_sending"
    RECENCY_OF_RECEIVING = "recency_of_receiving"


@dataclass(frozen=True, slots=True)
class Choices:
    """The ordered pairs that could be next: sender (pairs,), receiver (pairs,), the group standing as GROUP_RECEIVER."""

    seats: int
    sender: IntArray
    receiver: IntArray

    def place(self, sender: IntArray, receiver: IntArray) -> IntArray:
        """The places of these pairs among the choices."""
        table = np.full((self.seats, self.seats + 1), -1)
        table[self.sender, self.receiver] = np.arange(len(self.sender))
        found: IntArray = table[sender, receiver]
        return found


def choices_of(seats: int, *, with_group: bool) -> Choices:
    """Every ordered pair of two seats, and of a seat and the group."""
    sender, receiver = np.divmod(np.arange(seats * seats), max(seats, 1))
    apart = sender != receiver
    sender, receiver = sender[apart], receiver[apart]
    if with_group:
        sender = np.concatenate([sender, np.arange(seats)])
        receiver = np.concatenate([receiver, np.full(seats, GROUP_RECEIVER)])
    return Choices(seats, sender, receiver)


def statistics(
    sender: IntArray, receiver: IntArray, facilitators: BoolArray, choices: Choices, effects: Sequence[Effect]
) -> FloatArray:
    """What each effect says of each choice before each event, (events, choices, effects)."""
    moment = _moment(sender, receiver, facilitators, choices)
    found = np.zeros((len(sender), len(choices.sender), len(effects)))
    for k, effect in enumerate(effects):
        if effect is Effect.RECENCY_OF_SENDING:
            found[:, :, k] = _recency(sender, receiver, choices, sent=True)
        elif effect is Effect.RECENCY_OF_RECEIVING:
            found[:, :, k] = _recency(sender, receiver, choices, sent=False)
        else:
            found[:, :, k] = _SAYS[effect](moment)
    return found


@dataclass(frozen=True, slots=True)
class _Moment:
    """A choice i to j, (1, choices), against the event before, a to b, (events, 1); `chairs` are true for facilitators."""

    i: IntArray
    j: IntArray
    a: IntArray
    after_person: BoolArray
    after_group: BoolArray
    after_facilitator: BoolArray
    b: IntArray
    i_chairs: BoolArray
    j_chairs: BoolArray

    @property
    def to_person(self) -> BoolArray:
        found: BoolArray = self.j >= 0
        return found

    @property
    def to_group(self) -> BoolArray:
        return ~self.to_person

    @property
    def by_another(self) -> BoolArray:
        """By neither who spoke nor who was addressed before."""
        found: BoolArray = (self.i != self.a) & (self.i != self.b)
        return found

    @property
    def between_members(self) -> BoolArray:
        return ~self.i_chairs & ~self.j_chairs & self.to_person


def _moment(sender: IntArray, receiver: IntArray, facilitators: BoolArray, choices: Choices) -> _Moment:
    a, b = _before(sender)[:, None], _before(receiver)[:, None]
    chairs = np.append(facilitators, False)
    return _Moment(
        i=choices.sender[None, :],
        j=choices.receiver[None, :],
        a=a,
        b=b,
        after_person=b >= 0,
        after_group=b == GROUP_RECEIVER,
        after_facilitator=(a != _NOBODY) & chairs[np.maximum(a, GROUP_RECEIVER)],
        i_chairs=chairs[choices.sender][None, :],
        j_chairs=chairs[choices.receiver][None, :],
    )


def _before(values: IntArray) -> IntArray:
    shifted = np.full(len(values), _NOBODY)
    shifted[1:] = values[:-1]
    return shifted


_SAYS: dict[Effect, Callable[[_Moment], BoolArray]] = {
    Effect.SENDER_FACILITATOR: lambda m: m.i_chairs,
    Effect.RECEIVER_FACILITATOR: lambda m: m.j_chairs,
    Effect.TO_GROUP: lambda m: m.to_group,
    Effect.MEMBER_TO_MEMBER: lambda m: m.between_members,
    Effect.MEMBER_TO_MEMBER_AFTER_FACILITATOR: lambda m: m.after_facilitator & m.between_members,
    Effect.SPEAKS_AGAIN: lambda m: m.i == m.a,
    Effect.AB_BA: lambda m: m.after_person & (m.i == m.b) & (m.j == m.a),
    Effect.AB_B0: lambda m: m.after_person & (m.i == m.b) & m.to_group,
    Effect.AB_BY: lambda m: m.after_person & (m.i == m.b) & m.to_person & (m.j != m.a),
    Effect.A0_X0: lambda m: m.after_group & (m.i != m.a) & m.to_group,
    Effect.A0_XA: lambda m: m.after_group & (m.j == m.a),
    Effect.A0_XY: lambda m: m.after_group & (m.i != m.a) & m.to_person & (m.j != m.a),
    Effect.AB_X0: lambda m: m.after_person & m.by_another & m.to_group,
    Effect.AB_XA: lambda m: m.after_person & m.by_another & (m.j == m.a),
    Effect.AB_XB: lambda m: m.after_person & m.by_another & (m.j == m.b),
    Effect.AB_XY: lambda m: m.after_person & m.by_another & m.to_person & (m.j != m.a) & (m.j != m.b),
    Effect.A0_AY: lambda m: m.after_group & (m.i == m.a) & m.to_person,
    Effect.AB_A0: lambda m: m.after_person & (m.i == m.a) & m.to_group,
    Effect.AB_AY: lambda m: m.after_person & (m.i == m.a) & m.to_person & (m.j != m.b),
}


def _recency(sender: IntArray, receiver: IntArray, choices: Choices, *, sent: bool) -> FloatArray:
    """1, 1/2, 1/3 … for the last, the one before … whom i addressed (`sent`), or who addressed i; 0 for nobody yet."""
    shares = np.zeros((len(sender), len(choices.sender)))
    one, other = (sender, receiver) if sent else (receiver, sender)
    recency(one, other, choices.sender, choices.receiver, shares)
    return shares
