"""One writer for many who wait: rows are stored in batches, and each is acknowledged only after its batch was committed.

A commit that reaches the disk costs a millisecond or more whatever it holds; so those who arrive meanwhile share the next one.
"""

import threading
from collections.abc import Callable, Sequence
from multiprocessing.util import Finalize
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from django.db import InterfaceError, OperationalError, connection

from fourfold.web.storage.writing import write_transaction

LARGEST_BATCH = 500
MOST_WAITING = 2_000
LONGEST_WAIT_S = 45.0
Row = TypeVar("Row")
Outcome = TypeVar("Outcome")


class Unavailable(RuntimeError):
    """Nothing can be stored now: too many wait, the disk is full or closed to us. Sending the same again later is safe."""


class _Waiting(Generic[Row, Outcome]):
    """One row on its way, and what became of it. The lock is held until then; it is the cheapest thing to wait for."""

    __slots__ = ("done", "fault", "outcome", "row")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.outcome: Outcome | None = None
        self.fault: Exception | None = None
        self.done = threading.Lock()
        self.done.acquire()

    def result(self) -> Outcome | Exception:
        """What became of the row, once that is known. Raises `Unavailable`."""
        if not self.done.acquire(timeout=LONGEST_WAIT_S):
            raise Unavailable("storing takes too long")
        if isinstance(self.fault, Unavailable):
            raise Unavailable(str(self.fault)) from self.fault
        if self.fault is not None:
            return self.fault
        assert self.outcome is not None
        return self.outcome


class Writer(Generic[Row, Outcome]):
    """Hands rows to `store`, which runs in an open transaction and says what became of each, in order."""

    def __init__(self, store: Callable[[Sequence[Row]], Sequence[Outcome]]) -> None:
        self._store = store
        self._queue: SimpleQueue[_Waiting[Row, Outcome] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._lock = threading.Lock()

    def hand_in(self, rows: Sequence[Row]) -> list[Outcome | Exception]:
        """What became of each row, once they are committed. Raises `Unavailable` where none could be."""
        waiting = [_Waiting[Row, Outcome](row) for row in rows]
        with self._lock:
            if self._closing or self.waiting + len(rows) > MOST_WAITING:
                raise Unavailable("too many answers are waiting to be stored, or the server is stopping")
            self._begin()
            for one in waiting:
                self._queue.put(one)
        return [one.result() for one in waiting]

    @property
    def waiting(self) -> int:
        """About how many rows wait for the next batch."""
        return self._queue.qsize()

    def close(self) -> None:
        """Stores what waits and ends the thread; whatever comes later begins anew."""
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is None:
                return
            self._closing = True
            self._queue.put(None)
        thread.join(LONGEST_WAIT_S)
        self._closing = False

    def _begin(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="check-in writer", daemon=True)
            self._thread.start()
            Finalize(None, self.close, exitpriority=10)

    def _work(self) -> None:
        while True:
            batch, is_last = self._next_batch()
            if batch:
                self._commit(batch)
            if is_last:
                connection.close()
                return

    def _next_batch(self) -> tuple[list[_Waiting[Row, Outcome]], bool]:
        batch: list[_Waiting[Row, Outcome]] = []
        one = self._queue.get()
        try:
            while one is not None:
                batch.append(one)
                if len(batch) >= LARGEST_BATCH:
                    return batch, False
                one = self._queue.get_nowait()
        except Empty:
            return batch, False
        return batch, True

    def _commit(self, batch: Sequence[_Waiting[Row, Outcome]]) -> None:
        try:
            for one, outcome in zip(batch, self._stored([one.row for one in batch]), strict=True):
                one.outcome = outcome
        except Exception as fault:
            if len(batch) > 1 and not isinstance(fault, Unavailable):
                for one in batch:
                    self._commit([one])
                return
            for one in batch:
                one.fault = fault
        for one in batch:
            one.done.release()

    def _stored(self, rows: Sequence[Row]) -> Sequence[Outcome]:
        """Tried twice on a server that may have dropped its connection: every row carries a key that makes that safe."""
        try:
            return self._in_one_transaction(rows)
        except Unavailable:
            if connection.vendor == "sqlite":
                raise
        return self._in_one_transaction(rows)

    def _in_one_transaction(self, rows: Sequence[Row]) -> Sequence[Outcome]:
        try:
            with write_transaction():
                return self._store(rows)
        except (OperationalError, InterfaceError, OSError) as fault:
            connection.close()
            raise Unavailable(str(fault)) from fault
