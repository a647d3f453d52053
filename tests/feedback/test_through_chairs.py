"""What the group's page and the brief say of talk that runs through the facilitators, beside what members say."""

import re
from collections.abc import Sequence

import pytest

from fourfold.feedback import Section
from fourfold.feedback.passages.acts import acts_seen
from fourfold.feedback.passages.setting import Setting, set_stage
from fourfold.feedback.passages.through_chairs import chairs_in_brief, through_chairs
from fourfold.feedback.words import words
from fourfold.record import GroupRecord
from fourfold.vocabulary import GROUP, Block
from tests.conversation.test_followed import talked
from tests.feedback.stage import HELD, estimates, group_record

Heard = list[tuple[str, str | None, float]]
Change = tuple[Block, float, float, str]
empty = Section("none", "none")


def session(chair_turns: int, member_turns: int) -> Heard:
    """Turns of ten seconds to and from the chair, then of members to one another; six members in turn."""
    chairs: Heard = [pair for k in range(chair_turns // 2) for pair in (("t0", f"m{k % 6}", 10.0), (f"m{k % 6}", "t0", 10.0))]
    return chairs + [(f"m{k % 6}", f"m{(k + 1 + k % 3) % 6}", 10.0) for k in range(member_turns)]


def record(shares: Sequence[int]) -> GroupRecord:
    """A group whose sessions, in order, have so many of 30 turns through the chair."""
    held = list(HELD)[: len(shares)]
    return talked(group_record(), {n: session(s, 30 - s) for n, s in zip(held, shares, strict=True)})


def stage(found: GroupRecord, change: Change | None = None) -> Setting:
    return set_stage(found, estimates(found, changes=[] if change is None else [change]), words("en"))


def told_of(shares: Sequence[int], change: Change | None = None) -> list[str]:
    return [statement.text for statement in (through_chairs(stage(record(shares), change)) or empty).statements]


def test_the_share_is_told_in_tenths_against_what_seats_alone_would_make() -> None:
    told = told_of([12] * 9)
    assert told[0] == (
        f"In session {HELD[8]}, about four of ten minutes spoken to one person had a facilitator at one end. "
        "If all spoke to all alike it would be three."
    )
    assert re.match(r"If the group went on like this, it would settle between \w+ and \w+ of ten\.", told[1])


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ([6, 8, 10, 14, 18, 20, 22, 24, 28], "it has clearly risen"),
        ([28, 24, 22, 20, 18, 14, 10, 8, 6], "it has clearly fallen"),
        ([12, 18, 12, 16, 12, 18, 12, 18, 14], "cannot be told"),
        ([12, 18], "Two sessions are too few"),
    ],
)
def test_a_trend_is_told_only_where_it_is_more_than_chance(shares: list[int], sentence: str) -> None:
    assert sentence in told_of(shares)[2]


RISES, FALLS = [6, 8, 10, 14, 18, 20, 22, 24, 28], [28, 24, 22, 20, 18, 14, 10, 8, 6]
CLOSER, APART = (Block.MM, 0.9, 0.2, "higher"), (Block.MM, -0.9, 0.2, "lower")


@pytest.mark.parametrize(
    ("shares", "change", "sentence"),
    [
        (RISES, CLOSER, "yet more of the talk runs through the facilitators. What is said and what was seen go apart."),
        (FALLS, CLOSER, "What is said and what was seen agree."),
        (FALLS, APART, "yet less of the talk runs through the facilitators. What is said and what was seen go apart."),
        (RISES, APART, "What is said and what was seen agree."),
        ([14] * 9, CLOSER, "Members say that they are closer to one another; in the talk no change can be told."),
        (
            RISES,
            None,
            "More of the talk runs through the facilitators; in what members say of one another no change can be told.",
        ),
    ],
)
def test_what_is_said_stands_beside_what_was_seen(shares: list[int], change: Change | None, sentence: str) -> None:
    assert sentence in " ".join(told_of(shares, change))


def test_the_trend_waits_for_nothing_said_where_neither_changes() -> None:
    assert not any("Members say" in text for text in told_of([14] * 9))


def test_turns_to_nobody_in_particular_give_no_section() -> None:
    found = talked(group_record(), {1: [("m0", GROUP, 10.0), ("t0", GROUP, 10.0)]})
    assert through_chairs(set_stage(found, None, words("en"))) is None
    assert chairs_in_brief(set_stage(found, None, words("en"))) is None


def test_the_brief_speaks_of_the_last_session_or_not_at_all() -> None:
    assert chairs_in_brief(stage(record([12] * 9))) is not None
    assert chairs_in_brief(stage(record([12] * 8))) is None


def test_the_table_has_every_session_and_its_interval() -> None:
    section = through_chairs(stage(record([12, 30, 0])))
    assert section is not None
    table = section.figures[0].table
    assert table.columns == ["session", "of ten", "95 in 100", "all alike", "excess", "excess, 95 in 100"]
    assert table["of ten"].to_list() == ["4.0", "10.0", "0.0"]
    assert table["excess"].to_list() == ["0.16", "1.00", "-0.40"]


def test_where_nothing_says_how_sure_a_share_is_no_band_narrows_to_certainty() -> None:
    found = through_chairs(stage(talked(group_record(), {1: session(12, 18), 2: session(12, 18), 4: session(2, 2)})))
    assert found is not None
    rows = found.figures[0].specification["data"]["values"]
    spoken = {row["session"]: row for row in rows if row["mean"] is not None}
    assert spoken[1]["low_90"] < spoken[1]["mean"] < spoken[1]["high_90"]
    assert [spoken[4][name] for name in ("low_90", "low_50", "high_50", "high_90")] == [None] * 4
    assert any("how sure" in statement.text for statement in found.statements)


def test_hardly_any_is_said_for_nought() -> None:
    assert told_of([12] * 8 + [0])[0].startswith(f"In session {HELD[8]}, hardly any of the minutes")


def test_inferred_addressees_are_said() -> None:
    turns: Heard = [(who, None, 10.0) for who, _, _ in session(12, 18)]
    told = [s.text for s in (through_chairs(stage(talked(group_record(), {4: turns}))) or empty).statements]
    assert "For session 4 nobody noted to whom most turns were said; it is inferred from their order and timing." in told


def test_the_brief_says_too_where_the_last_session_is_inferred() -> None:
    turns: Heard = [(who, None, 10.0) for who, _, _ in session(12, 18)]
    told = [s.text for s in (chairs_in_brief(stage(talked(group_record(), {HELD[-1]: turns}))) or empty).statements]
    assert f"For session {HELD[-1]} nobody noted" in " ".join(told)
    noted = chairs_in_brief(stage(talked(group_record(), {HELD[-2]: turns, HELD[-1]: session(12, 18)})))
    assert noted is not None
    assert "nobody noted" not in " ".join(s.text for s in noted.statements)


def test_acts_are_told_over_members_without_ranking_anybody() -> None:
    acts = [(9, "m0"), (10, "m0"), (10, "m1"), (10, "t0")]
    found = talked(group_record(), {n: session(12, 18) for n in HELD}, acts)
    section = acts_seen(set_stage(found, None, words("en")))
    assert section is not None
    assert [s.text for s in section.statements[:3]] == [
        "In the last two sessions that were followed, four acts were marked.",
        "Three of them were by members: two of the six members who were there.",
        "Acts from session 9 to 10: 1 and 3.",
    ]


def test_acts_of_facilitators_alone_and_none_lately_are_said() -> None:
    turns = {n: session(12, 18) for n in HELD}
    chairs = acts_seen(set_stage(talked(group_record(), turns, [(10, "t0")]), None, words("en")))
    assert chairs is not None
    assert chairs.statements[1].text == "None of them was by a member."
    long_ago = acts_seen(set_stage(talked(group_record(), turns, [(1, "m0")]), None, words("en")))
    assert long_ago is not None
    assert long_ago.statements[0].text == "In the last four sessions that were followed no act was marked."
