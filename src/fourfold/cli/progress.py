"""Saying what long work is at: a moving line on a terminal, a plain line each elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that is told each step; what it says goes to the error stream, so that results stay clean."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda step: console.print(f"... {step}", soft_wrap=True)
        return
    with console.status("beginning") as status:
        yield lambda step: status.update(f"{step} ...")
