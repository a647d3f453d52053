"""The practices that a site has: those that ship, and its own, which lie as files in the folder `practices` of its data."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from fourfold.feedback.passages.practising import in_words
from fourfold.feedback.typesetting import unbroken
from fourfold.practices import Kind, Practice, PracticeRefused, Setting, Suits, catalogue, load, practice

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The practices by key, in the order of their kinds, and what is said of files that cannot be used."""

    practices: Mapping[str, Practice]
    refusals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A practice in one language."""

    key: str
    kind: Kind
    title: str
    purpose: str
    minutes: tuple[int, int]
    settings: frozenset[Setting]
    steps: tuple[str, ...]
    not_when: tuple[str, ...]
    gentler: tuple[str, ...]
    evidence: tuple[tuple[str, str, str], ...]
    evidence_none: str
    source: str
    licence: str
    for_staff: bool

    @property
    def usual_minutes(self) -> int:
        """How long it takes, if nothing else is said."""
        return usual(self.minutes)

    @property
    def in_session(self) -> bool:
        """Whether it is led in a session."""
        return Setting.SESSION in self.settings

    @property
    def alone(self) -> bool:
        """Whether it is done alone."""
        return Setting.ALONE in self.settings


def shelf() -> Shelf:
    """Every practice of the site; a file that cannot be used is left out and told of."""
    folder = Path(settings.HOME) / "practices"
    files = tuple(sorted((path, path.lstat().st_mtime_ns) for path in folder.glob("*.toml"))) if folder.is_dir() else ()
    return _shelf(files)


def known(key: str) -> Practice | None:
    """The practice of that key, or None where the site has none such (any more)."""
    return shelf().practices.get(key)


def titled(key: str, language: str) -> str:
    """What a practice is called; its key where its file is gone."""
    found = known(key)
    return key if found is None else in_words(found.title, language)


def minutes_of(key: str) -> int:
    """How long a practice usually takes; five minutes where its file is gone."""
    found = known(key)
    return 5 if found is None else usual((found.least_minutes, found.most_minutes))


def usual(minutes: tuple[int, int]) -> int:
    """The middle of a span of minutes."""
    return round(sum(minutes) / 2)


def told(found: Practice, language: str) -> Told:
    """A practice as it is read in a language, or in its first where it lacks that one."""
    return Told(
        key=found.key,
        kind=found.kind,
        title=in_words(found.title, language),
        purpose=in_words(found.purpose, language),
        minutes=(found.least_minutes, found.most_minutes),
        settings=found.settings,
        steps=in_words(found.steps, language),
        not_when=in_words(found.not_when, language),
        gentler=in_words(found.gentler, language),
        evidence=tuple(
            (unbroken(in_words(e.words, language)).replace(" %", "\u00a0%"), e.citation, e.url) for e in found.evidence
        ),
        evidence_none=in_words(found.evidence_none, language) if found.evidence_none else "",
        source=found.source,
        licence=found.licence,
        for_staff=Suits.STAFF in found.suits,
    )


@lru_cache(maxsize=4)
def _shelf(files: tuple[tuple[Path, int], ...]) -> Shelf:
    shipped = {key: practice(key) for key in catalogue()}
    own: dict[str, Practice] = {}
    refusals: list[str] = []
    for path, _ in files:
        try:
            if path.stem in shipped:
                raise PracticeRefused(path.name, "key", "ships with Fourfold; give your own practice another name")
            own[path.stem] = load(path)
        except PracticeRefused as refused:
            _log.warning("a practice is left out: %s", refused)
            refusals.append(str(refused))
    kinds = list(Kind)
    in_order = sorted({**shipped, **own}.items(), key=lambda item: (kinds.index(item[1].kind), item[0]))
    return Shelf(dict(in_order), tuple(refusals))
