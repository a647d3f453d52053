"""The scoring of a scale as FHIRPath, so that any program that follows the Structured Data Capture guide scores as we do."""

from collections import defaultdict
from collections.abc import Sequence

from fourfold.instruments import Instrument, Method, Scale
from fourfold.instruments.instrument import LONGEST_WITHOUT_GAPS


def score_expression(instrument: Instrument, scale: Scale) -> str:
    """The FHIRPath that gives the score of a scale, or nothing where too few items were answered."""
    n, needed = len(scale.items), fewest_answers(instrument, scale)
    count = f"{_answers(scale.items)}.count()"
    keyed = _keyed(instrument, scale)
    if scale.method is Method.MEAN:
        made = f"({keyed}) / {count}"
    else:
        made = f"({keyed})" if needed == n else f"iif({count} = {n}, {keyed}, ({keyed}) / {count} * {n})"
    scaled = made if scale.factor == 1 else f"({made}) * {scale.factor!r}"
    return f"iif({_enough(instrument, scale, count, needed)}, {scaled}, {{}})"


def fewest_answers(instrument: Instrument, scale: Scale) -> int:
    """How many items of a scale must be answered for a score."""
    n, rule = len(scale.items), instrument.rule_for(scale)
    if rule.is_ours and n <= LONGEST_WITHOUT_GAPS:
        return n
    by_count = n - rule.most_missing if rule.most_missing is not None else 0
    by_share = -(-n * rule.least_answered // 1) if rule.least_answered is not None else 0
    return max(by_count, int(by_share), 1)


def _enough(instrument: Instrument, scale: Scale, count: str, needed: int) -> str:
    safety = [key for key in scale.items if instrument.item(key).safety]
    asked = [f"{count} >= {needed}", *(f"{_answers([key])}.exists()" for key in safety)]
    return " and ".join(asked)


def _keyed(instrument: Instrument, scale: Scale) -> str:
    """The sum of the answers, those of reversed items counted from the other end of their scale."""
    turned: dict[int, list[str]] = defaultdict(list)
    for key in scale.items:
        if key in scale.reversed:
            turned[instrument.item(key).lowest + instrument.item(key).highest].append(key)
    plain = [key for key in scale.items if key not in scale.reversed]
    parts = [_or_nothing(plain, f"{_answers(plain)}.weight().sum()")] if plain else []
    for both, keys in turned.items():
        parts.append(_or_nothing(keys, f"{both} * {_answers(keys)}.count() - {_answers(keys)}.weight().sum()"))
    return " + ".join(parts)


def _or_nothing(keys: Sequence[str], made: str) -> str:
    """Nothing plus something is nothing in FHIRPath: where none of these items is answered, 0 stands in."""
    return f"iif({_answers(keys)}.exists(), {made}, 0)"


def _answers(keys: Sequence[str]) -> str:
    """Items by a pattern: a union of names, the plainer way, takes engines fifty times as long."""
    listed = "|".join(key.replace(".", "[.]") for key in keys)
    return f"%resource.item.where(linkId.matches('^({listed})$')).answer"
