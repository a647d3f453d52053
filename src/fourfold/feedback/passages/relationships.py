"""The four relationships: one small chart and one short sentence for each, the numbers behind."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from fourfold.feedback.charts import band_chart, reading
from fourfold.feedback.passages.discretion import may_show
from fourfold.feedback.passages.setting import Setting
from fourfold.feedback.passages.since import days_between
from fourfold.feedback.report import Figure, Section, Statement
from fourfold.vocabulary import Block, Level, Quality

SHOWN = (Block.MT, Block.MM, Block.TG, Block.MG)
"""The direction that stands for each level, in the order of the page."""
_NUMBERS = ("mean", "low_90", "low_50", "high_50", "high_90")
_POINTS = {"session": pl.Int64, **dict.fromkeys(_NUMBERS, pl.Float64)}
_NINETY = 1.645
_FEWEST_SESSIONS, _FEWEST_RATINGS = 3, 6
_CLEAR = ("closer", "less_close")
_FEWEST_AT_AN_END, _SESSIONS_OF_AN_END = 4, 2


@dataclass(frozen=True, slots=True)
class Change:
    """How the latest reading differs from an earlier one, with the posterior sd, the verdict and the two sessions."""

    mean: float
    sd: float
    verdict: str
    ends: tuple[int, int]


def four_relationships(setting: Setting) -> Section:
    """The section: four figures, and a sentence where the levels cannot be told apart; what would name raters is empty."""
    figures = () if setting.estimates is None else tuple(_figure(setting, block) for block in SHOWN)
    statements = () if setting.estimates is None else tuple(alike(setting))
    return Section("relationships", setting.words.say("relationships.title"), statements, figures=figures)


def has_readings(setting: Setting) -> bool:
    """Whether any of the four has been answered at all."""
    return any(not group_rows(setting, block, Quality.BOND).is_empty() for block in SHOWN)


def sentence(setting: Setting, block: Block) -> str:
    """How one level has changed, in words that do not claim more than the posterior."""
    change = change_of(setting, block)
    ago = days_between(setting, *change.ends) if change else ""
    return setting.words.say(f"relationships.{verdict(setting, block)}", ago=ago)


def verdict(setting: Setting, block: Block) -> str:
    """Which of the sentences on change a level deserves, by its key in the words."""
    rows = group_rows(setting, block, Quality.BOND)
    change = change_of(setting, block)
    answered = rows.filter(pl.col("n_ratings") > 0)
    if answered.is_empty():
        return "no_answers"
    if not may_show(setting, block):
        return "withheld"
    if change is None or len(answered) < _FEWEST_SESSIONS or rows["n_ratings"].sum() < _FEWEST_RATINGS:
        return "too_few"
    key = _said_of(change, setting.scale[1] - setting.scale[0])
    fewest = min(_answers_at(setting, rows, end) for end in change.ends)
    if key not in _CLEAR and not fewest:
        return "too_few"
    if key == "steady" and fewest < _FEWEST_AT_AN_END:
        # One facilitator answers about the group once a session; more than that cannot be asked for.
        return "cannot_tell" if block is Block.TG else "too_few"
    return key


def _answers_at(setting: Setting, rows: pl.DataFrame, end: int) -> int:
    """How many answers the session at one end of a change has, together with the held session before it."""
    sessions = setting.held.filter(pl.col("number") <= end)["number"].to_list()[-_SESSIONS_OF_AN_END:]
    return int(rows.filter(pl.col("session").is_in(sessions))["n_ratings"].sum())


def _said_of(change: Change, span: float) -> str:
    """Which sentence a change deserves on a scale that spans so much."""
    if change.verdict in ("higher", "lower"):
        return "closer" if change.verdict == "higher" else "less_close"
    reach = _NINETY * change.sd
    if reach > span / 4:
        return "too_few"
    if abs(change.mean) + reach < span / 10:
        return "steady"
    if abs(change.mean) < span / 20:
        return "cannot_tell"
    return "a_little_higher" if change.mean > 0 else "a_little_lower"


def change_of(setting: Setting, block: Block) -> Change | None:
    """The change of a level's closeness over the last month of sessions; None where there is none to tell."""
    if setting.estimates is None:
        return None
    rows = setting.estimates.contrasts.filter(
        (pl.col("kind") == "change")
        & (pl.col("block") == block)
        & (pl.col("quality") == Quality.BOND)
        & pl.col("person_id").is_null()
    )
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    return Change(row["mean"], row["sd"], row["verdict"], (row["from_session"], row["to_session"]))


def group_rows(setting: Setting, block: Block, quality: Quality) -> pl.DataFrame:
    """The readings of the group in one block and quality, by session."""
    if setting.estimates is None:
        return pl.DataFrame(schema=_POINTS | {"n_ratings": pl.Int64})
    rows = setting.estimates.readings
    own = (pl.col("block") == block) & (pl.col("quality") == quality) & pl.col("person_id").is_null()
    return rows.filter(own).sort("session")


def _shown_rows(setting: Setting, block: Block, quality: Quality) -> pl.DataFrame:
    """The rows that may be drawn and listed: none where they would show who answered."""
    rows = group_rows(setting, block, quality)
    return rows if may_show(setting, block) else rows.clear()


def latest_shown(setting: Setting, block: Block) -> float | None:
    """The last reading of closeness; None where there is none, nobody answered, or it would show who did."""
    rows = _shown_rows(setting, block, Quality.BOND)
    return None if rows.is_empty() or not rows["n_ratings"].sum() else float(rows["mean"][-1])


def points_of(setting: Setting, block: Block) -> pl.DataFrame:
    """Readings of closeness for every session so far; sessions not held, or held before anything was known, are empty."""
    so_far = setting.record.sessions.filter(pl.col("number") < setting.number).select(session=pl.col("number")).sort("session")
    rows = _shown_rows(setting, block, Quality.BOND).select("session", *_NUMBERS)
    return so_far.join(rows, on="session", how="left").sort("session")


def _figure(setting: Setting, block: Block) -> Figure:
    words, level = setting.words, block.level
    name = words.say(f"level.{level}")
    points, changes, said = points_of(setting, block), setting.changes(), sentence(setting, block)
    return Figure(
        key=f"relationship-{level.replace('_', '-')}",
        title=name,
        caption=said,
        text_alternative=told_aloud(setting, name, points, said) if may_show(setting, block) else f"{name}: {said}",
        specification=band_chart(points, setting.scale, changes),
        table=numbers_of(setting, block),
        level=level,
        reading=reading(points, setting.scale, changes),
        table_caption=words.say(
            "relationships.table", level=name, lowest=f"{setting.scale[0]:g}", highest=f"{setting.scale[1]:g}"
        ),
    )


def told_aloud(setting: Setting, name: str, points: pl.DataFrame, said: str) -> str:
    """What a chart of one level shows, as one would say it on the telephone."""
    words = setting.words
    known = points.drop_nulls("mean")["session"].to_list()
    if not known:
        return words.say("relationships.picture_none", level=name)
    key = "relationships.picture" if len(known) > 1 else "relationships.picture_one"
    told = words.say(key, level=name, first=known[0], last=known[-1], sentence=said)
    gaps = sum(1 for s in range(known[0], known[-1]) if s not in known)
    return f"{told} {words.say('relationships.picture_gap', gaps)}" if gaps else told


def numbers_of(setting: Setting, block: Block) -> pl.DataFrame:
    """The table behind a figure: session, day, then closeness, shared work and strain with nine in ten, and answers.

    It has no rows where they would show who answered.
    """
    words = setting.words
    titles = [words.say(f"relationships.{key}") for key in ("session", "day", "bond", "work", "negative", "answers")]
    cells = {quality: _cells(setting, block, quality) for quality in Quality}
    answers = dict(group_rows(setting, block, Quality.BOND).select("session", "n_ratings").iter_rows())
    rows = [
        (str(number), words.day(day, "short_day"), *(cells[q].get(number, "–") for q in Quality), str(answers.get(number, 0)))
        for number, day in setting.held.select("number", "held_on").iter_rows()
    ]
    table = pl.DataFrame(rows, schema=dict.fromkeys(titles, pl.String), orient="row")
    return table if may_show(setting, block) else table.clear()


def _cells(setting: Setting, block: Block, quality: Quality) -> dict[int, str]:
    """Likely value and nine in ten by session, as text."""
    rows = group_rows(setting, block, quality).select("session", "mean", "low_90", "high_90").iter_rows()
    shown = setting.words.decimal
    return {number: f"{shown(mean)} [{shown(low)} – {shown(high)}]" for number, mean, low, high in rows}


def alike(setting: Setting) -> Iterator[Statement]:
    """One sentence where the levels cannot be told apart now."""
    if setting.estimates is None:
        return
    blocks = [block for block in SHOWN if may_show(setting, block)]
    shown = pl.col("block").is_in(blocks) & pl.col("other_block").is_in(blocks)
    levels = setting.estimates.contrasts.filter((pl.col("kind") == "levels") & (pl.col("quality") == Quality.BOND) & shown)
    alike = levels.filter(pl.col("verdict") == "cannot_tell_apart")
    if alike.is_empty():
        return
    if len(alike) == len(levels):
        yield Statement(setting.words.say("relationships.levels_alike" if blocks == [*SHOWN] else "relationships.shown_alike"))
    elif len(alike) == 1:
        first, second = (_level_name(setting, Block(alike[c][0]).level) for c in ("block", "other_block"))
        yield Statement(setting.words.say("relationships.two_alike", first=first, second=second))


def _level_name(setting: Setting, level: Level) -> str:
    return setting.words.say(f"level.{level}")
