"""Praat's TextGrid, long or short: an interval tier a speaker; what has no label is silence.

Praat itself reads any text in which the quoted texts, the numbers and the flags that stand free come in the right order, and
so does this: both forms are one, and no label can be taken for a part of the form.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from fourfold.formats.cues.checked import MOST_CUES, MOST_TIERS, Stretches, transcript_of
from fourfold.formats.cues.file_text import file_bytes, file_text
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import Transcript, TranscriptRefused

SUFFIXES = (".textgrid",)

SILENCE = frozenset({"", "#", "sil", "sp", "<sil>", "<p:>", "silence", "<silence>", "silent"})
"""Labels that stand for silence, in small letters."""

_TOKEN = re.compile(
    r'(?<!\S)(?:"([^"]*(?:""[^"]*)*)"|([-+]?[0-9]{1,12}(?:\.[0-9]{0,30})?(?:[eE][-+]?[0-9]{1,3})?)|(<exists>|<absent>)|![^\n]*)(?!\S)'
)
_WORDS, _PHONES = re.compile(r"(.+?) - words\Z"), re.compile(r"(.+?) - phones\Z")

Rows = list[tuple[float, float, str]]


class _Reading:
    """The free-standing texts and numbers of a file, one after the other. Raises `TranscriptRefused` where another is due."""

    def __init__(self, text: str, path: Path) -> None:
        self.text, self.path = text, path
        self.tokens = (m for m in _TOKEN.finditer(text) if m.lastindex)
        self.at = 0

    def word(self) -> str:
        """The next quoted text."""
        return self._next(1, "a text in quotes").replace('""', '"')

    def number(self) -> float:
        """The next number."""
        return float(self._next(2, "a number"))

    def count(self, most: int) -> int:
        """The next number as a count of what follows."""
        number = self.number()
        if not 0 <= number <= most:
            raise TranscriptRefused(f"{self.path}: {number:g} parts; no TextGrid of a session has more than {most:,}")
        return int(number)

    def flag(self) -> bool:
        """The next flag: whether tiers exist."""
        return self._next(3, "<exists>") == "<exists>"

    def _next(self, kind: int, wanted: str) -> str:
        found = next(self.tokens, None)
        self.at = self.at if found is None else found.start()
        if found is None or found.lastindex != kind:
            line = self.text.count("\n", 0, self.at) + 1
            what = "the file ends" if found is None else f"{found[0][:40]!r} stands"
            raise TranscriptRefused(
                f"{self.path}, line {line}: {what} where {wanted} is due; save it again in Praat as a text file"
            )
        return str(found[kind])


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The labelled intervals of each tier, tier after tier. Raises `TranscriptRefused` naming the line, and `OSError`."""
    path = Path(path)
    if file_bytes(path).startswith(b"ooBinaryFile"):
        raise TranscriptRefused(f"{path}: a binary TextGrid; in Praat choose Save as text file")
    text, remarks = file_text(path)
    tiers = list(_tiers(_Reading(text, path)))
    phones = [name for name, _ in tiers if (m := _PHONES.match(name)) and any(n == f"{m[1]} - words" for n, _ in tiers)]
    if phones:
        remarks = (*remarks, f"Tiers of sounds were not read: {', '.join(name[:40] for name in phones[:8])}.")
    found = Stretches()
    for name, rows in tiers:
        if name not in phones:
            speaker = clean_name(match[1] if (match := _WORDS.match(name)) else name)
            for start, end, label in rows:
                if label.strip().casefold() not in SILENCE:
                    found.add(start, end, speaker, " ".join(label.split()))
    return transcript_of(found, path, remarks=remarks, with_text=with_text)


def _tiers(reading: _Reading) -> Iterator[tuple[str, Rows]]:
    """The names and rows of the interval tiers; tiers of points tell no length and are passed over."""
    kind = reading.word()
    if kind != "ooTextFile" or reading.word() != "TextGrid":
        raise TranscriptRefused(f"{reading.path}: {kind[:40]!r} is no TextGrid; save it again in Praat as a text file")
    reading.number()
    reading.number()
    for _ in range(reading.count(MOST_TIERS) if reading.flag() else 0):
        form, name = reading.word(), reading.word()
        reading.number()
        reading.number()
        count = reading.count(MOST_CUES)
        if form == "IntervalTier":
            yield name, [(reading.number(), reading.number(), reading.word()) for _ in range(count)]
        elif form == "TextTier":
            for _ in range(count):
                reading.number()
                reading.word()
        else:
            raise TranscriptRefused(f"{reading.path}: a tier of kind {form[:40]!r}; known are IntervalTier and TextTier")
