"""Small marks of good setting, the same on the page and on the sheet."""

import re

_BEFORE_A_FIGURE = re.compile(r" (?=\d)")
_NO_BREAK = "\u00a0"


def unbroken(text: str) -> str:
    """A sentence whose figures stay on the line of the word before them."""
    return _BEFORE_A_FIGURE.sub(_NO_BREAK, text)
