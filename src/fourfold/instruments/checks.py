"""Whether an instrument holds together: partition, reversals, wordings in every language, worked examples."""

from collections.abc import Iterable, Mapping

from fourfold.instruments.constructs import CONSTRUCTS
from fourfold.instruments.instrument import CutOff, Instrument, Item, Kind, Norm, Scale
from fourfold.instruments.scoring import AnswerRefused, score_scale
from fourfold.instruments.toml_table import InstrumentRefused, doubled
from fourfold.vocabulary import NotEnoughData

_NEAR = 0.005
"""Worked examples are published to two decimals."""
_ROUNDED = 0.01
"""Means and spreads are published rounded."""
_GAP = "{name}"
_LONGEST_KEY = 40
"""The site keeps the keys of instruments and scales in columns of this width."""
_TITLED_IN = ("en", "es")
"""Scales of an instrument without wording are titled in the languages of the site."""
_KINDS = ("alpha", "omega", "retest")


def check(instrument: Instrument, file: str) -> None:
    """Nothing, where the instrument holds together. Raises InstrumentRefused for the first fault."""
    for fault in _faults(instrument):
        raise InstrumentRefused(file, *fault)


_Fault = tuple[str, str]
"""The place, and what is wrong with its remedy."""


def _faults(instrument: Instrument) -> Iterable[_Fault]:
    yield from _keys(instrument)
    for item in instrument.items:
        yield from _item(instrument, item)
    yield from _partition(instrument)
    for scale in instrument.scales:
        yield from _scale(instrument, scale)
        yield from _told(instrument, scale)
    yield from _codes(instrument)
    yield from _texts(instrument)
    yield from _examples(instrument)


def _keys(instrument: Instrument) -> Iterable[_Fault]:
    if len(instrument.key) > _LONGEST_KEY:
        yield "key", f"is longer than {_LONGEST_KEY} letters; shorten it and the name of the file"
    if instrument.kind is Kind.RECORDED:
        yield from _recorded(instrument)
    elif not instrument.items:
        yield "items", 'there is none; write [[items]] for each, or kind = "recorded" where only totals are written down'
    for construct in instrument.constructs:
        if construct not in CONSTRUCTS:
            yield "constructs", f"'{construct}' is not known; use some of {', '.join(CONSTRUCTS)}"
    if twice := doubled(item.key for item in instrument.items):
        yield "items", f"the key {twice} is given to more than one; keys are unique"
    if twice := doubled(scale.key for scale in instrument.scales):
        yield "scales", f"the key {twice} is given to more than one; keys are unique"


def _recorded(instrument: Instrument) -> Iterable[_Fault]:
    if instrument.items:
        yield "items", "are given, yet kind is recorded; take them out, since only totals are written down"
    if not instrument.scales:
        yield "scales", "there is none; write [[scales]] for each total that is written down"
    if instrument.examples:
        yield "examples", "are given, yet kind is recorded; take them out, since nothing is scored"


def _item(instrument: Instrument, item: Item) -> Iterable[_Fault]:
    place = f"item '{item.key}'"
    if item.lowest >= item.highest:
        yield f"{place}, lowest", f"{item.lowest} is not below highest {item.highest}; exchange or mend them"
    if item.step < 1 or (item.highest - item.lowest) % item.step:
        yield f"{place}, step", f"{item.step} does not lead from {item.lowest} to {item.highest}; mend one of them"
    if item.safety_from is not None and (not item.safety or item.safety_from not in item.values):
        yield f"{place}, safety_from", "needs safety = true and an answer of the item; mend it or take it out"
    if item.quality is not None and (item.level is None or item.target is None):
        yield f"{place}, quality", "a rating also needs a level and a target; add what is missing"
    if item.choices and [choice.value for choice in item.choices] != list(item.values):
        yield f"{place}, choices", f"need one choice for each value from {item.lowest} to {item.highest}, in order"
    yield from _wording(instrument, item, place)


def _wording(instrument: Instrument, item: Item, place: str) -> Iterable[_Fault]:
    yield from _in_every_language(instrument, f"{place}, wording", item.wording or {})
    if item.wording and not item.choices:
        yield from _in_every_language(instrument, f"{place}, ends", item.ends)
    for number, choice in enumerate(item.choices, start=1):
        yield from _in_every_language(instrument, f"{place}, choice {number}, wording", choice.wording)
    named = item.target is not None and item.target.is_named
    for language, text in (item.wording or {}).items():
        if named != (_GAP in text):
            remedy = f"put {_GAP} where the name belongs" if named else f"take {_GAP} out, since nobody is named"
            yield f"{place}, wording, {language}", remedy


def _in_every_language(instrument: Instrument, place: str, said: Mapping[str, object]) -> Iterable[_Fault]:
    for language in instrument.languages:
        if language not in said:
            yield place, f"is missing in '{language}'; write it, or take '{language}' out of languages"
    for language in said:
        if language not in instrument.languages:
            yield place, f"is given in '{language}', which languages does not name; add it there or take it out here"


def _partition(instrument: Instrument) -> Iterable[_Fault]:
    keys = {item.key for item in instrument.items}
    placed: dict[str, str] = {}
    for key in sorted(instrument.unscored - keys):
        yield "unscored", f"'{key}' is no item; name items by their key"
    for scale in instrument.scales:
        for key in scale.items:
            if key in instrument.unscored:
                yield f"scale '{scale.key}', items", f"'{key}' is declared unscored; take it out here or there"
            if key in placed and not scale.overall:
                yield (
                    f"scale '{scale.key}', items",
                    f"'{key}' belongs to scale '{placed[key]}' already; take it out of one, or write overall = true",
                )
            if not scale.overall:
                placed[key] = scale.key
    for item in instrument.items:
        if item.key not in placed and item.key not in instrument.unscored:
            yield f"item '{item.key}'", "belongs to no scale; add it to one, or to unscored"


def _scale(instrument: Instrument, scale: Scale) -> Iterable[_Fault]:
    place, keys = f"scale '{scale.key}'", {item.key for item in instrument.items}
    if instrument.kind is Kind.RECORDED:
        yield from _written_down(scale, place)
        return
    if scale.lowest is not None or scale.highest is not None:
        yield f"{place}, lowest", "follows from the items; take lowest and highest out of the scale"
    if not scale.items:
        yield f"{place}, items", "there is none; name the items it is made of"
    for key in scale.items:
        if key not in keys:
            yield f"{place}, items", f"'{key}' is no item; name items by their key"
    for key in sorted(scale.reversed - set(scale.items)):
        yield f"{place}, reversed", f"'{key}' is not on this scale; reverse only items that are"
    most = instrument.rule_for(scale).most_missing
    if most is not None and not 0 <= most < len(scale.items):
        yield f"{place}, missing, most_missing", f"{most} does not leave an answer of {len(scale.items)} items; lower it"


def _written_down(scale: Scale, place: str) -> Iterable[_Fault]:
    if scale.items or scale.reversed:
        yield f"{place}, items", "are given, yet kind is recorded; take them out, since only totals are written down"
    if (scale.lowest is None) != (scale.highest is None):
        yield f"{place}, lowest", "needs highest too, and highest it; give both or none"
    if scale.lowest is not None and scale.highest is not None and scale.lowest >= scale.highest:
        yield f"{place}, lowest", f"{scale.lowest:g} is not below highest {scale.highest:g}; exchange or mend them"


def _told(instrument: Instrument, scale: Scale) -> Iterable[_Fault]:
    place = f"scale '{scale.key}'"
    for language in instrument.languages or _TITLED_IN:
        if language not in scale.title:
            yield f"{place}, title", f"is missing in '{language}'; write title.{language} = \"...\""
    for of, cut_offs in instrument.bands(scale).items():
        yield from _bands(cut_offs, instrument.range_of(scale), f"{place}, cut_offs" + (f" of '{of}'" if of else ""))
    for number, norm in enumerate(scale.norms, start=1):
        yield from _norm(norm, instrument.range_of(scale), f"{place}, norm {number}")
    for number, reliability in enumerate(scale.reliability, start=1):
        if reliability.kind not in _KINDS or not 0 < reliability.value < 1:
            yield f"{place}, reliability {number}", f"needs a kind, one of {', '.join(_KINDS)}, and a value between 0 and 1"
    if scale.change is not None and scale.change.value <= 0:
        yield f"{place}, change, value", "is not above 0; write the least difference without its sign"


def _norm(norm: Norm, within: tuple[float, float] | None, place: str) -> Iterable[_Fault]:
    if norm.n < 2 or norm.sd <= 0:
        yield place, "needs the n (2 or more) and the sd (above 0) of its sample; leave it out without them"
    elif within is not None and not within[0] <= norm.mean <= within[1]:
        yield (
            f"{place}, mean",
            f"{norm.mean:g} is not on the scale, which goes from {within[0]:g} to {within[1]:g}; "
            "turn means of items into sums, or back",
        )
    elif within is not None and norm.sd > _widest(norm, within):
        yield f"{place}, sd", f"{norm.sd:g} is more than {norm.n} scores with that mean can have; mend one of them"


def _widest(norm: Norm, within: tuple[float, float]) -> float:
    """The spread of a sample in which everybody is at one end of the scale or at the other."""
    low, high = within
    widest: float = ((norm.mean - low) * (high - norm.mean) * norm.n / (norm.n - 1)) ** 0.5
    return widest * (1 + _ROUNDED)


def _bands(cut_offs: tuple[CutOff, ...], within: tuple[float, float] | None, place: str) -> Iterable[_Fault]:
    starts = [cut_off.at_least for cut_off in cut_offs]
    if starts != sorted(set(starts)):
        yield place, "do not ascend; write them from the lowest, each boundary once"
    for start in starts:
        if within is not None and not within[0] <= start <= within[1]:
            yield place, f"{start:g} is not on the scale, which goes from {within[0]:g} to {within[1]:g}; mend it"


def _codes(instrument: Instrument) -> Iterable[_Fault]:
    if instrument.codes is None:
        return
    values = {value for item in instrument.items for value in item.values}
    known = (
        ("totals", instrument.codes.totals, {scale.key for scale in instrument.scales}, "scale"),
        ("items", instrument.codes.items, {item.key for item in instrument.items}, "item"),
        ("answers", instrument.codes.answers, values, "answer of an item"),
    )
    for place, codes, there, called in known:
        for key in codes:
            if key not in there:
                yield f"codes, {place}", f"'{key}' is no {called}; mend it or take it out"


def _texts(instrument: Instrument) -> Iterable[_Fault]:
    if instrument.texts:
        yield from _in_every_language(instrument, "texts", instrument.texts)
    every = {key for texts in instrument.texts.values() for key in texts}
    for language, texts in instrument.texts.items():
        for key in sorted(every - set(texts)):
            yield f"texts, {language}", f"'{key}' is missing; every language has every text"


def _examples(instrument: Instrument) -> Iterable[_Fault]:
    for number, example in enumerate(instrument.examples, start=1):
        place, scales = f"example {number}, scores", {scale.key for scale in instrument.scales}
        for key, said in example.scores.items():
            if key not in scales:
                yield place, f"'{key}' is no scale; name scales by their key"
                continue
            try:
                found = score_scale(instrument, key, example.answers).value
            except (AnswerRefused, NotEnoughData) as fault:
                yield f"example {number}, answers", f"{fault} Mend the answers or the key"
                continue
            if abs(found - said) > _NEAR:
                yield f"{place}, {key}", f"the key gives {found:g}, the example says {said:g}; mend the key or the example"
