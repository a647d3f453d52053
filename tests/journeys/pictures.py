"""Pictures of every page, of a simulated clinic, for docs/pictures: `python -m tests.journeys.pictures [NAME...]`."""

from __future__ import annotations

import sys
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tests.journeys.clinic import Clinic, running_clinic
from tests.journeys.conftest import CHROMIUM, FLAGS
from tests.journeys.every_page import NOBODY, Seen, pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
GALLERY = FOLDER.parent / "pictures.md"
SMALL = ("today", "brief", "group", "session", "check-in", "kiosk", "my-page", "signals", "member", "programme")
"""Pages that are also drawn as on a phone: dark, in Spanish."""
_TALLEST = 2600
_SMALLER = Path(__file__).with_name("smaller.js").read_text(encoding="utf-8").split("\n", 1)[1]


@dataclass(frozen=True, slots=True)
class Look:
    """How a picture is taken; `mark` ends its name."""

    mark: str
    width: int
    scheme: str
    language: str


WIDE = Look("", 1440, "light", "en")
PHONE = Look("-phone", 360, "dark", "es")


def take(clinic: Clinic, browser: Browser, folder: Path, only: set[str] | None = None) -> list[str]:
    """The names of the pictures written to a folder, those of `only` or all."""
    taken = []
    for look in (WIDE, PHONE):
        chosen = [seen for seen in pages(clinic.things, look.language) if look is WIDE or seen.name in SMALL]
        for role, seens in groupby(sorted(chosen, key=lambda seen: seen.role), key=lambda seen: seen.role):
            context = opened(clinic, browser, look, role)
            for seen in seens:
                if not only or seen.name in only:
                    (folder / f"{seen.name}{look.mark}.png").write_bytes(_drawn(context, clinic.address, seen, look))
                    taken.append(f"{seen.name}{look.mark}")
            context.close()
    return taken


def opened(clinic: Clinic, browser: Browser, look: Look, role: str) -> BrowserContext:
    """A browser as somebody has it: signed in as a role, in a language, light or dark."""
    size: Any = {"viewport": {"width": look.width, "height": 800}, "color_scheme": look.scheme, "reduced_motion": "reduce"}
    context = browser.new_context(locale={"en": "en-GB"}.get(look.language, look.language), **size)
    cookies = {"fourfold_language": look.language} | ({"fourfold_session": clinic.signed_in[role]} if role != NOBODY else {})
    context.add_cookies([{"name": name, "value": value, "url": clinic.address} for name, value in cookies.items()])
    return context


def _drawn(context: BrowserContext, site: str, seen: Seen, look: Look) -> bytes:
    page = context.new_page()
    page.goto(site + in_language(seen.path, look.language), wait_until="networkidle")
    tall = min(int(page.evaluate("document.documentElement.scrollHeight")), _TALLEST)
    clip: Any = {"x": 0, "y": 0, "width": look.width, "height": tall}
    picture = smaller(page, page.screenshot(full_page=True, clip=clip))
    page.close()
    return picture


def in_language(path: str, language: str) -> str:
    """The address of a page in a language: check-ins are told by their address, all others by a cookie."""
    return f"{path}?l={language}" if path.startswith("/c/") else path


def smaller(page: Page, picture: bytes) -> bytes:
    """The same picture in at most 256 colours; the browser reckons, so that no picture library is needed."""
    told = page.evaluate(_SMALLER, b64encode(picture).decode())
    header = pack(">IIBBBBB", told["width"], told["height"], 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", bytes(told["palette"])), (b"IDAT", b64decode(told["rows"])), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


def main(only: set[str]) -> None:
    """Draws the pictures and, where all were drawn, throws away those of pages that are gone."""
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as place, running_clinic(Path(place)) as clinic, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        taken = take(clinic, browser, FOLDER, only)
        browser.close()
    if not only:
        for path in _gone(set(taken)):
            path.unlink()
    print(f"{len(taken)} pictures in {FOLDER}")


def _gone(taken: set[str]) -> Iterator[Path]:
    return (path for path in FOLDER.glob("*.png") if path.stem not in taken)


if __name__ == "__main__":
    main(set(sys.argv[1:]))
