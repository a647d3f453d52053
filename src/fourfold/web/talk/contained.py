"""Reading a file nobody trusts in a process of its own, that can take neither the server's time nor its memory with it."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Any

from fourfold.web.refusal import Refused
from fourfold.web.talk.uploading import MOST_BYTES
from fourfold.web.told_by_readers import retold

LONGEST_S = 30
_PATIENCE_S = 10
_READER = "fourfold.web.talk.reader"
_OUT_OF_TIME = (-signal.SIGKILL, -signal.SIGXCPU)
_turn = threading.Lock()


class Unreadable(Refused):
    """The file could not be read; `said` is what its reader said of it, where it said anything."""

    def __init__(self, words: str, said: str = "", **given: object) -> None:
        super().__init__("file", words, **given)
        self.said = said

    def sentence(self, language: str | None) -> str:
        """What stands beside the field."""
        said = retold(self.said, language, "readers.file_otherwise") if self.said else ""
        return f"{super().sentence(language)} {said}".strip()


@dataclass(frozen=True, slots=True)
class Stretches:
    """What was read: rows of start, end, number of the speaker's name, that of the addressee (-1: the group), and acts."""

    source: str
    names: tuple[str, ...]
    rows: tuple[tuple[float, float, int | None, int | None, list[str]], ...]
    remarks: tuple[str, ...]


def read_contained(content: bytes, name: str) -> Stretches:
    """The stretches of speech in a file's bytes. Raises `Unreadable`."""
    if len(content) > MOST_BYTES:
        raise Unreadable("coding.file_too_large", most=MOST_BYTES // 1_000_000)
    if not _turn.acquire(timeout=_PATIENCE_S):
        raise Unreadable("coding.file_wait")
    try:
        told = _told(content, plain_name(name))
    finally:
        _turn.release()
    if told.get("refused") == "said":
        raise Unreadable("coding.file_unreadable", str(told["sentence"]))
    if "refused" in told:
        raise Unreadable(f"coding.file_{told['refused']}")
    return Stretches(told["source"], tuple(told["names"]), tuple(tuple(row) for row in told["rows"]), tuple(told["remarks"]))


def plain_name(name: str) -> str:
    """A file's name with letters, figures and full stops only, its ending kept."""
    return re.sub(r"[^\w.-]+", "_", name.replace("\\", "/").rpartition("/")[2])[-80:].lstrip(".-") or "file"


def _told(content: bytes, name: str) -> dict[str, Any]:
    command = [sys.executable, "-B", "-m", _READER, name]
    bare = {key: value for key, value in os.environ.items() if key in {"PATH", "PYTHONPATH", "LANG", "TMPDIR"}}
    alone = {**bare, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"}
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=LONGEST_S, check=False, env=alone)
    except subprocess.TimeoutExpired:
        return {"refused": "slow"}
    if done.returncode in _OUT_OF_TIME:
        return {"refused": "slow"}
    if done.returncode:
        return {"refused": "broken"}
    told: dict[str, Any] = json.loads(done.stdout)
    return told
