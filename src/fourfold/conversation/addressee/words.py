"""Marks of a few English words in what was said. The words are read, counted and let go: nothing here keeps them.

In another language the marks say little; give no text then.
"""

import re
from collections.abc import Sequence

import numpy as np

from fourfold.inference.arrays import FloatArray

MARKS = ("you", "we", "question", "asks_you", "opens_yes", "opens_on", "words")
"""What is marked, in the order of the columns of `marks`."""

_YOU = re.compile(r"\byou(?:r|rs|rself|'re|'ve|'d|'ll)?\b")
_WE = re.compile(r"\b(?:we(?:'re|'ve|'d|'ll)?|us|ours?|let's|everybody|everyone|guys|all of you|folks)\b")
_OPENS_YES = re.compile(
    r"(?:yeah|yes|yep|no|nope|okay|ok|right|mm|mm-hmm|uh-huh|sure|exactly|true|oh|hmm|alright|thanks|thank you|sorry|well)\b"
)
_OPENS_ON = re.compile(r"(?:so|and|um|uh|then|next|now|basically)\b")
_LONG = 40
"""More words than this are no clearer a sign."""


def marks(text: Sequence[str]) -> FloatArray:
    """What the words of each turn give away, (n, marks): 0 or 1 each, and the number of words in tens, up to 4."""
    rows = [_row(said.strip().lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")) for said in text]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(MARKS))


def _row(said: str) -> tuple[float, ...]:
    you, question = _YOU.search(said) is not None, "?" in said
    return (
        you,
        _WE.search(said) is not None,
        question,
        you and question,
        _OPENS_YES.match(said) is not None,
        _OPENS_ON.match(said) is not None,
        min(len(said.split()), _LONG) / 10,
    )
