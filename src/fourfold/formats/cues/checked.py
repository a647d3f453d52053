"""The last step of every reader: columns of stretches become a transcript, faulty ones are left out and spoken of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path

import numpy as np

from fourfold.conversation.talk import Source
from fourfold.formats.transcript import Cue, Transcript, TranscriptRefused
from fourfold.inference.arrays import BoolArray
from fourfold.vocabulary import GROUP

LONGEST_S = 48 * 3600.0
"""No session reaches further; a time behind it was written in another unit."""
MOST_CUES = 300_000
MOST_TIERS = 500
GHOST_SHARE, GHOST_S = 0.02, 2.0
"""A voice told apart by a program with a smaller share of the speech and no longer stretch may be nobody."""
NO_SPEAKERS = (
    "no stretch of speech names its speaker; export the transcript with the names of speakers, "
    "or have the voices told apart (diarised) first"
)
_LISTED = 8
# As an addressee the word stands for everybody, so somebody of that name is written otherwise.
_PERSON_CALLED_GROUP = GROUP.capitalize()


@dataclass(slots=True)
class Stretches:
    """Stretches of speech while they are being read, one list a column; addressees and texts may be left empty."""

    start_s: list[float] = field(default_factory=list)
    end_s: list[float] = field(default_factory=list)
    speaker: list[str | None] = field(default_factory=list)
    addressee: list[str | None] = field(default_factory=list)
    text: list[str | None] = field(default_factory=list)

    def add(self, start_s: float, end_s: float, speaker: str | None, text: str | None = None) -> None:
        """Append one stretch without an addressee."""
        self.start_s.append(start_s)
        self.end_s.append(end_s)
        self.speaker.append(speaker)
        self.text.append(text)


def transcript_of(
    found: Stretches,
    path: Path,
    *,
    source: Source = Source.TRANSCRIPT,
    remarks: Iterable[str] = (),
    with_text: bool = False,
) -> Transcript:
    """The transcript of what was read, in the order of the file. Raises `TranscriptRefused` where nothing is left to count."""
    if GROUP in found.speaker:
        found.speaker = [_PERSON_CALLED_GROUP if name == GROUP else name for name in found.speaker]
    if not found.start_s:
        raise TranscriptRefused(f"{path}: holds no stretch of speech with a time; choose another file or export it again")
    if len(found.start_s) > MOST_CUES:
        raise TranscriptRefused(
            f"{path}: {len(found.start_s):,} stretches; no session has more than {MOST_CUES:,}; split the file"
        )
    said = list(remarks)
    kept = _kept(found, path, said)
    if not any(name for name, good in zip(found.speaker, kept.tolist(), strict=True) if good):
        raise TranscriptRefused(f"{path}: {NO_SPEAKERS}")
    cues = _cues(found, kept, with_text)
    said.extend(_remarks(cues, source))
    return Transcript(cues, source, tuple(said))


def _kept(found: Stretches, path: Path, said: list[str]) -> BoolArray:
    """Which stretches have a time that can be; the others are said."""
    start, end = np.asarray(found.start_s, dtype=np.float64), np.asarray(found.end_s, dtype=np.float64)
    kept: BoolArray = (start >= 0) & (end >= start) & (end <= LONGEST_S)
    if kept.all():
        return kept
    first = int(np.argmin(kept))
    why = "no time that can be read, an end before the start, a start before 0, or a time behind 48 hours"
    what = f"the first is number {first + 1}, from {_shown(start[first])} to {_shown(end[first])}"
    if not kept.any():
        raise TranscriptRefused(f"{path}: every stretch has {why} ({what}); check the times")
    said.append(f"{_count(int((~kept).sum()), 'stretch', 'stretches')} left out that had {why}: {what}.")
    return kept


def _shown(seconds: float) -> str:
    return "?" if np.isnan(seconds) else f"{seconds:g} s"


def _cues(found: Stretches, kept: BoolArray, with_text: bool) -> list[Cue]:
    nothing = repeat(None, len(found.start_s))
    addressees, texts = found.addressee or nothing, (found.text or nothing) if with_text else nothing
    if not found.addressee and not with_text:
        cues = list(map(Cue, found.start_s, found.end_s, found.speaker))
    else:
        cues = list(map(Cue, found.start_s, found.end_s, found.speaker, addressees, texts))
    return cues if kept.all() else [cue for cue, good in zip(cues, kept.tolist(), strict=True) if good]


def _remarks(cues: Sequence[Cue], source: Source) -> Iterable[str]:
    """What a reader has to know: who is unknown, who is named once, which voices may be nobody."""
    turns = Counter(cue.speaker for cue in cues)
    unknown = turns.pop(None, 0)
    if unknown:
        yield f"{_count(unknown, 'stretch names', 'stretches name')} no speaker, of {len(cues):,}."
    once = [name for name, count in turns.items() if count == 1 and name is not None]
    if once and len(turns) > 1:
        yield f"Named once only, look whether these are people: {_listed(once)}."
    if source is Source.DIARISATION:
        ghosts = _ghosts(cues)
        if ghosts:
            yield f"Told apart by a program, but with hardly any speech, perhaps nobody: {_listed(ghosts)}."


def _ghosts(cues: Sequence[Cue]) -> list[str]:
    lengths: dict[str, list[float]] = {}
    for cue in cues:
        if cue.speaker is not None:
            lengths.setdefault(cue.speaker, []).append(cue.end_s - cue.start_s)
    least = GHOST_SHARE * sum(map(sum, lengths.values()))
    return [name for name, spoken in lengths.items() if sum(spoken) < least and max(spoken) <= GHOST_S]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return ", ".join(names[:_LISTED]) + more


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
