"""ELAN documents of our own making, simulated."""

from collections.abc import Sequence

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<ANNOTATION_DOCUMENT FORMAT="3.0" VERSION="3.0"><HEADER TIME_UNITS="milliseconds"/>"""


def tier(name: str, annotations: Sequence[tuple[str, str, str]], attributes: str = "") -> str:
    """A tier of annotations: the ids of two time slots, and words."""
    held = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a" TIME_SLOT_REF1="{first}" TIME_SLOT_REF2="{last}">'
        f"<ANNOTATION_VALUE>{words}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for first, last, words in annotations
    )
    return f'<TIER LINGUISTIC_TYPE_REF="t" TIER_ID="{name}" {attributes}>{held}</TIER>'


def document(*tiers: str, slots: Sequence[int | None], head: str = HEAD) -> str:
    """A document with time slots ts0, ts1, … in milliseconds."""
    times = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{k}"' + ("/>" if time is None else f' TIME_VALUE="{time}"/>')
        for k, time in enumerate(slots)
    )
    return f"{head}<TIME_ORDER>{times}</TIME_ORDER>{''.join(tiers)}</ANNOTATION_DOCUMENT>"
