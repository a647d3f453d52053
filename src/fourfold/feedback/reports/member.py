"""One member in one group, for who leads it: how it goes for this person, who came, what is worth attention."""

from fourfold.alliance.estimates import AllianceEstimates
from fourfold.feedback.passages.attention import notices_about
from fourfold.feedback.passages.person import attendance_of, relationships_of, talk_of
from fourfold.feedback.passages.setting import clean, set_stage
from fourfold.feedback.report import Report, Section
from fourfold.feedback.words import words
from fourfold.record import GroupRecord
from fourfold.vocabulary import NotEnoughData, Role

AUDIENCE = Role.FACILITATOR
TITLE = "The member"


def write(record: GroupRecord, language: str = "en", *, person_id: str = "") -> Report:
    """One member as the record tells of them; of the first by id where none is named. Raises KeyError for nobody's id."""
    from fourfold.alliance import estimate_alliance

    members = sorted(record.people.filter(role=str(Role.MEMBER))["person_id"])
    if person_id and person_id not in members:
        raise KeyError(f"{record.group.name} has no member '{person_id}'")
    try:
        estimates = estimate_alliance(record)
    except NotEnoughData:
        estimates = None
    return write_from(record, estimates, language, person_id=person_id or members[0])


def write_from(record: GroupRecord, estimates: AllianceEstimates | None, language: str = "en", *, person_id: str) -> Report:
    """One member from estimates made before."""
    setting = set_stage(record, estimates, words(language))
    said = setting.words.say
    notices = tuple(notices_about(setting, person_id))
    sections = (
        relationships_of(setting, person_id),
        Section("attention", said("attention.title"), notices=notices) if notices else None,
        attendance_of(setting, person_id),
        talk_of(setting, person_id),
    )
    keys = ["bands", "scale", "describes", "no_member"]
    return Report(
        title=setting.name(person_id),
        subtitle=clean(record.group.name or record.group.group_id),
        sections=tuple(s for s in sections if s is not None),
        footnotes=tuple(said(f"foot.{key}") for key in (["simulated", *keys] if record.group.simulated else keys)),
        simulated=record.group.simulated,
        language=language,
    )
