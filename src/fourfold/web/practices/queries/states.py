"""The state check of practices: two answers before and two after, told as a mean of at least five people, never of one."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from fourfold.instruments import Instrument, instrument, score_scale
from fourfold.vocabulary import NotEnoughData
from fourfold.web.practices.models import PracticeLog

FEWEST = 5
"""From so many people on a mean is told."""
_KEY, _SCALE = "state_self_compassion", "state"


@dataclass(frozen=True, slots=True)
class States:
    """How people were before and after a practice, as means over people, rounded to halves; `n` people answered both."""

    n: int
    before: float
    after: float
    lowest: int
    highest: int


def check() -> Instrument:
    """The two sentences."""
    return instrument(_KEY)


def states_in(group_id: int, today: date) -> States | None:
    """Before and after over the logs of a group to the end of last month; None below five people (internal).

    Rounded to halves and told by the month, so that one more answer does not tell what it was: staff see who practised when.
    """
    told: dict[int, list[tuple[float, float]]] = defaultdict(list)
    ended = PracticeLog.objects.filter(group=group_id, done_on__lt=today.replace(day=1))
    rows = ended.filter(before__isnull=False, after__isnull=False)
    for person, before, after in rows.values_list("person", "before", "after"):
        pair = (_score(before), _score(after))
        if pair[0] is not None and pair[1] is not None:
            told[person].append((pair[0], pair[1]))
    if len(told) < FEWEST:
        return None
    means = [(fmean(b for b, _ in pairs), fmean(a for _, a in pairs)) for pairs in told.values()]
    item = check().items[0]
    return States(
        n=len(told),
        before=_half(fmean(b for b, _ in means)),
        after=_half(fmean(a for _, a in means)),
        lowest=item.lowest,
        highest=item.highest,
    )


def _score(answers: object) -> float | None:
    if not isinstance(answers, dict):
        return None
    try:
        return score_scale(check(), _SCALE, answers).value
    except NotEnoughData:
        return None


def _half(value: float) -> float:
    return round(2 * value) / 2
