"""NLM's LForms in headless Chromium, served from what `make peers` unpacked; nothing is fetched from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
NPM = ROOT / ".venv" / "npm"
LFORMS = NPM / "package" / "dist" / "lforms"
_PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>LForms</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/webcomponent/styles.css"></head><body><div id="form"></div>
<script src="/webcomponent/assets/lib/zone.min.js"></script><script src="/webcomponent/lhc-forms.js"></script>
<script src="/fhir/lformsFHIRAll.min.js"></script></body></html>"""


class _Files(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/":
            super().do_GET()
            return
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(_PAGE)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the requests of a test are no news."""


def require_peers() -> None:
    """Nothing, where the peers are there; a peer that is missing fails the test."""
    missing = [str(p.relative_to(ROOT)) for p in (LFORMS, NPM / "node_modules" / "fhirpath") if not p.exists()]
    assert not missing, f"{', '.join(missing)}: not there; `make peers` fetches it (needs Node.js and npm)"


@contextmanager
def lforms_page() -> Iterator[Page]:
    """A page in which LForms is loaded and `filledIn` is ready; at the end nothing may have gone wrong on it."""
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import CHROMIUM, FLAGS

    require_peers()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=str(LFORMS)))
    Thread(target=server.serve_forever, daemon=True).start()
    faults: list[str] = []
    home = f"http://127.0.0.1:{server.server_port}/"
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("request", lambda r: None if r.url.startswith((home, "data:", "blob:")) else faults.append(r.url))
            page.goto(home)
            page.wait_for_function("window.LForms && LForms.Util && LForms.FHIR")
            page.add_script_tag(content=(Path(__file__).parent / "lforms_form.js").read_text(encoding="utf-8"))
            yield page
            browser.close()
    finally:
        server.shutdown()
        server.server_close()
    assert not faults
