"""Three-level growth: sessions within members within groups, intercepts and slopes correlated at both levels."""

from fourfold.inference.growth.fit import Growth, fit_growth

__all__ = ["Growth", "fit_growth"]
