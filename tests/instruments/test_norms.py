"""Every number beside a scale that ships can be true: norm, reliability, change, boundary and code; and each rule can fail."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import Direction, Instrument, Scale, catalogue, change_band, instrument, reliable_change
from fourfold.instruments.instrument import CutOff, Norm, PublishedChange, Reliability
from fourfold.instruments.reliability import FEWEST_FOR_NORM
from fourfold.vocabulary import NotEnoughData

PUBLISHED = [one for one in map(instrument, catalogue()) if not one.has_wording]
SCALES = [(one, scale) for one in PUBLISHED for scale in one.scales]
IDS = [f"{one.key} {scale.key}" for one, scale in SCALES]
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "instruments.md").read_text(encoding="utf-8")
Rule = Callable[[Instrument, Scale], Iterable[str]]


def means_on_the_scale(one: Instrument, scale: Scale) -> Iterable[str]:
    low, high = one.range_of(scale) or (float("-inf"), float("inf"))
    return [norm.name for norm in scale.norms if not low <= norm.mean <= high]


def spreads_of_sums_and_not_of_items(one: Instrument, scale: Scale) -> Iterable[str]:
    low, high = one.range_of(scale) or (0, 0)
    ends = {norm.name: min(norm.mean - low, high - norm.mean) for norm in scale.norms}
    return [norm.name for norm in scale.norms if not (high - low) / 20 < norm.sd < 1.5 * ends[norm.name]]


def samples_as_large_as_a_site_needs(one: Instrument, scale: Scale) -> Iterable[str]:
    told = (norm for norm in scale.norms if norm.n < FEWEST_FOR_NORM or not (norm.name and norm.population and norm.source))
    return [norm.name for norm in told]


def nothing_twice(one: Instrument, scale: Scale) -> Iterable[str]:
    names = [norm.name for norm in scale.norms]
    return [name for name in names if names.count(name) > 1] + [
        r.source for r in scale.reliability if scale.reliability.count(r) > 1
    ]


def reliabilities_of_a_scale(one: Instrument, scale: Scale) -> Iterable[str]:
    return [r.source for r in scale.reliability if not 0.5 < r.value < 0.99 or not r.source]


def changes_within_the_scale(one: Instrument, scale: Scale) -> Iterable[str]:
    low, high = one.range_of(scale) or (float("-inf"), float("inf"))
    try:
        band = change_band(one, scale.key, 0, 0) if scale in one.scales else None
    except NotEnoughData:
        return []
    widths = [] if band is None else [width for width in (band.least, band.least_95) if width is not None]
    if scale.change is not None:
        widths.append(scale.change.value)
    return [f"{width:g} on {low:g} to {high:g}" for width in widths if not 0 < width < (high - low) / 2]


def a_published_change_near_the_one_worked_out(one: Instrument, scale: Scale) -> Iterable[str]:
    if scale.change is None or not scale.norms or not scale.reliability:
        return []
    worked_out = reliable_change(scale.norms[0].sd, scale.reliability[0].value)
    return [] if 0.8 < scale.change.value / worked_out < 1.25 else [f"{scale.change.value:g}, worked out {worked_out:.2f}"]


def boundaries_on_the_scale(one: Instrument, scale: Scale) -> Iterable[str]:
    low, high = one.range_of(scale) or (float("-inf"), float("inf"))
    return [cut_off.label for cut_off in scale.cut_offs if not low <= cut_off.at_least <= high or not cut_off.source]


def reversals_of_items_there_are(one: Instrument, scale: Scale) -> Iterable[str]:
    return sorted(scale.reversed - ({item.key for item in one.items} & set(scale.items)))


def those_who_came_for_help_on_the_worse_side(one: Instrument, scale: Scale) -> Iterable[str]:
    clinical, general = ([norm.mean for norm in scale.norms if norm.clinical is side] for side in (True, False))
    if not clinical or not general or scale.direction is Direction.NEITHER:
        return []
    worse = max(clinical) < min(general) if scale.direction is Direction.BETTER else min(clinical) > max(general)
    return [] if worse else ["people who came for help are better off than others"]


NORM = Norm("sample", 20.0, 8.0, 400, "adults", "a source")
CORE, IRI = instrument("core_10"), instrument("iri")
TOTAL, FANTASY = CORE.scale("total"), IRI.scale("fantasy")
WRONG: list[tuple[Rule, Instrument, Scale]] = [
    (means_on_the_scale, CORE, replace(TOTAL, norms=(replace(NORM, mean=41.0),))),
    (means_on_the_scale, instrument("k10"), replace(instrument("k10").scale("total"), norms=(replace(NORM, mean=8.5),))),
    (spreads_of_sums_and_not_of_items, IRI, replace(FANTASY, norms=(replace(NORM, mean=2.13, sd=0.72),))),
    (spreads_of_sums_and_not_of_items, IRI, replace(FANTASY, norms=(replace(NORM, mean=2.13, sd=5.06),))),
    (spreads_of_sums_and_not_of_items, CORE, replace(TOTAL, norms=(replace(NORM, mean=1.0, sd=8.0),))),
    (samples_as_large_as_a_site_needs, CORE, replace(TOTAL, norms=(replace(NORM, n=99),))),
    (samples_as_large_as_a_site_needs, CORE, replace(TOTAL, norms=(replace(NORM, population=""),))),
    (nothing_twice, CORE, replace(TOTAL, norms=(NORM, replace(NORM, mean=19.0)))),
    (nothing_twice, CORE, replace(TOTAL, reliability=(Reliability("alpha", 0.9, "x"), Reliability("alpha", 0.9, "x")))),
    (reliabilities_of_a_scale, CORE, replace(TOTAL, reliability=(Reliability("alpha", 1.1, "x"),))),
    (reliabilities_of_a_scale, CORE, replace(TOTAL, reliability=(Reliability("alpha", 0.9, ""),))),
    (changes_within_the_scale, CORE, replace(TOTAL, change=PublishedChange(24, "x"))),
    (a_published_change_near_the_one_worked_out, CORE, replace(TOTAL, change=PublishedChange(14, "x"))),
    (boundaries_on_the_scale, CORE, replace(TOTAL, cut_offs=(CutOff(41, "high", "x"),))),
    (reversals_of_items_there_are, CORE, replace(TOTAL, reversed=frozenset({"q11"}))),
    (reversals_of_items_there_are, IRI, replace(FANTASY, reversed=frozenset({"q2"}))),
    (
        those_who_came_for_help_on_the_worse_side,
        CORE,
        replace(TOTAL, norms=(replace(NORM, clinical=True, mean=4.0), replace(NORM, name="others"))),
    ),
]
RULES = list(dict.fromkeys(rule for rule, _, _ in WRONG))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_it_holds_for_every_scale_that_ships(rule: Rule) -> None:
    assert {f"{one.key} {scale.key}": found for one, scale in SCALES if (found := list(rule(one, scale)))} == {}


@pytest.mark.parametrize(("rule", "one", "scale"), WRONG)
def test_each_rule_notices_what_it_is_for(rule: Rule, one: Instrument, scale: Scale) -> None:
    assert list(rule(one, scale))


@given(st.sampled_from([pair for pair in SCALES if pair[1].norms and pair[0].range_of(pair[1])]), st.data())
def test_a_norm_taken_from_another_scale_is_noticed_where_the_ranges_have_nothing_in_common(
    pair: tuple[Instrument, Scale], data: st.DataObject
) -> None:
    one, scale = pair
    low, high = one.range_of(scale) or (0.0, 0.0)
    mean = data.draw(st.one_of(st.floats(low - 99, low - 0.01), st.floats(high + 0.01, high + 99)))
    assert list(means_on_the_scale(one, replace(scale, norms=(replace(scale.norms[0], mean=mean),))))


def test_the_samples_of_the_self_compassion_scale_add_up_to_the_whole() -> None:
    whole, *parts = instrument("scs_26").scale("total").norms
    n = sum(part.n for part in parts)
    mean = sum(part.n * part.mean for part in parts) / n
    squares = sum((part.n - 1) * part.sd**2 + part.n * (part.mean - mean) ** 2 for part in parts)
    assert (n, mean, (squares / (n - 1)) ** 0.5) == (
        whole.n,
        pytest.approx(whole.mean, abs=0.005),
        pytest.approx(whole.sd, abs=0.005),
    )


def test_every_code_of_loinc_has_the_digit_that_checks_it() -> None:
    coded = [one.codes for one in PUBLISHED if one.codes]
    codes = [code for one in coded for code in (one.panel, *one.totals.values(), *one.items.values())]
    assert len(codes) == 2 + 2 + 9 + 7
    assert [code for code in codes if not _is_checked(code)] == []
    assert not _is_checked("44249-2")
    assert not _is_checked("44294-1")


def _is_checked(code: str) -> bool:
    number, check = code.split("-")
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(number))]
    return (10 - sum(value // 10 + value % 10 for value in doubled) % 10) % 10 == int(check)


@pytest.mark.parametrize(("one", "scale"), SCALES, ids=IDS)
def test_the_reference_names_each_scale_that_has_a_band_without_a_site_s_own_answers(one: Instrument, scale: Scale) -> None:
    try:
        told = f"| `{one.key}` | `{scale.key}` | {change_band(one, scale.key, 0, 0).least:.2f} | "
    except NotEnoughData:
        assert f"| `{one.key}` | `{scale.key}` | " not in PAGE
    else:
        assert told in PAGE
