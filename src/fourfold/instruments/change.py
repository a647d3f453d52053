"""Whether a change of a score is more than its noise: the published change where there is one, else Jacobson and Truax."""

from dataclasses import dataclass
from enum import StrEnum

from fourfold.instruments.instrument import Direction, Instrument, Norm, PublishedChange, Reliability, Scale
from fourfold.vocabulary import NotEnoughData

SURE_95 = 1.96
SURE_90 = 1.645
"""Standard errors beyond which a change of nothing lies in 5 and in 10 of 100 cases, as the authors write them."""


class ChangeWord(StrEnum):
    """What is said of a change. HIGHER and LOWER are for scales of which neither end is better."""

    RELIABLY_BETTER = "reliably_better"
    BETTER_WITHIN_NOISE = "better_within_noise"
    NO_RELIABLE_CHANGE = "no_reliable_change"
    WORSE_WITHIN_NOISE = "worse_within_noise"
    RELIABLY_WORSE = "reliably_worse"
    RELIABLY_HIGHER = "reliably_higher"
    RELIABLY_LOWER = "reliably_lower"


class Outcome(StrEnum):
    """Where a person stands after a change, by Jacobson and Truax; HARMED has also crossed into the clinical range."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"
    HARMED = "harmed"


@dataclass(frozen=True, slots=True)
class ChangeBand:
    """One change with the band of its noise and all that the band rests on.

    `least` is the smallest change that is called reliable: that of the source (`published`), or the one at 95 %. `least_90` and
    `least_95` come from the norm and the reliability beside them; without those they are None.
    """

    first: float
    now: float
    word: ChangeWord
    least: float
    least_90: float | None
    least_95: float | None
    published: PublishedChange | None
    norm: Norm | None
    reliability: Reliability | None

    @property
    def change(self) -> float:
        """How far the score moved; below zero where it fell."""
        return self.now - self.first

    @property
    def beyond_90(self) -> bool:
        """Whether the change lies beyond the band at 90 %; False where there is none."""
        return self.least_90 is not None and abs(self.change) > self.least_90

    @property
    def is_reliable(self) -> bool:
        """Whether the change is called reliable."""
        return self.word not in (
            ChangeWord.BETTER_WITHIN_NOISE,
            ChangeWord.NO_RELIABLE_CHANGE,
            ChangeWord.WORSE_WITHIN_NOISE,
        )


@dataclass(frozen=True, slots=True)
class Criteria:
    """Boundaries between a clinical and a general population.

    a: two standard deviations from the clinical mean; b: two from the general mean; c: as likely in one as in the other.
    """

    a: float
    b: float
    c: float


def se_of_difference(sd: float, reliability: float) -> float:
    """The standard error of the difference of two scores of one person. Source: Jacobson & Truax (1991), p. 14."""
    if sd <= 0 or not 0 < reliability < 1:
        raise ValueError("needs an sd above 0 and a reliability between 0 and 1")
    se: float = sd * (2 * (1 - reliability)) ** 0.5
    return se


def reliable_change(sd: float, reliability: float, sure: float = SURE_95) -> float:
    """The smallest change that noise alone rarely makes: `sure` standard errors of the difference."""
    return sure * se_of_difference(sd, reliability)


def criteria(clinical: Norm, general: Norm) -> Criteria:
    """The three boundaries of clinically significant change. Source: Jacobson & Truax (1991), p. 13.

    Raises ValueError where both means are the same.
    """
    if clinical.mean == general.mean:
        raise ValueError("the two populations have the same mean, so nothing lies between them")
    towards = 1 if general.mean > clinical.mean else -1
    return Criteria(
        a=clinical.mean + towards * 2 * clinical.sd,
        b=general.mean - towards * 2 * general.sd,
        c=(clinical.sd * general.mean + general.sd * clinical.mean) / (clinical.sd + general.sd),
    )


def criteria_of(scale: Scale) -> Criteria:
    """The boundaries from the norms of a scale. Raises NotEnoughData unless it has a clinical and a general one."""
    clinical = next((norm for norm in scale.norms if norm.clinical), None)
    general = next((norm for norm in scale.norms if not norm.clinical), None)
    if clinical is None or general is None:
        raise NotEnoughData(f"The scale '{scale.key}' has no norm of people who came for help beside one of people in general.")
    return criteria(clinical, general)


def outcome(first: float, now: float, *, least: float, boundary: float, direction: Direction) -> Outcome:
    """Where a person stands after a change, with a least reliable change and a boundary between the populations.

    Source: Jacobson & Truax (1991); the class HARMED as in the R package clinicalsignificance. Raises ValueError where neither
    end of the scale is better.
    """
    if direction is Direction.NEITHER:
        raise ValueError("neither end of this scale is better, so nobody recovers on it")
    sign = 1 if direction is Direction.BETTER else -1
    gain, was_well, is_well = sign * (now - first), sign * (first - boundary) > 0, sign * (now - boundary) > 0
    if gain > least:
        return Outcome.RECOVERED if is_well and not was_well else Outcome.IMPROVED
    if gain < -least:
        return Outcome.HARMED if was_well and not is_well else Outcome.DETERIORATED
    return Outcome.UNCHANGED


def change_band(
    instrument: Instrument,
    scale: str,
    first: float,
    now: float,
    *,
    norm: Norm | None = None,
    reliability: Reliability | None = None,
) -> ChangeBand:
    """The change from the first score to the one now, and whether it is more than noise.

    With a `norm` (a site's own) the band is worked out from it, and from the `reliability` given or published; without one the
    published change is taken where there is one, else the published norm. Raises NotEnoughData with a sentence where nothing
    says how large the noise is.
    """
    found = instrument.scale(scale)
    published = found.change if norm is None else None
    norm = norm or _norm_for_change(found)
    reliability = reliability or _reliability_for_change(found)
    bands = _bands(norm, reliability)
    if published is None and bands is None:
        raise NotEnoughData(_lacking(instrument, found, norm, reliability))
    least = published.value if published else bands[1] if bands else 0.0
    moved = abs(now - first)
    reliable = moved >= least if published else moved > least
    return ChangeBand(
        first=first,
        now=now,
        word=_word(found.direction, now - first, reliable=reliable),
        least=least,
        least_90=bands[0] if bands else None,
        least_95=bands[1] if bands else None,
        published=published,
        norm=norm if bands else None,
        reliability=reliability if bands else None,
    )


def _bands(norm: Norm | None, reliability: Reliability | None) -> tuple[float, float] | None:
    if norm is None or reliability is None:
        return None
    return reliable_change(norm.sd, reliability.value, SURE_90), reliable_change(norm.sd, reliability.value)


def _norm_for_change(scale: Scale) -> Norm | None:
    """The norm of people who came for help before any other: they are those who are asked again."""
    return min(scale.norms, key=lambda norm: not norm.clinical, default=None)


def _reliability_for_change(scale: Scale) -> Reliability | None:
    """The retest before alpha and omega: it holds what changes from one time to the next."""
    return min(scale.reliability, key=lambda one: one.kind != "retest", default=None)


def _word(direction: Direction, change: float, *, reliable: bool) -> ChangeWord:
    if direction is Direction.NEITHER:
        reliably = ChangeWord.RELIABLY_HIGHER if change > 0 else ChangeWord.RELIABLY_LOWER
        return reliably if reliable else ChangeWord.NO_RELIABLE_CHANGE
    if change == 0:
        return ChangeWord.NO_RELIABLE_CHANGE
    if (change > 0) == (direction is Direction.BETTER):
        return ChangeWord.RELIABLY_BETTER if reliable else ChangeWord.BETTER_WITHIN_NOISE
    return ChangeWord.RELIABLY_WORSE if reliable else ChangeWord.WORSE_WITHIN_NOISE


def _lacking(instrument: Instrument, scale: Scale, norm: Norm | None, reliability: Reliability | None) -> str:
    needed = [*(["a norm with its size"] if norm is None else []), *(["a reliability"] if reliability is None else [])]
    return (
        f"Whether a change on the scale '{scale.key}' of {instrument.title} is more than noise cannot be said: no source was "
        f"found that gives a reliable change, nor {' and '.join(needed)} to work it out from."
    )
