"""How well a scale hangs together in a site's own answers, whether its key fits them, and the site's own norm."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev, variance

from fourfold.instruments.f_distribution import f_quantile
from fourfold.instruments.instrument import Instrument, Norm, Reliability
from fourfold.instruments.scoring import Answers, check_answers, reverse
from fourfold.vocabulary import NotEnoughData

FEWEST_FOR_ALPHA = 3
FEWEST_FOR_KEYING = 30
"""Complete answers below which a keying check tells chance from error no better than a coin."""
FEWEST_FOR_NORM = 100
"""First administrations that a site needs before its own mean and spread replace a published norm."""

Rows = Sequence[Sequence[float]]
"""One row for each time somebody answered every item, one column for each item."""


@dataclass(frozen=True, slots=True)
class Alpha:
    """Cronbach's alpha with its 95 % interval, and the numbers of complete answers and items behind it."""

    value: float
    low: float
    high: float
    n: int
    n_items: int


@dataclass(frozen=True, slots=True)
class KeyingCheck:
    """Whether the key of a scale fits a site's answers.

    `raw` is alpha of the answers as they are, `keyed` after those that count backwards are turned round. `item_rest` holds the
    correlation of each keyed item with the sum of the others; None where everybody gave the same answer.
    """

    raw: Alpha
    keyed: Alpha
    item_rest: Mapping[str, float | None]

    @property
    def against(self) -> tuple[str, ...]:
        """The items that run against the rest of their scale once keyed."""
        return tuple(key for key, r in self.item_rest.items() if r is not None and r < 0)

    @property
    def turned_already(self) -> bool:
        """Whether the answers hang together better without the key: they may have been turned round before they came here."""
        return self.raw.value > self.keyed.value

    @property
    def warns(self) -> bool:
        """Whether somebody should compare the answers with the key before any score is believed."""
        return bool(self.against) or self.turned_already


def cronbach_alpha(rows: Rows, share: float = 0.95) -> Alpha:
    """Alpha of complete rows and its interval. Raises NotEnoughData for fewer than three rows, two items, or no spread.

    Source: Cronbach (1951); interval Feldt (1965): 1 - (1 - alpha) F with n - 1 and (n - 1)(k - 1) degrees of freedom.
    """
    n, k = len(rows), len(rows[0]) if rows else 0
    if n < FEWEST_FOR_ALPHA or k < 2:
        raise NotEnoughData(f"Alpha needs at least {FEWEST_FOR_ALPHA} complete answers of two items; there are {n} of {k}.")
    whole = variance([sum(row) for row in rows])
    if whole == 0:
        raise NotEnoughData(f"Alpha cannot be worked out: the sum of the {k} items is the same in all {n} answers.")
    value = k / (k - 1) * (1 - sum(variance([row[i] for row in rows]) for i in range(k)) / whole)
    tail, above, below = (1 - share) / 2, n - 1, (n - 1) * (k - 1)
    low, high = (1 - (1 - value) * f_quantile(p, above, below) for p in (1 - tail, tail))
    return Alpha(value, low, high, n, k)


def keying_check(instrument: Instrument, scale: str, given: Iterable[Answers]) -> KeyingCheck:
    """Alpha raw against keyed, and each item against the rest, over the complete answers to a scale.

    Raises NotEnoughData below 30 complete answers, and AnswerRefused for a value off its scale.
    """
    raw = _complete(instrument, scale, given)
    if len(raw) < FEWEST_FOR_KEYING:
        raise NotEnoughData(
            f"The key of '{scale}' cannot be checked yet: {len(raw)} complete answers, and {FEWEST_FOR_KEYING} are needed."
        )
    keyed = _keyed(instrument, scale, raw)
    return KeyingCheck(
        raw=cronbach_alpha(raw),
        keyed=cronbach_alpha(keyed),
        item_rest={key: _with_the_rest(keyed, place) for place, key in enumerate(instrument.scale(scale).items)},
    )


def local_reliability(instrument: Instrument, scale: str, given: Iterable[Answers]) -> Reliability:
    """The site's own alpha of a scale, from first administrations. Raises NotEnoughData below 100 complete ones.

    It is what a change is judged by, beside the site's own norm, where no source gives a reliability.
    """
    raw = _complete(instrument, scale, given)
    if len(raw) < FEWEST_FOR_NORM:
        raise NotEnoughData(
            f"A reliability of this site for '{scale}' needs {FEWEST_FOR_NORM} complete first administrations; "
            f"there {'is' if len(raw) == 1 else 'are'} {len(raw)}."
        )
    alpha = cronbach_alpha(_keyed(instrument, scale, raw)).value
    if not 0 < alpha < 1:
        raise NotEnoughData(f"The items of '{scale}' do not hang together in this site's answers (alpha {alpha:.2f}).")
    return Reliability("alpha", alpha, f"the site's own answers, N = {len(raw)}")


def local_norm(scores: Iterable[float]) -> Norm:
    """The site's own norm: mean and spread of first administrations. Raises NotEnoughData below 100 of them."""
    found = list(scores)
    if len(found) < FEWEST_FOR_NORM:
        raise NotEnoughData(
            f"A norm of this site needs {FEWEST_FOR_NORM} first administrations; there {'is' if len(found) == 1 else 'are'} "
            f"{len(found)}."
        )
    if (spread := stdev(found)) == 0:
        raise NotEnoughData(f"A norm of this site cannot be worked out: all {len(found)} scores are the same.")
    return Norm("this site", fmean(found), spread, len(found), "first administrations on this site", "the site's own answers")


def _complete(instrument: Instrument, scale: str, given: Iterable[Answers]) -> list[list[float]]:
    keys, rows = instrument.scale(scale).items, []
    for answers in given:
        check_answers(instrument, answers)
        values = [value for key in keys if (value := answers.get(key)) is not None]
        if len(values) == len(keys):
            rows.append([float(value) for value in values])
    return rows


def _keyed(instrument: Instrument, scale: str, rows: Rows) -> list[list[float]]:
    found = instrument.scale(scale)
    items = [(instrument.item(key), key in found.reversed) for key in found.items]
    return [[reverse(item, v) if turned else v for (item, turned), v in zip(items, row, strict=True)] for row in rows]


def _with_the_rest(rows: Rows, place: int) -> float | None:
    own, rest = [row[place] for row in rows], [sum(row) - row[place] for row in rows]
    own_mean, rest_mean = fmean(own), fmean(rest)
    across = sum((a - own_mean) * (b - rest_mean) for a, b in zip(own, rest, strict=True))
    spread: float = (sum((a - own_mean) ** 2 for a in own) * sum((b - rest_mean) ** 2 for b in rest)) ** 0.5
    return across / spread if spread > 0 else None
