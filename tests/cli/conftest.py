"""Running the command as a person does, without a process of its own."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fourfold.cli import main


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    def command(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["fourfold", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return command
