"""A research release as a data set: the codebook of its rows, in English or Spanish."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from fourfold.formats.codebook import (
    NOT_ASKED,
    NOT_SAID,
    NOT_TOLD,
    Column,
    ColumnKind,
    DataSet,
    Sheet,
    code_column,
    column_name,
    distinct,
    frame_of,
    item_column,
    scale_column,
    why_missing,
)
from fourfold.formats.research_words import WORDS, Words
from fourfold.instruments import Instrument, check_in_of, instrument
from fourfold.privacy.bands import LEVELS, MINUTES, lowest_of
from fourfold.privacy.release import STAGES, Content, Told
from fourfold.privacy.tables import ALL, CountTable
from fourfold.vocabulary import Role


def data_set(
    content: Content,
    tables: Sequence[CountTable],
    language: str = "en",
    *,
    find: Callable[[str], Instrument] = instrument,
    simulated: bool = False,
) -> DataSet:
    """The set of a release; `tables` are its counts as they may be told, `find` gives an instrument by its key."""
    words = WORDS.get(language, WORDS["en"])
    assessments = [_assessment(find(key), rows, words, language) for key, rows in content.assessed.items()]
    made = (_people(content, words, language), _check_ins(content, words, language), *assessments)
    return DataSet(
        "research_release",
        words["title"],
        (*made, _group_stages(content, words, language), _counts(tables, words, language)),
        (*((words["simulated"],) if simulated else ()), words["note"], words["bands"]),
        language,
        simulated,
    )


def band_labels(levels: Sequence[str], words: Words) -> dict[int, str]:
    """Codes and labels of bands; the code of a band is the place of its lowest number, so that wider ones stay in order."""
    ends = {level: level.partition("+")[0].partition("-")[0] for level in levels}
    highs = {level: level.rpartition("+")[2].partition("-")[2] for level in levels}
    return {
        _code(level): words["to" if highs[level] else "more"].format(low=ends[level], high=highs[level])
        if highs[level] or "-" in level
        else level
        for level in levels
    }


def spoken_bands(levels: Sequence[str], language: str = "en") -> list[str]:
    """Bands in words, in order."""
    words = WORDS.get(language, WORDS["en"])
    return list(band_labels(sorted(levels, key=lowest_of), words).values())


def _code(level: str) -> int:
    """The place of a band, from 1; 0 stands for all of them."""
    lowest = level.partition("+")[0]
    own = next((levels for levels in (*LEVELS.values(), MINUTES) if lowest in levels), ())
    return 0 if level == ALL else own.index(lowest) + 1


def _people(content: Content, words: Words, language: str) -> Sheet:
    rows = content.rows["people"]
    kept_back = why_missing(language, NOT_TOLD)
    bands = [
        code_column(v, words[v], band_labels(sorted({r[v] for r in rows if r[v]}, key=lowest_of), words), kept_back)
        for v in LEVELS
    ]
    practised = sorted({row["minutes"] for row in rows if row["minutes"] not in (None, ALL)}, key=lowest_of)
    missing = why_missing(language, NOT_ASKED, NOT_TOLD)
    minutes = code_column("minutes", words["minutes"], band_labels(practised, words), missing)
    columns = (
        Column("person", words["person"], ColumnKind.ID),
        Column("member_group", words["group"], ColumnKind.ID),
        *bands,
        minutes,
    )
    told = [
        {
            "person": row["person"],
            "member_group": row["group"],
            **{v: NOT_TOLD if row[v] is None else _code(row[v]) for v in LEVELS},
            "minutes": NOT_ASKED if row["minutes"] is None else _code(row["minutes"]) or NOT_TOLD,
        }
        for row in rows
    ]
    return Sheet("people", words["people"], columns, frame_of(columns, told), ("person",))


def _check_ins(content: Content, words: Words, language: str) -> Sheet:
    rows = content.rows["check_ins"]
    asked = {key for row in rows for key in row}
    check_in = check_in_of(Role.MEMBER)
    items = [item for item in check_in.items if item.key in asked]
    columns = (
        Column("person", words["person"], ColumnKind.ID),
        _stage(words),
        *(item_column(check_in, item, language, mean=True) for item in items),
    )
    names = {item.key: column.name for item, column in zip(items, columns[2:], strict=True)}
    told = [
        {
            "person": row["person"],
            "stage": STAGES.index(row["stage"]) + 1,
            **{name: row.get(key, NOT_ASKED) for key, name in names.items()},
        }
        for row in rows
    ]
    return Sheet("check_ins", words["check_ins"], columns, frame_of(columns, told), ("person", "stage"))


def _stage(words: Words) -> Column:
    return code_column("stage", words["stage"], {k: words[stage] for k, stage in enumerate(STAGES, start=1)})


def _assessment(asked: Instrument, rows: Sequence[Told], words: Words, language: str) -> Sheet:
    """One instrument: answers by item and scores by scale, a row for each assessment that is told."""
    columns = distinct(
        (
            Column("person", words["person"], ColumnKind.ID),
            Column("occasion", words["occasion"], ColumnKind.WHOLE),
            Column("week", words["week"], ColumnKind.WHOLE, missing=why_missing(language, NOT_TOLD)),
            *(item_column(asked, item, language) for item in asked.items),
            *(scale_column(asked, scale, language) for scale in asked.scales),
        )
    )
    keys = [*(item.key for item in asked.items), *(scale.key for scale in asked.scales)]
    n = len(asked.items)
    told = []
    for row in rows:
        values = [_answer(row["answers"], key) for key in keys[:n]] + [row["scores"].get(key, NOT_SAID) for key in keys[n:]]
        cells = dict(zip((c.name for c in columns[3:]), values, strict=True))
        week = NOT_TOLD if row["week"] is None else row["week"]
        told.append({"person": row["person"], "occasion": row["occasion"], "week": week, **cells})
    name = column_name(asked.key)
    return Sheet(name, asked.title, columns, frame_of(columns, told), ("person", "occasion"))


def _answer(answers: Mapping[str, float | None], key: str) -> float:
    value = answers.get(key, NOT_ASKED)
    return NOT_SAID if value is None else value


def _group_stages(content: Content, words: Words, language: str) -> Sheet:
    kept_back = why_missing(language, NOT_TOLD)
    columns = (
        Column("number", words["number"], ColumnKind.WHOLE),
        Column("member_group", words["group"], ColumnKind.ID),
        _stage(words),
        Column("item", words["item"], ColumnKind.ID),
        Column("people", words["n"], ColumnKind.WHOLE, missing=kept_back),
        Column("mean", words["mean"], ColumnKind.NUMBER, missing=kept_back),
    )
    told = [
        {
            "number": number,
            "member_group": row["group"],
            "stage": STAGES.index(row["stage"]) + 1,
            "item": row["item"],
            "people": NOT_TOLD if row["people"] is None else row["people"],
            "mean": NOT_TOLD if row["mean"] is None else row["mean"],
        }
        for number, row in enumerate(content.rows["group_stages"], start=1)
    ]
    return Sheet("group_stages", words["group_stages"], columns, frame_of(columns, told), ("number",))


def _counts(tables: Sequence[CountTable], words: Words, language: str) -> Sheet:
    bands = [code_column(v, words[v], {0: words["all"], **band_labels(levels, words)}) for v, levels in LEVELS.items()]
    columns = (
        Column("number", words["number"], ColumnKind.WHOLE),
        Column("table_number", words["table"], ColumnKind.WHOLE),
        *bands,
        Column("people", words["n"], ColumnKind.WHOLE, missing=why_missing(language, NOT_TOLD)),
    )
    told = [{"number": k, **row} for k, row in enumerate(_cells(tables), start=1)]
    return Sheet("counts", words["counts"], columns, frame_of(columns, told), ("number",))


def _cells(tables: Sequence[CountTable]) -> Iterator[dict[str, int | None]]:
    for number, table in enumerate(tables, start=1):
        for key, value in table.cells.items():
            at = {v: _code(level) for v, level in zip(table.variables, key, strict=True)}
            yield {"table_number": number, **at, "people": NOT_TOLD if value is None else value}
