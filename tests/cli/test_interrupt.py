"""A server stops when it is told to, at whatever moment that comes."""

import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

import pytest

from fourfold.cli.interrupt import Interrupt


@pytest.fixture
def alarms() -> Iterator[list[Interrupt]]:
    """An alarm clock that sets whatever is put on the list, in the midst of whatever the main thread does."""
    waiting: list[Interrupt] = []

    def ring(_: int, __: FrameType | None) -> None:
        for one in waiting:
            one.set()

    before = signal.signal(signal.SIGALRM, ring)
    yield waiting
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


def test_a_signal_in_the_midst_of_waiting_ends_it(alarms: list[Interrupt]) -> None:
    event = Interrupt(lambda: False)
    alarms.append(event)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    for _ in range(60):
        assert event.wait(timeout=30)
        event.clear()


def test_a_thread_ends_the_wait() -> None:
    event = Interrupt(lambda: False)
    threading.Timer(0.05, event.set).start()
    assert event.wait(timeout=30)


def test_what_is_cleared_just_after_the_signal_still_ends() -> None:
    told = threading.Event()
    event = Interrupt(told.is_set)
    told.set()
    event.set()
    event.clear()
    assert event.wait(timeout=30)


def test_it_gives_up_when_its_time_is_over() -> None:
    begun = time.monotonic()
    assert not Interrupt(lambda: False).wait(timeout=0.2)
    assert time.monotonic() - begun >= 0.2
