"""What the page of well-being shows of one's own answers: sentences with dots, a team in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fourfold.instruments import Instrument
from fourfold.web.access import Viewer
from fourfold.web.assessments.sentences import sentences
from fourfold.web.dots import Dot, dots
from fourfold.web.wellbeing.queries.own import Given, given_of, monday_of, own_row
from fourfold.web.wellbeing.queries.team import TeamQuarter

WEEKS = 26
"""How many weeks are drawn."""
_LOWEST, _HIGHEST = 1, 7


@dataclass(frozen=True, slots=True)
class OwnSentence:
    """One weekly sentence over the last half year: its dots, and what was answered, the newest first."""

    key: str
    wording: str
    low: str
    high: str
    dots: tuple[Dot, ...]
    answers: tuple[tuple[date, int | None], ...]


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One sentence of a quarter: a rounded number and how strong that is, from 0 to 4; or why there is none."""

    wording: str
    value: float | None
    step: int
    withheld: str


@dataclass(frozen=True, slots=True)
class TeamPart:
    """What one team was told of one quarter."""

    quarter: TeamQuarter
    lines: tuple[TeamLine, ...]


def own_sentences(one: Instrument, given: Sequence[Given], language: str, today: date) -> list[OwnSentence]:
    """Each sentence that was ever answered, week by week; a week without an answer leaves its place empty."""
    by_week = {monday_of(row.day): row for row in given if row.opens}
    first = max(min(by_week, default=today), monday_of(today) - timedelta(weeks=WEEKS - 1))
    weeks = [first + timedelta(weeks=k) for k in range((monday_of(today) - first).days // 7 + 1)]
    found = []
    for sentence in sentences(one, language).items:
        said = [(week, by_week[week].answers.get(sentence.key) if week in by_week else None) for week in weeks]
        drawn = tuple(dots(said, _LOWEST, _HIGHEST))
        if drawn:
            told = tuple((day, value) for day, value in reversed(said) if day in by_week)
            low, high = sentence.ends or ("", "")
            found.append(OwnSentence(sentence.key, sentence.text, low, high, drawn, told))
    return found


def team_words(quarters: Sequence[TeamQuarter], one: Instrument, language: str) -> list[TeamPart]:
    """What teams were told, each sentence in words."""
    wordings = {sentence.key: sentence.text for sentence in sentences(one, language).items}
    found = []
    for quarter in quarters:
        lines = (TeamLine(wordings.get(s.key, s.key), s.value, _step(s.value), s.withheld) for s in quarter.sentences)
        found.append(TeamPart(quarter, tuple(lines)))
    return found


def owned(viewer: Viewer, answers_id: int) -> Given:
    """The viewer's own answers of that number. Raises `Missing`."""
    return given_of(own_row(viewer, answers_id), viewer.zone)


def _step(value: float | None) -> int:
    return 0 if value is None else min(4, int((value - _LOWEST) / (_HIGHEST - _LOWEST) * 5))
