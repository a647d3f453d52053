"""From a transcript to the talk of one session: a seat for each name, chairs for those who are named as facilitators."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Talk, talk_of
from fourfold.formats.transcript import Cue, Transcript, TranscriptRefused
from fourfold.inference.arrays import IntArray
from fourfold.vocabulary import GROUP

_MOST_NAMES_SAID = 30


@dataclass(frozen=True, slots=True)
class Followed:
    """The talk of a file. `names` by seat; `rows` says which of the cues with a speaker each turn of `talk` is.

    cues: those with a speaker, in the order of the file; nameless: how many have none, and are left out.
    """

    names: tuple[str, ...]
    talk: Talk
    cues: Sequence[Cue]
    rows: IntArray
    nameless: int


def follow(path: Path, transcript: Transcript, facilitators: Sequence[str]) -> Followed:
    """The talk of a transcript; time counts from its first word.

    Raises `TranscriptRefused` where fewer than two people are named, `ValueError` for a facilitator who is not.
    """
    speakers = transcript.speakers
    cues = [_in_one_spelling(cue, speakers) for cue in transcript.cues if cue.speaker is not None]
    names = replace(transcript, cues=cues).people
    if not names:
        raise TranscriptRefused(f"{path}: names no speaker; export it again with speaker names, or write them into a CSV")
    if len(names) < 2:
        raise TranscriptRefused(f"{path}: names only {names[0]}; who speaks to whom needs two people or more")
    seat_of = {name: seat for seat, name in enumerate(names)}
    chairs = chosen(names, facilitators, path)
    start = np.array([cue.start_s for cue in cues], dtype=np.float64)
    end = np.array([cue.end_s for cue in cues], dtype=np.float64)
    speaker = np.array([seat_of[str(cue.speaker)] for cue in cues], dtype=np.int64)
    addressee = np.array([_addressed(cue, seat_of) for cue in cues], dtype=np.int64)
    rows = np.lexsort((speaker, end, start))
    first = start.min()
    talk = talk_of(
        start[rows] - first,
        end[rows] - first,
        speaker[rows],
        facilitators=[seat in chairs for seat in range(len(names))],
        addressee=addressee[rows],
        source=transcript.source,
    )
    return Followed(names, talk, cues, np.asarray(rows, dtype=np.int64), len(transcript.cues) - len(cues))


def chosen(names: Sequence[str], wanted: Sequence[str], path: Path) -> frozenset[int]:
    """The seats of the wanted names, whatever their case and spaces, a blank written as `_` among them, as RTTM has it.

    Raises `ValueError` that lists the names there are.
    """
    return frozenset(_seat(names, name, path) for name in wanted)


def _seat(names: Sequence[str], wanted: str, path: Path) -> int:
    if wanted in names:
        return names.index(wanted)
    alike = [seat for seat, name in enumerate(names) if _plain(name) == _plain(wanted)]
    alike = alike or [seat for seat, name in enumerate(names) if _blanks(name) == _blanks(wanted)]
    if len(alike) == 1:
        return alike[0]
    if alike:
        both = " and ".join(f"“{names[seat]}”" for seat in alike)
        raise ValueError(f"{path}: “{wanted}” could be {both}; write the one that is meant as it stands in the file")
    listed = ", ".join(names[:_MOST_NAMES_SAID]) + (" …" if len(names) > _MOST_NAMES_SAID else "")
    raise ValueError(f"{path}: nobody is called “{wanted}”; the names in the file are {listed}")


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _blanks(name: str) -> str:
    return _plain(name.replace("_", " "))


def _in_one_spelling(cue: Cue, speakers: Sequence[str]) -> Cue:
    """The cue with its addressee spelt as that person is where they speak, if case and spaces alone differ."""
    if cue.addressee is None or cue.addressee == GROUP or cue.addressee in speakers:
        return cue
    alike = [name for name in speakers if _plain(name) == _plain(cue.addressee)]
    return replace(cue, addressee=alike[0]) if len(alike) == 1 else cue


def _addressed(cue: Cue, seat_of: Mapping[str, int]) -> int:
    if cue.addressee is None:
        return NOT_KNOWN
    return TO_GROUP if cue.addressee == GROUP else seat_of[cue.addressee]
