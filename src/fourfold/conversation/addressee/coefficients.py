"""The coefficient table: read once from the file beside this one, written by the trainer."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from fourfold.conversation.addressee.features import CANDIDATE, CANDIDATE_TEXT, TURN, TURN_TEXT
from fourfold.inference.arrays import FloatArray


@dataclass(frozen=True, slots=True)
class Coefficients:
    """candidate (features of a candidate,), turn (features of a turn,), and three numbers.

    strongest: weight of the best candidate's score in the log odds of the group against one person; constant: theirs;
    group_share: the part of lasting turns addressed to the group where the table was trained.
    """

    candidate: FloatArray
    turn: FloatArray
    strongest: float
    constant: float
    group_share: float


@cache
def coefficients(with_text: bool) -> Coefficients:
    """The table for timing alone, or for timing and words."""
    source = files("fourfold.conversation.addressee").joinpath("coefficients.toml").read_text(encoding="utf-8")
    part = tomllib.loads(source)["text" if with_text else "timing"]
    candidate = CANDIDATE + CANDIDATE_TEXT if with_text else CANDIDATE
    turn = TURN + TURN_TEXT if with_text else TURN
    return Coefficients(
        _row(part["candidate"], candidate),
        _row(part["turn"], turn),
        float(part["strongest"]),
        float(part["constant"]),
        float(part["group_share"]),
    )


def as_toml(timing: Coefficients, text: Coefficients, about: Iterable[str]) -> str:
    """The file that `coefficients` reads; `about` are its first lines, on what the table was trained."""
    lines = [f"# {line}".rstrip() for line in about]
    for name, one, more in (("timing", timing, ((), ())), ("text", text, (CANDIDATE_TEXT, TURN_TEXT))):
        lines += ["", f"[{name}]"]
        lines += [f"{key} = {getattr(one, key):.5f}" for key in ("strongest", "constant", "group_share")]
        for part, names in (("candidate", CANDIDATE + more[0]), ("turn", TURN + more[1])):
            lines += ["", f"[{name}.{part}]"]
            lines += [f"{key} = {value:.5f}" for key, value in zip(names, getattr(one, part), strict=True)]
    return "\n".join(lines) + "\n"


def _row(part: dict[str, float], names: tuple[str, ...]) -> FloatArray:
    if set(part) != set(names):
        raise ValueError(
            f"the coefficient table and the features differ in {', '.join(sorted(set(part) ^ set(names)))}; train it anew"
        )
    return np.array([part[name] for name in names], dtype=np.float64)
