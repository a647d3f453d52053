"""What one looks for in the library of practices. A choice that does not exist counts as none."""

from collections.abc import Mapping

from fourfold.practices import Kind
from fourfold.web.practices.shelf import Told

MINUTES = (5, 10, 20)


class WantedForm:
    """The kind, the most minutes, and whether it is done alone or in a session; empty for any."""

    def __init__(self, given: Mapping[str, str]) -> None:
        self.kind = _one_of(given.get("kind", ""), tuple(Kind))
        self.minutes = _one_of(given.get("minutes", ""), tuple(map(str, MINUTES)))
        self.place = _one_of(given.get("place", ""), ("session", "alone"))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds that can be chosen."""
        return tuple(Kind)

    @property
    def most(self) -> tuple[str, ...]:
        """The minutes that can be chosen."""
        return tuple(map(str, MINUTES))

    @property
    def is_open(self) -> bool:
        """Whether anything was chosen."""
        return bool(self.kind or self.minutes or self.place)

    def fits(self, practice: Told) -> bool:
        """Whether a practice is one of those looked for: one that can be kept as short as asked, where that is asked."""
        return (
            (not self.kind or practice.kind == self.kind)
            and (not self.minutes or practice.minutes[0] <= int(self.minutes))
            and (not self.place or self.place in practice.settings)
        )


def _one_of(given: str, known: tuple[str, ...]) -> str:
    return given if given in known else ""
