"""What is missing: how many answered, who may need an easier check-in, and what to do where there is too little."""

from collections.abc import Iterator

import polars as pl

from fourfold.feedback.passages.discretion import answers
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.report import Section, Statement
from fourfold.vocabulary import SessionStatus

_ENOUGH_SESSIONS, _ENOUGH_CHECK_INS = 3, 4
_STRAIGHT_FROM = 3
_FEWEST_TO_HIDE_ONE = 3


def what_is_missing(setting: Setting) -> Section | None:
    """The section in two or three sentences; None when nothing is missing."""
    found = list(_sentences(setting))
    return Section("missing", setting.words.say("missing.title"), tuple(map(Statement, found))) if found else None


def sessions_to_go(setting: Setting) -> int:
    """How many more sessions with at least four check-ins it takes before levels and changes can be shown."""
    enough = (
        answers(setting).group_by("number").agg(pl.col("rater_id").n_unique()).filter(pl.col("rater_id") >= _ENOUGH_CHECK_INS)
    )
    return max(_ENOUGH_SESSIONS - len(enough), 0)


def _sentences(setting: Setting) -> Iterator[str]:
    words = setting.words
    if setting.record.ratings.is_empty():
        if setting.last is not None:
            yield words.say("missing.no_ratings")
        yield words.say("missing.first_step")
    else:
        yield from _answered(setting)
    if len(setting.members) >= _ENOUGH_CHECK_INS and (to_go := sessions_to_go(setting)):
        yield words.say("missing.more_sessions", to_go)
    elif 0 < len(setting.members) < _ENOUGH_CHECK_INS:
        yield words.say("missing.few_people")
    yield from _no_facilitator(setting)
    yield from _straight(setting)
    yield from _not_held(setting)
    if setting.planned_id is None:
        yield words.say("missing.no_date")


def _answered(setting: Setting) -> Iterator[str]:
    words = setting.words
    if setting.estimates is None or setting.last is None:
        return
    last = setting.estimates.response.filter((pl.col("session") == setting.last) & (pl.col("asked") > 0))
    asked, answered = len(last), len(last.filter(pl.col("answered") > 0))
    if asked and not answered:
        yield words.say("missing.answered_none")
    elif answered < asked:
        yield words.say("missing.answered", answered, all=words.number(asked))


def _no_facilitator(setting: Setting) -> Iterator[str]:
    ratings = setting.record.ratings
    chairs = setting.chairs_ever()
    if chairs and not ratings.is_empty() and ratings.filter(pl.col("rater_id").is_in(chairs)).is_empty():
        yield setting.words.say("missing.no_facilitator")


def _straight(setting: Setting) -> Iterator[str]:
    """How many members answer everything alike again and again, without a name and without a judgement."""
    if setting.estimates is None or len(setting.members) < _FEWEST_TO_HIDE_ONE:
        return
    often = setting.estimates.straight_lining.filter(
        pl.col("person_id").is_in(setting.members)
        & (pl.col("n_straight") >= _STRAIGHT_FROM)
        & (2 * pl.col("n_straight") >= pl.col("n_sessions"))
    )["n_straight"].to_list()
    if often:
        yield setting.words.say("missing.straight", len(often), times=setting.words.number(min(often)))
        yield setting.words.say("missing.straight_why")


def _not_held(setting: Setting) -> Iterator[str]:
    gone = setting.record.sessions.filter((pl.col("status") == SessionStatus.NOT_HELD) & (pl.col("number") < setting.number))
    numbers = gone.sort("number")["number"].to_list()
    if numbers:
        yield setting.words.say("missing.not_held", len(numbers), numbers=setting.words.listed([str(n) for n in numbers]))
