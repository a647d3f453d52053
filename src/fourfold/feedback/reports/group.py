"""The group: how its relationships stand over all sessions, who speaks to whom, whether it holds together, who was here."""

from fourfold.alliance.estimates import AllianceEstimates, PriorSource
from fourfold.feedback.passages.acts import acts_seen
from fourfold.feedback.passages.attention import worth_attention
from fourfold.feedback.passages.missing import what_is_missing
from fourfold.feedback.passages.relationships import has_readings
from fourfold.feedback.passages.setting import Setting, clean, set_stage
from fourfold.feedback.passages.standing import standing
from fourfold.feedback.passages.talk import never_spoken
from fourfold.feedback.passages.through_chairs import through_chairs
from fourfold.feedback.passages.togetherness import togetherness
from fourfold.feedback.passages.who_spoke import who_spoke
from fourfold.feedback.passages.who_was_here import who_was_here
from fourfold.feedback.report import Report
from fourfold.feedback.words import words
from fourfold.record import GroupRecord
from fourfold.vocabulary import NotEnoughData, Role

AUDIENCE = Role.FACILITATOR
TITLE = "The group"


def write(record: GroupRecord, language: str = "en") -> Report:
    """The group as it stands. Raises ValueError for a language without words; too little data gives sentences."""
    from fourfold.alliance import estimate_alliance

    try:
        estimates = estimate_alliance(record)
    except NotEnoughData:
        return write_from(record, None, language)
    return write_from(record, estimates, language)


def write_from(record: GroupRecord, estimates: AllianceEstimates | None, language: str = "en") -> Report:
    """The group from estimates made before."""
    setting = set_stage(record, estimates, words(language))
    sections = (
        standing(setting),
        who_spoke(setting),
        through_chairs(setting),
        acts_seen(setting),
        worth_attention(setting),
        never_spoken(setting),
        togetherness(setting),
        who_was_here(setting),
        what_is_missing(setting),
    )
    return Report(
        title=clean(record.group.name or record.group.group_id),
        subtitle=_subtitle(setting),
        sections=tuple(s for s in sections if s is not None),
        footnotes=tuple(_footnotes(setting)),
        simulated=record.group.simulated,
        language=language,
    )


def _subtitle(setting: Setting) -> str:
    said = setting.words
    chairs = setting.words.say("group.with", names=setting.chairs()) if setting.facilitators else ""
    members = said.say("group.members", len(setting.members))
    sessions = said.say("group.sessions_so_far", len(setting.held))
    return said.say("group.subtitle", members=members, chairs=chairs, sessions=sessions)


def _footnotes(setting: Setting) -> list[str]:
    charts = has_readings(setting)
    assumed = setting.estimates is not None and setting.estimates.priors is PriorSource.SHIPPED_ASSUMPTION
    keys = {
        "simulated": setting.record.group.simulated,
        "change": charts and bool(setting.changes()),
        "priors": charts and assumed,
        "describes": True,
        "no_member": True,
    }
    return [setting.words.say(f"foot.{key}") for key, said in keys.items() if said]
