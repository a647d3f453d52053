"""Which labels before a colon are people."""

import pytest

from fourfold.formats.cues.labels import label_and_rest, people


@pytest.mark.parametrize(
    "line",
    [
        "Ana M.: so",
        "Dr. Lane: so",
        "O’Neil, Dee (she/her): so",
        "de la Cruz, Luz: so",
        "王芳：so",
        "bo: so",
        "+1 (415) 555-0100: so",
        "Speaker 1: so",
        "SPEAKER_00: so",
        "iPhone (2): so",
        "jdoe@example.org: so",
        "Will: so",
        "So Young: so",
        "I: so",
    ],
)
def test_a_name_at_the_start_of_a_cue_is_somebody_where_most_cues_have_one(line: str) -> None:
    label, rest = label_and_rest(line) or ("", "")
    assert rest == "so"
    assert people([label, "Bo", "Cy"], [], 4)[label] == label


@pytest.mark.parametrize(
    "line",
    [
        "Note: so",
        "NOTE TO SELF: so",
        "he said: so",
        "He said: so",
        "and I was like: so",
        "The thing is: so",
        "Question: so",
        "Nota: so",
        "20: so",
        "...: so",
        "a b c d e f g h: so",
    ],
)
def test_what_people_say_before_a_colon_is_nobody(line: str) -> None:
    label, _ = label_and_rest(line) or ("", "")
    assert label
    assert label not in people([label, label, "Bo", "Cy"], [], 4)


@pytest.mark.parametrize(
    "line", ["10:30 Meeting: yes", "https://example.org", "no label", "", ": so", "a <b>: so", "12:30: so", "x" * 90 + ": so"]
)
def test_a_time_or_an_address_is_no_label(line: str) -> None:
    assert label_and_rest(line) is None


def test_where_few_cues_have_a_label_it_has_to_recur_and_look_like_a_name() -> None:
    few = ["Ana", "Ana", "Budget", "maybe later", "maybe later"]
    assert set(people(few, [], 100)) == set(people(few, [], 11)) == {"Ana"}
    assert set(people(few, [], 10)) == {"Ana", "Budget", "maybe later"}


def test_a_label_of_a_further_line_has_to_be_known_or_recur() -> None:
    assert set(people(["Ana", "Bo"], ["Bo", "Budget", "Cy", "Cy"], 2)) == {"Ana", "Bo", "Cy"}
