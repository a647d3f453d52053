"""Names of speakers as they are shown and compared: no markup, no control characters, one space between words."""

import html
import re

LONGEST = 120
"""A name of more characters is cut; no one is called so, and a page could not show it."""

NOBODY = frozenset(
    {"unknown", "unknown speaker", "unidentified speaker", "desconocido", "hablante desconocido", "orador desconocido"}
)
"""What programs write, in small letters, where they do not know the speaker."""

_JOINERS = "\u200c\u200d"
_NUMBERED = re.compile(r"(?:speaker|spk|spkr)[ _-]?[0-9A-Z]{1,3}", flags=re.IGNORECASE)
_LETTER_OR_NUMBER = re.compile(r"[A-Z]|[0-9]{1,4}")


def clean_name(raw: str) -> str | None:
    """The name with its entities resolved and without what cannot be shown; None where nothing is left, or `NOBODY`."""
    name = html.unescape(raw) if "&" in raw else raw
    if not name.isprintable():
        name = "".join(c if c.isprintable() or c in _JOINERS else " " for c in name)
    name = " ".join(name.split())
    return name[:LONGEST].rstrip() or None if name.casefold() not in NOBODY else None


def clean_text(raw: str) -> str:
    """Words with single blanks, without halves of characters, which JSON can hold and nothing can write."""
    text = raw if raw.isascii() else raw.encode("utf-8", "replace").decode()
    return " ".join(text.replace("\0", " ").split())


def label_of(voice: object) -> str | None:
    """The name that a program's label stands for: `0` and `A` are Speaker 0 and Speaker A, other words stay as they are."""
    if isinstance(voice, bool) or not isinstance(voice, str | int):
        return None
    if isinstance(voice, int):
        return f"Speaker {voice}" if 0 <= voice < 10_000 else None
    name = clean_name(voice)
    return f"Speaker {name}" if name and _LETTER_OR_NUMBER.fullmatch(name) else name


def numbered(name: str) -> bool:
    """Whether a program made the name: `SPEAKER_00`, `Speaker 3`, `spk1`."""
    return bool(_NUMBERED.fullmatch(name))
