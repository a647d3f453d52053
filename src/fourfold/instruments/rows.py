"""The tables of a file -> the rows of an Instrument; each field is read, and refused, by its place."""

from fractions import Fraction

from fourfold.instruments.instrument import (
    OUR_RULE,
    Choice,
    Codes,
    CutOff,
    Direction,
    Instrument,
    Item,
    Kind,
    Method,
    MissingRule,
    Norm,
    PublishedChange,
    Reliability,
    Respondent,
    Scale,
    TargetKind,
    WorkedExample,
)
from fourfold.instruments.toml_table import Table, doubled
from fourfold.vocabulary import Level, Quality

FIELDS = (
    *("key", "version", "title", "kind", "respondent", "constructs", "source", "licence", "wording_at", "notes"),
    *("languages", "lowest", "highest", "step", "numbered", "unscored", "ends", "missing", "texts", "codes"),
    *("items", "scales", "examples"),
)
ITEM_FIELDS = (
    *("key", "lowest", "highest", "step", "wording", "ends", "level", "quality", "target", "choices"),
    *("safety", "safety_from"),
)
SCALE_FIELDS = (
    *("key", "title", "direction", "items", "reversed", "score", "factor", "overall", "missing", "lowest", "highest"),
    *("cut_offs", "norms", "reliability", "change"),
)
MOST_NUMBERED = 300
CODE_FIELDS = ("panel", "totals", "items", "answers")


def instrument_row(top: Table) -> Instrument:
    """The instrument in the outermost table of a file, not yet checked as a whole."""
    top.only(*FIELDS)
    items = _items(top)
    return Instrument(
        key=top.text("key"),
        version=top.text("version"),
        title=top.text("title"),
        source=top.text("source"),
        licence=top.text("licence"),
        items=items,
        scales=tuple(_scale(table) for table in top.tables("scales", "scale")),
        unscored=frozenset(top.item_keys("unscored")),
        languages=top.texts("languages"),
        texts={language: _by_key(top.table("texts"), language) for language in top.table("texts").entries},
        missing=_missing(top) or OUR_RULE,
        examples=tuple(_example(table, items) for table in top.tables("examples", "example")),
        kind=top.word("kind", Kind) if top.has("kind") else Kind.ANSWERED,
        respondent=top.word("respondent", Respondent) if top.has("respondent") else Respondent.MEMBER,
        constructs=top.texts("constructs"),
        wording_at=top.text("wording_at", ""),
        codes=_codes(top.table("codes"), items) if top.has("codes") else None,
        notes=top.texts("notes"),
    )


def _items(top: Table) -> tuple[Item, ...]:
    given = tuple(_item(top, table) for table in top.tables("items", "item"))
    if not top.has("numbered"):
        return given
    own = {item.key: item for item in given}
    if twice := doubled(item.key for item in given):
        raise top.refusal("items", f"the key {twice} is given to more than one; keys are unique")
    if not 1 <= (count := top.whole("numbered")) <= MOST_NUMBERED:
        raise top.refusal("numbered", f"{count} is not from 1 to {MOST_NUMBERED}; write how many items the form numbers")
    numbers = [f"q{n}" for n in range(1, count + 1)]
    made = [own.get(key) or _item(top, Table(top.file, f"item '{key}'", {"key": key})) for key in numbers]
    return (*made, *(item for item in given if item.key not in numbers))


def _item(top: Table, table: Table) -> Item:
    table.only(*ITEM_FIELDS)
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
        step=(table if table.has("step") else top).whole("step", 1),
        safety_from=table.whole("safety_from") if table.has("safety_from") else None,
    )


def _scale(table: Table) -> Scale:
    table.only(*SCALE_FIELDS)
    return Scale(
        key=table.text("key"),
        items=table.item_keys("items"),
        method=table.word("score", Method) if table.has("score") or table.has("items") else Method.SUM,
        reversed=frozenset(table.item_keys("reversed")),
        factor=table.number("factor", 1.0),
        overall=table.flag("overall"),
        missing=_missing(table),
        cut_offs=tuple(_cut_off(t) for t in table.tables("cut_offs", "cut-off")),
        norms=tuple(_norm(t) for t in table.tables("norms", "norm")),
        title=_by_key(table, "title"),
        direction=table.word("direction", Direction) if table.has("direction") else Direction.NEITHER,
        reliability=tuple(_reliability(t) for t in table.tables("reliability", "reliability")),
        change=_change(table),
        lowest=table.number("lowest") if table.has("lowest") else None,
        highest=table.number("highest") if table.has("highest") else None,
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
    table.only("at_least", "label", "wording", "of", "source")
    number, label, source = table.number("at_least"), table.text("label"), table.text("source")
    return CutOff(number, label, source, of=table.text("of", ""), wording=_by_key(table, "wording"))


def _norm(table: Table) -> Norm:
    table.only("name", "mean", "sd", "n", "population", "clinical", "source")
    mean, sd, n = table.number("mean"), table.number("sd"), table.whole("n")
    return Norm(table.text("name"), mean, sd, n, table.text("population"), table.text("source"), table.flag("clinical"))


def _reliability(table: Table) -> Reliability:
    table.only("kind", "value", "source")
    return Reliability(table.text("kind"), table.number("value"), table.text("source"))


def _change(table: Table) -> PublishedChange | None:
    if not table.has("change"):
        return None
    change = table.table("change")
    change.only("value", "source")
    return PublishedChange(change.number("value"), change.text("source"))


def _codes(table: Table, items: tuple[Item, ...]) -> Codes:
    table.only(*CODE_FIELDS)
    answers, in_order = _by_key(table, "answers"), isinstance(table.entries.get("items"), list)
    for value in answers:
        if not value.lstrip("-").isdecimal():
            raise table.refusal("answers", f"'{value}' is no answer; write whole numbers on the left")
    by_item = _in_order(table, "items", items) if in_order else _by_key(table, "items")
    if not all(isinstance(code, str) for code in by_item.values()):
        raise table.refusal("items", 'holds what is no text; write codes as "..."')
    return Codes(
        panel=table.text("panel", ""),
        totals=_by_key(table, "totals"),
        items={key: str(code) for key, code in by_item.items()},
        answers={int(value): code for value, code in answers.items()},
    )


def _example(table: Table, items: tuple[Item, ...]) -> WorkedExample:
    table.only("answers", "scores", "source")
    if isinstance(table.entries.get("answers"), list):
        table = Table(table.file, table.place, {**table.entries, "answers": _in_order(table, "answers", items)})
    answers, scores = table.table("answers"), table.table("scores")
    return WorkedExample(
        answers={key: answers.whole(key) for key in answers.entries},
        scores={key: scores.number(key) for key in scores.entries},
        source=table.text("source"),
    )


def _in_order(table: Table, key: str, items: tuple[Item, ...]) -> dict[str, object]:
    listed = table.entries[key]
    if not isinstance(listed, list) or len(listed) != len(items):
        raise table.refusal(key, f"needs one entry for each of the {len(items)} items, in their order")
    return {item.key: entry for item, entry in zip(items, listed, strict=True)}


def _by_key(table: Table, key: str) -> dict[str, str]:
    inner = table.table(key)
    return {name: inner.text(name) for name in inner.entries}


def _pair(table: Table, language: str) -> tuple[str, str]:
    ends = table.table("ends")
    words = ends.entries[language]
    if not isinstance(words, list) or len(words) != 2 or not all(isinstance(w, str) and w.strip() for w in words):
        raise ends.refusal(language, 'needs the words at both ends; write ["not at all", "very much"], for example')
    return words[0], words[1]
