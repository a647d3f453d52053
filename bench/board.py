"""How long a tap on the circle board takes until it is on the disk, in a real Chromium with a disk of its own.

    python -m bench.board [--taps 300] [--folder DIR]

A simulated clinic is made and served; the board of today's session is opened and tapped. Told are, in milliseconds, from the
finger that leaves to the end of the transaction that is flushed (durability "strict"), to the page that shows it (two frames),
and how long the page reckons on one tap once it holds as many as a long session has. `--folder` is where the browser writes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.journeys.clinic import running_clinic
from tests.journeys.conftest import CHROMIUM, FLAGS

MOST_MS = 50.0
_WATCH = """() => {
  const times = { durable: [], shown: [] };
  const box = document.querySelector(".floor-ring");
  let tapped = 0;
  const add = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...given) {
    const made = add.apply(this, given);
    const from = tapped;
    if (given[1] === "readwrite" && from) made.addEventListener("complete", () => times.durable.push(performance.now() - from));
    tapped = 0;
    return made;
  };
  box.addEventListener("pointerup", (event) => {
    tapped = event.timeStamp;
    const from = event.timeStamp;
    requestAnimationFrame(() => requestAnimationFrame(() => times.shown.push(performance.now() - from)));
  }, { capture: true });
  window.timesOfTaps = times;
}"""
_MANY = """async (count) => {
  const { reduced } = await import("/static/fourfold/board/reduce.js");
  const { steps } = await import("/static/fourfold/board/undo.js");
  const seats = Array.from({ length: 10 }, (_, at) => String(at + 1));
  const events = [{ uid: "b", number: 1, at_s: 0, kind: "begin", detail: { seats, mode: "live" } }];
  for (let number = 2; number <= count; number += 1) {
    const isTo = number % 2 === 1;
    const detail = isTo ? { of: `u${number - 1}`, whom: seats[(number * 7) % 10] } : { seat: seats[(number * 3) % 10] };
    events.push({ uid: `u${number}`, number, at_s: number * 3, kind: isTo ? "to" : "speaks", detail });
  }
  const times = [];
  for (let turn = 0; turn < 50; turn += 1) {
    const from = performance.now();
    reduced(events);
    steps(events);
    times.push(performance.now() - from);
  }
  return times;
}"""


def main() -> None:
    """Measures and prints a table in Markdown."""
    asked = _asked()
    if not Path(CHROMIUM).exists():
        sys.exit(f"bench/board.py measures in {CHROMIUM}, which is not there; on Debian: apt-get install chromium")
    with tempfile.TemporaryDirectory() as place, running_clinic(Path(place)) as clinic:
        times = _tapped(clinic, asked.folder or str(Path(place) / "browser"), asked.taps)
    print("| from the finger | median ms | p99 ms | longest ms |\n|---|---|---|---|")
    for name, told in times.items():
        print(f"| {name} | {statistics.median(told):.1f} | {_at(told, 0.99):.1f} | {max(told):.1f} |")
    durable = times["to the disk"]
    late = sum(ms > MOST_MS for ms in durable)
    print(f"\n{late} of {len(durable)} taps took longer than {MOST_MS:.0f} ms to the disk.")


def _tapped(clinic: Any, folder: str, taps: int) -> dict[str, list[float]]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        size: Any = {"viewport": {"width": 820, "height": 1180}}
        context = play.chromium.launch_persistent_context(folder, executable_path=CHROMIUM, args=FLAGS, **size)
        context.add_cookies([{"name": "fourfold_session", "value": clinic.signed_in["facilitator"], "url": clinic.address}])
        page = context.new_page()
        page.goto(f"{clinic.address}/sessions/{clinic.things['session_id']}/board/")
        seats = page.locator("[data-seat]:not(.absent)")
        seats.first.wait_for()
        points = [_middle(seat.bounding_box()) for seat in seats.all()]
        page.evaluate(_WATCH)
        for number in range(taps):
            page.mouse.click(*points[(number * 3 + number // 7) % len(points)])
            page.wait_for_timeout(60)
        times = page.evaluate("window.timesOfTaps")
        many = page.evaluate(_MANY, 2000)
        context.close()
    return {"to the disk": times["durable"], "to the eye": times["shown"], "of it working, with 2,000 events": many}


def _middle(box: Any) -> tuple[float, float]:
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def _at(told: list[float], share: float) -> float:
    return sorted(told)[min(len(told) - 1, int(share * len(told)))]


def _asked() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--taps", type=int, default=300)
    words.add_argument("--folder", default="")
    return words.parse_args()


if __name__ == "__main__":
    main()
