"""Subtitles (VTT and SRT) as a transcript: one search over the whole text for the lines of times, then who speaks.

Only a line that is two times around an arrow begins a cue, so that arrows in the text and cue ids of any kind do no harm.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from fourfold.conversation.talk import Source
from fourfold.formats.cues.checked import Stretches, transcript_of
from fourfold.formats.cues.clock import clocks
from fourfold.formats.cues.file_text import file_text
from fourfold.formats.cues.labels import Names, label_and_rest, people
from fourfold.formats.cues.names import clean_name, numbered
from fourfold.formats.cues.voices import Part, parts, plain, unmarked
from fourfold.formats.transcript import Transcript

_LOOSE = r"[0-9]+:[0-9:]*[0-9](?:[.,][0-9]+)?"
_VOICE_LINE = r"<v(?:\.[^\s>]{0,200})?[ \t]{1,9}([^<>\n]{0,400})>"
_LABEL_LINE = r"([^\s\-–—•<>:：(){}\[\]][^\n:：<>\[\]]{0,79}):(?=[ \t][^\n<]*\n\n"
_TIMES = rf"\n[ \t]*({_LOOSE})[ \t]*--+>[ \t]*({_LOOSE})(?:[ \t][^\n]*)?(?=\n|\Z)"
_OTHER_TIMES = re.compile(r"\n[ \t]*(?:-[0-9]+:|[0-9]+[.,][0-9])[0-9.,:]*[ \t]*--+>[ \t]*-?[0-9][^\n]*")
_PART_OF_UTTERANCE = re.compile(r"((?:[0-9a-fA-F-]{36}/)?[0-9]{1,9})-[0-9]{1,9}")

Body = Callable[[str], str]
"""What of the text between two lines of times is said."""


def times_with(after_blank: str) -> re.Pattern[str]:
    """The pattern of a line of times with the voice or label behind it, which stand in the third and fourth of its groups.

    A label counts where its line is all that is said: behind the blank line after it has to stand what `after_blank` says.
    """
    return re.compile(rf"{_TIMES}(?:\n(?:{_VOICE_LINE}|{_LABEL_LINE}{after_blank})))?")


@dataclass(frozen=True, slots=True)
class _Cues:
    """The cues of one file as columns: the voice or label that one begins with, and what stands from there to the next."""

    start_s: list[float]
    end_s: list[float]
    voice: list[str | None]
    label: list[str | None]
    between: Sequence[str]
    body: Body


def read_timed_text(path: Path, times: re.Pattern[str], body: Body, *, with_text: bool) -> Transcript:
    """The transcript of a file of subtitles. Raises `TranscriptRefused` where nobody is named, and `OSError`."""
    text, remarks = file_text(path)
    lines = f"\n{text}\n\n"
    pieces = times.split(lines)
    cues = _Cues(
        clocks(pieces[1::5]).tolist(), clocks(pieces[2::5]).tolist(), pieces[3::5], _trimmed(pieces[4::5]), pieces[5::5], body
    )
    found = _stretches(cues, with_text, several=lines.count("<v") > len(cues.voice) - cues.voice.count(None))
    if None in found.speaker and len(found.speaker) == len(cues.voice):
        _carry_on(found.speaker, [pieces[0], *cues.between])
    source = Source.DIARISATION if _by_program(found.speaker) else Source.TRANSCRIPT
    unread = tuple(_unread(lines, len(cues.voice)))
    return transcript_of(found, path, source=source, remarks=(*remarks, *unread), with_text=with_text)


def _named(voices: Sequence[str | None]) -> list[str | None]:
    known = {raw: clean_name(raw or "") for raw in set(voices)}
    if known.keys() == {None}:
        return list(voices)
    return list(map(known.__getitem__, voices))


def _trimmed(labels: list[str | None]) -> list[str | None]:
    """Labels without the blanks before their colon."""
    longer = {label: label.rstrip() for label in set(labels) if label is not None and label[-1].isspace()}
    return [label if label is None else longer.get(label, label) for label in labels] if longer else labels


def _unread(lines: str, cues: int) -> Iterator[str]:
    """A remark where a line looks like times of another form, which begin no cue."""
    faulty = list(_OTHER_TIMES.finditer(lines)) if lines.count("-->") > cues else []
    if faulty:
        line, shown = lines.count("\n", 0, faulty[0].start() + 1), faulty[0][0].strip()[:60]
        yield f"Times that cannot be read in {len(faulty):,} places, left out; the first is line {line}: {shown!r}."


def _stretches(cues: _Cues, with_text: bool, several: bool) -> Stretches:
    """The stretches of all cues. `several`: there are more voices than cues that begin with one."""
    odd = _without_start(cues)
    if several:
        odd.extend(k for k, voice in enumerate(cues.voice) if voice is not None and "<v" in cues.body(cues.between[k]))
    payloads = {k: _payload(cues, k) for k in odd}
    names = _names(cues, payloads)
    who = _named(cues.voice)
    if any(cues.label):
        who = [name if label is None else names.get(label) for name, label in zip(who, cues.label, strict=True)]
    said = [_said(cues, k, names) for k in range(len(who))] if with_text else []
    simple = Stretches(cues.start_s, cues.end_s, who, text=said)
    return _with_odd(simple, {k: parts(payload, names) for k, payload in payloads.items()}) if odd else simple


def _without_start(cues: _Cues) -> list[int]:
    """The cues that begin with neither a voice nor a label."""
    if None not in cues.voice:
        return []
    return [k for k, (voice, label) in enumerate(zip(cues.voice, cues.label, strict=True)) if voice is None and label is None]


def _payload(cues: _Cues, k: int) -> str:
    """The text of a cue as it stood in the file, but for the classes of its voice."""
    voice = cues.voice[k]
    return ("" if voice is None else f"<v {voice}>") + cues.body(cues.between[k]).strip("\n")


def _names(cues: _Cues, payloads: dict[int, str]) -> Names:
    """Which labels of the file are people."""
    first = [label for label in cues.label if label is not None]
    further: list[str] = []
    for payload in payloads.values():
        if "<v" not in payload:
            labels = [found[0] if (found := label_and_rest(line)) else None for line in unmarked(payload).split("\n")]
            first.extend(label for label in labels[:1] if label)
            further.extend(label for label in labels[1:] if label)
    return people(first, further, cues.voice.count(None))


def _said(cues: _Cues, k: int, names: Names) -> str | None:
    label, body = cues.label[k], cues.body(cues.between[k])
    return plain(body if label is None or label in names else f"{label}:{body}")


def _with_odd(simple: Stretches, odd: dict[int, list[Part]]) -> Stretches:
    """The stretches with those of the odd cues in their places; several voices share the time of a cue by what they say."""
    texts = simple.text or [None] * len(simple.start_s)
    if all(len(held) == 1 for held in odd.values()):
        for k, ((name, said),) in odd.items():
            simple.speaker[k], texts[k] = name, said
        return simple
    found = Stretches()
    for k, (start, end, name, text) in enumerate(zip(simple.start_s, simple.end_s, simple.speaker, texts, strict=True)):
        _divide(found, start, end, odd.get(k, [(name, text)]))
    return found


def _divide(found: Stretches, start_s: float, end_s: float, held: Sequence[tuple[str | None, str | None]]) -> None:
    if len(held) == 1:
        found.add(start_s, end_s, *held[0])
        return
    lengths = [max(len(said or ""), 1) for _, said in held]
    share = (end_s - start_s) / sum(lengths)
    reached = [start_s + share * length for length in accumulate(lengths, initial=0)]
    for (name, said), (start, end) in zip(held, pairwise([*reached[:-1], end_s]), strict=True):
        found.add(start, end, name, said)


def _carry_on(speaker: list[str | None], between: Sequence[str]) -> None:
    """A cue without a name whose id says that it is a further part of the utterance before has the same speaker."""
    utterances = [_PART_OF_UTTERANCE.fullmatch(text.rpartition("\n")[2].strip()) for text in between[:-1]]
    for k in range(1, len(speaker)):
        here, before = utterances[k], utterances[k - 1]
        if speaker[k] is None and here and before and here[1] == before[1]:
            speaker[k] = speaker[k - 1]


def _by_program(speakers: Sequence[str | None]) -> bool:
    named = set(speakers) - {None}
    return bool(named) and all(numbered(name or "") for name in named)
