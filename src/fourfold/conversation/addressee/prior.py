"""How often this group is addressed as a whole: a shift of the log odds, the same for every turn of a talk.

What a table learnt of how people speak to one person or to all of them carries over from one setting to the next; how
often they do either does not. The shift is the most probable one given three things: the turns whose addressee is known
(however they were picked, as long as they were picked by what the table says of them), the likelihood of the others as a
mixture of the two kinds, and a normal prior about no shift, as wide as the meetings differ of which the table was made.

The mixture alone is the estimate of Saerens, Latinne & Decaestecker (2002), to whose maximum their EM climbs. It finds a
share that was planted, but between meetings of different groups its shifts had nothing to do with the true ones
(docs/method): there the two kinds look different, too, and the maximum can run off to all or none. So all of it together
counts as `WORTH` turns, and a share that somebody tells, or a few turns that somebody knows, decide.
"""

import numpy as np

from fourfold.inference.arrays import BoolArray, FloatArray

WORTH = 2.0
_SPREAD = 0.75
_WIDEST = 8.0


def log_odds(chance: FloatArray | float) -> FloatArray:
    """The log odds of chances, kept finite."""
    inside = np.clip(np.asarray(chance, dtype=np.float64), 1e-9, 1 - 1e-9)
    return np.asarray(np.log(inside) - np.log1p(-inside))


def chance(odds: FloatArray | float) -> FloatArray:
    """The chances of log odds."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * np.asarray(odds, dtype=np.float64))))


def shift_to(odds: FloatArray, share: float) -> float:
    """The shift that makes the mean chance of these turns `share`; none for no turns."""
    if len(odds) == 0:
        return 0.0
    low, high = -_WIDEST - float(np.abs(odds).max()), _WIDEST + float(np.abs(odds).max())
    for _ in range(60):
        middle = (low + high) / 2
        if chance(odds + middle).mean() < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def estimated_shift(
    unknown: FloatArray, known: FloatArray, known_group: BoolArray, trained_share: float, *, worth: float = WORTH
) -> float:
    """The most probable shift: log odds of unknown turns and of known turns, and which of the known were for the group.

    worth: as how many turns the unknown ones count in all.
    """
    each = min(1.0, worth / max(len(unknown), 1))
    base = float(log_odds(trained_share))
    group, one = chance(unknown), chance(-unknown)

    def badness(shift: float) -> float:
        share = float(chance(base + shift))
        mixture = np.log(group * share / trained_share + one * (1 - share) / (1 - trained_share)).sum()
        told = np.where(known_group, -np.logaddexp(0, -known - shift), -np.logaddexp(0, known + shift)).sum()
        return float(0.5 * (shift / _SPREAD) ** 2 - each * mixture - told)

    # Read here and not above: it takes a quarter of a second of whatever starts, also of a site that infers nothing.
    from scipy.optimize import minimize_scalar

    return float(minimize_scalar(badness, bounds=(-_WIDEST, _WIDEST), method="bounded").x)
