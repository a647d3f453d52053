"""Every example in the documents runs, in order, in an empty folder."""

import os
import shutil
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
            if not command.startswith(OUTSIDE):
                _run(["bash", "-euc", command], tmp_path)


def _run(command: list[str], folder: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path})
    assert done.returncode == 0, f"{command[-1]}\n{done.stdout}\n{done.stderr}"
