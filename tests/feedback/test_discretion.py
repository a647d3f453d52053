"""What the brief keeps to itself: who rated a facilitator, half a pair, and calm that nobody's answers support."""

import pytest

from fourfold.alliance.estimates import SignalKind
from fourfold.feedback import Report
from fourfold.feedback.html import to_html
from fourfold.feedback.reports import brief
from fourfold.record import GroupRecord
from fourfold.vocabulary import Block, Level
from tests.feedback.stage import HELD, estimates, group_record, said, signal

WITHHELD = {
    "en": "Too few people answered to show this without showing who.",
    "es": "Muy pocas personas respondieron para mostrarlo sin mostrar quiénes.",
}


def page_with_falls(record: GroupRecord, language: str = "en") -> Report:
    changes = [(Block.MT, -1.0, 0.2, "lower"), (Block.MM, 0.05, 0.2, "cannot_tell_apart")]
    alike = [(Block.MT, Block.MG, "cannot_tell_apart"), (Block.MM, Block.MG, "cannot_tell_apart")]
    falls = [signal(SignalKind.MEMBER_AND_FACILITATOR, level=Level.MEMBER_FACILITATOR)]
    return brief.write_from(record, estimates(record, changes=changes, alike=alike, signals=falls), language)


def facilitator_figure(page: Report) -> tuple[str, str, str, int]:
    section = page.section("relationships")
    assert section is not None
    figure = next(f for f in section.figures if f.level is Level.MEMBER_FACILITATOR)
    drawn = [point for point in figure.specification["data"]["values"] if point["mean"] is not None]
    assert bool(drawn) == bool(figure.reading.strip())
    return figure.caption, figure.text_alternative, figure.reading.strip(), len(figure.table)


class TestWhatMembersSayOfFacilitators:
    @pytest.mark.parametrize("language", ["en", "es"])
    def test_with_two_who_answered_it_is_kept_whole(self, language: str) -> None:
        page = page_with_falls(group_record(rating_chairs=2), language)
        caption, alternative, reading, rows = facilitator_figure(page)
        assert caption == WITHHELD[language]
        assert alternative.endswith(f": {WITHHELD[language]}")
        assert (reading, rows) == ("", 0)
        assert getattr(page.section("attention"), "notices", None) == ()

    def test_with_two_who_answered_no_sentence_speaks_of_it(self) -> None:
        page = page_with_falls(group_record(rating_chairs=2))
        assert said(page, "since") == ["Nothing has changed that could be told from chance."]
        told = "How the three shown compare with one another cannot be told from chance."
        assert said(page, "relationships") == [told]
        assert to_html(page).count("<table>") == 3

    def test_with_three_who_answered_it_is_shown(self) -> None:
        page = page_with_falls(group_record(rating_chairs=3))
        caption, _, reading, rows = facilitator_figure(page)
        assert caption == "Less close than nine weeks ago. The fall is clear."
        assert (len(reading), rows) == (10, len(HELD))
        assert said(page, "since") == ["Members and Ann are less close than nine weeks ago."]
        assert len(getattr(page.section("attention"), "notices", ())) == 1

    def test_answers_of_long_ago_do_not_hide_those_of_today(self) -> None:
        silent = [(f"m{k}", n) for k in range(2, 6) for n in HELD[-4:]]
        assert facilitator_figure(page_with_falls(group_record(silent=silent)))[0] == WITHHELD["en"]
        assert facilitator_figure(page_with_falls(group_record(silent=silent[1:])))[0] != WITHHELD["en"]

    def test_a_repair_is_kept_as_the_notice_was(self) -> None:
        record = group_record(rating_chairs=2)
        mended = signal(SignalKind.MEMBER_AND_FACILITATOR, session=8, since_session=7, repaired_session=10)
        page = brief.write_from(record, estimates(record, signals=[mended]))
        assert said(page, "since") == ["Nothing has changed that could be told from chance."]


class TestAPair:
    @pytest.mark.parametrize(("silent", "told"), [((8, 9, 10), False), ((8, 9), True)])
    def test_it_is_told_only_when_both_answered_since(self, silent: tuple[int, ...], told: bool) -> None:
        record = group_record(silent=[("m3", n) for n in silent])
        between = signal(SignalKind.BETWEEN_MEMBERS, "m0", other_id="m3", level=Level.MEMBER_MEMBER)
        section = brief.write_from(record, estimates(record, signals=[between])).section("attention")
        assert section is not None
        assert len(section.notices) == int(told)
        if not told:
            assert section.statements[0].text.startswith("No new notice from the check-ins.")


class TestCalm:
    EVERYBODY = (*(f"m{k}" for k in range(6)), "t0")

    @pytest.mark.parametrize(
        "record",
        [
            group_record(rated=False),
            group_record(silent=[(p, n) for p in EVERYBODY for n in HELD[-4:]]),
            group_record(absent=[(p, n) for p in EVERYBODY for n in HELD]),
        ],
        ids=["no ratings", "none lately", "nobody there"],
    )
    @pytest.mark.parametrize("estimated", [True, False])
    def test_without_answers_nothing_is_said_to_be_calm(self, record: GroupRecord, estimated: bool) -> None:
        page = brief.write_from(record, estimates(record) if estimated else None)
        assert said(page, "since") == ["There are no recent answers to tell a change from."]
        assert said(page, "attention") == ["Nothing is flagged: there are no recent answers to tell from."]

    def test_a_few_answers_are_no_calm_either(self) -> None:
        silent = [(p, n) for p in self.EVERYBODY for n in HELD if p not in ("m0", "t0")]
        page = brief.write_from(record := group_record(silent=silent), estimates(record))
        assert said(page, "since") == ["There is not enough yet to say what has changed."]
        assert said(page, "attention") == ["Nothing is flagged: there are too few check-ins to tell from."]

    def test_one_recent_session_and_one_before_are_enough(self) -> None:
        only = {1, 10}
        silent = [(p, n) for p in self.EVERYBODY for n in HELD if n not in only]
        page = brief.write_from(record := group_record(silent=silent), estimates(record))
        assert said(page, "attention") == ["Nothing stands out from the check-ins. The ordinary work goes on."]
