"""How the group stands: one sentence, then the four readings as strips over all sessions, the numbers behind."""

from collections.abc import Iterator

import polars as pl

from fourfold.feedback.charts import reading
from fourfold.feedback.passages.discretion import answers, lately, may_show
from fourfold.feedback.passages.relationships import (
    SHOWN,
    alike,
    change_of,
    group_rows,
    has_readings,
    numbers_of,
    points_of,
    sentence,
    told_aloud,
    verdict,
)
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.since import change_told
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.feedback.strips import axis_chart, strip_chart
from fourfold.vocabulary import Block, Level, Quality, SessionStatus

_UNKNOWN = {"no_answers", "too_few", "withheld"}
_CHANGES_TOLD = 3


def standing(setting: Setting) -> Section:
    """The section: its title is what is most worth knowing of the four; no figures before the first answer."""
    title = headline(setting)
    if not has_readings(setting):
        key = "group.first_step" if setting.last is None else "group.first_answers"
        return Section("standing", title, (Statement(setting.words.say(key)),))
    figures = (*(_strip(setting, block) for block in SHOWN), _axis(setting))
    statements = (Statement(setting.words.say("group.how_to_read")), *map(Statement, _changes(setting)), *alike(setting))
    return Section("standing", title, statements, figures=figures)


def headline(setting: Setting) -> str:
    """The group in one sentence or two: clear falls first, then clear rises, and calm only where it can be told."""
    verdicts = {block: verdict(setting, block) for block in SHOWN}
    n_fallen = list(verdicts.values()).count("less_close")
    if n_fallen > 1:
        key = "group.all_fell" if n_fallen == len(SHOWN) else "group.some_fell"
        return setting.words.say(key, n_fallen)
    fallen, risen = (_clearest(setting, [b for b in SHOWN if verdicts[b] == key]) for key in ("less_close", "closer"))
    if fallen or risen:
        told = [change_told(setting, block) for block in (fallen, risen) if block]
        return " ".join(told if fallen else [*told, setting.words.say("group.nothing_fell")])
    if set(verdicts.values()) == {"no_answers"}:
        return setting.words.say("group.no_answers")
    if set(verdicts.values()) <= _UNKNOWN:
        return setting.words.say("group.too_early")
    return setting.words.say("group.steady" if set(verdicts.values()) == {"steady"} else "group.no_clear_change")


def _clearest(setting: Setting, blocks: list[Block]) -> Block | None:
    """The change with the most evidence behind it."""
    changes = {block: change for block in blocks if (change := change_of(setting, block))}
    return max(changes, key=lambda b: abs(changes[b].mean) / changes[b].sd, default=None)


def _strip(setting: Setting, block: Block) -> Figure:
    words, level = setting.words, block.level
    name = words.say(f"level.{level}")
    points, changes, said = points_of(setting, block), setting.changes(), sentence(setting, block)
    ends = (words.say("group.not_at_all"), words.say("group.very_much")) if block is SHOWN[0] else ("", "")
    wide, narrow = (
        strip_chart(points, setting.scale, changes, ends=e, room=room)
        for room, e in (("wide", ends), ("narrow", (words.say("group.not_at_all"), words.say("group.very_much"))))
    )
    return Figure(
        key=f"strip-{level.replace('_', '-')}",
        title=name,
        caption=said,
        text_alternative=told_aloud(setting, name, points, said) if may_show(setting, block) else f"{name}: {said}",
        specification=wide,
        table=numbers_of(setting, block),
        level=level,
        reading=reading(points, setting.scale, changes),
        table_caption=words.say(
            "relationships.table", level=name, lowest=f"{setting.scale[0]:g}", highest=f"{setting.scale[1]:g}"
        ),
        narrow=narrow,
        note=_note(setting, block, points),
    )


def _note(setting: Setting, block: Block, points: pl.DataFrame) -> str:
    """Where the reading lies now, and why its band is wide where few can answer."""
    words, known = setting.words, points.drop_nulls("mean")
    if known.is_empty() or not group_rows(setting, block, Quality.BOND)["n_ratings"].sum():
        return ""
    last = known.row(-1, named=True)
    now = words.say(
        "group.now", low=words.decimal(last["low_90"]), high=words.decimal(last["high_90"]),
        lowest=f"{setting.scale[0]:g}", highest=f"{setting.scale[1]:g}",
    )  # fmt: skip
    few = words.say("group.few_chairs", n) if block is Block.TG and (n := _chairs_answering(setting)) else ""
    return " ".join(filter(None, (now, few)))


def _chairs_answering(setting: Setting) -> int:
    """How many facilitators answered about the group lately."""
    own = (pl.col("level") == Level.FACILITATOR_GROUP) & pl.col("number").is_in(lately(setting))
    return answers(setting).filter(own)["rater_id"].n_unique()


def _axis(setting: Setting) -> Figure:
    """The row of sessions under the strips. It is read aloud with each strip, so it says nothing of its own."""
    words = setting.words
    so_far = setting.record.sessions.filter(pl.col("number") < setting.number).sort("number")
    numbers = so_far["number"].to_list()
    gaps = so_far.filter(pl.col("status") != SessionStatus.HELD)["number"].to_list()
    said = (words.say("relationships.session"), words.say("relationships.not_held"))
    wide, narrow = (axis_chart(numbers, gaps, setting.changes(), said=said, room=room) for room in ("wide", "narrow"))
    return Figure("sessions", said[0], "", "", wide, pl.DataFrame(), narrow=narrow)


def _changes(setting: Setting) -> Iterator[str]:
    """The last changes of membership, each in a sentence; the upright lines mark them."""
    places = setting.changes()[-_CHANGES_TOLD:]
    told = [text for place in places if (text := _change(setting, int(place + 0.5)))]
    if told:
        yield setting.words.say("group.changes", changes=" ".join(told))


def _change(setting: Setting, number: int) -> str:
    """Who joined and who left before a session."""
    words = setting.words
    held = setting.held.filter(pl.col("number") <= number).sort("number").tail(2)["held_on"].to_list()
    before, day = held[0], held[-1]
    spells = setting.record.memberships
    joined = spells.filter((pl.col("joined_on") > before) & (pl.col("joined_on") <= day))["person_id"].unique()
    left = spells.filter((pl.col("left_on") >= before) & (pl.col("left_on") < day))["person_id"].unique()
    parts = [
        words.say(key, len(people), names=setting.names(people))
        for key, people in (("group.joined", joined), ("group.left", left))
        if len(people)
    ]
    return words.say("group.change", number=number, what=words.listed(parts)) if parts else ""
