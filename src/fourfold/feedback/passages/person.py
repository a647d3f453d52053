"""How one member is doing in the group: two relationships over all sessions, who came, who was never spoken to.

What a member says of facilitators is left out, since the reader is who was rated, and so is what others say of the member.
A curve is made of at least four check-ins, so that no single answer can be read off it.
"""

from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from fourfold.conversation.pairs import never_spoke
from fourfold.feedback.charts import reading
from fourfold.feedback.passages.discretion import answers
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.since import days_between
from fourfold.feedback.passages.talk import usual_talk
from fourfold.feedback.passages.who_was_here import grid_of
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.feedback.strips import strip_chart
from fourfold.vocabulary import Block, Presence, Quality

TOLD = (Block.MG, Block.MM)
"""The directions that are told of one member: with the group, and with the other members."""
FEWEST_CHECK_INS = 4
_NUMBERS = ("mean", "low_90", "low_50", "high_50", "high_90")
_WORD = {"higher": "closer", "lower": "less_close", "cannot_tell_apart": "cannot_tell"}


def relationships_of(setting: Setting, person: str) -> Section:
    """The two strips, or what is missing for them."""
    words = setting.words
    figures = tuple(_strip(setting, person, block) for block in TOLD if _enough(setting, person, block))
    if not figures:
        told = words.say("member.too_early", name=setting.name(person), number=words.number(FEWEST_CHECK_INS))
        return Section("relationships", words.say("member.relationships"), (Statement(told),))
    statements = (Statement(words.say("group.how_to_read")), Statement(words.say("member.left_out")))
    return Section("relationships", words.say("member.relationships"), statements, figures=figures)


def attendance_of(setting: Setting, person: str) -> Section | None:
    """Who came, as one row over every session of every spell, and the spells in words."""
    if setting.last is None:
        return None
    came = setting.presence().filter(pl.col("person_id") == person)
    there = len(came.filter(pl.col("presence") != Presence.ABSENT))
    told = [setting.words.say("member.came", there, all=setting.words.number(len(came)))] if len(came) else []
    statements = tuple(map(Statement, [*told, *_spells(setting, person), *_answered(setting, person)]))
    sessions = setting.record.sessions.filter(pl.col("number") < setting.number).sort("number")
    return Section("here", setting.words.say("member.here"), statements, grids=(grid_of(setting, sessions, [person]),))


def talk_of(setting: Setting, person: str) -> Section | None:
    """How often the member spoke last time, and who among the others was never spoken to; None where nobody noted turns."""
    told = [*_usual(setting, person), *_strangers(setting, person)]
    return Section("talk", setting.words.say("member.talk"), tuple(map(Statement, told))) if told else None


def _enough(setting: Setting, person: str, block: Block) -> bool:
    own = answers(setting).filter((pl.col("rater_id") == person) & (pl.col("level") == block.level))
    return setting.estimates is not None and own["number"].n_unique() >= FEWEST_CHECK_INS


def _points(setting: Setting, person: str, block: Block) -> pl.DataFrame:
    """Readings of closeness by session; sessions outside the member's spells are empty."""
    assert setting.estimates is not None
    own = (pl.col("block") == block) & (pl.col("quality") == Quality.BOND) & (pl.col("person_id") == person)
    rows = setting.estimates.readings.filter(own).select("session", *_NUMBERS)
    so_far = setting.record.sessions.filter(pl.col("number") < setting.number).select(session=pl.col("number")).sort("session")
    return so_far.join(rows, on="session", how="left").sort("session")


def _strip(setting: Setting, person: str, block: Block) -> Figure:
    words, level = setting.words, block.level
    name, points, said = words.say(f"level.{level}"), _points(setting, person, block), _sentence(setting, person, block)
    ends = (words.say("group.not_at_all"), words.say("group.very_much"))
    changes = _own_changes(setting, person)
    wide, narrow = (strip_chart(points, setting.scale, changes, ends=ends, room=room) for room in ("wide", "narrow"))
    return Figure(
        key=f"member-{level.replace('_', '-')}",
        title=name,
        caption=said,
        text_alternative=f"{name}: {said}",
        specification=wide,
        table=_numbers(setting, points),
        level=level,
        reading=reading(points, setting.scale, changes),
        table_caption=words.say(
            "relationships.table", level=name, lowest=f"{setting.scale[0]:g}", highest=f"{setting.scale[1]:g}"
        ),
        narrow=narrow,
    )


def _sentence(setting: Setting, person: str, block: Block) -> str:
    """How the member's closeness changed over the last month of sessions, or that it cannot be told."""
    assert setting.estimates is not None
    own = (pl.col("kind") == "change") & (pl.col("block") == block) & (pl.col("quality") == Quality.BOND)
    rows = setting.estimates.contrasts.filter(own & (pl.col("person_id") == person))
    if rows.is_empty():
        return setting.words.say("member.no_change_known")
    row = rows.row(0, named=True)
    ago = days_between(setting, row["from_session"], row["to_session"])
    return setting.words.say(f"member.{_WORD[row['verdict']]}", ago=ago)


def _numbers(setting: Setting, points: pl.DataFrame) -> pl.DataFrame:
    shown, words = setting.words.decimal, setting.words
    titles = [words.say(f"relationships.{key}") for key in ("session", "bond")]
    known = points.drop_nulls("mean").select("session", "mean", "low_90", "high_90").iter_rows()
    rows = [(str(n), f"{shown(mean)} [{shown(low)} – {shown(high)}]") for n, mean, low, high in known]
    return pl.DataFrame(rows, schema=dict.fromkeys(titles, pl.String), orient="row")


def _own_changes(setting: Setting, person: str) -> list[float]:
    """Places between sessions where a spell of the member begins or ends."""
    inside = [(number, _belonged(setting, person, number)) for number in setting.held["number"].to_list()]
    return [b - 0.5 for (_, was), (b, now) in pairwise(inside) if was != now]


def _belonged(setting: Setting, person: str, number: int) -> bool:
    day = setting.held_on(number)
    spells = setting.spells(person).select("joined_on", "left_on").iter_rows()
    return day is not None and any(joined <= day and (left is None or day <= left) for joined, left in spells)


def _spells(setting: Setting, person: str) -> Iterator[str]:
    for joined, left in setting.spells(person).select("joined_on", "left_on").iter_rows():
        since = setting.words.day(joined, "short_day")
        if left is None:
            yield setting.words.say("member.since", day=since)
        else:
            yield setting.words.say("member.from_to", first=since, last=setting.words.day(left, "short_day"))


def _answered(setting: Setting, person: str) -> Iterator[str]:
    came = setting.presence().filter((pl.col("person_id") == person) & (pl.col("presence") != Presence.ABSENT))["number"]
    if len(came):
        given = answers(setting).filter(pl.col("rater_id") == person)["number"].unique()
        n = len(set(given.to_list()) & set(came.to_list()))
        yield setting.words.say("member.check_ins", n, all=setting.words.number(len(came)))


def _usual(setting: Setting, person: str) -> Iterator[str]:
    usual = usual_talk(setting, person)
    if usual is not None:
        range_ = setting.words.say(
            "attention.usual_range", low=setting.words.number(usual.low), high=setting.words.number(usual.high)
        )
        yield setting.words.say("member.spoke", usual.last, name=setting.name(person), usual=range_)
        if usual.last < usual.low:
            yield setting.words.say("attention.silence")


def _strangers(setting: Setting, person: str) -> Iterator[str]:
    pairs = never_spoke(setting.record).select("person_id", "other_id").iter_rows()
    others = [other if one == person else one for one, other in pairs if person in (one, other)]
    here = [other for other in others if other in setting.members]
    if here:
        yield setting.words.say("member.never_spoken", name=setting.name(person), names=setting.names(here))
