"""What is compiled once on each machine, ahead of the first page that needs it."""

from collections.abc import Callable


def compile_ahead(say: Callable[[str], None]) -> None:
    """Write one page of a simulated group: what is compiled for it is kept on the disk, and nobody waits at the first page."""
    from fourfold.feedback.reports import group
    from fourfold.simulate import demonstration_programme

    say("compiling what the first page of a group needs, once on this machine")
    group.write(demonstration_programme().records[0])
