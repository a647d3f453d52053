"""Who spoke to whom, in words: every sentence by its cause, in both languages; pictures that keep to the counts."""

import io
import json
import re
from itertools import combinations

import numpy as np
import pytest
from pypdf import PdfReader
from rich.cells import cell_len
from rich.console import Console

from fourfold.conversation.summary import summary
from fourfold.conversation.talk import Source, talk_of
from fourfold.feedback import Report
from fourfold.feedback.html import to_html
from fourfold.feedback.passages.talk_scene import Basis, Scene
from fourfold.feedback.pdf import to_pdf
from fourfold.feedback.terminal import to_terminal
from fourfold.feedback.words import words
from tests.feedback.heard import HUB, NAMES, Turn, scene, sentences, written
from tests.feedback.test_html import Outline
from tests.feedback.test_words import FORBIDDEN


def round_talk(names: str, turns: int) -> list[Turn]:
    """Everybody speaks to the next one, in turn."""
    return [(names[k % len(names)], 10.0, names[(k + 1) % len(names)]) for k in range(turns)]


def printed(report: Report, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    to_terminal(report, console)
    return str(console.file.getvalue())


class TestTheFacilitators:
    def test_what_went_through_them_stands_beside_an_even_circle_and_its_range(self) -> None:
        # 12 x 30 s with Ann of 12 x 38 s: 8 in 10; one of five leads, so an even circle has 4 of its 10 pairs with her.
        assert sentences(written(NAMES, HUB, ("Ann",)), "heard")[0] == (
            "Eight of every ten minutes spoken to one person went through a facilitator; in an even circle it would be four. "
            "If the group goes on so, six to nine are likely."
        )

    def test_a_difference_within_the_range_may_be_chance(self) -> None:
        names = ("Ann", *"ABCD")
        turns = [(a, 10.0, b) for _ in range(3) for a, b in combinations(names, 2)]
        said = sentences(written(names, turns, ("Ann",)), "heard")[0]
        assert said.startswith("Four of every ten minutes")
        assert said.endswith("That it differs may be chance.")

    def test_too_few_turns_have_no_range(self) -> None:
        said = sentences(written(("Ann", "A", "B"), [("Ann", 9.0, "A"), ("A", 9.0, "B")], ("Ann",)), "heard")[0]
        assert said.endswith("The session is too short to say how sure that is.")

    def test_without_one_nothing_is_said_of_them_but_how_to_name_them(self) -> None:
        report = written(NAMES, HUB)
        assert not [text for text in sentences(report, "heard") if "facilitator" in text]
        told = "To see how much talk goes through those who lead, name each with --facilitator."
        assert told in sentences(report, "heard_basis")


class TestLongExchanges:
    TURNS = [turn for _ in range(6) for turn in (("Ann", 10.0, "A"), ("A", 10.0, "Ann"))] + round_talk("BCD", 12)

    def test_they_are_told_beside_a_shuffled_order(self) -> None:
        told = "Long exchanges between a facilitator and one member took five of every ten minutes of talk. "
        assert f"{told}In a shuffled order it would be one." in sentences(written(NAMES, self.TURNS, ("Ann",)), "heard")

    def test_voices_told_apart_by_a_program_tell_none(self) -> None:
        report = written(NAMES, self.TURNS, ("Ann",), source=Source.DIARISATION)
        assert not [text for text in sentences(report, "heard") if "ong exchange" in text]
        assert any("long exchanges are not shown" in text for text in sentences(report, "heard_basis"))

    def test_none_is_said_too(self) -> None:
        none = "There was no long exchange between a facilitator and one member alone."
        assert none in sentences(written(NAMES, HUB, ("Ann",)), "heard")


class TestTheFloor:
    def test_a_few_who_spoke_most_are_named_in_the_order_of_their_names(self) -> None:
        turns = [*round_talk("ABCDEFG", 14), ("G", 200.0, "B"), ("B", 150.0, "G")]
        said = sentences(written("ABCDEFG", turns), "heard")
        assert "B. and G. spoke eight of every ten minutes of talk." in said

    def test_even_talk_names_nobody(self) -> None:
        said = sentences(written("ABCDEFG", round_talk("ABCDEFG", 28)), "heard")
        assert "The talk was spread: no three people together spoke most of the time." in said

    def test_who_alone_spoke_and_who_did_not(self) -> None:
        assert "Only A. and B. spoke." in sentences(written("ABCDE", round_talk("AB", 6)), "heard")
        turns = [*round_talk("ABCD", 12)]
        assert "E. and F. did not speak." in sentences(written("ABCDEF", turns), "heard")

    def test_silence_is_said_where_there_was_some_and_the_closing_words_always(self) -> None:
        said = sentences(written("ABC", round_talk("ABC", 30)), "heard")
        assert said[-2:] == [
            "In two of every ten minutes nobody spoke.",
            "Silence can be work, and equal talk is not the goal.",
        ]
        long = [("A", 600.0, "B"), ("B", 600.0, "C"), ("C", 600.0, "A")]
        assert not [text for text in sentences(written("ABC", long), "heard") if "nobody spoke" in text]


class TestPairs:
    def test_those_who_met_are_counted_and_those_who_did_not_are_named(self) -> None:
        report = written(NAMES, HUB, ("Ann",))
        assert "One of the six pairs of members spoke to each other." in sentences(report, "heard")
        assert sentences(report, "heard_pairs")[:5] == ["A. and C.", "A. and D.", "B. and C.", "B. and D.", "C. and D."]

    def test_six_are_named_and_the_others_counted(self) -> None:
        report = written("ABCDEFG", [("A", 9.0, "B"), ("B", 9.0, "A")])
        shown = sentences(report, "heard_pairs")
        assert shown[6] == "And 14 more pairs."
        assert "One of the 21 pairs of people spoke to each other." in sentences(report, "heard")

    def test_every_pair_and_no_pair(self) -> None:
        everybody = [(a, 9.0, b) for a, b in combinations("ABCD", 2)]
        assert "Every pair of people spoke to each other." in sentences(written("ABCD", everybody), "heard")
        assert written("ABCD", everybody).section("heard_pairs") is None
        to_all = [(a, 9.0, "GROUP") for a in "ABCD"]
        assert "No two people spoke to each other." in sentences(written("ABCD", to_all), "heard")


class TestTheBasis:
    @pytest.mark.parametrize(
        ("basis", "said"),
        [
            (Basis(9, 0), "To whom each turn was said stands in the file."),
            (Basis(0, 9), "To whom each turn was said is inferred from the order and timing of turns."),
            (
                Basis(8, 1),
                "For one of nine turns the file does not say to whom; that is inferred from the order and timing of turns.",
            ),
            (Basis(0, 9, with_text=True), "the timing and the words of turns; no word was kept."),
            (Basis(9, 0, 2), "Two stretches of speech have no speaker’s name; they are left out."),
        ],
    )
    def test_it_is_said(self, basis: Basis, said: str) -> None:
        assert any(said in text for text in sentences(written(NAMES, HUB, ("Ann",), basis=basis), "heard_basis"))

    def test_what_is_inferred_is_said_to_be_unsure(self) -> None:
        unsure = "six or seven of ten such guesses were right. Talk through the facilitator was off by about one minute in ten."
        told = [" ".join(sentences(written(NAMES, HUB, ("Ann",), basis=b), "heard_basis")) for b in (Basis(0, 9), Basis(9, 0))]
        assert [unsure in text for text in told] == [True, False]


class TestThePictures:
    def test_the_circle_has_a_line_for_each_direction_and_one_width_for_one_count(self) -> None:
        figure = written(NAMES, HUB, ("Ann",)).section("heard_circle").figures[0]
        rows = [
            row for layer in figure.specification["layer"] if "detail" in layer["encoding"] for row in layer["data"]["values"]
        ]
        colours = [layer["mark"]["color"] for layer in figure.specification["layer"] if "detail" in layer["encoding"]]
        assert len(rows) == 10 * (2 * 4 + 2)
        assert len(set(colours)) == 2

    def test_the_table_has_the_minutes(self) -> None:
        figure = written(NAMES, HUB, ("Ann",)).section("heard_circle").figures[0]
        assert figure.table.columns == ["from, to", "A", "B", "C", "D", "Ann", "group"]
        assert figure.table.row(0) == ("A.", "–", "0.8", "", "", "1.0", "")

    def test_bars_stand_in_the_order_of_names_members_first(self) -> None:
        figure = written(("D", "Ann", "B"), [("D", 60.0, "B"), ("B", 30.0, "D"), ("Ann", 90.0, "B")], ("Ann",))
        lines = figure.section("heard_shares").figures[0].reading.splitlines()
        assert [line.split()[:2] for line in lines] == [["●", "B"], ["●", "D"], ["□", "Ann"]]
        assert [line.split()[-2:] for line in lines] == [["30", "s"], ["1", "min"], ["2", "min"]]

    def test_the_course_of_the_session_adds_up_in_every_stretch(self) -> None:
        turns = [("Ann", 140.0, "A"), ("A", 140.0, "B"), ("B", 140.0, "GROUP"), ("A", 70.0, "Ann"), ("B", 140.0, "A")]
        table = written(NAMES, turns, ("Ann",)).section("heard_time").figures[0].table
        assert table.columns == ["from minute", "between members", "with a facilitator", "to the group"]
        shares = table.select(table.columns[1:]).cast(float).to_numpy()
        assert shares.shape == (4, 3)
        np.testing.assert_allclose(shares[0], [5.3, 93.3, 0.0], atol=0.06)
        assert (shares.sum(axis=1) <= 100.001).all()

    def test_a_short_session_has_no_course(self) -> None:
        assert written(NAMES, HUB[:20], ("Ann",)).section("heard_time") is None


@pytest.mark.parametrize("language", ["en", "es"])
class TestEveryRendering:
    NAMES = ("Ann", "Benedikta Aurelia Nováková", "C", "SPEAKER_03", "E", "F")

    def report(self, language: str) -> Report:
        names = self.NAMES
        turns = [
            turn for k in range(30) for turn in ((names[0], 20.0, names[1 + k % 5]), (names[1 + k % 5], 30.0, names[k % 3]))
        ]
        return written(names, [t for t in turns if t[0] != t[2]], ("Ann",), language=language, basis=Basis(0, 60, 2))

    def test_the_page_is_well_formed_and_every_picture_has_a_name(self, language: str) -> None:
        page = to_html(self.report(language))
        outline = Outline(page)
        assert outline.open == []
        ids = [attrs["id"] for _, attrs in outline.elements if "id" in attrs]
        assert len(ids) == len(set(ids)) == 7
        for attrs in outline.all("svg"):
            assert attrs.get("aria-hidden") == "true" or attrs.get("aria-label")
        assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {"http://www.w3.org/2000/svg"}
        assert not re.search(r"<(script|link|img|iframe)\b|style=", page)

    def test_every_colour_follows_the_theme(self, language: str) -> None:
        style, _, body = to_html(self.report(language)).partition("</style>")
        drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', body))
        assert drawn
        assert not [colour for colour in drawn if f'="{colour}"]' not in style]

    def test_the_sheet_is_one_page_with_every_sentence(self, language: str) -> None:
        report = self.report(language)
        pages = PdfReader(io.BytesIO(to_pdf(report))).pages
        text = " ".join(pages[0].extract_text().replace("\u00a0", " ").split())
        assert len(pages) == 1
        assert all(sentence in text for sentence in (*sentences(report, "heard"), *sentences(report, "heard_basis")))

    def test_no_line_is_wider_than_the_terminal(self, language: str) -> None:
        assert max(cell_len(line) for line in printed(self.report(language)).splitlines()) <= 80

    def test_no_word_judges(self, language: str) -> None:
        assert not re.search(FORBIDDEN[language], printed(self.report(language)), flags=re.IGNORECASE)


@pytest.mark.parametrize("people", [2, 13, 20, 21, 40])
def test_any_number_of_people_fits_the_terminal_and_the_sheet(people: int) -> None:
    names = [f"Participant {k:02d}" for k in range(people)]
    turns = [(names[k % people], 20.0, names[(k + 1 + k // people) % people]) for k in range(3 * people)]
    report = written(names, [t for t in turns if t[0] != t[2]], names[:1])
    assert max(cell_len(line) for line in printed(report).splitlines()) <= 80
    assert len(PdfReader(io.BytesIO(to_pdf(report, "letter"))).pages) == 1
    assert Outline(to_html(report)).open == []


@pytest.mark.parametrize("name", ["<b>", "#panic()", "[red]x", "{name}", "שלום", "😀", 'a"b', "A" * 120])
def test_a_name_is_text_everywhere(name: str) -> None:
    report = written((name, "B", "C"), round_talk_of((name, "B", "C")), (name,))
    outline = Outline(to_html(report))
    assert outline.open == []
    assert name in outline.text
    assert len(PdfReader(io.BytesIO(to_pdf(report))).pages) == 1
    assert name[:8] in printed(report)


def round_talk_of(names: tuple[str, ...]) -> list[Turn]:
    return [(names[k % 3], 20.0, names[(k + 1) % 3]) for k in range(40)]


def test_the_order_of_the_seats_says_nothing() -> None:
    other = ("D", "C", "Ann", "B", "A")
    one, turned = (printed(written(names, HUB, ("Ann",))) for names in (NAMES, other))
    assert one == turned


def test_a_scene_is_plain_data_for_its_charts() -> None:
    for section in written(NAMES, HUB, ("Ann",)).sections:
        for figure in section.figures:
            assert json.loads(json.dumps(figure.specification)) == figure.specification


def test_the_scene_names_who_leads_and_who_does_not() -> None:
    told = scene(NAMES, HUB, ("Ann",))
    assert (told.chairs, told.members) == ([0], [1, 2, 3, 4])
    assert told.apart() == [(1, 3), (1, 4), (2, 3), (2, 4), (3, 4)]


def test_what_is_taken_as_spoken_to_all_is_said_unless_somebody_told_it() -> None:
    turns = [("A", 30.0, "GROUP"), ("B", 10.0, "A")]
    told = "It takes eight of every ten minutes as spoken to the whole group; if you know better, say so with --group-share."
    assert told in sentences(written("ABC", turns, basis=Basis(0, 2)), "heard_basis")
    assert told not in sentences(written("ABC", turns, basis=Basis(0, 2, share_told=True)), "heard_basis")
    assert told not in sentences(written("ABC", turns), "heard_basis")


def test_a_pair_met_where_one_of_many_faint_chances_is_likely_to_be_true() -> None:
    start = np.arange(10) * 10.0
    never = {}
    for chance in (0.05, 0.2):
        rows = np.tile([0.0, chance, 0.0, 1.0 - chance], (10, 1))
        said = talk_of(start, start + 5, np.zeros(10), facilitators=[False] * 3, probability=rows)
        found = summary(said)
        assert found.shares is not None
        never[chance] = Scene(words("en"), "s", ("A", "B", "C"), said, found, found.shares, Basis(0, 10)).apart()
    # .95 ** 10 = .60 that A never spoke to B; .8 ** 10 = .11.
    assert never == {0.05: [(0, 1), (0, 2), (1, 2)], 0.2: [(0, 2), (1, 2)]}


@pytest.mark.parametrize(("basis", "lines"), [(Basis(9, 0), 3), (Basis(0, 9), 1)])
def test_a_line_that_one_inferred_turn_makes_is_not_drawn(basis: Basis, lines: int) -> None:
    turns = [("A", 9.0, "B"), ("A", 9.0, "B"), ("B", 9.0, "A"), ("C", 9.0, "A")]
    layers = written("ABC", turns, basis=basis).section("heard_circle").figures[0].specification["layer"]
    assert sum(len(layer["data"]["values"]) for layer in layers if "detail" in layer["encoding"]) == 10 * lines


def test_what_is_inferred_is_said_with_the_findings() -> None:
    told = [" ".join(sentences(written(NAMES, HUB, basis=b), "heard")) for b in (Basis(0, 9), Basis(9, 0))]
    assert ["is inferred, not seen" in text for text in told] == [True, False]


def test_a_pair_is_joined_as_spanish_joins_it() -> None:
    report = written(("Ana", "Inés", "Bo"), [("Ana", 9.0, "Bo"), ("Bo", 9.0, "Inés")], language="es")
    assert sentences(report, "heard_pairs")[0] == "Ana e Inés"
