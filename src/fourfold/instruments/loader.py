"""A TOML file -> an Instrument, or one refusal that says where and what to do; the catalogue and a site's own folder."""

import tomllib
from fractions import Fraction
from functools import cache
from importlib.resources import files
from pathlib import Path

from fourfold.instruments.checks import check
from fourfold.instruments.instrument import (
    OUR_RULE,
    Choice,
    CutOff,
    Instrument,
    Item,
    Method,
    MissingRule,
    Norm,
    Scale,
    TargetKind,
    WorkedExample,
)
from fourfold.instruments.toml_table import InstrumentRefused, Table
from fourfold.vocabulary import Level, Quality

_FIELDS = (
    *("key", "version", "title", "source", "licence", "languages", "lowest", "highest", "unscored"),
    *("ends", "missing", "texts", "items", "scales", "examples"),
)
_ITEM_FIELDS = ("key", "lowest", "highest", "wording", "ends", "level", "quality", "target", "choices", "safety")
_SCALE_FIELDS = ("key", "items", "reversed", "score", "factor", "overall", "missing", "cut_offs", "norms")


def catalogue(folder: Path | None = None) -> tuple[str, ...]:
    """The keys of the instruments that ship, and of those in a site's own folder, in alphabetical order."""
    own = () if folder is None else (path.stem for path in folder.glob("*.toml"))
    return tuple(sorted({*_shipped_keys(), *own}))


def instrument(key: str, folder: Path | None = None) -> Instrument:
    """The instrument of that key, from the catalogue or from a site's own folder.

    Raises KeyError for a key that is in neither, and InstrumentRefused for a file that cannot be used.
    """
    if key in _shipped_keys():
        if folder is not None and (folder / f"{key}.toml").exists():
            raise InstrumentRefused(f"{key}.toml", "key", f"'{key}' ships with Fourfold; give your own instrument another key")
        return _shipped(key)
    if folder is not None and key in catalogue(folder):
        return load(folder / f"{key}.toml")
    raise KeyError(f"there is no instrument '{key}'; there are {', '.join(catalogue(folder))}")


def load(path: Path) -> Instrument:
    """The instrument in a TOML file. Raises InstrumentRefused naming the file, the place and the remedy."""
    try:
        return read(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as fault:
        raise InstrumentRefused(path.name, "", f"is not UTF-8 text (byte {fault.start}); save it as UTF-8") from fault


def read(text: str, file: str) -> Instrument:
    """The instrument in the text of a TOML file; `file` is how refusals call it."""
    try:
        top = Table(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise InstrumentRefused(file, "", f"is no TOML: {fault}; mend that place") from fault
    made = _instrument(top)
    if made.key != Path(file).stem:
        raise top.refusal("key", f"'{made.key}' is not the name of the file; rename one of them")
    check(made, file)
    return made


def _shipped_keys() -> frozenset[str]:
    return frozenset(_shipped_texts())


@cache
def _shipped(key: str) -> Instrument:
    return read(_shipped_texts()[key], f"{key}.toml")


@cache
def _shipped_texts() -> dict[str, str]:
    found = files("fourfold.instruments").joinpath("catalogue").iterdir()
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found if f.name.endswith(".toml")}


def _instrument(top: Table) -> Instrument:
    top.only(*_FIELDS)
    return Instrument(
        key=top.text("key"),
        version=top.text("version"),
        title=top.text("title"),
        source=top.text("source"),
        licence=top.text("licence"),
        items=tuple(_item(top, table) for table in top.tables("items", "item")),
        scales=tuple(_scale(table) for table in top.tables("scales", "scale")),
        unscored=frozenset(top.texts("unscored")),
        languages=top.texts("languages"),
        texts={language: _by_key(top.table("texts"), language) for language in top.table("texts").entries},
        missing=_missing(top) or OUR_RULE,
        examples=tuple(_example(table) for table in top.tables("examples", "example")),
    )


def _item(top: Table, table: Table) -> Item:
    table.only(*_ITEM_FIELDS)
    ends = table if table.has("ends") else top
    return Item(
        key=table.text("key"),
        lowest=(table if table.has("lowest") else top).whole("lowest"),
        highest=(table if table.has("highest") else top).whole("highest"),
        wording=_by_key(table, "wording") if table.has("wording") else None,
        ends={} if table.has("choices") else {language: _pair(ends, language) for language in ends.table("ends").entries},
        level=table.word("level", Level) if table.has("level") else None,
        quality=table.word("quality", Quality) if table.has("quality") else None,
        target=table.word("target", TargetKind) if table.has("target") else None,
        choices=tuple(Choice(c.whole("value"), _by_key(c, "wording")) for c in table.tables("choices", "choice")),
        safety=table.flag("safety"),
    )


def _scale(table: Table) -> Scale:
    table.only(*_SCALE_FIELDS)
    return Scale(
        key=table.text("key"),
        items=table.texts("items"),
        method=table.word("score", Method),
        reversed=frozenset(table.texts("reversed")),
        factor=table.number("factor", 1.0),
        overall=table.flag("overall"),
        missing=_missing(table),
        cut_offs=tuple(_cut_off(t) for t in table.tables("cut_offs", "cut-off")),
        norms=tuple(_norm(t) for t in table.tables("norms", "norm")),
    )


def _missing(table: Table) -> MissingRule | None:
    if not table.has("missing"):
        return None
    rule = table.table("missing")
    rule.only("most_missing", "least_answered", "source")
    if not rule.has("source"):
        raise rule.refusal("source", "is missing; say where the rule is found, or leave [missing] out and ours is taken")
    if rule.has("most_missing") == rule.has("least_answered"):
        raise rule.refusal("", "give either most_missing (a number of items) or least_answered (a share), not both or none")
    share = Fraction(str(rule.number("least_answered"))) if rule.has("least_answered") else None
    if share is not None and not 0 < share <= 1:
        raise rule.refusal("least_answered", f"{float(share):g} is no share; write 0.8 for 80 %")
    most = rule.whole("most_missing") if rule.has("most_missing") else None
    return MissingRule(most_missing=most, least_answered=share, source=rule.text("source"))


def _cut_off(table: Table) -> CutOff:
    table.only("at_least", "label", "source")
    return CutOff(table.number("at_least"), table.text("label"), table.text("source"))


def _norm(table: Table) -> Norm:
    table.only("name", "mean", "sd", "n", "population", "source")
    mean, sd, n = table.number("mean"), table.number("sd"), table.whole("n")
    return Norm(table.text("name"), mean, sd, n, table.text("population"), table.text("source"))


def _example(table: Table) -> WorkedExample:
    table.only("answers", "scores", "source")
    answers, scores = table.table("answers"), table.table("scores")
    return WorkedExample(
        answers={key: answers.whole(key) for key in answers.entries},
        scores={key: scores.number(key) for key in scores.entries},
        source=table.text("source"),
    )


def _by_key(table: Table, key: str) -> dict[str, str]:
    inner = table.table(key)
    return {name: inner.text(name) for name in inner.entries}


def _pair(table: Table, language: str) -> tuple[str, str]:
    ends = table.table("ends")
    words = ends.entries[language]
    if not isinstance(words, list) or len(words) != 2 or not all(isinstance(w, str) and w.strip() for w in words):
        raise ends.refusal(language, 'needs the words at both ends; write ["not at all", "very much"], for example')
    return words[0], words[1]
