"""What is known, as data: findings by topic with their limits, read from one file and refused where a limit is missing."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fourfold.instruments.toml_table import Table
from fourfold.web.knowledge.texts import texts, texts_of, top_of

MEASURES = ("r", "d", "g", "size")
_EFFECT = ("of", "measure", "value", "low", "high", "up_to")
_FINDING = ("key", "unseen", "about", "found", "design", "studies", "people", "citation", "address", "effects", "limits")


@dataclass(frozen=True, slots=True)
class Effect:
    """One figure: of what, in which measure, with its interval or, where studies are told apart, how far it reaches."""

    of: Mapping[str, str]
    measure: str
    value: float
    low: float | None
    high: float | None
    up_to: float | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What one paper found and what limits it; `unseen` where nobody has seen its figures in a source."""

    key: str
    about: Mapping[str, str]
    found: Mapping[str, str]
    design: Mapping[str, str]
    studies: int | None
    people: int | None
    effects: tuple[Effect, ...]
    limits: tuple[Mapping[str, str], ...]
    citation: str
    address: str
    unseen: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """Findings about one thing, and what they say together in a sentence."""

    key: str
    title: Mapping[str, str]
    say: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Central:
    """A sentence that stands first, and the finding that it is about."""

    finding: str
    say: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The whole file."""

    central: tuple[Central, ...]
    topics: tuple[Topic, ...]


@cache
def evidence() -> Evidence:
    """What is known. Raises InstrumentRefused with file, place and remedy where the file does not hold together."""
    return read(top_of("evidence.toml"))


def read(top: Table) -> Evidence:
    """The evidence in a table. Raises InstrumentRefused with file, place and remedy."""
    top.only("central", "topics")
    topics = tuple(_topic(table) for table in top.tables("topics", "topic"))
    known = {finding.key for topic in topics for finding in topic.findings}
    return Evidence(tuple(_central(table, known) for table in top.tables("central", "central")), topics)


def _central(table: Table, known: set[str]) -> Central:
    table.only("finding", "say")
    if table.text("finding") not in known:
        raise table.refusal("finding", f"'{table.text('finding')}' is no finding; name one by its key")
    return Central(table.text("finding"), texts(table, "say"))


def _topic(table: Table) -> Topic:
    table.only("key", "title", "say", "findings")
    findings = tuple(_finding(inner) for inner in table.tables("findings", "finding"))
    return Topic(table.text("key"), texts(table, "title"), texts(table, "say"), findings)


def _finding(table: Table) -> Finding:
    table.only(*_FINDING)
    effects = tuple(_effect(inner) for inner in table.tables("effects", "effect"))
    limits = tuple(texts_of(inner) for inner in table.tables("limits", "limit"))
    if not limits:
        raise table.refusal("limits", "there is none; write at least one, in every language")
    if table.flag("unseen") and (effects or table.has("studies") or table.has("people")):
        raise table.refusal("unseen", "a finding that nobody has seen in a source has no figures; take them out")
    return Finding(
        key=table.text("key"),
        about=texts(table, "about"),
        found=texts(table, "found"),
        design=texts(table, "design"),
        studies=table.whole("studies") if table.has("studies") else None,
        people=table.whole("people") if table.has("people") else None,
        effects=effects,
        limits=limits,
        citation=table.text("citation"),
        address=table.text("address", ""),
        unseen=table.flag("unseen"),
    )


def _effect(table: Table) -> Effect:
    table.only(*_EFFECT)
    if table.text("measure") not in MEASURES:
        raise table.refusal("measure", f"'{table.text('measure')}' is not known; use one of {', '.join(MEASURES)}")
    low, high, up_to = (table.number(key) if table.has(key) else None for key in ("low", "high", "up_to"))
    value = table.number("value")
    if (low is None) != (high is None):
        raise table.refusal("low", "an interval has both ends; write low and high, or neither")
    if low is not None and high is not None and not low <= value <= high:
        raise table.refusal("value", f"{value:g} does not lie between low {low:g} and high {high:g}; mend one of them")
    return Effect(texts(table, "of"), table.text("measure"), value, low, high, up_to)
