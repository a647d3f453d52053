"""Which shipped instruments can be asked of members, and what stands in for one that a shared device must not ask."""

from functools import cache

from fourfold.instruments import Instrument, catalogue, instrument
from fourfold.instruments.instrument import Kind, Respondent

NOT_SELF_ASSESSMENT = frozenset({"member_check_in", "facilitator_check_in"})
"""The check-ins have doors of their own."""
ASKED_ELSEWHERE = frozenset({"staff_weekly", "state_self_compassion"})
"""Our own sentences for staff, and those around a practice."""
INSTEAD_AT_KIOSK = {"phq_9": "phq_8"}
"""What a shared device asks in place of an instrument that holds an item about safety."""
DEFAULT_BATTERY = ("core_10", "phq_9", "gad_7", "scs_sf", "ceas_self", "ceas_to_others", "ceas_from_others", "who_5")
"""What is suggested where nobody has chosen yet."""
OURS = "CC0-1.0"


@cache
def offered() -> tuple[Instrument, ...]:
    """Every shipped instrument but the check-ins, by title."""
    found = [instrument(key) for key in catalogue() if key not in NOT_SELF_ASSESSMENT]
    return tuple(sorted(found, key=lambda one: (one.title.casefold(), one.key)))


def known(key: str) -> Instrument | None:
    """The instrument of a key, or None where none such is offered."""
    return next((one for one in offered() if one.key == key), None)


def for_members() -> tuple[Instrument, ...]:
    """Those that members answer."""
    return tuple(one for one in typable() if one.kind is Kind.ANSWERED)


def typable() -> tuple[Instrument, ...]:
    """Those of members whose answers or totals staff may type: what a trained rater fills in belongs elsewhere."""
    return tuple(one for one in offered() if one.respondent is Respondent.MEMBER and one.key not in ASKED_ELSEWHERE)


def title_of(one: Instrument, language: str) -> str:
    """What an instrument is called on pages: our own by its words, a published one by the name it was published under."""
    if one.licence != OURS:
        return one.title
    return one.texts.get(language, {}).get("title", one.title)


def asks_about_safety(one: Instrument) -> bool:
    """Whether an item of it is about safety, so that it is not asked where nobody may be near."""
    return any(item.safety for item in one.items)
