"""What may be told at all: whether anybody answered, and whether telling it would say who did.

The reader facilitates the group, and members rate who facilitates: docs/decisions/0003-what-a-facilitator-may-see.md.
"""

import polars as pl

from fourfold.alliance.estimates import Signal, SignalKind
from fourfold.feedback.passages.setting import Setting
from fourfold.vocabulary import Block, Level

LATELY = 4
"""How many held sessions count as recent."""
_FEWEST_RATERS = 3
_FEWEST_RATINGS, _FEWEST_SESSIONS = 4, 2


def answers(setting: Setting) -> pl.DataFrame:
    """Ratings given in held sessions: number, rater_id, target_id, level."""
    return setting.held.select("session_id", "number").join(
        setting.record.ratings.select("session_id", "rater_id", "target_id", "level"), on="session_id"
    )


def lately(setting: Setting) -> list[int]:
    """The numbers of the last held sessions, at most four."""
    return [int(number) for number in setting.held["number"].to_list()[-LATELY:]]


def answered_lately(setting: Setting) -> bool:
    """Whether anybody answered anything in the last held sessions."""
    return not answers(setting).filter(pl.col("number").is_in(lately(setting))).is_empty()


def enough_to_tell(setting: Setting) -> bool:
    """Whether calm can be told from silence: two held sessions with four ratings each, the later of them recent."""
    counts = answers(setting).group_by("number").len().filter(pl.col("len") >= _FEWEST_RATINGS)["number"].to_list()
    return setting.estimates is not None and len(counts) >= _FEWEST_SESSIONS and max(counts) in lately(setting)


def may_show(setting: Setting, block: Block) -> bool:
    """Whether a reading hides its raters: what members say of facilitators needs three of them in the last held sessions."""
    if block is not Block.MT:
        return True
    own = answers(setting).filter(
        pl.col("number").is_in(lately(setting))
        & (pl.col("level") == Level.MEMBER_FACILITATOR)
        & ~pl.col("rater_id").is_in(setting.chairs_ever())
    )
    return own["rater_id"].n_unique() >= _FEWEST_RATERS


def kind_told(signal: Signal) -> SignalKind:
    """The kind a signal is told as: a withdrawal that shows most towards facilitators is told as one from them."""
    if signal.kind is SignalKind.MEMBER_WITHDRAWS and signal.level is Level.MEMBER_FACILITATOR:
        return SignalKind.MEMBER_AND_FACILITATOR
    return signal.kind


def may_tell(setting: Setting, signal: Signal) -> bool:
    """Whether a signal concerns who is here and can be told without telling who answered."""
    here = {*setting.members, *setting.facilitators, None}
    if signal.person_id not in here or signal.other_id not in here:
        return False
    if kind_told(signal) is SignalKind.MEMBER_AND_FACILITATOR:
        return may_show(setting, Block.MT)
    return signal.kind is not SignalKind.BETWEEN_MEMBERS or _both_answered(setting, signal)


def _both_answered(setting: Setting, signal: Signal) -> bool:
    """With answers of one side only, the other would know who gave them."""
    since = answers(setting).filter(pl.col("number") >= signal.since_session)
    return {signal.person_id, signal.other_id} <= set(since["rater_id"])
