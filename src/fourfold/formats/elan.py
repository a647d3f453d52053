"""ELAN annotations (.eaf): a tier a speaker, named by its participant, or by the tier where no participants are named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from fourfold.formats.cues.checked import MOST_TIERS, Stretches, transcript_of
from fourfold.formats.cues.file_text import file_bytes
from fourfold.formats.cues.names import clean_name
from fourfold.formats.transcript import Transcript, TranscriptRefused

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

SUFFIXES = (".eaf",)

MOST_ELEMENTS = 2_000_000
_DEEPEST = 100


@dataclass(frozen=True, slots=True)
class _Tier:
    """One tier that may hold speech."""

    element: "Element"
    participant: str | None
    name: str
    parent: str | None


def read(path: Path, *, with_text: bool = False) -> Transcript:
    """The annotations of the tiers of speakers, tier after tier. Raises `TranscriptRefused`, and `OSError`.

    A tier below another of the same speaker repeats its time and is not counted; annotations without words are speech.
    """
    path = Path(path)
    root = _root(path)
    slots = {slot.get("TIME_SLOT_ID", ""): _milliseconds(slot, path) for slot in root.iter("TIME_SLOT")}
    tiers = [tier for element in root.iter("TIER") if (tier := _tier(element))]
    if len(tiers) > MOST_TIERS:
        raise TranscriptRefused(f"{path}: {len(tiers):,} tiers; no file of a session has more than {MOST_TIERS}; remove some")
    spoken, remarks = _of_speakers(tiers)
    found = Stretches()
    for tier in spoken:
        for start, end, text in _annotations(tier.element, slots, path):
            found.add(start, end, tier.participant or clean_name(tier.name), text)
    return transcript_of(found, path, remarks=remarks, with_text=with_text)


def _root(path: Path) -> "Element":
    """The document of an .eaf file. Raises `TranscriptRefused` where it is none, or holds a definition of entities."""
    try:
        from defusedxml import ElementTree
    except ImportError:
        raise TranscriptRefused(f"{path}: to read ELAN's files install defusedxml: pip install 'fourfold[export]'") from None
    data = file_bytes(path)
    if data.count(b"<") > MOST_ELEMENTS:
        raise TranscriptRefused(f"{path}: more elements than the annotations of a session have; split the file")
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise TranscriptRefused(f"{path}: no XML that can be read ({str(error)[:80]}); save the file again in ELAN") from None
    if root.tag != "ANNOTATION_DOCUMENT":
        raise TranscriptRefused(
            f"{path}: the document is {root.tag[:40]!r}, not ANNOTATION_DOCUMENT; save the file again in ELAN"
        )
    header = root.find("HEADER")
    units = "milliseconds" if header is None else header.get("TIME_UNITS", "milliseconds")
    if units != "milliseconds":
        raise TranscriptRefused(f"{path}: times are in {units[:40]!r}; save the file again in ELAN 4 or later, in milliseconds")
    return root


def _milliseconds(slot: "Element", path: Path) -> float | None:
    written = slot.get("TIME_VALUE")
    if written is None:
        return None
    if not (written.isascii() and written.isdecimal() and len(written) < 16):
        name = slot.get("TIME_SLOT_ID", "")[:40]
        raise TranscriptRefused(
            f"{path}, time slot {name}: {written[:40]!r} is no number of milliseconds; save it again in ELAN"
        )
    return float(written)


def _tier(element: "Element") -> _Tier | None:
    if element.find("ANNOTATION/ALIGNABLE_ANNOTATION") is None:
        return None
    name = element.get("TIER_ID", "")
    return _Tier(element, clean_name(element.get("PARTICIPANT", "")), name, element.get("PARENT_REF"))


def _of_speakers(tiers: list[_Tier]) -> tuple[list[_Tier], list[str]]:
    """The tiers to count, and what has to be said of them."""
    by_name = {tier.name: tier for tier in tiers}
    named = any(tier.participant for tier in tiers)
    spoken = [t for t in tiers if (t.participant and not _repeats(t, by_name) if named else t.parent not in by_name)]
    remarks = []
    passed = [tier.name for tier in tiers if tier not in spoken]
    if passed:
        why = "without a participant, or below a tier of the same speaker" if named else "below another tier"
        remarks.append(f"Tiers that were not read, {why}: {', '.join(name[:40] for name in passed[:8])}.")
    twice = {t.participant: [s.name for s in spoken if s.participant == t.participant] for t in spoken if t.participant}
    for who, names in twice.items():
        if len(names) > 1:
            remarks.append(
                f"{who} has {len(names)} tiers, and all count as speech: {', '.join(name[:40] for name in names[:8])}."
            )
    return spoken, remarks


def _repeats(tier: _Tier, by_name: Mapping[str, _Tier]) -> bool:
    """Whether a tier stands below one of the same participant."""
    above = by_name.get(tier.parent or "")
    for _ in range(_DEEPEST):
        if above is None:
            return False
        if above.participant == tier.participant:
            return True
        above = by_name.get(above.parent or "")
    return True


def _annotations(tier: "Element", slots: Mapping[str, float | None], path: Path) -> Iterator[tuple[float, float, str | None]]:
    """Start, end and words of the annotations of a tier; times that are missing stand evenly between those around them."""
    held = tier.findall("ANNOTATION/ALIGNABLE_ANNOTATION")
    ids = [annotation.get(key, "") for annotation in held for key in ("TIME_SLOT_REF1", "TIME_SLOT_REF2")]
    unknown = next((slot for slot in ids if slot not in slots), None)
    if unknown is not None:
        raise TranscriptRefused(
            f"{path}: no time slot {unknown[:40]!r}, which an annotation names; save the file again in ELAN"
        )
    # An annotation that begins where another ends shares its slot, and the two stand for one place in the row.
    places = np.cumsum([k > 0 and slot != ids[k - 1] for k, slot in enumerate(ids)])
    times = np.array([np.nan if (time := slots[slot]) is None else time for slot in ids])
    known = ~np.isnan(times)
    if known.any():
        times[~known] = np.interp(places[~known], places[known], times[known])
        for annotation, start, end in zip(held, times[::2].tolist(), times[1::2].tolist(), strict=True):
            yield start / 1000, end / 1000, annotation.findtext("ANNOTATION_VALUE")
