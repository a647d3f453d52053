"""Quantiles of the F distribution with the standard library: the regularised incomplete beta function, and a search."""

from math import exp, lgamma, log, log1p

_TINY = 1e-300
_MOST_STEPS = 500
_ENOUGH = 1e-15
_HALVINGS = 90


def f_quantile(share: float, upper: float, lower: float) -> float:
    """The value that F with `upper` and `lower` degrees of freedom stays below with probability `share`.

    Source: F = lower x / (upper (1 - x)) where x has a beta distribution with parameters upper / 2 and lower / 2.
    """
    if not 0 < share < 1 or upper <= 0 or lower <= 0:
        raise ValueError("a quantile needs a share between 0 and 1 and degrees of freedom above 0")
    left, right = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (left + right) / 2
        if incomplete_beta(upper / 2, lower / 2, middle) < share:
            left = middle
        else:
            right = middle
    x = (left + right) / 2
    return lower * x / (upper * (1 - x))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function: the share of a beta distribution below x.

    Source: Didonato & Morris (1992), continued fraction, evaluated by the method of Lentz.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b))
    if x > (a + 1) / (a + b + 2):
        return 1 - front * _fraction(b, a, 1 - x) / b
    return front * _fraction(a, b, x) / a


def _fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / _kept(1 - (a + b) * x / (a + 1))
    whole = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d, c = 1 / _kept(1 + term * d), _kept(1 + term / c)
            whole *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return whole


def _kept(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
