"""What the brief finds worth attention: how many notices, how sure, about whom, and for how long."""

import pytest

from fourfold.alliance.estimates import AllianceEstimates, Signal, SignalKind
from fourfold.feedback import Notice, Report
from fourfold.feedback.reports import brief
from fourfold.record import GroupRecord
from fourfold.vocabulary import Level, Presence, Quality
from tests.feedback.stage import HELD, estimates, group_record, said, signal


def report(record: GroupRecord, found: AllianceEstimates | None = None, **given: int) -> Report:
    return brief.write_from(record, found or estimates(record), **given)


def notices(page: Report) -> tuple[Notice, ...]:
    section = page.section("attention")
    assert section is not None
    return section.notices


def test_one_notice_with_one_facilitator_and_two_with_two() -> None:
    many = [signal(person=f"m{k}", z=5.0 - k) for k in range(5)]
    for chairs, count in ((("Ann",), 1), (("Ann", "Ben"), 2)):
        record = group_record(chairs=chairs)
        section = report(record, estimates(record, signals=many)).section("attention")
        assert section is not None
        assert len(section.notices) == count
        assert section.notices[0].headline == "A. has drawn back from the group since session 8."


@pytest.mark.parametrize(("budget", "count"), [(0, 0), (2, 2), (3, 3), (9, 3)])
def test_a_budget_is_kept_and_never_above_three(budget: int, count: int) -> None:
    record = group_record()
    many = [signal(person=f"m{k}") for k in range(5)]
    section = report(record, estimates(record, signals=many), budget=budget).section("attention")
    assert section is not None
    assert len(section.notices) == count


def test_moderate_evidence_is_not_overclaimed() -> None:
    record = group_record()
    for weak in (signal(drop=0.4, drop_sd=0.3), signal(q=0.08)):
        section = report(record, estimates(record, signals=[weak])).section("attention")
        assert section is not None
        assert section.notices[0].headline == "A. may have drawn back from the group since session 8."
        assert ("larger than the ups and downs" in section.notices[0].why) is (weak.drop > 2 * weak.drop_sd)


def test_the_reason_never_claims_certainty() -> None:
    record = group_record()
    for q in (0.06, 0.001):
        section = report(record, estimates(record, signals=[signal(q=q)])).section("attention")
        assert section is not None
        assert section.notices[0].why.endswith("Some notices like this one are chance.")


def test_a_pair_is_told_without_a_direction() -> None:
    record = group_record()
    headlines = set()
    for one, other in (("m0", "m3"), ("m3", "m0")):
        between = signal(SignalKind.BETWEEN_MEMBERS, one, other_id=other, level=Level.MEMBER_MEMBER)
        section = report(record, estimates(record, signals=[between])).section("attention")
        assert section is not None
        headlines.add(section.notices[0].headline)
    assert headlines == {"Something between A. and D. has loosened since session 8."}


@pytest.mark.parametrize(("chairs", "called"), [(("Ann",), "Ann"), (("Ann", "Ben"), "the facilitators")])
def test_what_is_between_a_member_and_facilitators_names_no_member(chairs: tuple[str, ...], called: str) -> None:
    record = group_record(chairs=chairs, absent=[("m0", 9)])
    split = signal(SignalKind.MEMBER_AND_FACILITATOR, "m0", level=Level.MEMBER_FACILITATOR)
    notice = notices(report(record, estimates(record, signals=[split])))[0]
    assert notice.headline == f"Something between a member and {called} has loosened since session 8."
    assert notice.why.startswith("The check-ins began to leave what was usual between members and facilitators three sessions")
    assert notice.also_seen == "Everyone came last time."
    assert "“What could we do differently?”" in notice.next_step
    assert "A." not in " ".join((notice.heading, notice.headline, notice.why, notice.also_seen, notice.next_step))


def test_a_withdrawal_that_shows_towards_facilitators_names_no_member() -> None:
    record = group_record()
    away = signal(level=Level.MEMBER_FACILITATOR)
    page = report(record, estimates(record, signals=[away]))
    assert notices(page)[0].headline == "Something between a member and Ann has loosened since session 8."


@pytest.mark.parametrize(
    ("kind", "person", "other", "level", "heading"),
    [
        (SignalKind.MEMBER_WITHDRAWS, "m0", None, Level.MEMBER_GROUP, "Member and group"),
        (SignalKind.BETWEEN_MEMBERS, "m0", "m1", Level.MEMBER_MEMBER, "Member and member"),
        (SignalKind.MEMBER_AND_FACILITATOR, "m0", None, Level.MEMBER_FACILITATOR, "Member and facilitator"),
        (SignalKind.GROUP_FALLS, None, None, None, "The group as a whole"),
    ],
)
def test_the_heading_is_that_of_the_headline(
    kind: SignalKind, person: str | None, other: str | None, level: Level | None, heading: str
) -> None:
    record = group_record()
    strongest = signal(kind, person, other_id=other, level=Level.MEMBER_MEMBER)
    notice = notices(report(record, estimates(record, signals=[strongest])))[0]
    assert (notice.heading, notice.level) == (heading, level)


def test_attendance_and_talk_are_seen_beside_it() -> None:
    turns = [(n, "m0", "m1") for n in HELD if n not in (8, 10) for _ in range(8)] + [(10, "m0", "m1")]
    record = group_record(
        turns=turns,
        absent=[("m0", 8)],
        presence=[("m0", 9, Presence.LATE_AND_LEFT_EARLY), ("m0", 10, Presence.LATE)],
    )
    section = report(record, estimates(record, signals=[signal()])).section("attention")
    assert section is not None
    assert section.notices[0].also_seen == (
        "A. was away in session 8. A. came late in sessions 9 and 10. A. left early in session 9. "
        "A. spoke once last time; eight turns are usual. Silence can be work."
    )


@pytest.mark.parametrize(
    ("dropped", "calm"),
    [
        (signal(repaired_session=10), "Nothing stands out from the check-ins."),
        (signal(session=5, since_session=4), "No new notice from the check-ins."),
        (signal(person="m5"), "No new notice from the check-ins."),
        (signal(since_session=2), "No new notice from the check-ins."),
    ],
    ids=["repaired", "four sessions old", "gone", "without a before"],
)
def test_a_signal_that_is_over_leaves_the_page(dropped: Signal, calm: str) -> None:
    record = group_record(left=[("m5", 9)])
    page = report(record, estimates(record, signals=[dropped]))
    assert notices(page) == ()
    assert said(page, "attention") == [f"{calm} The ordinary work goes on."]


def test_a_signal_stays_for_three_sessions() -> None:
    record = group_record()
    assert len(notices(report(record, estimates(record, signals=[signal(session=7, since_session=7)])))) == 1


def test_one_person_is_named_once_and_the_nameless_notice_stands_once_beside_it() -> None:
    record = group_record()
    twice = [signal(z=3.0), signal(z=2.5), signal(person="m1", z=2.0)]
    twice += [signal(SignalKind.MEMBER_AND_FACILITATOR, f"m{k}", z=5.0 - k) for k in (0, 2)]
    section = report(record, estimates(record, signals=twice), budget=3).section("attention")
    assert section is not None
    assert [n.headline.split(" since")[0] for n in section.notices] == [
        "Something between a member and Ann has loosened",
        "A. has drawn back from the group",
        "B. has drawn back from the group",
    ]


def test_qualities_change_the_words() -> None:
    record = group_record()
    for quality, words in ((Quality.WORK, "sees less use in the group’s work"), (Quality.NEGATIVE, "has become harder for A.")):
        section = report(record, estimates(record, signals=[signal(quality=quality)])).section("attention")
        assert section is not None
        assert words in section.notices[0].headline
