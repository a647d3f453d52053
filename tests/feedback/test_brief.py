"""What the brief says, case by case."""

import pytest

from fourfold.alliance.estimates import AllianceEstimates, PriorSource, SignalKind
from fourfold.feedback import Notice, Report
from fourfold.feedback.reports import brief
from fourfold.record import GroupRecord
from fourfold.vocabulary import Block, Level, Role
from tests.feedback.stage import HELD, estimates, group_record, said, signal

QUIET = ["Nothing has changed that could be told from chance."]


def report(record: GroupRecord, found: AllianceEstimates | None = None, **given: int) -> Report:
    return brief.write_from(record, found or estimates(record), **given)


def notices(page: Report) -> tuple[Notice, ...]:
    section = page.section("attention")
    assert section is not None
    return section.notices


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
        "chairs",
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

    @pytest.mark.parametrize(
        ("kind", "other", "sentence"),
        [
            (SignalKind.BETWEEN_MEMBERS, "m1", "What was noted between A. and B. is back where it was before session 7."),
            (
                SignalKind.MEMBER_AND_FACILITATOR,
                None,
                "What was noted between a member and the facilitators is back where it was before session 7.",
            ),
        ],
    )
    def test_a_repair_names_nobody_who_rated(self, kind: SignalKind, other: str | None, sentence: str) -> None:
        record = group_record()
        mended = signal(kind, other_id=other, session=8, since_session=7, repaired_session=10)
        found = estimates(record, signals=[mended])
        assert said(report(record, found), "since") == [sentence]
        assert notices(report(record, found)) == ()

    def test_a_silence_that_nobody_saw_is_not_told(self) -> None:
        talk = [(5, "m0", "m1"), (7, "m2", "m3"), (8, "m2", "m3"), (10, "m1", "m0")]
        away = [("m0", 7), ("m1", 8)]
        assert said(report(group_record(turns=talk, absent=away)), "since") == QUIET
        assert said(report(group_record(turns=[(5, "m0", "m1"), (10, "m1", "m0")])), "since") == QUIET

    def test_a_quiet_week_says_so(self) -> None:
        assert said(report(group_record()), "since") == QUIET


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
            "A. and C.: A. has spoken with one other member there, so a question to A. may be the easier way in.",
            "Two more pairs have not spoken yet.",
        ]

    def test_of_two_who_spoke_with_as_many_the_one_who_does_so_more_often_may_be_asked(self) -> None:
        talk = [(8, "m0", "m1"), (9, "m0", "m1"), (10, "m0", "m1"), (10, "m2", "m1")]
        told = said(report(group_record(labels="ABC", turns=talk)), "never_spoken")
        assert told == [
            "A. and C. have not spoken to each other in three sessions.",
            "A. and C.: A. speaks with other members more often, so a question to A. may be the easier way in.",
        ]

    def test_when_everybody_has_spoken_to_everybody(self) -> None:
        talk = [(9, "m0", "m1"), (10, "m2", "m0"), (10, "m1", "m2")]
        record = group_record(labels="ABC", turns=talk)
        assert said(report(record), "never_spoken") == ["Every pair of members has spoken to each other."]

    def test_nothing_is_said_of_a_pair_that_could_hardly_have_spoken(self) -> None:
        for arrives, talk in ((10, [(9, "m0", "m1"), (10, "m2", "m0")]), (11, [(9, "m0", "m1")])):
            record = group_record(labels="ABC", joined=[("m2", arrives)], turns=talk)
            assert report(record).section("never_spoken") is None


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

    @pytest.mark.parametrize(
        ("n_ratings", "steady"),
        [
            ({}, True),
            ({9: 2, 10: 2, 1: 4}, True),
            ({9: 1, 10: 2}, False),
            ({1: 3}, False),
        ],
        ids=["enough", "just enough", "few lately", "few before"],
    )
    def test_steady_takes_answers_at_both_ends(self, n_ratings: dict[int, int], steady: bool) -> None:
        record = group_record()
        changes = [(block, 0.05, 0.2, "cannot_tell_apart") for block in (Block.MM, Block.TG)]
        section = report(record, estimates(record, changes=changes, n_ratings=n_ratings)).section("relationships")
        assert section is not None
        captions = {f.level: f.caption for f in section.figures}
        assert captions[Level.MEMBER_MEMBER] == ("Steady." if steady else "Too few answers to tell a change.")
        few = "No change that could be told from chance."
        assert captions[Level.FACILITATOR_GROUP] == ("Steady." if steady else few)

    @pytest.mark.parametrize("mean", [0.05, 0.1, 0.4])
    def test_without_recent_answers_no_change_is_told_unless_it_is_clear(self, mean: float) -> None:
        record, silence = group_record(), {9: 0, 10: 0}
        unclear = [(b, mean, 0.4, "cannot_tell_apart") for b in (Block.MM, Block.TG)]
        changes = [*unclear, (Block.MG, 1.0, 0.2, "higher")]
        section = report(record, estimates(record, changes=changes, n_ratings=silence)).section("relationships")
        assert section is not None
        captions = {f.level: f.caption for f in section.figures}
        too_few = "Too few answers to tell a change."
        assert [captions[level] for level in (Level.MEMBER_MEMBER, Level.FACILITATOR_GROUP)] == [too_few, too_few]
        assert captions[Level.MEMBER_GROUP] == "Closer than nine weeks ago. The rise is clear."

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
            ((6, 8), "Six of the eight people there answered last time."),
            ((1, 2), "One of the two people there answered last time."),
            ((0, 8), "Nobody answered last time."),
        ],
    )
    def test_how_many_answered(self, answered: tuple[int, int], sentence: str) -> None:
        record = group_record()
        assert said(report(record, estimates(record, answered=answered)), "missing")[0] == sentence

    def test_nothing_missing_is_no_section(self) -> None:
        record = group_record(not_held=())
        assert report(record, estimates(record, answered=(8, 8))).section("missing") is None

    def test_answering_alike_is_told_without_a_name_and_only_when_it_lasts(self) -> None:
        record = group_record()
        found = estimates(record, straight=[("m0", 5, 3), ("m1", 9, 3), ("m2", 2, 2)])
        texts = said(report(record, found), "missing")
        assert "One person answered every question alike in three sessions." in texts
        assert "That can be meant, or be haste, caution or hard reading; offer everybody help with the form." in texts
        assert not [t for t in texts if t.startswith(("A.", "B.", "C."))]
        found = estimates(record, straight=[("m0", 5, 3), ("m1", 9, 8)])
        assert "Two people answered every question alike in three sessions or more." in said(report(record, found), "missing")

    def test_answering_alike_is_not_told_where_nobody_can_hide(self) -> None:
        record = group_record(labels="AB")
        found = estimates(record, straight=[("m0", 5, 3)])
        assert not [t for t in said(report(record, found), "missing") if "alike" in t]

    def test_a_next_session_without_a_date_is_asked_for(self) -> None:
        asked = "The next session is not planned yet; write down its date."
        assert asked in said(report(group_record(planned=None)), "missing")
        assert asked not in said(report(group_record()), "missing")

    def test_too_little_says_what_to_do_next(self) -> None:
        record = group_record(held=(1,), not_held=(), planned=2)
        told = "After two more sessions with at least four check-ins each, changes can begin to show."
        assert told in said(report(record), "missing")


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
        "The thin lines are the ends of the scale.",
        "The upright line marks a change of membership.",
        "The likely values lean on assumptions until the programme has ten groups.",
        "This page describes; it does not diagnose.",
        "Staff only. Shred after use.",
    )
    own = group_record(simulated=False)
    assert report(own, estimates(own, priors=PriorSource.OWN_PROGRAMME)).footnotes == (
        "Bands hold nine in ten of the likely values; the dark part, half of them.",
        "The thin lines are the ends of the scale.",
        "This page describes; it does not diagnose.",
        "Staff only. Shred after use.",
    )


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="no words for language"):
        brief.write_from(group_record(), None, "xx")
