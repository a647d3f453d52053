"""What is said of a change: its word, what chance alone can do, and all that this rests on; or that it cannot be said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fourfold.instruments import CutOff, Instrument, Norm, Scale
from fourfold.instruments.change import ChangeBand, change_band
from fourfold.vocabulary import NotEnoughData
from fourfold.web.assessments.queries.points import Point


@dataclass(frozen=True, slots=True)
class Change:
    """The change from the first score to the last; `since` is the day of the first. `band` is None where nothing says how
    large the noise is."""

    since: date
    first: float
    now: float
    band: ChangeBand | None

    @property
    def key(self) -> str:
        """The word of the change."""
        return f"assess_change.{self.band.word}" if self.band else "assess_change.not_known"

    @property
    def bands(self) -> list[tuple[float, float]]:
        """From where to where a score still lies within chance of the first one, the wider band first."""
        if self.band is None:
            return []
        widths = [least for least in (self.band.least_95, self.band.least_90) if least is not None] or [self.band.least]
        return [(self.first - width, self.first + width) for width in widths]


@dataclass(frozen=True, slots=True)
class BandOfScores:
    """In which published band a score lies: what the source calls it, from where on, and who says so."""

    label: str
    at_least: float
    of: str
    source: str


def change_of(instrument: Instrument, scale: Scale, points: Sequence[Point], norm: Norm | None) -> Change | None:
    """The change over the scored points, by a site's own norm where it has one; None where there are fewer than two."""
    scored = [(point.day, point.value) for point in points if point.value is not None]
    if len(scored) < 2:
        return None
    (since, first), (_, now) = scored[0], scored[-1]
    return Change(since, first, now, _band(instrument, scale, first, now, norm))


def bands_of(instrument: Instrument, scale: Scale, value: float | None, language: str) -> list[BandOfScores]:
    """The published bands in which a score lies, one for each set of bands; never one that nobody published."""
    if value is None:
        return []
    found = (_last(value, bands) for bands in instrument.bands(scale).values())
    return [BandOfScores(band.told_in(language), band.at_least, band.of, band.source) for band in found if band is not None]


def _last(value: float, bands: Sequence[CutOff]) -> CutOff | None:
    reached = [band for band in bands if value >= band.at_least]
    return max(reached, key=lambda band: band.at_least, default=None)


def _band(instrument: Instrument, scale: Scale, first: float, now: float, norm: Norm | None) -> ChangeBand | None:
    for chosen in (norm, None):
        try:
            return change_band(instrument, scale.key, first, now, norm=chosen)
        except NotEnoughData:
            continue
    return None
