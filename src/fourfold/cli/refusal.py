"""How the command line says that data are refused."""

import sys
import unicodedata

from fourfold.vocabulary import NotEnoughData

EXIT_REFUSED = 1
REFUSALS = (
    NotEnoughData,
    ValueError,
    KeyError,
    FileNotFoundError,
    FileExistsError,
    PermissionError,
    IsADirectoryError,
    NotADirectoryError,
)


def printable(text: object) -> str:
    r"""Words out of a file as a terminal may show them: what steers it, or turns the direction of writing, is spelled out.

    >>> printable("a\x1b[31mb\u202ec")
    'a\\x1b[31mb\\u202ec'
    """
    return "".join(
        sign if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp", "Cs")
        else sign.encode("unicode_escape").decode("ascii")
        for sign in str(text)
    )  # fmt: skip


def say_refused(refusal: BaseException) -> None:
    """Print why, on the error stream."""
    words = refusal.args[0] if isinstance(refusal, KeyError) and refusal.args else refusal
    print(f"refused: {printable(words)}", file=sys.stderr)


def warn(message: str) -> None:
    """Print a warning on the error stream; the work goes on."""
    print(f"warning: {printable(message)}", file=sys.stderr)
