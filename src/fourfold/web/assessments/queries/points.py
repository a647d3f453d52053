"""One score of one answering, and why there is none."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from fourfold.instruments import Instrument, Scale, score_scale
from fourfold.vocabulary import NotEnoughData
from fourfold.web.assessments.models import Administration

TYPED = ("staff", "totals")
"""How answers came that staff typed from paper."""


@dataclass(frozen=True, slots=True)
class Point:
    """One score; None where too little was answered. `by_our_rule`: answers left out were made up for by our rule.

    `paper`: the number of the answering, where staff typed it from paper and can take it back.
    """

    day: date
    value: float | None
    n_answered: int
    n_items: int
    prorated: bool = False
    by_our_rule: bool = False
    typed: bool = False
    paper: int | None = None


def score_of(instrument: Instrument, scale: Scale, row: Administration, day: date) -> Point:
    """The score of one scale of one answering. Internal."""
    if row.totals is not None:
        return Point(day, row.totals.get(scale.key), 0, len(scale.items), typed=True, paper=paper_of(row))
    keys = {item.key for item in instrument.items}
    answers = {key: value for key, value in row.answers.items() if key in keys}
    n_answered = sum(answers.get(key) is not None for key in scale.items)
    try:
        found = score_scale(instrument, scale.key, answers)
    except NotEnoughData:
        return Point(day, None, n_answered, len(scale.items), paper=paper_of(row))
    return Point(day, found.value, n_answered, len(scale.items), found.prorated, found.by_our_rule, paper=paper_of(row))


def paper_of(row: Administration) -> int | None:
    """The number of an answering that staff typed from paper; None for what a member gave."""
    return row.pk if row.source in TYPED else None


def day_of(row: Administration, zone: ZoneInfo) -> date:
    """The day on which something was answered: that on the paper, where it was typed from paper."""
    if row.source in TYPED or row.finished_at is None:
        return row.due_on
    return row.finished_at.astimezone(zone).date()
