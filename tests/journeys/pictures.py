"""Pictures of every page, of a simulated clinic, for docs/pictures: `python -m tests.journeys.pictures [NAME...]`."""

from __future__ import annotations

import os
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
SMALL = (
    "today",
    "brief",
    "group",
    "session",
    "board",
    "check-in",
    "kiosk",
    "my-page",
    "signals",
    "member",
    "programme",
    "assessment",
    "member-goals",
    "session-notes",
    "practice",
    "my-goals",
    "well-being",
)
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
    if seen.name.startswith("board"):
        tap_a_little(page)
    tall = min(int(page.evaluate("document.documentElement.scrollHeight")), _TALLEST)
    clip: Any = {"x": 0, "y": 0, "width": look.width, "height": tall}
    picture = smaller(page, page.screenshot(full_page=True, clip=clip))
    page.close()
    return picture


def tap_a_little(page: Page) -> None:
    """A few turns on the circle board, over some minutes of its clock, where nobody has tapped yet."""
    if page.locator("[aria-pressed='true']").count():
        return
    page.clock.install()
    seats = page.locator("[data-seat]:not(.absent)")
    for minutes, place in ((0, 2), (0, 5), (17, 0), (0, 2), (2, 6), (0, 3), (3, 1), (0, 6)):
        page.clock.fast_forward(minutes * 60_000 + 400)
        seats.nth(place).click()
    page.locator("[data-part='acts'] label").first.click()
    page.clock.fast_forward(12_000)
    page.locator("[data-part='kept']", has_text="all sent").wait_for()


def in_language(path: str, language: str) -> str:
    """The address of a page in a language: the doors are told by their address, all others by a cookie."""
    return f"{path}?l={language}" if path.startswith(("/c/", "/a/")) else path


def smaller(page: Page, picture: bytes) -> bytes:
    """The same picture in at most 256 colours; the browser reckons, so that no picture library is needed."""
    told = page.evaluate(_SMALLER, b64encode(picture).decode())
    header = pack(">IIBBBBB", told["width"], told["height"], 8, 3, 0, 0, 0)
    parts = ((b"IHDR", header), (b"PLTE", bytes(told["palette"])), (b"IDAT", b64decode(told["rows"])), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))


SECTIONS = (
    ("Every day", "today session session-ahead board brief group group-talk member signals flags"),
    (
        "Check-in",
        "check-in check-in-code kiosk kiosk-check-in kiosk-goodbye check-in-goodbye check-in-unknown facilitator-check-in",
    ),
    (
        "Groups and people",
        "groups group-new group-members member-enrol member-enrol-known guest-admit member-leave member-return",
    ),
    (
        "Sessions on paper",
        "sessions-plan group-sessions session-move session-sheet session-cards check-ins-open check-ins-close",
    ),
    ("Agreements", "person consent-form consent-give consent-withdraw"),
    (
        "Self-assessment",
        "group-assessments member-assessments assessment assessment-told instruments instrument instrument-wording",
    ),
    (
        "Practices and what is known",
        "group-practices practices practice practice-assign library evidence definitions resources",
    ),
    ("Goals and accountability", "member-goals goal-new statement-new total-new leaving-plan"),
    ("Notes", "group-notes session-notes notes-lock notes-sheet member-notes process-notes"),
    (
        "A member's own",
        "my-page my-assessments my-practices my-goals my-resources my-record my-withdraw my-withdraw-taking-part",
    ),
    ("Staff and studies", "well-being research research-ledger"),
    ("Who oversees", "today-as-supervisor group-as-supervisor brief-as-supervisor programme"),
    ("Signing in", "account_login invitation mfa_activate_totp mfa_index mfa_add_webauthn mfa_generate_recovery_codes"),
    ("Who looks after the site", "accounts account-of account-invite safety audit sites glass tokens"),
    ("First steps and faults", "today-as-beginner groups-as-beginner today-as-researcher not-found no-invitation old-link"),
)


def gallery(names: set[str]) -> str:
    """The page of the documents that shows the pictures: the chosen ones by what people do, all others after them."""
    lines = ["# Pictures", "", _INTRO]
    left = set(names)
    for title, chosen in (*SECTIONS, ("On a phone, in Spanish, dark", " ".join(f"{name}{PHONE.mark}" for name in SMALL))):
        there = [name for name in chosen.split() if name in names]
        lines += ["", f"## {title}", *(_shown(name) for name in there)]
        left -= set(there)
    return "\n".join([*lines, "", "## All others", *(_shown(name) for name in sorted(left)), ""])


_INTRO = (
    "Every page of the site, drawn by `python -m tests.journeys.pictures` from a simulated clinic: no real people or place.\n"
    "Each page is also looked at by a machine, 360 and 1440 wide, light and dark, in English and Spanish: `make journeys`."
)


def _shown(name: str) -> str:
    words = name.replace("-as-", ", as seen by a ").replace("-", " ").replace("_", " ")
    width = "30%" if name.endswith(PHONE.mark) else "100%"
    return f"\n```{{figure}} pictures/{name}.png\n:alt: Simulated: {words}\n:width: {width}\n\n{words}\n```"


def main(only: set[str]) -> None:
    """Draws the pictures and, where all were drawn, throws away those of pages that are gone."""
    import django
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.web.settings")
    django.setup()
    with TemporaryDirectory() as place, running_clinic(Path(place)) as clinic, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        taken = take(clinic, browser, FOLDER, only)
        browser.close()
    if not only:
        for path in _gone(set(taken)):
            path.unlink()
        GALLERY.write_text(gallery(set(taken)), encoding="utf-8")
    print(f"{len(taken)} pictures in {FOLDER}")


def _gone(taken: set[str]) -> Iterator[Path]:
    return (path for path in FOLDER.glob("*.png") if path.stem not in taken)


if __name__ == "__main__":
    main(set(sys.argv[1:]))
