"""Valid samples of every transcript format, ways to spoil them, and what has to hold whatever a file contains."""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from fourfold.formats import assemblyai, chat, deepgram, elan, rttm, srt, teams, textgrid, turns_csv, vtt, whisper, zoom
from fourfold.formats.cues.checked import LONGEST_S
from fourfold.formats.transcript import Cue, Transcript, TranscriptRefused
from fourfold.formats.transcripts import read_transcript
from fourfold.vocabulary import GROUP
from tests.formats import json_samples
from tests.formats.eaf import document, tier
from tests.formats.written import clock, long_talk

FORMS: tuple[ModuleType, ...] = (
    vtt, srt, rttm, turns_csv, elan, textgrid, chat, deepgram, assemblyai, whisper, zoom, teams,
)  # fmt: skip
TOKENS = (
    b"\n", b"\r", b"\n\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"-->", b" --> ", b"00:00:01.000", b"99999:99:99,9", b"<v ",
    b"</v>", b"<v>", b":", b": ", b"[", b"]", b"{", b"}", b'"', b'""', b"&#x110000;", b"&amp;", b"&", b"<", b">", b"-", b"NaN",
    b"1e999", b"-1", b"9" * 400, b"\\ud800", b"\\u0000", b"\xed\xa0\x80", "\u202e".encode(), "：".encode(), b",", b";", b"\t",
    b"<exists>", b"\x15", b"_", b"null", b"true", b"[]", b"{}", b"PT1S", b"2026-01-01T00:00:00Z", b"GROUP", b"@Participants:\t",
    b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
)  # fmt: skip
TEXTGRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 9
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "Ana"
        xmin = 0
        xmax = 9
        intervals: size = 1
        intervals [1]:
            xmin = 0
            xmax = 1.5
            text = "so ""it"" is"
"""
SHORT = '"ooTextFile" "TextGrid" 0 9 <exists> 2 "TextTier" "x" 0 9 1 2 "y" "IntervalTier" "Ana - words" 0 9 1 0 9 "so"'
PARTICIPANTS = "@UTF8\n@Begin\n@Participants:\tANA Ana Participant, BO Bo Participant\n"
CHAT = PARTICIPANTS + "*ANA:\tso .\n\tno \x150_9\x15\n*BO:\tx \x159_12\x15\n"
GRAPH = 'WEBVTT\n\n00:01.000 --> 00:02.000\n{"speakerName":"Ana","spokenText":"so"}\n'
TIMELINE = '{"timeline": [{"ts": "00:01", "users": [{"username": "A"}]}, {"ts": "00:02"}]}'
PAIRS = '{"speakers": [{"timestamp": [0, 1], "speaker": "A"}], "transcription": [{"offsets": {"from": 1, "to": 2}}]}'


def subtitles(talk: Sequence[Cue], form: str, head: str = "", point: str = ".") -> str:
    """Cues with a number, times, and a line in which {0} is the cue."""
    lines = (f"{k}\n{clock(c.start_s, point)} --> {clock(c.end_s, point)}\n{form.format(c)}\n\n" for k, c in enumerate(talk))
    return head + "".join(lines)


def samples() -> dict[ModuleType, tuple[bytes, ...]]:
    """A few small valid files of each format."""
    talk = long_talk(12)
    slots = [round(time * 1000) for cue in talk for time in (cue.start_s, cue.end_s)]
    rows = [(f"ts{2 * k}", f"ts{2 * k + 1}", str(cue.text)) for k, cue in enumerate(talk)]
    rttm_lines = (f"SPEAKER s 1 {c.start_s} 1.5 <NA> <NA> A{k} <NA> <NA>\n" for k, c in enumerate(talk))
    table = (f'{c.start_s},{c.end_s},"{c.speaker}",GROUP,{c.text}\n' for c in talk)
    held: dict[ModuleType, tuple[str, ...]] = {
        vtt: (
            subtitles(talk, "<v {0.speaker}>{0.text}</v>", "WEBVTT\n\n"),
            subtitles(talk, "{0.speaker}: {0.text}", "WEBVTT\n\n"),
            GRAPH,
        ),
        srt: (subtitles(talk, "- [{0.speaker}]: {0.text}"),),
        rttm: ("".join(rttm_lines),),
        turns_csv: ("start_s,end_s,speaker,addressee,text\n" + "".join(table), "start_s;end_s;speaker\n0,5;1,5;Ana\n"),
        elan: (
            document(tier("Ana", rows[:6], 'PARTICIPANT="Ana"'), tier("Bo", rows[6:], 'PARENT_REF="Ana"'), slots=slots),
            document(tier("Ana", [("ts0", "ts1", "a"), ("ts1", "ts2", "b")]), slots=[0, None, 9]),
        ),
        textgrid: (TEXTGRID, SHORT),
        chat: (CHAT,),
        deepgram: (json.dumps(json_samples.deepgram(talk)), json.dumps(json_samples.deepgram(talk, utterances=False))),
        assemblyai: (json.dumps(json_samples.assemblyai(talk)),),
        whisper: (json.dumps(json_samples.whisperx(talk)), PAIRS),
        zoom: (json.dumps(json_samples.zoom(talk)), TIMELINE),
        teams: (json.dumps(json_samples.teams(talk)), '[{"speakerName": "A", "startDateTime": "2026-01-01T00:00:00Z"}]'),
    }
    return {form: tuple(text.encode() for text in texts) for form, texts in held.items()}


SAMPLES = samples()


def spoiled(data: bytes, draw: random.Random) -> bytes:
    """The data with a few bytes turned, cut, doubled, moved, or replaced by what parsers stumble over."""
    for _ in range(draw.randint(1, 8)):
        here, there = sorted(draw.randint(0, len(data)) for _ in range(2))
        piece = data[here:there][: draw.choice((1, 8, 200))]
        data = draw.choice(
            (
                data[:here] + bytes([draw.randrange(256)]) + data[here + 1 :],
                data[:here] + draw.choice(TOKENS) * draw.choice((1, 1, 2, 30)) + data[here:],
                data[:here] + draw.choice(TOKENS) + data[there:],
                data[:here] + data[here + len(piece) :],
                data[:there] + piece * draw.choice((1, 3, 20)) + data[there:],
                data[:here] if draw.random() < 0.3 else data,
            )
        )
    if draw.random() < 0.1:
        data = data.decode("utf-8", "replace").encode(draw.choice(("utf-16", "cp1252", "utf-16-be")), "replace")
    return data[:20_000]


def drawn_out(form: ModuleType, length: int) -> Iterator[bytes]:
    """Long files of one thing over and over, from where a parser could take more than its share of time."""
    for held in SAMPLES[form]:
        for here in (0, len(held) // 3, len(held) // 2, len(held) - 20, len(held)):
            for token in (
                *TOKENS,
                b"<v a>",
                b"a: b\n",
                b"0:00 --> 0:01\n",
                b"[a] b\n",
                b'"a" ',
                b"1 ",
                b"\x151_1",
                b"*A:\t",
                b" ",
            ):
                yield held[:here] + token * (length // len(token)) + held[here:]


def check_reading(form: ModuleType, path: Path) -> bool:
    """Read a file of unknown content in every way; whether it was read. All but a refusal that names the file is a fault."""
    refusals: list[str] = []
    for reader in (form.read, read_transcript):
        for with_text in (False, True):
            try:
                _check(reader(path, with_text=with_text), with_text)
            except TranscriptRefused as refused:
                refusals.append(str(refused))
    assert all(str(path) in sentence and sentence.encode() for sentence in refusals)
    return len(refusals) < 4


def _check(found: Transcript, with_text: bool) -> None:
    assert found.cues
    assert found.speakers
    assert GROUP not in found.speakers
    for cue in found.cues:
        assert 0 <= cue.start_s <= cue.end_s <= LONGEST_S
        assert with_text or cue.text is None
        for name in (name for name in (cue.speaker, cue.addressee) if name is not None):
            assert 0 < len(name) <= 120
            assert name == name.strip()
        said = "".join(filter(None, (cue.speaker, cue.addressee, cue.text))).encode()
        assert b"\0" not in said
    " ".join(found.remarks).encode()
