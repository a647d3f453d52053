"""A browser with a memory of its own that can be killed as a power cut kills it, and started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.site import until

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Playwright

_QUIET = ["--headless=new", "--hide-crash-restore-bubble", "--no-default-browser-check", "--lang=en-GB"]


class Killable:
    """Chromium in a process of its own; what it keeps is in `folder`."""

    def __init__(self, play: Playwright, folder: Path) -> None:
        self._play = play
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *flags: str) -> BrowserContext:
        """Its only context, with the pages that it opened by itself.

        A browser just killed can hang while it brings its pages back: one that nobody can reach is started once more.
        """
        # Where the journeys are only collected, the browser's driver may be missing.
        from playwright.sync_api import TimeoutError as Unreached

        try:
            return self._started(*flags)
        except Unreached:
            self.kill()
            return self._started(*flags)

    def _started(self, *flags: str) -> BrowserContext:
        told = self._folder / "DevToolsActivePort"
        told.unlink(missing_ok=True)
        command = [CHROMIUM, *_QUIET, *FLAGS, f"--user-data-dir={self._folder}", "--remote-debugging-port=0", *flags]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        until(lambda: told.exists() and told.read_text().count("\n") > 0, 60)
        port = told.read_text().partition("\n")[0]
        context = self._play.chromium.connect_over_cdp(f"http://127.0.0.1:{port}").contexts[0]
        context.set_default_timeout(20_000)
        return context

    def kill(self) -> None:
        """Ends it in the middle of whatever it does."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(20)
        self._process = None

    def forget(self) -> None:
        """Ends it, and throws its memory away."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)
