"""Answers -> scores: reversal, sum or mean, and the rule for missing answers."""

from collections.abc import Mapping
from dataclasses import dataclass

from fourfold.instruments.instrument import LONGEST_WITHOUT_GAPS, Instrument, Item, Method, MissingRule, Scale
from fourfold.vocabulary import NotEnoughData

Answers = Mapping[str, float | None]
"""By item key; None and an absent key both mean that there is no answer."""


class AnswerRefused(ValueError):
    """An answer is not on the scale of its item, or belongs to no item of the instrument."""


@dataclass(frozen=True, slots=True)
class Score:
    """The score of one scale. `by_our_rule` says that missing answers were made up for by our rule, not the source's."""

    value: float
    n_answered: int
    n_items: int
    prorated: bool
    by_our_rule: bool


def score(instrument: Instrument, answers: Answers) -> dict[str, Score]:
    """The score of every scale, by its key.

    Raises AnswerRefused for a value off its scale, and NotEnoughData with a sentence for each scale that cannot be
    scored; `score_scale` scores one scale whatever the others lack.
    """
    check_answers(instrument, answers)
    found: dict[str, Score] = {}
    lacking: list[str] = []
    for scale in instrument.scales:
        try:
            found[scale.key] = _scored(instrument, scale, answers)
        except NotEnoughData as too_little:
            lacking.append(str(too_little))
    if lacking:
        raise NotEnoughData(" ".join(lacking))
    return found


def score_scale(instrument: Instrument, scale: str, answers: Answers) -> Score:
    """The score of one scale. Raises AnswerRefused for a value off its scale and NotEnoughData for too few answers."""
    found = instrument.scale(scale)
    check_answers(instrument, answers)
    return _scored(instrument, found, answers)


def check_answers(instrument: Instrument, answers: Answers) -> None:
    """Nothing, where every answer is a whole step on the scale of an item. Raises AnswerRefused naming the item."""
    items = {item.key: item for item in instrument.items}
    for key, value in answers.items():
        if key not in items:
            raise AnswerRefused(f"{instrument.key} has no item '{key}'; answers are stored by {', '.join(items)}")
        if value is not None and not _is_on_scale(items[key], value):
            item = items[key]
            raise AnswerRefused(
                f"{instrument.key}, item '{key}': {value!r} is not on its scale; give {_steps(item)}, "
                "or leave it out if there is no answer"
            )


def reverse(item: Item, value: float) -> float:
    """The answer seen from the other end of the item's scale."""
    return item.lowest + item.highest - value


def _is_on_scale(item: Item, value: float) -> bool:
    return not isinstance(value, bool) and item.lowest <= value <= item.highest and value in item.values


def _steps(item: Item) -> str:
    plain = f"a whole number from {item.lowest} to {item.highest}"
    return plain if item.step == 1 else f"one of {', '.join(str(value) for value in item.values)}"


def _scored(instrument: Instrument, scale: Scale, answers: Answers) -> Score:
    if not scale.items:
        raise NotEnoughData(f"{instrument.title} is not scored from answers: its totals are written down.")
    items = [instrument.item(key) for key in scale.items]
    keyed = [_keyed(scale, item, value) for item in items if (value := answers.get(item.key)) is not None]
    missing = [item for item in items if answers.get(item.key) is None]
    rule = instrument.rule_for(scale)
    if missing:
        _check_enough(instrument, scale, rule, missing)
    mean = sum(keyed) / len(keyed)
    whole = sum(keyed) if not missing else mean * len(items)
    return Score(
        value=scale.factor * (mean if scale.method is Method.MEAN else whole),
        n_answered=len(keyed),
        n_items=len(items),
        prorated=bool(missing),
        by_our_rule=bool(missing) and rule.is_ours,
    )


def _keyed(scale: Scale, item: Item, value: float) -> float:
    return reverse(item, value) if item.key in scale.reversed else value


def _check_enough(instrument: Instrument, scale: Scale, rule: MissingRule, missing: list[Item]) -> None:
    n = len(scale.items)
    counted = f"{n - len(missing)} of its {n} items {'was' if n - len(missing) == 1 else 'were'} answered"
    cannot = f"The scale '{scale.key}' of {instrument.title} cannot be scored: {counted}"
    if any(item.safety for item in missing):
        raise NotEnoughData(f"{cannot}, and an item about safety is among those without an answer.")
    if rule.is_ours and n <= LONGEST_WITHOUT_GAPS:
        raise NotEnoughData(f"{cannot}, and so short a scale needs every one.")
    if len(missing) == n or not _allows(rule, n, len(missing)):
        raise NotEnoughData(f"{cannot}, and {_needed(rule, n)} are needed.")


def _allows(rule: MissingRule, n: int, missing: int) -> bool:
    return missing <= n - _needed(rule, n)


def _needed(rule: MissingRule, n: int) -> int:
    """The fewest answers that a rule asks for in a scale of n items; never none."""
    by_count = n - rule.most_missing if rule.most_missing is not None else 0
    by_share = -(-n * rule.least_answered // 1) if rule.least_answered is not None else 0
    return max(by_count, int(by_share), 1)
