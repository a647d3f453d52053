"""Reading transcripts, beside what others keep of the same files: cues a second of processor time, and whether speakers stay.

python bench/transcripts.py [cues]

Peers (webvtt-py, pysubs2, srt, praatio, pylangacq) take part where they can be imported.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from fourfold.formats import rttm
from fourfold.formats.transcript import Cue
from fourfold.formats.transcripts import read_transcript
from tests.formats import json_samples
from tests.formats.eaf import document, tier
from tests.formats.hostile import subtitles
from tests.formats.written import long_talk

ROUNDS = 15
Peer = Callable[[str], list[str | None]]


def write_files(talk: list[Cue], folder: Path) -> dict[str, Path]:
    """The same talk in every format; the file of each by what it is called here."""
    rows: dict[str, list[Cue]] = {}
    for cue in talk:
        rows.setdefault(str(cue.speaker), []).append(cue)
    held = {
        "VTT of Teams": ("teams.vtt", subtitles(talk, "<v {0.speaker}>{0.text}</v>", "WEBVTT\n\n")),
        "VTT of Zoom": ("zoom.vtt", subtitles(talk, "{0.speaker}: {0.text}", "WEBVTT\n\n")),
        "SRT": ("a.srt", subtitles(talk, "{0.speaker}: {0.text}", point=",")),
        "CSV": ("a.csv", "start_s,end_s,speaker\n" + "".join(f'{c.start_s},{c.end_s},"{c.speaker}"\n' for c in talk)),
        "ELAN": ("a.eaf", elan(rows)),
        "TextGrid": ("a.TextGrid", textgrid(rows, talk[-1].end_s)),
        "CHAT": ("a.cha", chat(talk, list(rows))),
        "JSON of Deepgram": ("deepgram.json", json.dumps(json_samples.deepgram(talk))),
        "JSON of AssemblyAI": ("assemblyai.json", json.dumps(json_samples.assemblyai(talk))),
        "JSON of WhisperX": ("whisperx.json", json.dumps(json_samples.whisperx(talk))),
        "JSON of Zoom": ("zoom.json", json.dumps(json_samples.zoom(talk))),
        "JSON of Teams": ("teams.json", json.dumps(json_samples.teams(talk))),
    }
    for name, text in held.values():
        (folder / name).write_text(text, encoding="utf-8")
    rttm.write(talk, folder / "a.rttm")
    return {what: folder / name for what, (name, _) in held.items()} | {"RTTM": folder / "a.rttm"}


def elan(rows: dict[str, list[Cue]]) -> str:
    slots = [round(time * 1000) for cues in rows.values() for cue in cues for time in (cue.start_s, cue.end_s)]
    numbers = iter(range(0, len(slots), 2))
    tiers = [
        tier(name, [(f"ts{k}", f"ts{k + 1}", str(c.text)) for c, k in zip(cues, numbers, strict=False)])
        for name, cues in rows.items()
    ]
    return document(*tiers, slots=slots)


def textgrid(rows: dict[str, list[Cue]], end_s: float) -> str:
    held = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n{end_s}\n<exists>\n{len(rows)}\n'
    for name, cues in rows.items():
        held += f'"IntervalTier"\n"{name}"\n0\n{end_s}\n{len(cues)}\n'
        held += "".join(f'{cue.start_s}\n{cue.end_s}\n"{cue.text}"\n' for cue in cues)
    return held


def chat(talk: list[Cue], names: list[str]) -> str:
    codes = {name: f"P{k:02d}" for k, name in enumerate(names)}
    heads = ", ".join(f"{code} Participant" for code in codes.values())
    ids = "".join(f"@ID:\teng|simulated|{code}|||||Participant|||\n" for code in codes.values())
    lines = (f"*{codes[str(c.speaker)]}:\t{c.text} . \x15{c.start_s * 1000:.0f}_{c.end_s * 1000:.0f}\x15\n" for c in talk)
    return f"@UTF8\n@Begin\n@Languages:\teng\n@Participants:\t{heads}\n{ids}{''.join(lines)}@End\n"


def peers(what: str) -> Iterator[tuple[str, Peer]]:
    """What others read of a format: the speaker of each cue, None where it is lost."""
    if what in ("VTT of Teams", "VTT of Zoom"):
        yield from found("webvtt", lambda m: lambda path: [cue.voice or None for cue in m.read(path)])
    if what in ("VTT of Teams", "VTT of Zoom", "SRT"):
        yield from found("pysubs2", lambda m: lambda path: [line.name or None for line in m.load(path)])
    if what == "SRT":
        yield from found("srt", lambda m: lambda path: [None for _ in m.parse(Path(path).read_text(encoding="utf-8"))])
    if what == "TextGrid":
        yield from found("praatio.textgrid", lambda m: lambda path: speakers_of_grid(m.openTextgrid(path, False)))
    if what == "CHAT":
        yield from found("pylangacq", lambda m: lambda path: [u.participant for u in m.read_chat(path).utterances()])


def speakers_of_grid(grid: Any) -> list[str | None]:
    return [name for name in grid.tierNames for _ in grid.getTier(name).entries]


def found(module: str, reader: Callable[[Any], Peer]) -> Iterator[tuple[str, Peer]]:
    try:
        held = importlib.import_module(module)
    except ImportError:
        return
    yield module.partition(".")[0], reader(held)


def ours(path: str) -> list[str | None]:
    return [cue.speaker for cue in read_transcript(Path(path)).cues]


def with_words(path: str) -> list[str | None]:
    return [cue.speaker for cue in read_transcript(Path(path), with_text=True).cues]


def fastest(read: Peer, path: Path) -> tuple[float, list[str | None]]:
    """The least processor time of a few rounds, and the speakers."""
    taken, speakers = float("inf"), []
    for _ in range(ROUNDS):
        start = time.process_time()
        speakers = read(str(path))
        taken = min(taken, time.process_time() - start)
    return taken, speakers


if __name__ == "__main__":
    cues = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with TemporaryDirectory() as there:
        for what, path in write_files(long_talk(cues), Path(there)).items():
            for who, read in (("Fourfold", ours), ("Fourfold, with words", with_words), *peers(what)):
                taken, speakers = fastest(read, path)
                kept = sum(name is not None for name in speakers)
                print(f"| {what} | {who} | {len(speakers) / taken:,.0f} | {kept:,} of {cues:,} |", flush=True)
