"""Chances of who was addressed in each turn of a talk, and which turns are most worth asking about."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fourfold.conversation.addressee.coefficients import Coefficients, coefficients
from fourfold.conversation.addressee.features import Seen, seen
from fourfold.conversation.addressee.prior import chance, estimated_shift, shift_to
from fourfold.conversation.addressee.scoring import scored
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.inference.arrays import FloatArray, IntArray


def infer(talk: Talk, *, text: Sequence[str] | None = None, group_share: float | None = None) -> Talk:
    """The talk with the chances of each addressee, (n, seats + 1), the group last; known addressees are certain.

    text: what was said in each turn, in the order of the talk; it is read and not kept. group_share: the part of turns
    that are for everybody, words of attention left out, where somebody can tell; it is estimated otherwise. Of two people
    each speaks to the other; somebody alone speaks to the group. Raises `ValueError` for texts that do not match the
    turns, and for a share outside 0 … 1.
    """
    if text is not None and len(text) != len(talk.speaker):
        raise ValueError(f"{len(text)} texts for {len(talk.speaker)} turns; give one for each turn, in the order of the talk")
    if group_share is not None and not 0 <= group_share <= 1:
        raise ValueError(f"group_share is {group_share}; it is a part of the turns, from 0 to 1")
    return inferred(talk, coefficients(text is not None), text=text, group_share=group_share)


def inferred(talk: Talk, table: Coefficients, *, text: Sequence[str] | None, group_share: float | None) -> Talk:
    """What `infer` gives, from any table; one with words needs a text."""
    if talk.seats < 3 or len(talk.speaker) == 0:
        return replace(talk, probability=_only_choice(talk))
    view = seen(talk, text)
    who, odds = scored(view, table)
    odds = odds + _shift(talk, view, odds, table.group_share if group_share is None else group_share, group_share is not None)
    chances = np.vstack([who * chance(-odds), chance(odds)]).T
    return replace(talk, probability=_with_known(talk, chances))


def needs_asking(talk: Talk, n: int) -> IntArray:
    """The places of up to n turns that are most worth asking about, the first most of all; what is known is not asked.

    They are those with most seconds in doubt: a turn's length times the chance that its most probable addressee is wrong.
    Goes by the chances in the talk, or by those from timing where it has none.
    """
    rows = (infer(talk) if talk.probability is None else talk).probability
    open_turns = np.flatnonzero(talk.addressee == NOT_KNOWN)
    if rows is None or len(open_turns) == 0:
        return open_turns[:0]
    in_doubt = (talk.end_s - talk.start_s) * (1 - rows.max(axis=1))
    return open_turns[np.argsort(-in_doubt[open_turns], kind="stable")][: max(n, 0)]


def _shift(talk: Talk, view: Seen, odds: FloatArray, share: float, told: bool) -> float:
    """The shift for this talk: to the share somebody told, or estimated from a table trained at that share."""
    counted = view.lasting if view.lasting.any() else np.ones_like(view.lasting)
    known = talk.addressee != NOT_KNOWN
    if told:
        return shift_to(odds[counted], share)
    return estimated_shift(odds[counted & ~known], odds[known], talk.addressee[known] == TO_GROUP, share)


def _only_choice(talk: Talk) -> FloatArray:
    """Of two people each speaks to the other, somebody alone to the group."""
    chances = np.zeros((len(talk.speaker), talk.seats + 1))
    chances[np.arange(len(chances)), (1 - talk.speaker) if talk.seats == 2 else -1] = 1.0
    return _with_known(talk, chances)


def _with_known(talk: Talk, chances: FloatArray) -> FloatArray:
    known = np.flatnonzero(talk.addressee != NOT_KNOWN)
    chances[known] = 0.0
    chances[known, talk.addressee[known]] = 1.0
    return chances
