"""What holds for every test."""

from pathlib import Path

import fourfold
from fourfold.cli.threads import one_is_enough

one_is_enough()


def _drop_stale_kernels() -> None:
    """Forget compiled code that is older than any file it could be made from: numba looks at the outermost file only."""
    for folder in {p.parent for p in Path(fourfold.__file__).parent.rglob("__pycache__/*.nbi")}:
        newest = max(p.stat().st_mtime for p in folder.parent.glob("*.py"))
        for kept in folder.glob("*.nb?"):
            if kept.stat().st_mtime < newest:
                kept.unlink()


_drop_stale_kernels()
