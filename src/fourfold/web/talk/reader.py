"""The process that reads a file nobody trusts: it takes the bytes, gives back stretches of speech, and may do nothing else.

Run as `python -m fourfold.web.talk.reader NAME` with the file on its input. It writes one JSON object to its output: either
{source, remarks, names, rows} or {refused}. No words of the file leave it. Memory, time, files and processes are limited
before the first byte is looked at; whoever started it limits the time on the clock.
"""

import contextlib
import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

MOST_MEMORY = 1_200_000_000
MOST_SECONDS = 20
MOST_ROWS = 50_000
MOST_NAMES = 60
LONGEST_NAME = 120
_GROUP = "GROUP"
Row = tuple[float, float, str | None, str | None, tuple[str, ...]]


def main() -> None:
    """Read the file on the input under limits, and write what was found."""
    name = Path(sys.argv[1]).name
    if sys.platform != "darwin":  # where a process holds far more addresses than memory
        _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_CPU, MOST_SECONDS)
    _limit(resource.RLIMIT_CORE, 0)
    content = sys.stdin.buffer.read()
    try:
        with _in_memory(name, content) as path:
            _limit(resource.RLIMIT_FSIZE, 0)
            told = _read(path)
    except (MemoryError, RecursionError):
        told = {"refused": "large"}
    sys.stdout.write(json.dumps(told))


def _limit(kind: int, most: int) -> None:
    """No more of it from now on, and no way back."""
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


@contextlib.contextmanager
def _in_memory(name: str, content: bytes) -> Iterator[Path]:
    """The file's name as a path behind which its bytes lie in memory; on a disk only where the system has no such files."""
    with tempfile.TemporaryDirectory(prefix="fourfold-") as folder, contextlib.chdir(folder):
        path = Path(name)
        if not hasattr(os, "memfd_create"):
            path.touch(mode=0o600)
            path.write_bytes(content)
            yield path
            return
        handle = os.memfd_create("transcript")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            path.symlink_to(f"/proc/self/fd/{handle}")
            yield path


def _read(path: Path) -> dict[str, Any]:
    from fourfold.formats.transcript import TranscriptRefused
    from fourfold.formats.transcripts import read_transcript
    from fourfold.web.talk.coded_events import coded_events

    try:
        coded = coded_events(path)
        if coded is not None:
            return _told(coded, "transcript", [])
        found = read_transcript(path)
    except TranscriptRefused as refused:
        return {"refused": "said", "sentence": str(refused)}
    rows: list[Row] = [(cue.start_s, cue.end_s, cue.speaker, cue.addressee, ()) for cue in found.cues]
    return _told(rows, str(found.source), found.remarks)


def _told(rows: Sequence[Row], source: str, remarks: Sequence[str]) -> dict[str, Any]:
    """What was found, names by number; -1 stands for the group, none for nobody known."""
    if len(rows) > MOST_ROWS:
        return {"refused": "many"}
    spoken = dict.fromkeys(name for row in rows for name in row[2:4] if name is not None and name != _GROUP)
    names = {name: k for k, name in enumerate(spoken)}
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME for name in names):
        return {"refused": "names"}
    if not names:
        return {"refused": "nobody"}
    numbered = [
        [round(start, 3), round(end, 3), names.get(who or ""), -1 if to == _GROUP else names.get(to or ""), list(acts)]
        for start, end, who, to, acts in rows
    ]
    return {"source": source, "remarks": [str(r)[:400] for r in remarks[:20]], "names": list(names), "rows": numbered}


if __name__ == "__main__":
    main()
