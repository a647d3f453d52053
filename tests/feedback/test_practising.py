"""What a practice answers to: seen in signals, talk, answers and acts, in sentences that name no member."""

from collections.abc import Iterable
from dataclasses import replace

import polars as pl
import pytest

from fourfold.alliance.estimates import SignalKind
from fourfold.feedback.html import to_fragment, to_html
from fourfold.feedback.passages.practising import Offered, practice_section, seen_in
from fourfold.feedback.passages.setting import set_stage
from fourfold.feedback.reports import brief
from fourfold.feedback.words import LANGUAGES, words
from fourfold.practices import Suits, catalogue, practice
from fourfold.record import GroupRecord, table
from fourfold.vocabulary import Act, Level, Response
from tests.feedback.stage import LABELS, day, estimates, group_record, signal


def suits(record: GroupRecord, language: str = "en", **told: object) -> list[Suits]:
    """What was seen in a record with these estimates, in order."""
    found = estimates(record, **told) if told else None
    return [seen.suits for seen in seen_in(set_stage(record, found, words(language)))]


def said(record: GroupRecord, answers: Iterable[tuple[str, str, float]]) -> GroupRecord:
    """The record with answers about compassion in its last session: person, item, value."""
    rows = [Response(person, "member_check_in", f"compassion.{item}", value, day(10)) for person, item, value in answers]
    return replace(record, responses=table(Response, rows))


def marked(record: GroupRecord, kinds: Iterable[str], session: str = "s10") -> GroupRecord:
    """The record with acts marked in a session."""
    return replace(record, acts=table(Act, [Act(session, "m0", kind, float(k)) for k, kind in enumerate(kinds)]))


def everybody(item: str, value: float, n: int = 5) -> list[tuple[str, str, float]]:
    """The same answer of the first members."""
    return [(f"m{k}", item, value) for k in range(n)]


@pytest.mark.parametrize(
    ("kind", "level", "expected"),
    [
        (SignalKind.MEMBER_WITHDRAWS, Level.MEMBER_GROUP, Suits.RUPTURE_MEMBER_GROUP),
        (SignalKind.MEMBER_WITHDRAWS, Level.MEMBER_FACILITATOR, Suits.RUPTURE_MEMBER_FACILITATOR),
        (SignalKind.BETWEEN_MEMBERS, Level.MEMBER_MEMBER, Suits.RUPTURE_MEMBER_MEMBER),
        (SignalKind.MEMBER_AND_FACILITATOR, Level.MEMBER_FACILITATOR, Suits.RUPTURE_MEMBER_FACILITATOR),
        (SignalKind.GROUP_FALLS, Level.MEMBER_GROUP, Suits.RUPTURE_MEMBER_GROUP),
        (SignalKind.GROUP_FALLS, Level.FACILITATOR_GROUP, Suits.RUPTURE_FACILITATOR_GROUP),
    ],
)
def test_each_rupture_asks_for_its_own_practice(kind: SignalKind, level: Level, expected: Suits) -> None:
    person = None if kind is SignalKind.GROUP_FALLS else "m0"
    other = "m1" if kind is SignalKind.BETWEEN_MEMBERS else "t0" if kind is SignalKind.MEMBER_AND_FACILITATOR else None
    told = signal(kind, person, level=level, other_id=other)
    assert suits(group_record(), signals=[told])[:1] == [expected]


def test_a_rupture_that_is_repaired_or_not_told_asks_for_none() -> None:
    assert suits(group_record(), signals=[signal(repaired_session=10)]) == []
    assert suits(group_record(left=[("m0", 10)]), signals=[signal()]) == []


def test_who_comes_first_and_who_leaves_soon_is_counted_and_not_named() -> None:
    record = group_record(joined=[("m4", 11)], left=[("m5", 13)])
    seen = seen_in(set_stage(record, None, words("en")))
    assert [one.suits for one in seen] == [Suits.NEW_MEMBER, Suits.LEAVING]
    assert seen[0].why == "Why: one member comes for the first time."
    assert suits(group_record(joined=[("m4", 10)])) == []
    assert suits(group_record(left=[("m5", 16)])) == []


def test_talk_through_the_chair_and_members_who_never_met() -> None:
    through = [(10, who, "t0") if k % 2 else (10, "t0", who) for k, who in enumerate(["m0", "m1", "m2", "m3", "m4", "m5"] * 10)]
    found = suits(group_record(turns=[(9, "m0", "t0"), *through]))
    assert Suits.THROUGH_THE_CHAIR in found
    assert Suits.NEVER_MET in found
    assert found.index(Suits.THROUGH_THE_CHAIR) < found.index(Suits.NEVER_MET)
    assert suits(group_record(turns=[(9, *turn[1:]) for turn in through])) == []
    assert suits(group_record()) == []


def test_low_compassion_is_told_of_five_members_and_below_the_middle_alone() -> None:
    low, high = everybody("self", 3.0), everybody("self", 4.0)
    assert suits(said(group_record(), low)) == [Suits.LOW_COMPASSION_TO_SELF]
    assert suits(said(group_record(), low[:4])) == []
    assert suits(said(group_record(), high)) == []


def test_the_lowest_compassion_comes_first() -> None:
    record = said(group_record(), [*everybody("self", 3.5), *everybody("given", 2.0), *everybody("received", 3.0)])
    assert suits(record) == [Suits.LOW_COMPASSION_GIVEN, Suits.LOW_COMPASSION_RECEIVED, Suits.LOW_COMPASSION_TO_SELF]


def test_an_answer_of_long_ago_is_not_lately() -> None:
    record = said(group_record(), everybody("self", 2.0))
    old = record.responses.with_columns(pl.lit(day(3)).alias("answered_on"))
    assert suits(replace(record, responses=old)) == []


def test_self_criticism_marked_more_often_than_self_compassion() -> None:
    assert suits(marked(group_record(), ["self_criticism"] * 3)) == [Suits.SELF_CRITICISM]
    assert suits(marked(group_record(), ["self_criticism"] * 2)) == []
    assert suits(marked(group_record(), ["self_criticism", "self_compassion"] * 3)) == []
    assert suits(marked(group_record(), ["self_criticism"] * 3, "s9")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_reason_names_anybody(language: str) -> None:
    labels = ("Quirin", "Rosalba", "Severin", "Tamsin", "Ulrike", "Vasily")
    record = said(group_record(labels=labels, joined=[("m4", 11)], left=[("m5", 13)]), everybody("self", 2.0, 4))
    record = marked(record, ["self_criticism"] * 3)
    told = estimates(record, signals=[signal(SignalKind.BETWEEN_MEMBERS, "m0", other_id="m1", level=Level.MEMBER_MEMBER)])
    reasons = " ".join(one.why for one in seen_in(set_stage(record, told, words(language))))
    assert len(reasons) > 100
    assert not [label for label in labels if label in reasons]
    assert len(labels) == len(LABELS)


def test_the_section_says_the_practice_with_a_gentler_way_or_with_the_reason() -> None:
    found = practice("feet_on_the_floor")
    planned = practice_section(Offered(found, 3, planned=True), words("en"))
    assert planned.title == "Practice planned"
    assert [s.text for s in planned.statements] == [
        "Feet on the floor, three minutes.",
        f"A gentler way: {found.gentler['en'][0]}",
    ]
    offered = practice_section(Offered(found, 1, planned=False, why="Why: so."), words("es"))
    assert [s.text for s in offered.statements] == ["Los pies en el piso, un minuto.", "Why: so."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_that_is_seen_has_a_practice_for_a_session(language: str) -> None:
    suited = {one for key in catalogue() for one in practice(key).suits if "session" in practice(key).settings}
    assert set(Suits) - suited <= {Suits.STAFF}
    assert {f"{one}" for one in suited} - {"responsibility", "staff"} <= set(words(language).entries["practice"])


def test_a_brief_draws_it_where_it_is_added() -> None:
    plain = brief.write_from(group_record(), None)
    offered = practice_section(Offered(practice("feet_on_the_floor"), 3, planned=True), words("en"))
    told = replace(plain, sections=(*plain.sections, offered))
    assert plain.section("practice") is None
    assert "Feet on the floor" in to_html(told)
    assert "practice" in to_fragment(told).sections
