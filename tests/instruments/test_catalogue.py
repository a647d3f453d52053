"""What ships holds together: keys that their examples would betray if wrong, facts only, and nothing that nobody has seen."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.instruments import (
    Direction,
    Instrument,
    Kind,
    Method,
    Respondent,
    Scale,
    catalogue,
    instrument,
    reverse,
    score,
    score_scale,
)
from fourfold.vocabulary import NotEnoughData

EVERY = [instrument(key) for key in catalogue()]
PUBLISHED = [one for one in EVERY if not one.has_wording]
SCORED = [one for one in PUBLISHED if one.kind is Kind.ANSWERED]
RECORDED = [one for one in EVERY if one.kind is Kind.RECORDED]
FORENSIC = {"static_99r", "stable_2007", "acute_2007", "sotips", "saprof", "yls_cmi"}
SCALES = [(one, scale) for one in SCORED for scale in one.scales]
SCALE_IDS = [f"{one.key} {scale.key}" for one, scale in SCALES]
_ids = {"ids": lambda given: given.key}


def _fits(one: Instrument, scale: Scale) -> bool:
    """Whether every worked example of the instrument comes out with this scale in place of the one of its key."""
    alone = replace(one, scales=(scale,))
    return all(
        score_scale(alone, scale.key, each.answers).value == pytest.approx(each.scores[scale.key], abs=0.005)
        for each in one.examples
    )


@pytest.mark.parametrize(("one", "scale"), SCALES, ids=SCALE_IDS)
def test_a_reversal_too_many_or_too_few_a_wrong_item_or_another_rule_breaks_an_example(one: Instrument, scale: Scale) -> None:
    assert one.examples
    assert _fits(one, scale)
    other = Method.MEAN if scale.method is Method.SUM else Method.SUM
    assert not _fits(one, replace(scale, method=other))
    assert not _fits(one, replace(scale, factor=scale.factor * 2))
    for item in scale.items:
        rest = tuple(key for key in scale.items if key != item)
        assert not _fits(one, replace(scale, reversed=scale.reversed ^ {item})), f"{item} turned round"
        assert not _fits(one, replace(scale, items=rest, reversed=scale.reversed - {item})), f"{item} left out"
        for wrong in {each.key for each in one.items} - set(scale.items):
            assert not _fits(one, replace(scale, items=(*rest, wrong), reversed=scale.reversed - {item})), f"{wrong} for {item}"


@pytest.mark.parametrize(("one", "scale"), SCALES, ids=SCALE_IDS)
def test_the_ends_of_every_item_give_the_ends_of_the_range(one: Instrument, scale: Scale) -> None:
    items = [one.item(key) for key in scale.items]
    lowest = {i.key: i.highest if i.key in scale.reversed else i.lowest for i in items}
    highest = {i.key: reverse(i, lowest[i.key]) for i in items}
    alone = replace(one, scales=(replace(scale, overall=True),))
    ends = [score(alone, answers)[scale.key].value for answers in (lowest, highest)]
    assert ends == pytest.approx(one.range_of(scale))


@settings(deadline=None)
@given(st.data())
def test_one_step_on_one_item_moves_each_score_by_the_weight_of_the_item(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(SCORED))
    answers = {item.key: data.draw(st.sampled_from(list(item.values)[:-1])) for item in one.items}
    item = data.draw(st.sampled_from(one.items))
    before, after = (score(one, given) for given in (answers, {**answers, item.key: answers[item.key] + item.step}))
    for scale in one.scales:
        weight = scale.factor * item.step / (len(scale.items) if scale.method is Method.MEAN else 1)
        sign = 0 if item.key not in scale.items else -1 if item.key in scale.reversed else 1
        assert after[scale.key].value - before[scale.key].value == pytest.approx(sign * weight)


@settings(deadline=None)
@given(st.data())
def test_the_order_of_answers_changes_no_score(data: st.DataObject) -> None:
    one = data.draw(st.sampled_from(SCORED))
    answers = {item.key: data.draw(st.sampled_from(list(item.values))) for item in one.items}
    shuffled = dict(data.draw(st.permutations(list(answers.items()))))
    assert score(one, answers) == score(one, shuffled)


@pytest.mark.parametrize("one", PUBLISHED, **_ids)
def test_a_published_instrument_ships_without_its_words_and_with_what_a_reader_must_know(one: Instrument) -> None:
    assert not one.texts
    assert all(item.wording is None and not item.choices and not item.ends for item in one.items)
    assert one.source
    assert one.licence
    assert one.notes
    assert one.constructs
    for scale in one.scales:
        for cut_off in scale.cut_offs:
            assert cut_off.told_in("es") != cut_off.told_in("en") or cut_off.label == "moderate"
            assert cut_off.told_in("fr") == cut_off.label
        assert all(norm.n > 1 and norm.population and norm.source for norm in scale.norms)


def test_forensic_tools_are_written_down_by_raters_and_never_told_as_better_or_worse() -> None:
    assert {one.key for one in RECORDED if one.respondent is Respondent.RATER} == FORENSIC
    for key in FORENSIC:
        one = instrument(key)
        assert one.kind is Kind.RECORDED
        assert not one.items
        for scale in one.scales:
            assert scale.direction is Direction.NEITHER
            assert not scale.cut_offs
            assert scale.change is None


def test_totals_are_bounded_only_where_a_source_gave_the_range() -> None:
    bounded = {one.key: one.range_of(one.scales[0]) for one in RECORDED if one.range_of(one.scales[0])}
    assert bounded == {"oq_45": (0, 180), "cs_16": (1, 5), "static_99r": (-3, 12)}
    for one in RECORDED:
        assert one.range_of(one.scales[0]) or any("any" in note and "number" in note for note in one.notes)


def test_what_nobody_saw_in_a_source_is_not_there() -> None:
    def scale(key: str, name: str = "total") -> Scale:
        return instrument(key).scale(name)

    assert scale("core_10").change is None
    assert [(r.kind, r.value) for r in scale("ucla_20").reliability] == [("alpha", 0.89), ("retest", 0.76)]
    assert scale("ucla_20").change is None
    assert not [cut_off for s in instrument("cbi").scales for cut_off in s.cut_offs]
    assert not [norm for s in instrument("pcl_5").scales for norm in s.norms]
    assert not scale("k6").cut_offs
    assert not scale("ucla_3").cut_offs
    assert not scale("oq_45").cut_offs
    assert [c.at_least for c in scale("who_5").cut_offs] == [0, 52]
    assert [norm.population for norm in scale("iri", "fantasy").norms] == [
        "Colombian adults and students, 2023 to 2025; item means of 1 to 5 turned into sums of 0 to 28"
    ]
    assert [s.key for s in instrument("psa").scales] == ["total"]
    assert [r.value for s in instrument("proqol_5").scales for r in s.reliability] == [0.88]
    assert not {"qcae", "ges", "ders_18", "ecr_s", "ecr_r", "ffmq_15"} & set(catalogue())


def test_means_of_items_become_sums_without_a_rounding_in_between() -> None:
    published = {  # item means and spreads of the 2081, as the repository prints them
        "fantasy": (3.1270680304798515, 0.7229866995664076),
        "perspective_taking": (3.5837852680716686, 0.6222619030625599),
        "empathic_concern": (3.4750463376124117, 0.6284305802333596),
        "personal_distress": (2.6072629916935544, 0.6827018668314844),
    }
    for key, (mean, sd) in published.items():
        norm = instrument("iri").scale(key).norms[0]
        assert (norm.mean, norm.sd) == pytest.approx((7 * (mean - 1), 7 * sd), abs=0.0051)


def test_a_published_change_is_one_that_its_source_found_on_this_form() -> None:
    changes = {one.key: scale.change for one in PUBLISHED for scale in one.scales if scale.change}
    assert {key: change.value for key, change in changes.items()} == {
        "phq_9": 6,
        "gad_7": 4,
        "oq_45": 14,
        "pcl_5": 15,
        "who_5": 10,
        "k6": 8.47,
    }
    assert "Marx" in changes["pcl_5"].source


def test_empathy_and_compassion_stay_apart_and_the_four_scales_of_the_iri_are_never_summed() -> None:
    assert not any(scale.overall for scale in instrument("iri").scales)
    assert {len(scale.items) for scale in instrument("iri").scales} == {7}
    for one in EVERY:
        empathic = any("empathy" in construct for construct in one.constructs)
        assert not (empathic and any("compassion" in construct for construct in one.constructs))


def test_the_three_flows_of_compassion_share_no_score_and_their_fillers_none() -> None:
    flows = [instrument(key) for key in ("ceas_self", "ceas_to_others", "ceas_from_others")]
    assert len({one.constructs for one in flows}) == 3
    for one in flows:
        assert (len(one.items), one.unscored) == (13, {"e3", "e7", "a3"})


def test_answers_about_suicide_open_the_safety_flow_from_one_on() -> None:
    told = {(one.key, item.key) for one in EVERY for item in one.items if item.safety}
    risk = {("core_om", f"q{number}") for number in (6, 9, 16, 22, 24, 34)}
    assert told == {("phq_9", "q9"), ("core_10", "q6"), *risk}
    for key, item in told:
        danger = instrument(key).item(item)
        assert [danger.speaks_of_danger(value) for value in (None, 0, 1, danger.highest)] == [False, False, True, True]
    assert not instrument("phq_9").item("q8").speaks_of_danger(3)
    assert "q9" not in {item.key for item in instrument("phq_8").items}


def test_codes_are_those_of_loinc_for_the_two_that_have_them() -> None:
    coded = {one.key: one.codes for one in EVERY if one.codes}
    assert {key: (codes.panel, dict(codes.totals)) for key, codes in coded.items()} == {
        "phq_9": ("44249-1", {"total": "44261-6"}),
        "gad_7": ("69737-5", {"total": "70274-6"}),
    }
    for key, codes in coded.items():
        assert set(codes.items) == {item.key for item in instrument(key).items}
        assert codes.answers == {0: "LA6568-5", 1: "LA6569-3", 2: "LA6570-1", 3: "LA6571-9"}
    assert (coded["phq_9"].items["q9"], coded["gad_7"].items["q1"]) == ("44260-8", "69725-0")


def test_answers_in_steps_are_read_turned_round_and_refused_off_the_step() -> None:
    cbi = instrument("cbi")
    tired = {item.key: 25 for item in cbi.items}
    assert score(cbi, tired)["work"].value == pytest.approx((6 * 25 + 75) / 7)
    with pytest.raises(ValueError, match="item 'q2': 30 is not on its scale; give one of 0, 25, 50, 75, 100"):
        score(cbi, {**tired, "q2": 30})
    with pytest.raises(ValueError, match="so short a scale needs every one"):
        score(cbi, {**tired, "q14": None})
    assert score(cbi, {**tired, "q1": None, "q2": None, "q3": None})["personal"].value == 25


def test_the_reference_lists_all_that_ships() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "instruments.md").read_text(encoding="utf-8")
    for one in EVERY:
        assert f"`{one.key}`" in page
    for one in PUBLISHED:
        assert f"| `{one.key}` | {one.title} | " in page


def test_core_measures_make_up_for_one_answer_in_ten_and_never_for_a_risk_item() -> None:
    ten, whole = instrument("core_10"), instrument("core_om")
    assert score(ten, {item.key: 2 for item in ten.items if item.key != "q1"})["total"].value == 20
    for lacking in ({"q1", "q4"}, {"q6"}):
        with pytest.raises(NotEnoughData):
            score(ten, {item.key: 2 for item in ten.items if item.key not in lacking})
    given = {item.key: 2 for item in whole.items}
    assert score_scale(whole, "total", {**given, "q1": None, "q3": None, "q5": None}).value == 20
    for scale, lacking in (
        ("total", {"q1", "q3", "q5", "q7"}),
        ("total", {"q34"}),
        ("wellbeing", {"q4"}),
        ("problems", {"q2", "q5"}),
    ):
        with pytest.raises(NotEnoughData):
            score_scale(whole, scale, {key: value for key, value in given.items() if key not in lacking})
    assert instrument("core_om").scale("total").reversed == {f"q{n}" for n in (3, 4, 7, 12, 19, 21, 31, 32)}
