"""A simulated group follows its design, leaves a valid record, and its truth is what was planted."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.alliance.estimates import SignalKind
from fourfold.simulate import Answering, Attending, Design, Rupture, Spell, Strangers, Talking, seats, simulate_group
from fourfold.simulate.parameters import ASSUMED, rating_sd
from fourfold.vocabulary import GROUP, MEMBERS, Block, Group, Quality

PLAIN = Design(Group("g", "Simulated", simulated=True), seats(6, 2), sessions=8)
FULL = replace(PLAIN, answering=Answering(planned=False, answers=1, prefers_not=0), attending=Attending(0, 0, 0))
MM = Block.MM


def test_same_seed_is_the_same_group() -> None:
    assert simulate_group(PLAIN, seed=5).record.fingerprint() == simulate_group(PLAIN, seed=5).record.fingerprint()
    assert simulate_group(PLAIN, seed=5).record.fingerprint() != simulate_group(PLAIN, seed=6).record.fingerprint()


@st.composite
def designs(draw: st.DrawFn) -> Design:
    sessions = draw(st.integers(1, 6))
    there = list(seats(draw(st.integers(1, 6)), draw(st.integers(0, 2))))
    first, last = sorted(draw(st.lists(st.integers(1, sessions), min_size=2, max_size=2)))
    there[0] = replace(there[0], spells=(Spell(first, last),), agrees_to_be_rated=draw(st.booleans()))
    return Design(
        Group("g", "g", usual_gap_days=draw(st.sampled_from([1.0, 3.5, 7.0, 14.0]))),
        tuple(there),
        sessions=sessions,
        planned_sessions=draw(st.integers(0, 1)),
        not_held=tuple(draw(st.sets(st.integers(1, sessions)))),
        attending=Attending(*draw(st.tuples(*[st.sampled_from([0.0, 0.5, 1.0])] * 3))),
        answering=Answering(draw(st.booleans()), draw(st.integers(1, 3)), 0.7, 0.2, draw(st.sampled_from([0.0, 1.0]))),
        talking=draw(st.sampled_from([None, Talking(), Talking(observed=0.5, hub=(0.0, 1.0), fewest_turns=1, most_turns=9)])),
    )


@given(designs(), st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_any_design_leaves_a_valid_record(design: Design, seed: int) -> None:
    record = simulate_group(design, seed=seed).record
    assert len(record.sessions) == design.sessions + design.planned_sessions


def test_everybody_answers_everything_where_nothing_is_planned() -> None:
    ratings = simulate_group(FULL, seed=1).record.ratings
    of_members, of_facilitators = 5 + 2 + 1 + 1, 6 + 1
    assert len(ratings) == 3 * 8 * (6 * of_members + 2 * of_facilitators)
    assert set(ratings["value"].unique()) <= {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0}


def test_planned_check_in_asks_what_the_rota_says() -> None:
    design = replace(FULL, answering=Answering(peer_items=3, answers=1, prefers_not=0))
    ratings = simulate_group(design, seed=1).record.ratings
    of_members = ratings.filter(pl.col("rater_id").str.starts_with("M"))
    named = of_members.filter(pl.col("target_id").str.starts_with("M"), pl.col("target_id") != MEMBERS)
    assert set(named["quality"]) == {"bond"}
    assert set(named.group_by("session_id", "rater_id").len()["len"]) == {3}
    assert named.filter(pl.col("session_id") <= "S002").select("rater_id", "target_id").n_unique() == 30
    structures = of_members.filter(~pl.col("target_id").str.starts_with("M") | (pl.col("target_id") == MEMBERS))
    steady = structures.filter(pl.col("quality") != "negative").group_by("session_id", "rater_id").len()
    assert set(steady["len"]) == {2 * 4}
    rotating = structures.filter(quality="negative").with_columns(pl.col("target_id").str.head(2).replace({"F2": "F1"}))
    assert set(rotating.group_by("session_id", "rater_id").agg(pl.col("target_id").n_unique())["target_id"]) == {1}
    three = rotating.filter(pl.col("session_id") <= "S003").group_by("rater_id").agg(pl.col("target_id").n_unique())
    assert set(three["target_id"]) == {3}


def test_nobody_is_asked_about_who_does_not_agree() -> None:
    there = seats(5)
    shy = (replace(there[0], agrees_to_be_rated=False), *there[1:])
    ratings = simulate_group(replace(PLAIN, seats=shy), seed=2).record.ratings
    assert ratings.filter(target_id="M01", level="member_member").is_empty()
    assert not ratings.filter(rater_id="M01", level="member_member").is_empty()


def test_shares_of_the_design_are_met() -> None:
    design = Design(
        PLAIN.group,
        seats(10, 1),
        sessions=200,
        attending=Attending(0.2, 0.1, 0.0),
        answering=Answering(planned=False, answers=0.7, prefers_not=0.1),
        talking=None,
    )
    record = simulate_group(design, seed=4).record
    members = record.attendance.filter(pl.col("person_id").str.starts_with("M"))
    assert (members["presence"] == "absent").mean() == pytest.approx(0.2, abs=0.03)
    assert (members["presence"] == "late").mean() == pytest.approx(0.08, abs=0.02)
    asked = members.filter(pl.col("presence") != "absent").height
    bond = record.ratings.filter(quality="bond", target_id=GROUP, level="member_group")
    assert bond.height / asked == pytest.approx(0.7 * 0.9, abs=0.03)
    assert set(members.filter(pl.col("presence") != "absent")["reason"]) == {None}
    assert record.turns.is_empty()
    assert record.acts.is_empty()


def test_straight_liners_give_one_answer_to_everything() -> None:
    straight = replace(FULL, answering=replace(FULL.answering, straight=1.0), sessions=20)
    spread = simulate_group(straight, seed=3).record.ratings.group_by("session_id", "rater_id").agg(pl.col("value").n_unique())
    assert (spread["value"] == 1).mean() == pytest.approx(0.5, abs=0.12)


def test_members_come_go_and_come_back() -> None:
    there = list(seats(3))
    there[0] = replace(there[0], spells=(Spell(1, 2, "work"), Spell(5)))
    there[1] = replace(there[1], spells=(Spell(4),))
    record = simulate_group(replace(FULL, seats=tuple(there), moved=0.0), seed=1).record
    assert record.memberships.rows() == [
        ("M01", date(2026, 8, 31), date(2026, 9, 7), "work"),
        ("M01", date(2026, 9, 28), None, None),
        ("M02", date(2026, 9, 21), None, None),
        ("M03", date(2026, 8, 31), None, None),
        ("F1", date(2026, 8, 31), None, None),
    ]
    assert set(record.ratings.filter(rater_id="M01")["session_id"]) == {"S001", "S002", "S005", "S006", "S007", "S008"}


def test_sessions_not_held_and_planned_are_empty() -> None:
    record = simulate_group(replace(PLAIN, not_held=(3,), planned_sessions=1), seed=1).record
    assert record.sessions["status"].to_list() == ["held", "held", "not_held", *["held"] * 5, "planned"]
    for name in ("attendance", "ratings", "turns", "acts"):
        assert not set(getattr(record, name)["session_id"]) & {"S003", "S009"}


def levels(design: Design, quality: Quality = Quality.BOND) -> dict[tuple[str, str, str | None, int], float]:
    truth = simulate_group(design, seed=7).truth.levels.filter(quality=str(quality))
    return {(b, side, who, s): v for b, side, who, s, v in truth.drop("quality").rows()}


def test_planted_withdrawal_is_the_whole_difference_in_truth() -> None:
    rupture = Rupture(SignalKind.MEMBER_WITHDRAWS, 4, 7, 2.0, "M02")
    calm, hurt = levels(FULL), levels(replace(FULL, ruptures=(rupture,)))
    drop = 2.0 * rating_sd(ASSUMED[Quality.BOND], MM)
    for key, value in hurt.items():
        fallen = key[1] == "gives" and key[2] == "M02" and 4 <= key[3] < 7
        assert value - calm[key] == pytest.approx(-drop if fallen else 0.0)


def test_planted_fall_of_the_group_stays_where_it_is_not_repaired() -> None:
    rupture = Rupture(SignalKind.GROUP_FALLS, 6, None, 1.0)
    calm, hurt = levels(FULL, Quality.NEGATIVE), levels(replace(FULL, ruptures=(rupture,)), Quality.NEGATIVE)
    drop = rating_sd(ASSUMED[Quality.NEGATIVE], MM)
    for key, value in hurt.items():
        assert value - calm[key] == pytest.approx(drop if key[3] >= 6 else 0.0)


@pytest.mark.parametrize(
    ("kind", "other", "blocks", "scale"),
    [
        (SignalKind.BETWEEN_MEMBERS, "M03", {("MM", "M02", "M03"), ("MM", "M03", "M02")}, MM),
        (SignalKind.MEMBER_AND_FACILITATOR, "F2", {("MT", "M02", "F2"), ("TM", "F2", "M02")}, Block.MT),
    ],
)
def test_planted_rupture_of_a_pair_is_of_that_pair(kind: SignalKind, other: str, blocks: set, scale: Block) -> None:
    rupture = Rupture(kind, 3, 5, 1.5, "M02", other)
    calm, hurt = (simulate_group(d, seed=7).truth for d in (FULL, replace(FULL, ruptures=(rupture,))))
    assert hurt.levels.equals(calm.levels)
    both = hurt.dyads.join(calm.dyads, on=["quality", "block", "rater_id", "target_id", "session"], suffix="_calm")
    changed = both.filter((pl.col("value") - pl.col("value_calm")).abs() > 1e-9, quality="bond")
    assert {tuple(r) for r in changed.select("block", "rater_id", "target_id").rows()} == blocks
    assert set(changed["session"]) == {3, 4}
    fall = changed["value_calm"] - changed["value"]
    assert np.allclose(fall, 1.5 * rating_sd(ASSUMED[Quality.BOND], scale))
    assert hurt.ruptures[0][1][Quality.BOND] == pytest.approx(fall[0])


def test_answers_fall_with_the_truth() -> None:
    rupture = Rupture(SignalKind.MEMBER_WITHDRAWS, 5, None, 2.5, "M01")
    calm, hurt = (simulate_group(d, seed=7).record.ratings for d in (FULL, replace(FULL, ruptures=(rupture,))))
    after = (pl.col("session_id") >= "S005") & (pl.col("rater_id") == "M01") & (pl.col("quality") == "bond")
    assert calm.filter(after)["value"].mean() - hurt.filter(after)["value"].mean() > 1.5
    assert calm.filter(~after, quality="bond").equals(hurt.filter(~after, quality="bond"))


@pytest.mark.parametrize(("person", "role"), [("F1", "member"), (None, "member"), ("X", "member")])
def test_rupture_of_somebody_else_is_refused(person: str | None, role: str) -> None:
    rupture = Rupture(SignalKind.MEMBER_WITHDRAWS, 2, person_id=person)
    with pytest.raises(ValueError, match=f"who is no {role} of this design; choose one of M01, M02"):
        simulate_group(replace(PLAIN, ruptures=(rupture,)))


def test_spell_outside_the_sessions_is_refused() -> None:
    there = (replace(seats(1)[0], spells=(Spell(3, 2),)),)
    with pytest.raises(ValueError, match="M01: a spell from session 3 does not fit into 8 sessions"):
        replace(PLAIN, seats=there)


def test_truth_has_every_reading_once() -> None:
    truth = simulate_group(PLAIN, seed=1).truth
    groups, members, facilitators = 5, 6 * 5, 2 * 3
    assert len(truth.levels) == 3 * 8 * (groups + members + facilitators)
    assert truth.levels.drop("value").is_duplicated().sum() == 0
    assert len(truth.dyads) == 3 * 8 * (6 * 5 + 2 * 6 * 2)


def hub_share(turns: pl.DataFrame) -> float:
    to_persons = turns.filter(pl.col("speaker_id").str.starts_with("M"), pl.col("addressee_id") != GROUP)
    return float(to_persons["addressee_id"].str.starts_with("F").mean())


def test_turns_follow_the_hub_and_its_trend() -> None:
    talking = Talking(hub=(0.9, 0.1), unknown=0.1)
    turns = simulate_group(replace(PLAIN, sessions=30, talking=talking), seed=2).record.turns
    early, late = turns.filter(pl.col("session_id") <= "S005"), turns.filter(pl.col("session_id") > "S025")
    assert hub_share(early) > 0.75
    assert hub_share(late) < 0.3
    assert turns["addressee_id"].null_count() / len(turns) == pytest.approx(0.1, abs=0.01)
    lengths = turns.group_by("session_id").len()["len"]
    assert lengths.min() >= 150
    assert lengths.max() <= 300


def test_turns_run_forward_and_only_those_there_speak() -> None:
    record = simulate_group(replace(PLAIN, attending=Attending(absent=0.4)), seed=3).record
    clock = record.turns.with_columns(before=pl.col("end_s").shift(1).over("session_id"))
    assert (clock["start_s"] >= clock["before"]).all()
    absent = record.attendance.filter(presence="absent").select("session_id", addressee_id="person_id")
    assert record.turns.join(absent, on=["session_id", "addressee_id"]).is_empty()


def test_strangers_do_not_speak_before_their_session() -> None:
    talking = Talking(hub=(0.1, 0.1), strangers=(Strangers("M01", "M02"), Strangers("M03", "M04", until=6)))
    turns = simulate_group(replace(FULL, talking=talking), seed=3).record.turns
    pairs = turns.with_columns(
        one=pl.min_horizontal("speaker_id", "addressee_id"), other=pl.max_horizontal("speaker_id", "addressee_id")
    )
    assert pairs.filter(one="M01", other="M02").is_empty()
    assert pairs.filter(one="M03", other="M04")["session_id"].min() >= "S006"
