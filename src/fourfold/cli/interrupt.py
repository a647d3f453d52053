"""What the server's main process waits for: an event that a signal may set at any moment, also in the midst of the waiting."""

import threading
import time
from collections.abc import Callable

_LOOK_S = 0.1


class Interrupt(threading.Event):
    """An event of `threading` that never takes its lock.

    A signal that came while the main thread held that lock made the handler wait for the very thread it had stopped: the
    server then neither served nor ended, whatever was sent to it. And what is cleared just after the signal still ends the
    wait where `ending` says that the server is to stop.
    """

    def __init__(self, ending: Callable[[], bool]) -> None:
        super().__init__()
        self._ending = ending
        self._is_set = False

    def set(self) -> None:
        """Ends the wait."""
        self._is_set = True

    def clear(self) -> None:
        """The next wait waits again."""
        self._is_set = False

    def is_set(self) -> bool:
        """Whether there is nothing to wait for."""
        return self._is_set or self._ending()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it was set, within so many seconds or at all."""
        until = None if timeout is None else time.monotonic() + timeout
        while not self.is_set() and (until is None or time.monotonic() < until):
            time.sleep(_LOOK_S)
        return self.is_set()
