"""The page of a group: it says no more than the answers support, names no rater, and has words where there is too little."""

import json
from datetime import timedelta

import polars as pl
import pytest

from fourfold.alliance import estimate_alliance
from fourfold.alliance.estimates import SignalKind
from fourfold.feedback import Report
from fourfold.feedback.charts import svg
from fourfold.feedback.reports import group
from fourfold.feedback.talk_circle import FEW, Line, Sitting, talk_chart
from fourfold.feedback.words import LANGUAGES, words
from fourfold.record import GroupRecord
from fourfold.vocabulary import GROUP, Block, Level, Presence
from tests.feedback.stage import HELD, NEXT, day, demonstration, estimates, group_record, said, signal

EVERY = (Block.MT, Block.MM, Block.TG, Block.MG)


def page(record: GroupRecord, **known: object) -> Report:
    made = estimates(record, **known)
    cohesion = pl.DataFrame(
        [(n, day(n), 4.0 + 0.05 * n, 0.2, 3.7 + 0.05 * n, 3.9, 4.1, 4.3 + 0.05 * n) for n in HELD],
        schema=["session", "held_on", "mean", "sd", "low_90", "low_50", "high_50", "high_90"],
        orient="row",
    )
    object.__setattr__(made, "cohesion", cohesion)
    return group.write_from(record, made)


class TestHeadline:
    @pytest.mark.parametrize(
        ("changes", "headline"),
        [
            ([], "It is too early to say how the relationships stand."),
            ([(b, 0.0, 0.1, "cannot_tell_apart") for b in EVERY], "The four relationships are steady."),
            ([(Block.MM, 0.8, 0.2, "higher"), (Block.MG, 0.0, 0.1, "cannot_tell_apart")],
             "Members feel closer to one another than nine weeks ago. Nothing has clearly fallen."),
            ([(Block.MG, -0.8, 0.2, "lower"), (Block.MM, 0.8, 0.3, "higher")],
             "Members feel less close to the group than nine weeks ago. "
             "Members feel closer to one another than nine weeks ago."),
            ([(b, -0.8, 0.2, "lower") for b in EVERY], "All four relationships have clearly fallen."),
            ([(b, -0.8, 0.2, "lower") for b in EVERY[:2]], "Two of the four relationships have clearly fallen."),
            ([(Block.MM, 0.1, 0.3, "cannot_tell_apart")], "No relationship has clearly changed."),
        ],
    )  # fmt: skip
    def test_it_says_what_the_changes_support(self, changes: list[object], headline: str) -> None:
        assert page(group_record(), changes=changes).section("standing").title == headline

    def test_what_few_members_say_of_facilitators_is_in_no_part_of_it(self) -> None:
        report = page(group_record(rating_chairs=2), changes=[(Block.MT, -0.8, 0.2, "lower")])
        figure = report.section("standing").figures[0]
        assert report.section("standing").title == "It is too early to say how the relationships stand."
        assert figure.caption == "Too few people answered to show this without showing who."
        assert figure.table.is_empty()
        assert figure.note == ""
        drawn = [row["mean"] for row in figure.specification["data"]["values"]]
        assert set(drawn) == {None}
        assert figure.narrow["data"] == figure.specification["data"]

    def test_without_answers_it_says_the_first_step(self) -> None:
        report = group.write_from(group_record(rated=False), None)
        assert report.section("standing").title == "There are no check-ins yet."
        assert "one-minute check-in" in said(report, "standing")[0]
        assert report.section("cohesion") is None

    def test_before_the_first_session_there_is_no_grid(self) -> None:
        report = group.write_from(group_record(held=(), not_held=(), planned=1), None)
        assert report.section("here") is None
        assert "After the first session" in said(report, "standing")[0]


class TestStrips:
    def test_each_level_has_two_widths_a_table_and_where_it_stands_now(self) -> None:
        figures = page(group_record()).section("standing").figures
        assert [f.level for f in figures] == [*Level, None] or len(figures) == 5
        for figure in figures[:4]:
            assert figure.specification["width"] == 640
            assert figure.narrow["width"] == 352
            assert figure.note.startswith("Now likely between 5.0 and 6.0, on a scale from 1 to 7.")
            assert len(figure.table) == len(HELD)
            assert "session 1 to 10" in figure.text_alternative

    def test_a_session_not_held_breaks_the_band_and_a_change_is_an_upright_line(self) -> None:
        figures = page(group_record(joined=[("m1", 4)])).section("standing").figures
        rows = {r["session"]: r["mean"] for r in figures[0].specification["data"]["values"]}
        assert rows[6] is None
        assert rows[5] is not None
        for figure in figures:
            places = [layer["data"]["values"] for layer in figure.specification["layer"] if "data" in layer]
            assert [{"session": 3.5}] in places
        assert "Changes of membership: Before session 4 B. joined." in said(page(group_record(joined=[("m1", 4)])), "standing")

    def test_the_axis_names_a_session_that_was_not_held(self) -> None:
        axis = page(group_record()).section("standing").figures[-1]
        assert "6: not held" in json.dumps(axis.specification)

    def test_only_facilitators_who_answer_are_counted(self) -> None:
        report = page(group_record(chairs=("Ann", "Ben"), silent=[("t1", n) for n in HELD]))
        assert report.section("standing").figures[2].note.endswith("One facilitator answers, so the band is wide.")


class TestTalk:
    TURNS = ((10, "m0", "m1"), (10, "m1", "t0"), (10, "m2", GROUP), (9, "m3", "m4"))

    def test_the_last_followed_session_is_counted(self) -> None:
        report = page(group_record(turns=self.TURNS, absent=[("m5", 10)]))
        assert report.section("talk").title == "Who spoke to whom in session 10"
        assert said(report, "talk") == [
            "One of the ten pairs of members there spoke to each other.",
            "D. and E. did not speak. Silence can be work.",
            "Equal talk is not the goal.",
        ]
        table = report.section("talk").figures[0].table
        assert table.columns == ["from, to", "Ann", "A.", "B.", "C.", "D.", "E.", "group"]
        assert table.row(1) == ("A.", "", "–", "1", "", "", "", "")
        assert table.row(3) == ("C.", "", "", "", "–", "", "", "1")

    def test_where_most_turns_say_not_to_whom_pairs_are_not_counted(self) -> None:
        unknown = [(10, "m0", None)] * 3
        half = page(group_record(turns=[*self.TURNS, *unknown]))
        assert "One of the 15 pairs of members there" in " ".join(said(half, "talk"))
        less = said(page(group_record(turns=[*self.TURNS, *unknown, (10, "m1", None)])), "talk")
        assert not [text for text in less if "pairs" in text]
        assert "D., E. and F. did not speak. Silence can be work." in less

    def test_without_turns_it_says_nothing(self) -> None:
        assert page(group_record()).section("talk") is None

    def test_few_turns_are_faint_and_chairs_have_their_own_colour(self) -> None:
        seats = [Sitting("Ann", True), Sitting("A", False), Sitting("B", False)]
        lines = [Line(0, 1, FEW), Line(1, 2, FEW), Line(2, 1, FEW - 1), Line(1, None, FEW)]
        trails = [m for layer in talk_chart(seats, lines, "group")["layer"] if (m := layer["mark"])["type"] == "trail"]
        assert [(t["color"], t["opacity"]) for t in trails] == [("#938a77", 1), ("#0e5257", 0.36), ("#0e5257", 1)]

    def test_more_turns_are_a_wider_line_that_is_thin_where_it_is_heard(self) -> None:
        seats = [Sitting(label, False) for label in "ABC"]
        layer = next(
            found
            for found in talk_chart(seats, [Line(0, 1, 9), Line(1, 0, 3)], "group")["layer"]
            if found["mark"]["type"] == "trail"
        )
        widths = {k: [r["width"] for r in layer["data"]["values"] if r["pair"] == k] for k in (0, 1)}
        assert widths[0][0] > widths[1][0] > widths[1][-1] == widths[0][-1] == 0.9


class TestCohesion:
    def test_bands_that_touch_tell_nothing(self) -> None:
        title = page(group_record()).section("cohesion").title
        assert title == "Whether the group holds together better or less than a month ago cannot be told yet."

    @pytest.mark.parametrize(("low", "high", "word"), [(6.0, 6.5, "better"), (2.0, 2.5, "less")])
    def test_bands_apart_tell_a_change(self, low: float, high: float, word: str) -> None:
        record = group_record()
        made = estimates(record)
        rows = [(n, day(n), 4.2, 0.2, 3.9, 4.1, 4.3, 4.5) for n in HELD[:-1]]
        rows.append((10, day(10), (low + high) / 2, 0.2, low, low + 0.1, high - 0.1, high))
        columns = ["session", "held_on", "mean", "sd", "low_90", "low_50", "high_50", "high_90"]
        object.__setattr__(made, "cohesion", pl.DataFrame(rows, schema=columns, orient="row"))
        assert group.write_from(record, made).section("cohesion").title == f"The group holds together {word} than a month ago."

    def test_without_answers_at_one_end_nothing_is_claimed(self) -> None:
        report = page(group_record(), n_ratings=dict.fromkeys((9, 10), 0))
        assert report.section("cohesion").title == "Too few answers to say whether the group holds together."


class TestAttendance:
    def test_every_cell_says_how_somebody_came_or_why_it_cannot_be_said(self) -> None:
        record = group_record(
            joined=[("m1", 4)], left=[("m2", 5)], absent=[("m0", 3)],
            presence=[("m0", 4, Presence.LATE), ("m0", 5, Presence.LEFT_EARLY), ("m0", 7, Presence.LATE_AND_LEFT_EARLY)],
        )  # fmt: skip
        grid = page(record).section("here").grids[0]
        assert grid.columns == tuple(str(n) for n in range(1, 11))
        rows = dict(grid.rows)
        assert rows["A."][:7] == ("here", "here", "no_word", "late", "left_early", "not_held", "late_and_left_early")
        assert rows["B."][:4] == ("out", "out", "out", "here")
        assert rows["C."][4:] == ("here", *["out"] * 5)
        assert grid.changes == (3, 6)

    def test_both_spells_of_one_who_came_back_are_in_one_row(self) -> None:
        record, found = demonstration()[1]
        rows = dict(group.write_from(record, found).section("here").grids[0].rows)
        assert rows["F."][3:8] == ("here", "out", "out", "out", rows["F."][7])
        assert rows["F."][7] != "out"

    def test_it_counts_who_came_last_time(self) -> None:
        assert said(page(group_record(absent=[("m0", 10)])), "here") == ["Five of the six members expected came last time."]
        assert said(page(group_record(absent=[("m0", 3)])), "here") == [
            "All six members expected came last time.",
            "Nobody has stayed away without a word since session 3.",
        ]


def test_a_notice_about_facilitators_names_no_member_anywhere_on_the_page() -> None:
    record = group_record(labels=("Quentin", *"BCDEF"))
    odd = signal(SignalKind.MEMBER_AND_FACILITATOR, "m0", level=Level.MEMBER_FACILITATOR, other_id="t0")
    report = page(record, signals=[odd])
    assert len(report.section("attention").notices) == 1
    assert "Quentin" not in str(report.section("attention"))
    assert "Quentin" not in str(report.section("standing"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", range(4))
def test_every_picture_is_drawn_and_told(case: int, language: str) -> None:
    record, found = demonstration()[case]
    for section in group.write_from(record, found, language).sections:
        for figure in section.figures:
            assert figure.text_alternative or figure.key == "sessions"
            for specification in filter(None, (figure.specification, figure.narrow)):
                drawn = svg(specification, figure.text_alternative)
                assert "NaN" not in drawn
                assert "style=" not in drawn


def test_two_years_keep_to_the_last_sessions_in_the_grid() -> None:
    record = group_record(held=range(1, 60), not_held=(), planned=60)
    report = group.write_from(record, estimate_alliance(record))
    assert report.section("here").grids[0].columns[0] == "40"
    assert said(report, "here")[-1] == words("en").say("here.last_shown", number=20)
    assert NEXT < 60
    assert day(2) - day(1) == timedelta(days=7)
