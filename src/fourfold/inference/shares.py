"""Intervals of shares."""

from math import sqrt


def wilson_interval(share: float, n: float, quantile: float) -> tuple[float, float]:
    """The ends of the score interval of a share among n, kept between 0 and 1 and around the share.

    quantile: how many standard errors each side has. Source: Wilson (1927), doi 10.1080/01621459.1927.10502953.
    """
    z = quantile
    middle, reach = share + z * z / (2 * n), z * sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    low, high = (middle - reach) / (1 + z * z / n), (middle + reach) / (1 + z * z / n)
    return max(0.0, min(low, share)), min(1.0, max(high, share))
