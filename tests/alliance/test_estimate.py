"""Records with little in them, and what each table says."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from fourfold.alliance import AllianceEstimates, PriorSource, estimate_alliance, shipped_priors
from fourfold.alliance.check_ins import check_ins_of
from fourfold.inference.four_alliance import AllianceFilter, Ratings
from fourfold.record import GroupRecord
from fourfold.vocabulary import MEMBERS, Group, Level, Quality, Rating
from tests.alliance.groups import of_group, plain, simulated, to_peer

TABLES = ("readings", "latest", "cohesion", "general", "contrasts", "response", "straight_lining", "gaps")


def kinds(found: AllianceEstimates) -> set[str]:
    return set(found.gaps["kind"])


LITTLE = {
    "nobody and nothing": GroupRecord(Group("g", "Group")),
    "no session": plain(3, 0),
    "no ratings": plain(3, 2),
    "one member": plain(1, 1, [of_group(1, "M0", 4.0)]),
    "one session": plain(3, 1, [of_group(1, f"M{k}", 5.0) for k in range(3)]),
    "all the same": plain(3, 5, [of_group(n, f"M{k}", 7.0) for n in range(1, 6) for k in range(3)]),
    "one answer, late": plain(4, 5, [to_peer(5, "M0", "M1", 2.0)]),
    "only about members in general": plain(2, 1, [Rating("S1", "M0", MEMBERS, Level.MEMBER_MEMBER, Quality.BOND, 6.0)]),
}


@pytest.mark.parametrize("case", LITTLE)
def test_too_little_never_fails_and_every_table_has_its_columns(case):
    found, full = estimate_alliance(LITTLE[case]), estimate_alliance(simulated())
    for name in TABLES:
        assert getattr(found, name).schema == getattr(full, name).schema, name
    for name in ("readings", "cohesion", "contrasts"):
        frame = getattr(found, name)
        assert frame.select(pl.col("mean", "sd").is_finite().all()).row(0) == (True, True)
    assert found.signals == ()


def test_what_is_missing_is_said():
    assert kinds(estimate_alliance(LITTLE["no session"])) == {"no_sessions"}
    assert kinds(estimate_alliance(LITTLE["no ratings"])) >= {"no_ratings", "few_sessions", "no_facilitator_check_in"}
    found = estimate_alliance(LITTLE["one answer, late"])
    assert "few_sessions" not in kinds(found)
    assert found.gaps.filter(kind="never_answered", quality="bond")["block"].to_list() == ["MT", "TM", "MG", "TG"]
    assert found.readings["block"].unique().to_list() == ["MM"]


def test_a_block_without_answers_in_the_last_session_is_a_gap():
    found = estimate_alliance(plain(2, 2, [of_group(1, "M0", 5.0), to_peer(2, "M0", "M1", 5.0)]))
    assert found.gaps.filter(kind="no_answers").select("session", "block").rows() == [(2, "MG")]


def test_everybody_absent_leaves_wide_readings():
    record = plain(3, 2, [of_group(1, f"M{k}", 6.0) for k in range(3)])
    gone = [("S2", p, "absent", None) for p in ("M0", "M1", "M2", "F")]
    record = replace(record, attendance=pl.DataFrame(gone, schema=record.attendance.schema, orient="row"))
    found = estimate_alliance(record)
    sd = found.readings.filter(pl.col("person_id").is_null()).sort("session")["sd"]
    assert sd[1] > sd[0]
    assert found.response.filter(session=2).is_empty()


def test_more_answers_of_one_mind_draw_the_reading_to_them():
    low = estimate_alliance(plain(6, 3, [of_group(n, f"M{k}", 3.0) for n in (1, 2, 3) for k in range(6)]))
    high = estimate_alliance(plain(6, 3, [of_group(n, f"M{k}", 6.0) for n in (1, 2, 3) for k in range(6)]))
    of = [f.latest.filter(pl.col("person_id").is_null())["mean"][0] for f in (low, high)]
    assert of == pytest.approx([3.0, 6.0], abs=0.1)


def test_cohesion_is_the_mean_of_members_with_members_and_with_the_group():
    found = estimate_alliance(simulated(3))
    group = found.readings.filter(pl.col("person_id").is_null(), pl.col("quality") == "bond")
    both = group.filter(pl.col("block").is_in(["MM", "MG"])).group_by("session").agg(pl.col("mean").mean(), pl.len())
    both = both.sort("session")
    assert set(both["len"]) == {2}
    assert np.allclose(both["mean"], found.cohesion["mean"])
    assert (found.cohesion["sd"] < group.filter(block="MM").sort("session")["sd"]).all()


def test_answers_about_members_in_general_stay_beside_the_named_ones():
    general = [Rating("S1", f"M{k}", MEMBERS, Level.MEMBER_MEMBER, Quality.BOND, v) for k, v in enumerate((2.0, 4.0))]
    found = estimate_alliance(plain(2, 1, [*general, to_peer(1, "M0", "M1", 6.0)]))
    assert found.general.rows() == [("bond", 1, 3.0, 2)]
    assert found.readings.filter(pl.col("person_id").is_null()).select("mean", "n_ratings").row(0)[1] == 1
    assert found.readings["mean"][0] > 5.0


def test_the_contrasts_are_differences_of_the_readings():
    found = estimate_alliance(simulated(2))
    now = found.latest.filter(pl.col("person_id").is_null(), pl.col("quality") == "bond")
    mean = dict(now.select("block", "mean").iter_rows())
    for row in found.contrasts.filter(kind="levels", quality="bond").to_dicts():
        assert row["mean"] == pytest.approx(mean[row["block"]] - mean[row["other_block"]], abs=1e-9)
    history = found.readings.filter(pl.col("person_id").is_null())
    for row in found.contrasts.filter(pl.col("kind") == "change", pl.col("person_id").is_null()).to_dicts():
        own = history.filter(block=row["block"], quality=row["quality"])
        then, today = (own.filter(session=row[k])["mean"][0] for k in ("from_session", "to_session"))
        assert row["mean"] == pytest.approx(today - then, abs=1e-9)
        assert row["to_session"] - row["from_session"] == 4
    splits = found.contrasts.filter(kind="split").group_by("block", "quality").agg(pl.col("mean").sum())
    assert np.allclose(splits["mean"], 0.0, atol=1e-9)


def test_a_difference_is_told_only_beyond_its_uncertainty():
    found = estimate_alliance(simulated(2)).contrasts
    sure = (found["mean"] / found["sd"]).abs() >= 1.64
    assert ((found["verdict"] == "cannot_tell_apart") == ~sure).all()
    assert (found.filter(sure)["verdict"] == pl.Series(np.where(found.filter(sure)["mean"] > 0, "higher", "lower"))).all()


def test_a_change_is_known_better_than_two_readings_apart():
    found = estimate_alliance(simulated(2))
    row = found.contrasts.filter(pl.col("person_id").is_null(), kind="change", block="MG", quality="bond").to_dicts()[0]
    own = found.readings.filter(pl.col("person_id").is_null(), block="MG", quality="bond")
    apart = [own.filter(session=row[k])["sd"][0] for k in ("from_session", "to_session")]
    assert 0 < row["sd"] < np.hypot(*apart)


def test_no_table_shows_what_a_person_receives():
    found = estimate_alliance(simulated())
    people = found.readings.drop_nulls("person_id")
    assert set(people.filter(pl.col("person_id").str.contains("M"))["block"]) <= {"MM", "MT", "MG"}
    assert set(people.filter(pl.col("person_id").str.contains("F"))["block"]) <= {"TM", "TG"}


def test_response_counts_those_who_were_there():
    record = simulated(1)
    found = estimate_alliance(record)
    there = record.attendance.filter(pl.col("presence") != "absent")
    assert len(found.response) == len(there)
    raters = record.ratings.select("session_id", "rater_id").unique()
    assert found.response["answered"].sum() == len(raters)
    assert found.priors is PriorSource.SHIPPED_ASSUMPTION
    assert found.fingerprint == record.fingerprint()


def test_one_answer_to_everything_is_straight_lining():
    flat = [to_peer(1, "M0", f"M{k}", 4.0) for k in (1, 2, 3)] + [of_group(1, "M0", 4.0)]
    varied = [to_peer(1, "M1", f"M{k}", 4.0) for k in (0, 2, 3)] + [of_group(1, "M1", 5.0)]
    short = [to_peer(1, "M2", f"M{k}", 4.0) for k in (0, 1, 3)]
    found = estimate_alliance(plain(4, 1, [*flat, *varied, *short])).straight_lining
    assert found.rows() == [("M0", 1, 1), ("M1", 1, 0)]


def test_a_member_who_stops_answering_is_a_gap():
    answers = [of_group(n, p, 5.0) for n in range(1, 6) for p in ("M0", "M1") if p == "M0" or n < 3]
    record = plain(2, 5, answers)
    rows = [(f"S{n}", p, "present", None) for n in range(1, 6) for p in ("M0", "M1", "F")]
    record = replace(record, attendance=pl.DataFrame(rows, schema=record.attendance.schema, orient="row"))
    found = estimate_alliance(record).gaps
    assert found.filter(kind="silent_member").select("person_id", "figure").rows() == [("M1", 3.0)]
    assert "attendance_missing" not in set(found["kind"])


def test_a_check_in_belongs_to_those_whose_spell_covers_the_day():
    sessions = check_ins_of(simulated(0))
    away = [c.number for c in sessions if "M02" not in c.members]
    late = [c.number for c in sessions if "M03" not in c.members]
    assert (away, late) == ([3, 4], [1, 2])


def test_readings_and_contrasts_of_the_last_session_are_the_filters_own():
    answers = [of_group(n, f"M{k}", float(3 + k + n % 2)) for n in (1, 2, 3) for k in range(3)]
    peers = [to_peer(n, f"M{k}", f"M{(k + n) % 3}", float(6 - k)) for n in (1, 2) for k in range(3)]
    found = estimate_alliance(plain(3, 3, [*answers, *peers]))
    known = filtered([*answers, *peers])
    beta = known.parameters.beta
    member = {("gamma", "MG"): 1.0, ("a_MG", "M1"): 1.0}
    row = found.latest.filter(person_id="M1", block="MG").to_dicts()[0]
    assert row["mean"] == pytest.approx(beta[3] + known.reading(member).mean, abs=1e-9)
    assert row["sd"] == pytest.approx(known.reading(member).sd, abs=1e-9)
    levels = known.reading({("gamma", "MM"): 1.0, ("gamma", "MG"): -1.0})
    row = found.contrasts.filter(kind="levels").to_dicts()[0]
    assert (row["block"], row["other_block"], row["sd"]) == ("MM", "MG", pytest.approx(levels.sd, abs=1e-9))
    split = known.reading({("a_MG", "M1"): 1.0, ("a_MG", "M0"): -0.5, ("a_MG", "M2"): -0.5})
    row = found.contrasts.filter(kind="split", person_id="M1", block="MG").to_dicts()[0]
    assert (row["mean"], row["sd"]) == (pytest.approx(split.mean, abs=1e-9), pytest.approx(split.sd, abs=1e-9))


def filtered(answers: list[Rating]) -> AllianceFilter:
    """Weekly sessions of three members and a facilitator, step by step."""
    known = AllianceFilter(shipped_priors().parameters[Quality.BOND])
    number = {p: known.add_person(p, is_facilitator=p == "F") for p in ("M0", "M1", "M2", "F")}
    for session in ("S1", "S2", "S3"):
        own = [a for a in answers if a.session_id == session]
        rows = ((a.target_id, number[a.rater_id], a.value) for a in own)
        known.step(Ratings.of(("MG" if t == "GROUP" else "MM", rater, number.get(t, -1), v) for t, rater, v in rows))
    return known


def test_whoever_answers_lower_than_the_others_reads_lower():
    answers = [of_group(n, f"M{k}", 3.0 if k == 0 else 6.0) for n in range(1, 6) for k in range(4)]
    found = estimate_alliance(plain(4, 5, answers))
    mean = dict(found.latest.filter(block="MG").drop_nulls("person_id").select("person_id", "mean").iter_rows())
    assert mean["M0"] < mean["M1"] - 1.5
    split = found.contrasts.filter(kind="split", person_id="M0", block="MG")
    assert split["verdict"].to_list() == ["lower"]
