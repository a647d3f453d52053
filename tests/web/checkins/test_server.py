"""The door behind a real server: many at once, the same answers sent again, and an orderly end. SQLite, or PostgreSQL alone.

Kills and full disks are tested in tests/faults, with the same `Server`.
"""

import http.client
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.web.checkins.server import Server

pytestmark = pytest.mark.skipif(bool(os.environ.get("FOURFOLD_DATABASE_URL")), reason="makes an encrypted file of its own")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with Server(tmp_path) as running:
        yield running


def test_640_posts_of_40_keys_by_16_at_once_store_40_answers(server: Server) -> None:
    said: Counter[tuple[int, str]] = Counter()
    for token in server.tokens[:40]:
        form, begin = server.form(token), threading.Barrier(16)

        def send(address: str = f"/c/{token}", body: str = form, begin: threading.Barrier = begin) -> tuple[int, str]:
            begin.wait()
            return server.ask("POST", address, body)[:2]

        with ThreadPoolExecutor(16) as sixteen:
            said.update(future.result() for future in [sixteen.submit(send) for _ in range(16)])
    assert said == {(303, "/c/goodbye/en"): 640}
    assert server.count() == {"rows": 40, "keys": 40, "audit": 40, "used": 40, "whole": 1, "intact": 1}


def test_what_was_acknowledged_before_an_orderly_end_is_there_after_it(server: Server) -> None:
    acknowledged: list[str] = []
    forms = {token: server.form(token) for token in server.tokens[:48]}

    def send(token: str) -> None:
        try:
            if server.ask("POST", f"/c/{token}", forms[token])[0] == 303:
                acknowledged.append(token)
        except OSError:
            return

    with ThreadPoolExecutor(12) as many:
        for token in forms:
            many.submit(send, token)
        server.stop()
    counted = server.count()
    assert counted["rows"] >= len(acknowledged)
    assert counted["rows"] == counted["audit"] == counted["used"]
    server.start()
    again = {token: server.ask("POST", f"/c/{token}", forms[token])[0] for token in forms}
    assert set(again.values()) == {303}
    assert server.count()["rows"] == len(forms)


def test_the_door_needs_no_middleware_and_the_rest_has_it(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for path, is_door in ((f"/c/{server.tokens[0]}", True), ("/accounts/login/", False)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "no-store" in answer.headers["Cache-Control"]
        assert (answer.headers["Set-Cookie"] is None) is is_door
    connection.close()
