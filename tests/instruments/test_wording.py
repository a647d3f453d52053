"""Imported wording becomes one instrument that can be asked, or is refused by line and remedy; all wording here is made up."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import (
    EVERY_ITEM,
    Instrument,
    WordingRead,
    WordingRefused,
    fitting_wording,
    instrument,
    read_wording,
    score,
    worded,
)
from fourfold.instruments.loader import read
from tests.instruments.questionnaires import questionnaire

TEXTS = {f"q{i}": f"Made-up sentence {i}." for i in range(1, 4)}
FIVE = {0: "none", 1: "a bit", 2: "some", 3: "much", 4: "all"}
HEAD = "item,text,value,answer\n"
WHOLE = HEAD + (
    "title,How it was,,\ninstructions,Think of last week.,,\n"
    'q1,"Made-up sentence 1.",,\n2,Made-up sentence 2.,,\nQ3,Made-up sentence 3.,,\n'
    "*,,0,none\n*,,1,a bit\n*,,2,some\n*,,3,much\n*,,4,all\n\nq3,,0,never\nq3,,4,always\n"
)


def _tired(texts: Mapping[str, str], answers: Mapping[str, Mapping[int, str]]) -> Instrument:
    return worded(questionnaire(3), texts, answers, "en")


def test_a_whole_file_is_read_whole() -> None:
    found = read_wording(questionnaire(3), WHOLE)
    assert found == WordingRead(
        texts={"title": "How it was", "instructions": "Think of last week.", **TEXTS},
        answers={EVERY_ITEM: FIVE, "q3": {0: "never", 4: "always"}},
    )
    assert found.title == "How it was"


@pytest.mark.parametrize("mark", [";", "\t"])
def test_other_marks_a_byte_order_mark_and_other_line_ends_are_read(mark: str) -> None:
    said = "\ufeff" + WHOLE.replace('"', "").replace(",", mark).replace("\n", "\r\n")
    assert read_wording(questionnaire(3), said) == read_wording(questionnaire(3), WHOLE)


def test_a_text_may_hold_lines_and_marks_and_stand_beside_every_answer() -> None:
    said = 'item,text,value,answer\nq1,"One, or\ntwo?",0,no\nq1,"One, or\ntwo?",4,yes\nq2,B,,\nq3,C,,\n'
    found = read_wording(questionnaire(3), said)
    assert (found.texts["q1"], found.answers) == ("One, or\ntwo?", {"q1": {0: "no", 4: "yes"}})


BROKEN = [
    (lambda text: "", "The file is empty"),
    (lambda text: text.replace("item,text", "key,text"), "Line 1: the columns are key, text, value, answer; write item,text"),
    (lambda text: text.replace("Q3,Made-up", "Q4,Made-up"), "Line 6: 'Q4' is no item of Tiredness; write one of q1, q2, q3"),
    (lambda text: text.replace("q3,,4,always", "q3,,5,always"), "Line 14: 5 is no answer of 'q3'; answers are 0, 1, 2, 3, 4"),
    (lambda text: text.replace("q3,,4,always", "q3,,4.0,always"), "Line 14: 4.0 is no answer of 'q3'"),
    (lambda text: text.replace("q3,,4,always", "q3,,4,"), "Line 14: an answer needs its value and its words"),
    (lambda text: text.replace("q3,,4,always", "q3,,,always"), "Line 14: an answer needs its value and its words"),
    (lambda text: text.replace("q3,,4,always", "q3,,0,always"), "Line 14: the answer 0 of 'q3' is given twice"),
    (lambda text: text.replace("q3,,4,always", "q3,,,"), "Line 14: says nothing about 'q3'"),
    (lambda text: text.replace("q3,,4,always", "q3,,4,a,b"), "Line 14: has 5 fields, not 4; put texts"),
    (lambda text: text.replace("q3,,4,always", "title,,4,always"), "Line 14: 'title' has no answers"),
    (lambda text: text.replace("q3,,4,always", "*,For all,,"), "Line 14: '\\*' has a text already or is every item"),
    (lambda text: text.replace("q3,,4,always", "q1,Another,,"), "Line 14: 'q1' has a text already"),
    (lambda text: text.replace('sentence 1."', "sentence 1."), "cannot be read as CSV"),
    (lambda text: text.replace("2,Made-up sentence 2.,,\n", ""), "Tiredness lacks the words of q2; give a text for every"),
    (lambda text: text.replace("sentence 2.", "sentence \x02."), "The text of 'q2' holds the control sign U\\+0002"),
    (lambda text: text.replace("sentence 2.", "x" * 3000), "The text of 'q2' has 3008 letters; 2000 is the most"),
]


@pytest.mark.parametrize(("broken", "said"), BROKEN, ids=[said[:50] for _, said in BROKEN])
def test_each_broken_file_is_refused_by_line_and_remedy(broken: Callable[[str], str], said: str) -> None:
    with pytest.raises(WordingRefused, match=said):
        read_wording(questionnaire(3), broken(WHOLE))


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_a_file_with_a_hole_is_read_or_refused_and_nothing_else(start: int, stop: int) -> None:
    with suppress(WordingRefused):
        found = read_wording(questionnaire(3), WHOLE[: min(start, stop)] + WHOLE[max(start, stop) :])
        assert {"q1", "q2", "q3"} <= set(found.texts)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(WordingRefused):
        read_wording(questionnaire(3), text)


def test_words_for_every_answer_become_choices_and_words_for_both_ends_become_ends() -> None:
    asked = _tired({**TEXTS, "title": "How it was"}, {EVERY_ITEM: FIVE, "q3": {0: "never", 4: "always"}})
    assert asked.languages == ("en",)
    assert asked.texts == {"en": {"title": "How it was"}}
    assert [(choice.value, choice.wording["en"]) for choice in asked.item("q1").choices] == list(FIVE.items())
    assert (asked.item("q3").choices, asked.item("q3").ends) == ((), {"en": ("never", "always")})
    assert asked.item("q3").wording == {"en": "Made-up sentence 3."}


def test_an_answer_without_words_of_its_own_is_its_number() -> None:
    choices = _tired(TEXTS, {"*": {0: "none", 2: "some"}}).item("q1").choices
    assert [choice.wording["en"] for choice in choices] == ["none", "1", "some", "3", "4"]


def test_a_second_language_joins_the_first() -> None:
    both = worded(_tired(TEXTS, {"*": FIVE}), {**TEXTS, "q1": "Frase inventada."}, {"*": {**FIVE, 0: "nada"}}, "es")
    assert both.languages == ("en", "es")
    assert both.item("q1").wording == {"en": "Made-up sentence 1.", "es": "Frase inventada."}
    assert both.item("q1").choices[0].wording == {"en": "none", "es": "nada"}


def test_what_was_stored_as_json_is_the_same_wording() -> None:
    read = read_wording(questionnaire(3), WHOLE)
    stored = json.loads(json.dumps({"texts": read.texts, "answers": read.answers}))
    assert worded(questionnaire(3), stored["texts"], stored["answers"], "en") == _tired(read.texts, read.answers)


def test_wording_changes_no_score_and_no_fact() -> None:
    core = instrument("core_10")
    asked = worded(core, {item.key: f"Made-up sentence {item.key}." for item in core.items}, {"*": FIVE}, "en")
    answers = {item.key: 3 for item in core.items}
    assert score(asked, answers) == score(core, answers)
    assert asked.item("q6").speaks_of_danger(1)
    assert (asked.scales, asked.codes, asked.licence) == (core.scales, core.codes, core.licence)


@pytest.mark.parametrize(
    ("texts", "answers", "said"),
    [
        ({**TEXTS, "q4": "More."}, {}, "'q4' is no item of Tiredness; its items are q1, q2, q3"),
        ({**TEXTS, "q2": "  "}, {}, "lacks the words of q2"),
        (TEXTS, {"q4": FIVE}, "Answers are given for 'q4', which is no item of Tiredness; write \\* for every item"),
        (TEXTS, {"*": {7: "lots"}}, "7 is no answer of '\\*'; answers are 0, 1, 2, 3, 4"),
        (TEXTS, {"q1": {0: " "}}, "The answer 0 of 'q1' has no words"),
        (TEXTS, {"q1": {0: "a\x00"}}, "The answer 0 of 'q1' holds the control sign U\\+0000"),
    ],
)
def test_wording_that_does_not_fit_is_refused(texts: dict[str, str], answers: dict[str, dict[int, str]], said: str) -> None:
    with pytest.raises(WordingRefused, match=said):
        fitting_wording(questionnaire(3), texts, answers)


def test_answers_in_steps_are_given_words_by_their_value() -> None:
    cbi = instrument("cbi")
    texts = {item.key: f"Made-up sentence {item.key}." for item in cbi.items}
    words = {0: "never", 25: "seldom", 50: "sometimes", 75: "often", 100: "always"}
    assert [choice.value for choice in worded(cbi, texts, {"*": words}, "en").item("q1").choices] == [0, 25, 50, 75, 100]
    with pytest.raises(WordingRefused, match="1 is no answer of '\\*'; answers are 0, 25, 50, 75, 100"):
        worded(cbi, texts, {"*": {1: "seldom"}}, "en")


def test_the_wording_that_the_reference_shows_is_read_as_it_stands() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "instruments.md").read_text(encoding="utf-8")
    calm_day = read(page.partition("```toml\n")[2].partition("```")[0], "calm_day.toml")
    asked = worded(calm_day, *_read_from(page, calm_day), "es")
    assert asked.languages == ("en", "es")
    assert asked.item("hurry").ends["es"] == ("not at all", "very much")
    assert [choice.wording["es"] for choice in asked.item("remark").choices] == ["no", "yes"]


def _read_from(page: str, calm_day: Instrument) -> tuple[Mapping[str, str], Mapping[str, Mapping[int, str]]]:
    found = read_wording(calm_day, "item,text," + page.partition("```\nitem,text,")[2].partition("```")[0])
    return found.texts, found.answers


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "item,text\n" + "q" * 100_000 + ",a\n", "item,text,value,answer\nq1,a," + "9" * 4000 + ",b\n"]
)
def test_a_refusal_shows_the_beginning_of_what_it_refuses(text: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        read_wording(questionnaire(3), text)
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x1b", "\x00"])
def test_signs_that_steer_or_turn_the_direction_are_refused(sign: str) -> None:
    with pytest.raises(WordingRefused, match=f"holds the control sign U\\+{ord(sign):04X}"):
        read_wording(questionnaire(3), WHOLE.replace("Made-up sentence 2", f"Made-up {sign}sentence 2"))
