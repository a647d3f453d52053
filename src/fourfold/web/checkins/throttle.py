"""Slowing down those who try codes: only wrong tries count, and a pause of seconds follows, never a lock.

A ward of sixty people behind one address mistypes a few codes in a minute and never meets the pause. Somebody who tries codes
at the full rate for a whole day from one address makes some 14,000 tries at 887 million codes.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

TRIES_AT_ONCE = 30
SECONDS_A_TRY = 6.0
TRIES_AT_ONCE_BY_ALL = 400
SECONDS_A_TRY_BY_ALL = 0.5
_ADDRESSES_KEPT = 10_000
_PREFIX = 64


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


@dataclass(slots=True)
class Throttle:
    """Wrong tries by address, and by everybody together. One for each process."""

    clock: Callable[[], float] = time.monotonic
    _by_address: OrderedDict[str, _Bucket] = field(default_factory=OrderedDict)
    _all: _Bucket | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, address: str) -> int:
        """How many seconds to wait before the next try is looked at; none where the way is free."""
        with self._lock:
            own, everybody = self._buckets(address)
            missing = max((1 - own.left) * SECONDS_A_TRY, (1 - everybody.left) * SECONDS_A_TRY_BY_ALL)
            return max(0, int(-(-missing // 1)))

    def count_wrong(self, address: str) -> None:
        """One wrong try more."""
        with self._lock:
            for bucket in self._buckets(address):
                bucket.left = max(0.0, bucket.left - 1)

    def forget(self) -> None:
        """Everybody begins anew."""
        with self._lock:
            self._by_address.clear()
            self._all = None

    def _buckets(self, address: str) -> tuple[_Bucket, _Bucket]:
        now = self.clock()
        own = self._by_address.setdefault(address, _Bucket(TRIES_AT_ONCE, now))
        self._by_address.move_to_end(address)
        while len(self._by_address) > _ADDRESSES_KEPT:
            self._by_address.popitem(last=False)
        self._all = self._all or _Bucket(TRIES_AT_ONCE_BY_ALL, now)
        _fill(own, now, TRIES_AT_ONCE, SECONDS_A_TRY)
        _fill(self._all, now, TRIES_AT_ONCE_BY_ALL, SECONDS_A_TRY_BY_ALL)
        return own, self._all


def address_of(request: HttpRequest) -> str:
    """Where a request comes from; behind a proxy that the site trusts, what that proxy says last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        return _place(str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rsplit(",", 1)[-1].strip() or "unknown")
    return _place(str(request.META.get("REMOTE_ADDR", "unknown")))


def _place(address: str) -> str:
    """The address; in version 6 the network of it, within which one household has more addresses than can be counted."""
    try:
        told = ip_address(address)
    except ValueError:
        return address
    if not isinstance(told, IPv6Address):
        return address
    return str(told.ipv4_mapped or ip_network((told, _PREFIX), strict=False))


def _fill(bucket: _Bucket, now: float, most: int, seconds: float) -> None:
    bucket.left = min(float(most), bucket.left + (now - bucket.at) / seconds)
    bucket.at = now


codes = Throttle()
