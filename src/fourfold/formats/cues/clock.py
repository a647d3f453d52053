"""Times as transcripts write them (1:02:03.456, 02:03,4, PT3.5S) in seconds."""

import re
from collections.abc import Sequence

import numpy as np

from fourfold.inference.arrays import FloatArray

CLOCK = r"(?:[0-9]{1,5}:)?[0-9]{1,5}:[0-9]{1,2}(?:[.,][0-9]{1,9})?"
"""A clock time as a pattern without groups: hours may be missing, the part of a second may follow a comma."""

_CLOCK = re.compile(CLOCK)
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12})?")
_SIGNED = re.compile(r"[+-]?(?:[0-9]{1,12}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,2})?")
_ISO = re.compile(r"PT(?:([0-9]{1,5})H)?(?:([0-9]{1,5})M)?(?:([0-9]{1,9}(?:\.[0-9]{1,12})?)S)?")
_FULL = "00:00:00.000"
_WEIGHTS = np.array([36000, 3600, 0, 600, 60, 0, 10, 1, 0, 0.1, 0.01, 0.001])


def seconds_of(written: str) -> float | None:
    """The seconds that a clock time, a duration in ISO 8601, or a plain number stands for; None where it is none of them."""
    text = written.strip()
    if _CLOCK.fullmatch(text):
        return _clock(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    iso = _ISO.fullmatch(text)
    if iso and any(iso.groups()):
        hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return hours * 3600 + minutes * 60 + seconds
    return None


def plain_number(written: str) -> float | None:
    """The number that a text is, with a sign or without; None where it is none, or endless."""
    return float(written) if _SIGNED.fullmatch(written) else None


def clocks(written: Sequence[str]) -> FloatArray:
    """The seconds of many clock times, each of which fits `CLOCK`; fast where all are written `00:00:00.000`."""
    whole = "".join(written)
    if len(whole) == len(_FULL) * len(written) and all(len(text) == len(_FULL) for text in written):
        digits = np.frombuffer(whole.encode("ascii"), dtype=np.uint8).reshape(-1, len(_FULL))
        if bool(np.all((digits[:, [2, 5]] == ord(":")) & np.isin(digits[:, [8]], (ord("."), ord(","))))):
            return np.asarray(((digits - 48.0) @ _WEIGHTS).round(3), dtype=np.float64)
    return np.array([_clock(text) for text in written], dtype=np.float64)


def _clock(text: str) -> float:
    parts = text.replace(",", ".").split(":")
    return round(sum(float(part) * 60.0**power for power, part in enumerate(reversed(parts))), 9)
