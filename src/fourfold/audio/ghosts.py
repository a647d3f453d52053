"""Names under which hardly anybody speaks: often noise, or a second name for somebody who has one already."""

from collections import defaultdict
from collections.abc import Iterable

_LITTLE, _SHORT_S = 0.02, 2.0


def ghosts(stretches: Iterable[tuple[float, float, str]]) -> list[str]:
    """Names that hold less than two hundredths of the speech and never more than two seconds at a time.

    stretches: start and end in seconds, name.
    """
    lengths: dict[str, list[float]] = defaultdict(list)
    for start_s, end_s, name in stretches:
        lengths[name].append(end_s - start_s)
    whole = sum(map(sum, lengths.values()))
    return [name for name, own in lengths.items() if sum(own) < _LITTLE * whole and max(own) <= _SHORT_S]
