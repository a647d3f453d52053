"""The talk of one session as plain data: JSON for programs, and a table of addressees with their probabilities."""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from fourfold.cli.talk_file import Followed
from fourfold.conversation.participation_shifts import SHIFTS, ParticipationShifts
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk
from fourfold.feedback.passages.talk_scene import Scene
from fourfold.inference.arrays import FloatArray
from fourfold.vocabulary import GROUP

_DECIMALS = 6
# A telephone number begins with a plus, and is a name in the files of some programs.
_RECKONED = re.compile(r"[=@]|[+-](?![0-9 ()./-]*\Z)")


def measures(scene: Scene, notes: Sequence[str]) -> dict[str, Any]:
    """The measures by their names; what cannot be told is None."""
    found, hub, itg = scene.found, scene.found.hub_share, scene.found.individual_therapy
    bounds = None if hub is None or hub.low is None else [hub.low, hub.high]
    return {
        "talk_share": dict(zip(scene.names, scene.shares.talk.tolist(), strict=True)),
        "silence": scene.shares.silence,
        "overlap": scene.shares.overlap,
        "balance": {
            "pielou": None if found.balance is None else found.balance.pielou,
            "gini": None if found.balance is None else found.balance.gini,
        },
        "hub_share": None if hub is None else hub.share,
        "hub_share_null": None if hub is None else hub.null,
        "excess_hub": None if hub is None else hub.excess,
        "excess_hub_interval": bounds,
        "itg_share": None if itg is None or not itg.trusted else itg.share,
        "reciprocity": found.reciprocity,
        "never_met": [[scene.names[seat] for seat in pair] for pair in scene.apart()],
        "participation_shifts": _shifts(found.participation_shifts),
        "addressees": _known(scene),
        "turns": {"given": scene.basis.given, "inferred": scene.basis.inferred, "without_speaker": scene.basis.nameless},
        "duration_s": scene.talk.duration_s,
        "notes": [*notes, *found.missing.values()],
    }


def _shifts(shifts: ParticipationShifts | None) -> dict[str, dict[str, Any]] | None:
    if shifts is None:
        return None
    return {code: {"count": int(n), "z": z} for code, n, z in zip(SHIFTS, shifts.counts, shifts.z, strict=True)}


def _known(scene: Scene) -> str:
    if not scene.basis.inferred:
        return "given"
    return "partly inferred" if scene.basis.given else "inferred"


def addressee_table(followed: Followed, talk: Talk) -> str:
    """CSV: start_s, end_s, speaker, addressee, p_group and p_NAME for each person, the turns in the order of the file.

    Six decimals that add up to 1; whom the file names as addressed has 1. The addressee is the most probable one.
    """
    chances = np.empty((len(followed.cues), talk.seats + 1))
    chances[followed.rows] = _certain(talk) if talk.probability is None else talk.probability
    out = io.StringIO(newline="")
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["start_s", "end_s", "speaker", "addressee", "p_group", *map(_column, followed.names)])
    for cue, row in zip(followed.cues, _rounded(chances), strict=True):
        whom = [*followed.names, GROUP][int(np.argmax(row))]
        shown = [f"{millionths / 10**_DECIMALS:.{_DECIMALS}f}" for millionths in np.roll(row, 1)]
        people = (cell_of(cue.speaker or ""), cell_of(cue.addressee or whom))
        table.writerow([seconds_text(cue.start_s), seconds_text(cue.end_s), *people, *shown])
    return out.getvalue()


def cell_of(name: str) -> str:
    """The name, so that no program for sheets reckons with it: whoever made the file chose it."""
    return f"'{name}" if _RECKONED.match(name) else name


def _column(name: str) -> str:
    """The head of somebody's column, which is never that of the group."""
    return f"p_{name}" if name != "group" else "p_group (person)"


def _certain(talk: Talk) -> FloatArray:
    if (talk.addressee == NOT_KNOWN).any():
        raise ValueError("a turn has neither an addressee nor probabilities")
    column = np.where(talk.addressee == TO_GROUP, talk.seats, talk.addressee)
    return np.asarray(column[:, None] == np.arange(talk.seats + 1), dtype=np.float64)


def _rounded(chances: FloatArray) -> Any:
    """Whole millionths in each row that add up to a million: the largest remainders are rounded up."""
    exact = chances / chances.sum(axis=1, keepdims=True) * 10**_DECIMALS
    whole = np.floor(exact).astype(np.int64)
    lacking = 10**_DECIMALS - whole.sum(axis=1)
    place = np.argsort(np.argsort(whole - exact, axis=1, kind="stable"), axis=1, kind="stable")
    return whole + (place < lacking[:, None])


def seconds_text(value: float) -> str:
    """Seconds as a table has them: to a millionth, without needless zeros."""
    return repr(round(value, _DECIMALS)).removesuffix(".0")
