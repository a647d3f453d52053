"""The cable between a browser and the site: it can be pulled, and it can lose what the server answers."""

from __future__ import annotations

import contextlib
import socket
import threading

_PIECE = 65_536


class Wire:
    """Carries connections to `port` of this machine; `cut` and `mend` pull and plug it, `deaf` loses every answer."""

    def __init__(self, port: int) -> None:
        self.deaf = False
        self._to = port
        self._is_cut = False
        self._open: set[socket.socket] = set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        threading.Thread(target=self._accept, name="wire", daemon=True).start()

    @property
    def port(self) -> int:
        """Where browsers reach the site."""
        return int(self._listening.getsockname()[1])

    def cut(self) -> None:
        """No byte passes from now on, on old connections or new ones."""
        self._is_cut = True
        for one in list(self._open):
            _close(one)

    def mend(self) -> None:
        """Everything passes again."""
        self._is_cut = self.deaf = False

    def close(self) -> None:
        """Ends the wire for good."""
        self.cut()
        self._listening.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            if self._is_cut:
                near.close()
                continue
            far = socket.create_connection(("127.0.0.1", self._to))
            self._open |= {near, far}
            for source, sink, is_answer in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._carry, args=(source, sink, is_answer), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(_PIECE):
                if is_answer and self.deaf:
                    break
                sink.sendall(piece)
        for one in (source, sink):
            _close(one)
            self._open.discard(one)


def _close(one: socket.socket) -> None:
    with contextlib.suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)
    one.close()
