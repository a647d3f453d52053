"""How long the site takes to keep taps of the circle board, and to give back a long coding.

python -m bench.board_server [--taps 400]     # in a database and keys of its own, thrown away afterwards

Two observers tap the same session at once against a real server with an encrypted database, each tap a request of its own and
the next as soon as one is kept: far more than the 20 taps a minute of a person. Simulated people. Prints a table in Markdown;
of the long coding it tells processor time, since that runs in this process alone.
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.web.settings"
os.environ["FOURFOLD_HOSTS"] = "testserver"
LONG = 10_000


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--taps", type=int, default=400, help="how often each observer taps")
    taps = parser.parse_args().taps
    print("| what | median ms | 95 % ms | longest ms |\n|---|---|---|---|")
    _tell(f"one tap kept, two observers at once, {taps} taps each", _two_observers(taps))
    _long_coding()


def _tell(what: str, seconds: Sequence[float]) -> None:
    ordered = sorted(1000 * s for s in seconds)
    print(f"| {what} | {statistics.median(ordered):.1f} | {ordered[int(0.95 * (len(ordered) - 1))]:.1f} | {ordered[-1]:.1f} |")


def _two_observers(taps: int) -> list[float]:
    from tests.faults.ground import serving
    from tests.faults.test_killed_board import Observer, observers
    from tests.web.site_process import make_site

    took: list[float] = []

    def tap(observer: Observer) -> None:
        observer.tap("begin", {"seats": observer.seats, "mode": "live"})
        observer.send()
        for k in range(taps):
            observer.tap("speaks", {"seat": observer.seats[k % len(observer.seats)]})
            began = time.perf_counter()
            observer.send()
            took.append(time.perf_counter() - began)
        if observer.kept != len(observer.events):
            raise SystemExit(f"a tap was not kept: {observer.kept} of {len(observer.events)}")

    with tempfile.TemporaryDirectory() as folder:
        site = make_site(Path(folder))
        with serving(site) as server:
            threads = [threading.Thread(target=tap, args=(one,)) for one in observers(site, server.port)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    return took


def _long_coding() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.urls import reverse

    from fourfold.conversation.board import reduced
    from fourfold.web.models import Coding, Session
    from fourfold.web.talk.actions.settling import settle
    from fourfold.web.talk.queries.codings import events_of
    from tests.web.personas import browser_of, make_world
    from tests.web.talk.boards import Tablet

    world = make_world()
    session = Session.objects.get(group=world.group, number=3)
    tablet = Tablet(browser_of(world.users["facilitator"]), session)
    tablet.begin(world.members)
    while len(tablet.events) < LONG - 1:
        k = len(tablet.events)
        tablet.speaks(0.5 * k, world.members[k % 8], to=world.members[(k + 3) % 8])
    for first in range(1, len(tablet.events) + 1, 400):
        tablet.send(first, first + 399)
    coding, told = Coding.objects.get(), f"of {LONG:,} events"
    events, state = events_of(coding), reverse("board-state", args=[session.pk])
    _tell(f"events {told} loaded", [_timed(lambda: events_of(coding)) for _ in range(15)])
    _tell(f"board {told} reduced", [_timed(lambda: reduced(events)) for _ in range(15)])
    _tell(f"board {told} given to a device", [_timed(lambda: tablet.client.get(state)) for _ in range(15)])
    _tell(f"turns {told} settled", [_timed(lambda: settle(session))])
    _tell(f"turns {told} settled again", [_timed(lambda: settle(session)) for _ in range(5)])


def _timed(act: Callable[[], object]) -> float:
    began = time.process_time()
    act()
    return time.process_time() - began


if __name__ == "__main__":
    main()
