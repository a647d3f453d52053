"""Whether the talk of a group runs more or less through its facilitators than some sessions ago."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from fourfold.conversation.followed import Followed
from fourfold.conversation.hub import HubShare, hub_share
from fourfold.inference.arrays import FloatArray, IntArray
from fourfold.vocabulary import NotEnoughData

FEWEST_SESSIONS = 5
LATELY = 12
"""Sessions, the newest, over which a trend is told."""
_WIDTH_OF_95 = 2 * 1.959963984540054
_NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class HubTrend:
    """Change of the excess hub share from one session to the next, with its 95 % interval, over sessions `first` to `last`."""

    slope: float
    low: float
    high: float
    first: int
    last: int

    @property
    def verdict(self) -> str:
        """more, less, or cannot_tell where the interval holds no change."""
        return "more" if self.low > _NOTHING else "less" if self.high < -_NOTHING else "cannot_tell"


def hub_shares(sessions: Sequence[Followed]) -> dict[int, HubShare]:
    """The hub share of each session that has one, by number."""
    found = {}
    for session in sessions:
        try:
            found[session.number] = hub_share(session.talk)
        except NotEnoughData:
            continue
    return found


def hub_trend(shares: Mapping[int, HubShare]) -> HubTrend:
    """A straight line through the excess of the newest twelve sessions, with an interval for its slope.

    The excess, not the share, so that a group that grew compares with itself. The interval rests on the spread around the
    line, and never on less than the sessions' own intervals say. Raises `NotEnoughData` below five sessions.
    Source: least squares; Student's t with two degrees of freedom less than sessions.
    """
    numbers = np.array(sorted(shares)[-LATELY:], dtype=np.int64)
    if len(numbers) < FEWEST_SESSIONS:
        raise NotEnoughData(f"a trend needs {FEWEST_SESSIONS} sessions whose talk was followed; there are {len(numbers)}")
    told = [shares[int(n)] for n in numbers]
    own = [0.0 if s.low is None or s.high is None else ((s.high - s.low) / _WIDTH_OF_95) ** 2 for s in told]
    return _line(numbers, np.array([s.excess for s in told]), np.array(own))


def _line(numbers: IntArray, excess: FloatArray, own_variance: FloatArray) -> HubTrend:
    centred = numbers - numbers.mean()
    spread = float(centred @ centred)
    slope = float(centred @ excess) / spread
    left = excess - excess.mean() - slope * centred
    degrees = len(numbers) - 2
    around, own = float(left @ left) / degrees / spread, float(centred**2 @ own_variance) / spread**2
    reach = float(stdtrit(degrees, 0.975)) * float(np.sqrt(max(around, own)))
    return HubTrend(slope, slope - reach, slope + reach, int(numbers[0]), int(numbers[-1]))
