"""The brief: one page before a session. Who comes, what changed, what is worth attention, and how sure that is."""

from fourfold.alliance.estimates import AllianceEstimates, PriorSource
from fourfold.feedback.passages.attention import worth_attention
from fourfold.feedback.passages.missing import what_is_missing
from fourfold.feedback.passages.relationships import four_relationships, has_readings
from fourfold.feedback.passages.setting import Setting, clean, set_stage
from fourfold.feedback.passages.since import since_last_time
from fourfold.feedback.passages.talk import never_spoken
from fourfold.feedback.passages.through_chairs import chairs_in_brief
from fourfold.feedback.passages.who import who_comes
from fourfold.feedback.report import Report, Section
from fourfold.feedback.words import words
from fourfold.record import GroupRecord
from fourfold.vocabulary import NotEnoughData, Role

AUDIENCE = Role.FACILITATOR
TITLE = "The brief"


def write(record: GroupRecord, language: str = "en") -> Report:
    """The brief for the record's next session: the first that is planned, else the one after the last held.

    Raises ValueError for a language without words. Too little data gives a page that says what to do.
    """
    from fourfold.alliance import estimate_alliance

    try:
        estimates = estimate_alliance(record)
    except NotEnoughData:
        return write_from(record, None, language)
    return write_from(record, estimates, language)


def write_from(
    record: GroupRecord, estimates: AllianceEstimates | None, language: str = "en", *, budget: int | None = None
) -> Report:
    """The brief from estimates made before; `budget` is the most notices it may carry (default one, two for two leaders)."""
    setting = set_stage(record, estimates, words(language))
    sections = (
        since_last_time(setting),
        worth_attention(setting, budget),
        who_comes(setting),
        never_spoken(setting),
        chairs_in_brief(setting),
        four_relationships(setting) if has_readings(setting) else None,
        what_is_missing(setting),
        _asked(setting),
    )
    return Report(
        title=setting.words.say("brief.title"),
        subtitle=setting.words.say(
            "brief.subtitle", group=clean(record.group.name or record.group.group_id), number=setting.number
        ),
        sections=tuple(s for s in sections if s is not None),
        footnotes=tuple(_footnotes(setting)),
        simulated=record.group.simulated,
        occasion=_occasion(setting),
        language=language,
    )


def _occasion(setting: Setting) -> str:
    dated = setting.planned_id is not None and setting.day is not None
    chairs = [setting.name(p) for p in setting.facilitators]
    led = chairs[:1]
    if len(chairs) > 1:
        led = [setting.words.say("brief.led_by", first=chairs[0], others=setting.words.listed(chairs[1:]))]
    day = [setting.words.day(setting.day)] if dated and setting.day is not None else []
    return " · ".join([*day, *led])


def _asked(setting: Setting) -> Section | None:
    """The question at the foot; there is nothing to ask before a first session."""
    if setting.last is None:
        return None
    choices = tuple(setting.words.say(f"asked.{answer}") for answer in ("yes", "in_part", "not_yet"))
    return Section("asked", setting.words.say("asked.title"), choices=choices)


def _footnotes(setting: Setting) -> list[str]:
    charts = has_readings(setting)
    assumed = setting.estimates is not None and setting.estimates.priors is PriorSource.SHIPPED_ASSUMPTION
    keys = {
        "simulated": setting.record.group.simulated,
        "bands": charts,
        "scale": charts,
        "change": charts and bool(setting.changes()),
        "priors": charts and assumed,
        "describes": True,
        "staff_only": True,
    }
    return [setting.words.say(f"foot.{key}") for key, said in keys.items() if said]
