"""What holds for every test."""

from pathlib import Path

from hypothesis import settings

import fourfold
from fourfold.cli.threads import one_is_enough

one_is_enough()
# Time is measured in bench/: an example that takes long on a busy machine is not wrong.
settings.register_profile("fourfold", settings(), deadline=None)
settings.load_profile("fourfold")


def _drop_stale_kernels() -> None:
    """Forget compiled code that is older than any file it could be made from: numba looks at the outermost file only."""
    for folder in {p.parent for p in Path(fourfold.__file__).parent.rglob("__pycache__/*.nbi")}:
        newest = max(p.stat().st_mtime for p in folder.parent.glob("*.py"))
        for kept in folder.glob("*.nb?"):
            if kept.stat().st_mtime < newest:
                kept.unlink()


_drop_stale_kernels()
