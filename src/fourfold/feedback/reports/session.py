"""One session: who spoke to whom in it, as soon as somebody followed its talk."""

from fourfold.feedback.passages.one_session import one_session
from fourfold.feedback.passages.setting import clean, set_stage
from fourfold.feedback.report import Report
from fourfold.feedback.words import words
from fourfold.record import GroupRecord
from fourfold.vocabulary import Role

AUDIENCE = Role.FACILITATOR
TITLE = "One session"


def write(record: GroupRecord, number: int, language: str = "en") -> Report:
    """The talk of one session; no section where nobody followed it. Raises ValueError for a language without words."""
    setting = set_stage(record, None, words(language))
    return Report(
        title=clean(record.group.name or record.group.group_id),
        subtitle=setting.words.say("talk.title", number=number),
        sections=one_session(setting, number),
        footnotes=(setting.words.say("foot.describes"),),
        simulated=record.group.simulated,
        language=language,
    )
