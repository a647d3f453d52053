"""What an instrument is: its items, its scales, its rule for missing answers, and examples of how it is scored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from fourfold.vocabulary import Level, Quality


class TargetKind(StrEnum):
    """Whom an item asks about. A guess asks what the members answered."""

    FACILITATOR = "facilitator"
    MEMBERS = "members"
    GROUP = "group"
    PEER = "peer"
    SELF = "self"
    GUESS = "guess"

    @property
    def is_named(self) -> bool:
        """Whether the item is asked about one named person, so that its wording has a gap for the name."""
        return self in (TargetKind.FACILITATOR, TargetKind.PEER)


class Method(StrEnum):
    """How a scale is made of its items."""

    SUM = "sum"
    MEAN = "mean"


class Kind(StrEnum):
    """Whether answers are scored, or only totals written down that a licensed or trained person worked out."""

    ANSWERED = "answered"
    RECORDED = "recorded"


class Respondent(StrEnum):
    """Who answers, or about whom a trained rater writes down totals."""

    MEMBER = "member"
    STAFF = "staff"
    RATER = "rater"


class Direction(StrEnum):
    """What a higher score means to the person; NEITHER where that is no question of better or worse."""

    BETTER = "better"
    WORSE = "worse"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer in words: the value that is stored and what is read in each language."""

    value: int
    wording: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """One item, answered in steps of `step` from `lowest` to `highest`. Without wording the site has not imported it."""

    key: str
    lowest: int
    highest: int
    wording: Mapping[str, str] | None = None
    ends: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    level: Level | None = None
    quality: Quality | None = None
    target: TargetKind | None = None
    choices: tuple[Choice, ...] = ()
    safety: bool = False
    step: int = 1
    safety_from: int | None = None
    """From which answer a safety item speaks of danger; one step above the lowest where it is not given."""

    @property
    def values(self) -> range:
        """Every answer there is, from the lowest."""
        return range(self.lowest, self.highest + 1, self.step)

    def speaks_of_danger(self, value: float | None) -> bool:
        """Whether an answer opens the safety flow."""
        least = self.lowest + self.step if self.safety_from is None else self.safety_from
        return self.safety and value is not None and value >= least

    @property
    def is_rating(self) -> bool:
        """Whether an answer is a rating of a relationship."""
        return self.quality is not None and self.target is not TargetKind.GUESS


@dataclass(frozen=True, slots=True)
class MissingRule:
    """How many answers of a scale may be missing before it is not scored; the others stand in for them.

    `source` is where the rule is said; without it the rule is ours.
    """

    most_missing: int | None = None
    least_answered: Fraction | None = None
    source: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether the rule is the product's own, since none was found in a source."""
        return not self.source


OUR_RULE = MissingRule(least_answered=Fraction(4, 5))
"""At least 80 % answered; never scales of six items or fewer, never a safety item."""
LONGEST_WITHOUT_GAPS = 6
"""Scales up to this length are scored only when every item is answered, where the rule is ours."""


@dataclass(frozen=True, slots=True)
class CutOff:
    """A published boundary: scores of `at_least` this are told as `label`, and in other languages as `wording` says."""

    at_least: float
    label: str
    source: str
    of: str = ""
    """The name of the set of bands, where a source or two give several."""
    wording: Mapping[str, str] = field(default_factory=dict)

    def told_in(self, language: str) -> str:
        """The label in a language; in English where there is no other."""
        return self.wording.get(language, self.label)


@dataclass(frozen=True, slots=True)
class Norm:
    """The scores of a sample, with its size and who was in it; `clinical` where they had come for help."""

    name: str
    mean: float
    sd: float
    n: int
    population: str
    source: str
    clinical: bool = False


@dataclass(frozen=True, slots=True)
class Reliability:
    """A published reliability: Cronbach's alpha or omega, or the correlation of a retest; `kind` says which."""

    kind: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class PublishedChange:
    """The least change that a source calls reliable."""

    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Codes:
    """LOINC codes: of the panel, of scale totals by scale key, of items by item key, of answers by value."""

    panel: str
    totals: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scale:
    """One score of an instrument. An `overall` scale uses items that belong to another scale too.

    A scale without items is one whose totals are only written down, within `lowest` and `highest` where a source gives them.
    `title` is read on pages, by language.
    """

    key: str
    items: tuple[str, ...]
    method: Method
    reversed: frozenset[str] = frozenset()
    factor: float = 1.0
    overall: bool = False
    missing: MissingRule | None = None
    cut_offs: tuple[CutOff, ...] = ()
    norms: tuple[Norm, ...] = ()
    title: Mapping[str, str] = field(default_factory=dict)
    direction: Direction = Direction.NEITHER
    reliability: tuple[Reliability, ...] = ()
    change: PublishedChange | None = None
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """Answers and the scores that the source gives for them."""

    answers: Mapping[str, int]
    scores: Mapping[str, float]
    source: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument. `texts` holds, by language, the short texts around the items: title, instructions, goodbye."""

    key: str
    version: str
    title: str
    source: str
    licence: str
    items: tuple[Item, ...]
    scales: tuple[Scale, ...] = ()
    unscored: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: MissingRule = OUR_RULE
    examples: tuple[WorkedExample, ...] = ()
    kind: Kind = Kind.ANSWERED
    respondent: Respondent = Respondent.MEMBER
    constructs: tuple[str, ...] = ()
    wording_at: str = ""
    codes: Codes | None = None
    notes: tuple[str, ...] = ()

    @property
    def has_wording(self) -> bool:
        """Whether it can be asked as it ships; otherwise a site imports the wording it is licensed for."""
        return bool(self.languages)

    def item(self, key: str) -> Item:
        """The item of that key. Raises KeyError that names the instrument's items."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(f"{self.key} has no item '{key}'; it has {', '.join(i.key for i in self.items)}")

    def scale(self, key: str) -> Scale:
        """The scale of that key. Raises KeyError that names the instrument's scales."""
        for scale in self.scales:
            if scale.key == key:
                return scale
        raise KeyError(f"{self.key} has no scale '{key}'; it has {', '.join(s.key for s in self.scales) or 'none'}")

    def bands(self, scale: Scale) -> dict[str, tuple[CutOff, ...]]:
        """The cut-offs of a scale by the set that they belong to, each from the lowest."""
        return {of: tuple(c for c in scale.cut_offs if c.of == of) for of in dict.fromkeys(c.of for c in scale.cut_offs)}

    def range_of(self, scale: Scale) -> tuple[float, float] | None:
        """The lowest and the highest score there can be; None for a total whose range no source gives."""
        if not scale.items:
            return None if scale.lowest is None or scale.highest is None else (scale.lowest, scale.highest)
        items = [self.item(key) for key in scale.items]
        share = scale.factor / (len(items) if scale.method is Method.MEAN else 1)
        return share * sum(item.lowest for item in items), share * sum(item.highest for item in items)

    def rule_for(self, scale: Scale) -> MissingRule:
        """The rule for missing answers that holds for a scale."""
        return scale.missing or self.missing
