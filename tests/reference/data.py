"""Where the outside cases with known answers are, when they are there at all."""

import os
from pathlib import Path

import pytest

_HOME = Path(os.environ.get("FOURFOLD_DATA", Path(__file__).parents[3] / "shared" / "data"))


def shared(name: str) -> Path:
    """The path of a shared data file; skips the test where the folder is absent."""
    path = _HOME / name
    if not path.exists():
        pytest.skip(f"outside data not present: {name} (set FOURFOLD_DATA)")
    return path
