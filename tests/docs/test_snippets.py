"""Every example in the documents runs, in order, in an empty folder."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.snippets import examples
from tests.reference.data import shared

ROOT = Path(__file__).parents[2]
PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs" / "tutorial").glob("*.md")),
    *sorted((ROOT / "docs" / "howto").glob("*.md")),
]
NEEDS = {"bring_your_own_ratings.md": {"round_robin/tripler_likingLong.csv": "likingLong.csv"}}
OUTSIDE = ("make ", "git ", "source ")


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_the_examples_run(page: Path, tmp_path: Path) -> None:
    for source, name in NEEDS.get(page.name, {}).items():
        shutil.copy(shared(source), tmp_path / name)
    for example in examples(page):
        if example.kind == "python":
            _run([sys.executable, "-W", "error", "-c", example.text], tmp_path)
        for command in example.commands() if example.kind == "console" else []:
            if command.startswith("fourfold serve"):
                _opens(command, tmp_path)
            elif not command.startswith(OUTSIDE):
                _run(["bash", "-euc", command], tmp_path)


def _run(command: list[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=_surroundings(folder))
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}\n{done.stderr}"


def _opens(command: str, folder: Path) -> None:
    """A command that runs until it is stopped has worked once it has said where to look."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [*command.split(), "--port", str(port)]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True, env=_surroundings(folder)) as site:
        assert site.stdout is not None
        told = any(f":{port}" in line for line in site.stdout)
        site.terminate()
    assert told, command


def _surroundings(folder: Path) -> dict[str, str]:
    """The environment of a new person: a site of their own, and the command where `source .venv/bin/activate` puts it."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"FOURFOLD_HOME": str(folder / "site"), "FOURFOLD_KEYS": str(folder / "site-keys"), "PYTHONUNBUFFERED": "1"}
    outside = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**outside, "PATH": path, **own}
