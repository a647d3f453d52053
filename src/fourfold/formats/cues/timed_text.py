"""Subtitles (VTT and SRT) as a transcript: one search over the whole text for the lines of times, then who speaks.

Only a line that is two times around an arrow begins a cue, so that arrows in the text and cue ids of any kind do no harm.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fourfold.conversation.talk import Source
from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.clock import CLOCK, clocks
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.labels import Names, label_and_rest, people
from fourfold.formats.cues.names import clean_name, numbered
from fourfold.formats.cues.voices import Part, parts, plain, unmarked
from fourfold.formats.transcript import Transcript

_VOICE_LINE = r"<v(?:\.[^\s>]*)?[ \t]+([^>\n]*)>"
_LABEL_LINE = r"([^\s\-–—•<>:：(){}\[\]][^\n:：<>\[\]]{0,79}):(?=[ \t])"
_TIMES = re.compile(
    rf"\n[ \t]*({CLOCK})[ \t]*--+>[ \t]*({CLOCK})(?:[ \t][^\n]*)?(?=\n|\Z)(?:\n(?:{_VOICE_LINE}|{_LABEL_LINE}))?"
)
_ARROW = re.compile(r"\n[ \t]*-?[0-9]+[:.,][0-9:.,]*[ \t]*--+>[^\n]*")
_BLANK = re.compile(r"\n[ \t]+(?=\n)")
_PART_OF_UTTERANCE = re.compile(r"((?:[0-9a-fA-F-]{36}/)?[0-9]{1,9})-[0-9]{1,9}")

Body = Callable[[str], str]
"""What of the text between two lines of times is said."""


@dataclass(frozen=True, slots=True)
class _Cues:
    """The cues of one file as columns; the voice or the label of a cue that begins with one, and what is said after it."""

    start_s: Sequence[float]
    end_s: Sequence[float]
    voice: Sequence[str | None]
    label: Sequence[str | None]
    body: Sequence[str]


def read_timed_text(path: Path, *, body: Body, with_text: bool) -> Transcript:
    """The transcript of a file of subtitles. Raises `TranscriptRefused` where nobody is named, and `OSError`."""
    text, remarks = file_text(path)
    lines = "\n" + text
    if "\n " in lines or "\n\t" in lines:
        lines = _BLANK.sub("\n", lines)
    pieces = _TIMES.split(lines)
    cues = _Cues(
        clocks(pieces[1::5]).tolist(),
        clocks(pieces[2::5]).tolist(),
        pieces[3::5],
        [None if label is None else label.rstrip() for label in pieces[4::5]],
        list(map(body, pieces[5::5])),
    )
    unread = tuple(_unread(lines, len(cues.body)))
    found = _stretches(cues, with_text)
    if len(found.speaker) == len(cues.body):
        _carry_on(found.speaker, [pieces[0], *pieces[5::5]])
    source = Source.DIARISATION if _by_program(found.speaker) else Source.TRANSCRIPT
    return transcript_of(found, path, source=source, remarks=(*remarks, *unread), with_text=with_text)


def _unread(lines: str, cues: int) -> Iterator[str]:
    """A remark where a line looks like times but cannot be read as such."""
    if lines.count("-->") <= cues:
        return
    faulty = [m for m in _ARROW.finditer(lines) if not _TIMES.match(lines, m.start())]
    if faulty:
        line, shown = lines.count("\n", 0, faulty[0].start() + 1), faulty[0][0].strip()[:60]
        yield f"Times that cannot be read in {len(faulty):,} places, left out; the first is line {line}: {shown!r}."


def _stretches(cues: _Cues, with_text: bool) -> Stretches:
    odd = [
        k
        for k, (voice, label, body) in enumerate(zip(cues.voice, cues.label, cues.body, strict=True))
        if ("<v" in body if voice is not None else label is None or "\n" in body or "<" in body)
    ]
    payloads = {k: _payload(cues, k) for k in odd}
    names = _names(cues, payloads)
    voices = {raw: clean_name(raw or "") for raw in set(cues.voice)}
    who = [
        voices[voice] if voice is not None else None if label is None else names.get(label)
        for voice, label in zip(cues.voice, cues.label, strict=True)
    ]
    said = [_said(cues, k, names) for k in range(len(who))] if with_text else []
    simple = Stretches(list(cues.start_s), list(cues.end_s), who, text=said)
    return _with_odd(simple, {k: parts(payload, names) for k, payload in payloads.items()}) if odd else simple


def _payload(cues: _Cues, k: int) -> str:
    """The text of a cue as it stood in the file, but for the classes of its voice."""
    voice, label = cues.voice[k], cues.label[k]
    mark = f"<v {voice}>" if voice is not None else f"{label}:" if label is not None else ""
    return (mark + cues.body[k]).strip("\n")


def _names(cues: _Cues, payloads: dict[int, str]) -> Names:
    """Which labels of the file are people."""
    first = [label for k, label in enumerate(cues.label) if label is not None and k not in payloads]
    further: list[str] = []
    for payload in payloads.values():
        if "<v" not in payload:
            labels = [found[0] if (found := label_and_rest(line)) else None for line in unmarked(payload).split("\n")]
            first.extend(label for label in labels[:1] if label)
            further.extend(label for label in labels[1:] if label)
    return people(first, further, sum(voice is None for voice in cues.voice))


def _said(cues: _Cues, k: int, names: Names) -> str | None:
    label = cues.label[k]
    return plain(cues.body[k] if label is None or label in names else f"{label}:{cues.body[k]}")


def _with_odd(simple: Stretches, odd: dict[int, list[Part]]) -> Stretches:
    """The stretches with those of the odd cues in their places; several voices share the time of a cue by what they say."""
    found = Stretches()
    texts = simple.text or [None] * len(simple.start_s)
    for k, row in enumerate(zip(simple.start_s, simple.end_s, simple.speaker, texts, strict=True)):
        held = odd.get(k)
        if held is None:
            found.add(*row)
        elif len(held) == 1:
            found.add(row[0], row[1], *held[0])
        else:
            _divide(found, row[0], row[1], held)
    return found


def _divide(found: Stretches, start_s: float, end_s: float, held: Sequence[Part]) -> None:
    lengths = [max(len(said), 1) for _, said in held]
    reached = [sum(lengths[:k]) / sum(lengths) for k in range(len(held) + 1)]
    for (name, said), (left, right) in zip(held, pairwise(reached), strict=True):
        found.add(start_s + left * (end_s - start_s), start_s + right * (end_s - start_s), name, said)


def _carry_on(speaker: list[str | None], between: Sequence[str]) -> None:
    """A cue without a name whose id says that it is a further part of the utterance before has the same speaker."""
    if None not in speaker:
        return
    utterances = [_PART_OF_UTTERANCE.fullmatch(text.rpartition("\n")[2].strip()) for text in between[:-1]]
    for k in range(1, len(speaker)):
        here, before = utterances[k], utterances[k - 1]
        if speaker[k] is None and here and before and here[1] == before[1]:
            speaker[k] = speaker[k - 1]


def _by_program(speakers: Sequence[str | None]) -> bool:
    named = {name for name in speakers if name is not None}
    return bool(named) and all(numbered(name) for name in named)
