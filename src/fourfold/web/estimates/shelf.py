"""A shelf for what was made from one state of a group: the page or sheet is kept until the key changes."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """Holds the things used last, by a key that names their content; safe for threads."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._things: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], Kept]) -> Kept:
        """What stands under the key, made now if it is not there."""
        with self._lock:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
        made = make()
        with self._lock:
            self._things[key] = made
            while len(self._things) > self._room:
                self._things.popitem(last=False)
        return made

    def clear(self) -> None:
        """Empty the shelf."""
        with self._lock:
            self._things.clear()
