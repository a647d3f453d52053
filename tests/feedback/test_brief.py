"""What the brief says, case by case."""

import pytest

from fourfold.alliance.estimates import AllianceEstimates, PriorSource, SignalKind
from fourfold.feedback import Report
from fourfold.feedback.reports import brief
from fourfold.record import GroupRecord
from fourfold.vocabulary import Block, Level, Presence, Quality, Role
from tests.feedback.stage import HELD, estimates, group_record, said, signal


def report(record: GroupRecord, found: AllianceEstimates | None = None, **given: int) -> Report:
    return brief.write_from(record, found or estimates(record), **given)


def test_it_is_for_facilitators_and_names_group_session_day_and_leaders() -> None:
    page = report(group_record(chairs=("Ann", "Ben")))
    assert brief.AUDIENCE is Role.FACILITATOR
    assert (page.title, page.subtitle) == ("The brief", "Monday circle · session 11")
    assert page.occasion == "Monday 16 March 2026 · Ann, with Ben"


def test_without_a_planned_session_it_is_for_the_one_after_the_last_and_claims_no_date() -> None:
    page = report(group_record(planned=None))
    assert (page.subtitle, page.occasion) == ("Monday circle · session 11", "Ann")


def test_a_planned_session_that_was_passed_over_is_not_the_next_one() -> None:
    passed = report(group_record(held=(1, 2, 4), not_held=(), planned=3))
    assert (passed.subtitle, passed.occasion) == ("Monday circle · session 5", "Ann")


def test_the_sections_stand_in_the_order_of_the_page() -> None:
    page = report(group_record(turns=[(n, "m0", "m1") for n in HELD]))
    assert [s.key for s in page.sections] == [
        "since",
        "attention",
        "who",
        "never_spoken",
        "relationships",
        "missing",
        "asked",
    ]


class TestSinceLastTime:
    def test_a_clear_change_of_a_level_comes_first(self) -> None:
        record = group_record(turns=[(1, "m0", "m1"), (9, "m0", "m1"), (10, "m2", "m3")])
        found = estimates(record, changes=[(Block.MM, 0.8, 0.2, "higher"), (Block.MG, 0.1, 0.3, "cannot_tell_apart")])
        assert said(report(record, found), "since") == [
            "Members feel closer to one another than nine weeks ago.",
            "C. and D. spoke to each other for the first time.",
        ]

    @pytest.mark.parametrize(
        ("block", "chairs", "sentence"),
        [
            (Block.MT, ("Ann",), "Members and Ann are less close than nine weeks ago."),
            (Block.MT, ("Ann", "Ben"), "Members and the facilitators are less close than nine weeks ago."),
            (Block.TG, ("Ann",), "Ann feels less close to the group than nine weeks ago."),
            (Block.MG, ("Ann",), "Members feel less close to the group than nine weeks ago."),
        ],
    )
    def test_each_level_has_its_own_sentence(self, block: Block, chairs: tuple[str, ...], sentence: str) -> None:
        record = group_record(chairs=chairs)
        assert said(report(record, estimates(record, changes=[(block, -1.0, 0.2, "lower")])), "since") == [sentence]

    def test_it_is_never_longer_than_three_sentences(self) -> None:
        record = group_record(
            absent=[("m0", 8), ("m0", 9)], left=[("m5", 10)], joined=[("m4", 10)], turns=[(9, "m1", "m2"), (10, "m2", "m3")]
        )
        changes = [(b, 1.0, 0.2, "higher") for b in (Block.MM, Block.MT, Block.MG, Block.TG)]
        found = said(report(record, estimates(record, changes=changes)), "since")
        assert len(found) == 3
        assert found[0] == "F. left the group."

    def test_a_session_that_was_not_held_is_said_first(self) -> None:
        record = group_record(held=(1, 2, 3), not_held=(4,), planned=5)
        assert said(report(record), "since") == ["Session 4 was not held."]

    def test_two_first_exchanges_share_a_sentence(self) -> None:
        record = group_record(turns=[(9, "m4", "m5"), (10, "m0", "m1"), (10, "m3", "m2")])
        assert said(report(record), "since") == ["A. and B., and C. and D. spoke to each other for the first time."]

    def test_a_long_silence_that_ended_is_told_with_its_length(self) -> None:
        record = group_record(turns=[(5, "m0", "m1"), (9, "m2", "m3"), (10, "m1", "m0")])
        assert said(report(record), "since") == ["A. and B. spoke to each other for the first time in a month."]

    def test_who_came_back_and_who_came_for_the_first_time(self) -> None:
        record = group_record(absent=[("m0", 8), ("m0", 9), ("m1", 9)], joined=[("m5", 10)])
        assert said(report(record), "since") == ["A. came back after two sessions away.", "F. came for the first time."]

    def test_a_repair_is_told_once(self) -> None:
        record = group_record()
        mended = signal(session=8, since_session=7, repaired_session=10)
        assert said(report(record, estimates(record, signals=[mended, mended])), "since") == [
            "What was noted about A. in session 8 is back where it was."
        ]

    def test_a_quiet_week_says_so(self) -> None:
        assert said(report(group_record()), "since") == ["Nothing has changed that could be told from chance."]


class TestWorthYourAttention:
    def test_one_notice_with_one_facilitator_and_two_with_two(self) -> None:
        many = [signal(person=f"m{k}", z=5.0 - k) for k in range(5)]
        for chairs, count in ((("Ann",), 1), (("Ann", "Ben"), 2)):
            record = group_record(chairs=chairs)
            section = report(record, estimates(record, signals=many)).section("attention")
            assert section is not None
            assert len(section.notices) == count
            assert section.notices[0].headline == "A. has drawn back from the group since session 8."

    @pytest.mark.parametrize(("budget", "count"), [(0, 0), (2, 2), (3, 3), (9, 3)])
    def test_a_budget_is_kept_and_never_above_three(self, budget: int, count: int) -> None:
        record = group_record()
        many = [signal(person=f"m{k}") for k in range(5)]
        section = report(record, estimates(record, signals=many), budget=budget).section("attention")
        assert section is not None
        assert len(section.notices) == count

    def test_moderate_evidence_is_not_overclaimed(self) -> None:
        record = group_record()
        for weak in (signal(drop=0.4, drop_sd=0.3), signal(q=0.08)):
            section = report(record, estimates(record, signals=[weak])).section("attention")
            assert section is not None
            assert section.notices[0].headline == "A. may have drawn back from the group since session 8."
            assert ("larger than the ups and downs" in section.notices[0].why) is (weak.drop > 2 * weak.drop_sd)

    def test_the_reason_never_claims_certainty(self) -> None:
        record = group_record()
        for q in (0.06, 0.001):
            section = report(record, estimates(record, signals=[signal(q=q)])).section("attention")
            assert section is not None
            assert section.notices[0].why.endswith("Some notices like this one are chance.")

    def test_a_pair_is_told_without_a_direction(self) -> None:
        record = group_record()
        headlines = set()
        for one, other in (("m0", "m3"), ("m3", "m0")):
            between = signal(SignalKind.BETWEEN_MEMBERS, one, other_id=other, level=Level.MEMBER_MEMBER)
            section = report(record, estimates(record, signals=[between])).section("attention")
            assert section is not None
            headlines.add(section.notices[0].headline)
        assert headlines == {"Something between A. and D. has loosened since session 8."}

    def test_among_two_facilitators_none_is_singled_out(self) -> None:
        record = group_record(chairs=("Ann", "Ben"))
        split = signal(SignalKind.MEMBER_AND_FACILITATOR, "m0", other_id="t1", level=Level.MEMBER_FACILITATOR)
        section = report(record, estimates(record, signals=[split])).section("attention")
        assert section is not None
        assert section.notices[0].headline == "Something between A. and the facilitators has loosened since session 8."

    def test_attendance_and_talk_are_seen_beside_it(self) -> None:
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

    def test_a_signal_is_dropped_when_it_is_repaired_old_gone_or_has_no_before(self) -> None:
        record = group_record(left=[("m5", 9)])
        dropped = [
            signal(repaired_session=10),
            signal(session=4, since_session=3),
            signal(person="m5"),
            signal(since_session=2),
        ]
        for one in dropped:
            section = report(record, estimates(record, signals=[one])).section("attention")
            assert section is not None
            assert section.notices == ()
            assert section.statements[0].text.startswith("Nothing stands out")

    def test_one_person_is_named_once(self) -> None:
        record = group_record()
        twice = [signal(z=3.0), signal(SignalKind.MEMBER_AND_FACILITATOR, z=5.0), signal(person="m1", z=2.0)]
        section = report(record, estimates(record, signals=twice), budget=3).section("attention")
        assert section is not None
        assert [n.headline.split(" since")[0] for n in section.notices] == [
            "Something between A. and Ann has loosened",
            "B. has drawn back from the group",
        ]


class TestWhoComes:
    def test_new_back_away_and_announced(self) -> None:
        record = group_record(joined=[("m5", 11)], absent=[("m0", 9), ("m0", 10)], announced=[("m1", "at work until May")])
        assert said(report(record), "who") == [
            "Five of six are expected. F. comes for the first time. A. was away the last two times. "
            "B. will be away: at work until May."
        ]
        section = report(record).section("who")
        assert section is not None
        assert dict(section.figures[0].table.select("who", "today").iter_rows()) == {
            "Ann": "",
            "A": "was away",
            "B": "away",
            "C": "",
            "D": "",
            "E": "",
            "F": "new today",
        }
        assert section.figures[0].text_alternative.startswith("The circle today. Chairs: Ann. Seats: A (was away), B (away)")

    def test_absences_of_the_same_length_share_a_sentence(self) -> None:
        record = group_record(absent=[("m0", 10), ("m1", 10), ("m2", 9), ("m2", 10)])
        assert said(report(record), "who") == [
            "Six members are expected. C. was away the last two times. A. and B. were away last time."
        ]

    def test_nobody_and_everybody_away(self) -> None:
        assert said(report(group_record(labels=())), "who") == ["Nobody is written down as a member on this day."]
        away = [(f"m{k}", "") for k in range(6)]
        assert said(report(group_record(announced=away)), "who")[0].startswith("All members have sent word")


class TestHaveNeverSpoken:
    def test_without_turns_nothing_is_said_about_speaking(self) -> None:
        assert report(group_record()).section("never_spoken") is None

    def test_the_three_longest_together_and_how_many_more(self) -> None:
        record = group_record(labels="ABCD", joined=[("m3", 5)], turns=[(n, "m0", "m1") for n in HELD])
        assert said(report(record), "never_spoken") == [
            "A. and C. have not spoken to each other in nine sessions.",
            "B. and C. have not spoken to each other in nine sessions.",
            "A. and D. have not spoken to each other in five sessions.",
            "Two more pairs have not spoken yet.",
        ]

    def test_when_everybody_has_spoken_to_everybody(self) -> None:
        record = group_record(labels="AB", turns=[(9, "m0", "m1")])
        assert said(report(record), "never_spoken") == ["Every two members have spoken to each other."]


class TestTheFourRelationships:
    @pytest.mark.parametrize(
        ("mean", "sd", "verdict", "sentence"),
        [
            (1.0, 0.2, "higher", "Closer than nine weeks ago. The rise is clear."),
            (-1.0, 0.2, "lower", "Less close than nine weeks ago. The fall is clear."),
            (0.05, 0.2, "cannot_tell_apart", "Steady."),
            (0.1, 0.5, "cannot_tell_apart", "No change that could be told from chance."),
            (0.4, 0.5, "cannot_tell_apart", "A little closer than nine weeks ago. It may be chance."),
            (-0.4, 0.5, "cannot_tell_apart", "A little less close than nine weeks ago. It may be chance."),
            (0.4, 1.5, "cannot_tell_apart", "Too few answers to tell a change."),
        ],
    )
    def test_a_change_is_said_as_surely_as_it_is_known(self, mean: float, sd: float, verdict: str, sentence: str) -> None:
        record = group_record()
        section = report(record, estimates(record, changes=[(Block.MM, mean, sd, verdict)])).section("relationships")
        assert section is not None
        captions = {f.level: f.caption for f in section.figures}
        assert captions[Level.MEMBER_MEMBER] == sentence
        assert captions[Level.MEMBER_GROUP] == "Too few answers to tell a change."

    def test_levels_that_cannot_be_told_apart_are_said_to_be(self) -> None:
        record = group_record()
        apart, alike = "higher", "cannot_tell_apart"
        found = estimates(record, alike=[(Block.MM, Block.MG, alike), (Block.MM, Block.MT, apart)])
        assert said(report(record, found), "relationships") == ["Member and member cannot be told apart from Member and group."]
        found = estimates(record, alike=[(Block.MM, Block.MG, alike), (Block.MM, Block.MT, alike)])
        assert said(report(record, found), "relationships") == [
            "How the four compare with one another cannot be told from chance."
        ]

    def test_a_level_without_answers_says_so(self) -> None:
        record = group_record()
        section = report(record, estimates(record, blocks=[Block.MG])).section("relationships")
        assert section is not None
        assert [f.caption for f in section.figures].count("No answers yet.") == 3

    def test_the_picture_breaks_where_no_session_was_held(self) -> None:
        record = group_record(left=[("m5", 8)])
        section = report(record).section("relationships")
        assert section is not None
        assert section.figures[0].reading == "▆▆▆▆▆ ▆▆│▆▇"
        assert section.figures[0].text_alternative.endswith("One session was not held.")

    def test_the_numbers_stand_behind_with_work_and_strain(self) -> None:
        section = report(group_record()).section("relationships")
        assert section is not None
        table = section.figures[0].table
        assert table.columns == ["session", "day", "closeness", "shared work", "strain", "answers"]
        assert table.row(0) == ("1", "5 January 2026", "5.0 [4.5 – 5.5]", "5.0 [4.5 – 5.5]", "5.0 [4.5 – 5.5]", "6")


class TestWhatIsMissing:
    @pytest.mark.parametrize(
        ("answered", "sentence"),
        [
            ((6, 8), "Six of eight answered last time."),
            ((8, 8), "All eight answered last time."),
            ((0, 8), "Nobody answered last time."),
            ((1, 1), "The one person asked answered last time."),
        ],
    )
    def test_how_many_answered(self, answered: tuple[int, int], sentence: str) -> None:
        record = group_record()
        assert said(report(record, estimates(record, answered=answered)), "missing")[0] == sentence

    def test_answering_alike_is_told_without_shaming_and_only_when_it_lasts(self) -> None:
        record = group_record()
        found = estimates(record, straight=[("m0", 5, 3), ("m1", 9, 3), ("m2", 2, 2)])
        texts = said(report(record, found), "missing")
        assert "A. answered every question alike three times." in texts
        assert "That can be meant, or be haste, caution or hard reading; a quiet word may tell." in texts
        assert not [t for t in texts if t.startswith(("B.", "C."))]

    def test_too_little_says_what_to_do_next(self) -> None:
        record = group_record(held=(1,), not_held=(), planned=2)
        assert "Two more sessions with at least four check-ins will show where the four relationships are going." in said(
            report(record), "missing"
        )


def test_the_question_about_feedback_is_asked_after_a_first_session_only() -> None:
    asked = report(group_record()).section("asked")
    assert asked is not None
    assert asked.choices == ("Yes", "In part", "Not yet")
    assert report(group_record(held=(), not_held=(), planned=1)).section("asked") is None


def test_the_footnotes_say_what_this_is_not() -> None:
    record = group_record(left=[("m5", 8)])
    assert report(record).footnotes == (
        "Simulated group.",
        "Bands hold nine in ten of the likely values; the dark part, half of them.",
        "The upright line marks a change of membership.",
        "The likely values lean on assumptions until the programme has ten groups.",
        "This page describes; it does not diagnose.",
        "Staff only. Shred after use.",
    )
    own = group_record(simulated=False)
    assert report(own, estimates(own, priors=PriorSource.OWN_PROGRAMME)).footnotes == (
        "Bands hold nine in ten of the likely values; the dark part, half of them.",
        "This page describes; it does not diagnose.",
        "Staff only. Shred after use.",
    )


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no words for language"):
        brief.write_from(group_record(), None, "xx")


def test_qualities_change_the_words() -> None:
    record = group_record()
    for quality, words in ((Quality.WORK, "sees less use in the group’s work"), (Quality.NEGATIVE, "has become harder for A.")):
        section = report(record, estimates(record, signals=[signal(quality=quality)])).section("attention")
        assert section is not None
        assert words in section.notices[0].headline
