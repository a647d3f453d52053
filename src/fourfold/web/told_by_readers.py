"""What a reader of files said, in the language of the page: the library speaks English, and the site knows its sentences again.

`[readers]` of the words holds every sentence that a reader can say, by a name; the English one, with gaps for what it quotes,
is how a sentence is recognised. A gap that has parts of its own in `[reader_parts]` holds one of them, and it is told in the
language too; what stands in any other gap is quoted as it is. A gap without a name holds words of Python's own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter

from fourfold.web.words import site_words

_SENTENCES, _PARTS = "readers", "reader_parts"
_QUOTED_TOO = frozenset({"place", "held", "listed"})
"""Gaps that hold one of their parts, or something that is quoted."""
_COUNTS = frozenset({"n", "most", "bytes"})
"""Gaps that hold a number which the reader itself wrote, in English."""
_Entries = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with gaps: what stands before, between and behind them, and what they are called."""

    key: str
    fixed: tuple[str, ...]
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, key: str, text: str) -> "Pattern":
        """The pattern of a sentence as it stands in the words, without its full stop: some readers set one, some do not."""
        fixed, gaps = [""], []
        for before, gap, _, _ in Formatter().parse(text.removesuffix(".")):
            fixed[-1] += before
            if gap is not None:
                gaps.append(gap)
                fixed.append("")
        return cls(key, tuple(fixed), tuple(gaps))

    def held(self, said: str) -> dict[str, str] | None:
        """What stands in the gaps of a sentence; None where it is another one. Its time grows as the length of what is said."""
        if not self.gaps:
            return {} if said == self.fixed[0] else None
        *heads, tail = self.fixed
        end = len(said) - len(tail)
        if not said.startswith(heads[0]) or not said.endswith(tail):
            return None
        found, at = {}, len(heads[0])
        for gap, following in zip(self.gaps, [*heads[1:], None], strict=True):
            stop = end if following is None else said.find(following, at, end)
            if stop < at:
                return None
            found[gap] = said[at:stop]
            at = stop + len(following or "")
        return found


def retold(said: str, language: str | None, otherwise: str) -> str:
    """A sentence of a reader in a language; `otherwise` where it is none that the site knows, never the English one."""
    words = site_words(language)
    if words.language == "en":
        return said
    return _as_one_of(said, _patterns(_SENTENCES), words.entries[_SENTENCES], words.entries[_PARTS]) or words.say(otherwise)


@cache
def _patterns(section: str, gap: str = "") -> tuple[Pattern, ...]:
    """The patterns of a section, or only those that may stand in one gap, the surest first."""
    entries = site_words("en").entries[section].items()
    found = (Pattern.of(key, text) for key, text in entries if not gap or key == gap or key.startswith(f"{gap}_"))
    return tuple(sorted(found, key=lambda pattern: -sum(map(len, pattern.fixed))))


def _as_one_of(said: str, patterns: Iterable[Pattern], entries: _Entries, parts: _Entries) -> str:
    """What is said by the first pattern that it fits in every part; nothing where it fits none."""
    for pattern in patterns:
        held = pattern.held(said.removesuffix("."))
        filled = {gap: _filled(gap, text, parts) for gap, text in (held or {}).items()}
        if held is not None and None not in filled.values():
            return entries[pattern.key].format_map(filled)
    return ""


def _filled(gap: str, text: str, parts: _Entries) -> str | None:
    """What stands in a gap as it is told; None where that must be one of its parts and is none."""
    patterns = _patterns(_PARTS, gap) if gap else ()
    if told := _as_one_of(text, patterns, parts, parts):
        return told
    if patterns and gap not in _QUOTED_TOO:
        return None
    return text.replace(",", "\u00a0") if gap in _COUNTS else text
