"""How the command line says that data are refused."""

import sys

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


def say_refused(refusal: BaseException) -> None:
    """Print why, on the error stream."""
    words = refusal.args[0] if isinstance(refusal, KeyError) and refusal.args else refusal
    print(f"refused: {words}", file=sys.stderr)


def warn(message: str) -> None:
    """Print a warning on the error stream; the work goes on."""
    print(f"warning: {message}", file=sys.stderr)
