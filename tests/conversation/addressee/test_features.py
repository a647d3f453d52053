"""What is seen of a turn, worked out by hand."""

import numpy as np
import pytest

from fourfold.conversation.addressee.features import CANDIDATE, CANDIDATE_TEXT, TURN, TURN_TEXT, seen
from fourfold.conversation.addressee.stretches import clock, neighbours, stretches
from fourfold.conversation.addressee.words import MARKS, marks
from fourfold.conversation.talk import Talk, talk_of

A, B, C = range(3)


def talk(*turns: tuple[float, float, int], seats: int = 3) -> Talk:
    start, end, speaker = zip(*turns, strict=True)
    return talk_of(start, end, speaker, facilitators=[False] * seats)


def of(found: Talk, name: str, turn: int, text: list[str] | None = None) -> list[float]:
    """A feature of one turn: of each seat, or of the turn itself as a list of one."""
    view = seen(found, text)
    candidate, own = CANDIDATE + CANDIDATE_TEXT, TURN + TURN_TEXT
    if name in candidate:
        return view.candidate[candidate.index(name), :, turn].tolist()
    return [float(view.turn[own.index(name), turn])]


def test_pauses_of_a_second_are_joined_and_longer_ones_are_not() -> None:
    found = stretches(talk((0, 2, A), (1, 4, B), (3, 5, A), (6.01, 7, A)))
    assert found.start_s.tolist() == [0, 1, 6.01]
    assert found.end_s.tolist() == [5, 4, 7]
    assert found.of_turn.tolist() == [0, 1, 0, 2]


def test_a_seat_that_speaks_twice_at_once_is_counted_once() -> None:
    told = clock(talk((0, 10, A), (2, 4, A), (20, 22, A), (5, 6, B)))
    assert told.until(np.array([3.0, 10.0, 21.0, 99.0])).tolist() == [[3, 10, 11, 12], [0, 1, 1, 1], [0, 0, 0, 0]]
    assert told.whole().tolist() == [12, 1, 0]


def test_neighbours_are_the_last_before_and_the_first_after_and_who_starts_together_is_neither() -> None:
    turns = talk((0, 4, B), (10, 12, A), (10, 11, C), (15, 16, B))
    near = neighbours(turns, turns.start_s, turns.end_s, turns.speaker)
    a = turns.speaker.tolist().index(A)
    assert [near.before[B, a], near.after[B, a]] == [0, 3]
    assert [near.since_s[B, a], near.until_s[B, a]] == [6, 3]
    assert [near.before[C, a], near.after[C, a]] == [-1, -1]
    assert [near.since_s[C, a], near.until_s[C, a]] == [60, 60]


def test_who_is_still_speaking_spoke_just_now() -> None:
    assert of(talk((0, 30, B), (10, 12, A), (20, 21, C)), "just_spoke", 1)[B] == 1


def test_parts_of_a_window_leave_the_speaker_and_the_turn_itself_out() -> None:
    turns = talk((0, 2, A), (2, 3, B), (4, 5.5, C), (6, 8, A), (9, 11, B))
    assert of(turns, "talks_before_10", 3)[B:] == pytest.approx([1 / 3, 1.5 / 3])
    assert of(turns, "talks_after_5", 3)[B:] == pytest.approx([2 / 2.5, 0])
    assert of(turns, "own_talk", 3) == pytest.approx([2 / 7])
    assert of(turns, "any_talk", 3) == pytest.approx([6.5 / 90])
    assert of(turns, "strongest_before", 3) == pytest.approx([1.5 / 3])


def test_shares_of_the_session_are_one_where_all_talk_alike() -> None:
    alike = talk((0, 100, A), (200, 300, B), (400, 500, C))
    assert of(alike, "share", 1) == pytest.approx([1], rel=0.01)


def test_only_the_next_to_start_is_next_and_two_at_once_share() -> None:
    one = talk((0, np.e, A), (5, 6, B), (7, 8, C))
    assert of(one, "next_long", 0) == pytest.approx([0, 1, 0])
    assert of(talk((0, np.e, A), (5, 6, B), (5, 8, C)), "next_long", 0) == pytest.approx([0, 0.5, 0.5])
    assert of(talk((0, np.e, A), (70, 71, B)), "next_long", 0) == [0, 0, 0]


def test_words_of_attention_are_brief_and_in_the_turn() -> None:
    turns = talk((0, 10, A), (3, 3.4, B), (6, 6.4, B), (9, 9.2, B), (10.5, 10.9, C), (30, 30.4, C))
    assert of(turns, "attends", 0) == [0, 2, 1]
    assert of(talk((0, 10, A), (3, 5, B)), "attends", 0) == [0, 0, 0]


def test_the_lead_is_between_the_first_and_the_second_to_speak() -> None:
    assert of(talk((0, 2, A), (3, 4, B), (8, 9, C)), "lead_after", 0) == pytest.approx([np.log(7 / 2)])


def test_who_only_said_hm_said_nothing() -> None:
    turns = talk((0, 0.5, B), (0, 3, C), (4, 6, A))
    assert of(turns, "said_something", 2) == pytest.approx([0, 0, np.exp(-0.1)])
    assert of(turns, "said_something_long", 2) == pytest.approx([0, 0, np.exp(-0.1) * np.log(2)])


def test_a_question_stays_with_who_asked_it() -> None:
    turns = talk((0, 3, B), (4, 5, C), (6, 8, A))
    assert of(turns, "asked", 2, ["how are you?", "hm", "well"]) == pytest.approx([0, np.exp(-3 / 5), 0])
    assert of(turns, "says_yes", 0, ["so", "yeah", "no"])[C] == pytest.approx(np.exp(-1 / 5))


def test_marks_of_words() -> None:
    rows = [
        dict(zip(MARKS, row, strict=True)) for row in marks(["Yeah, YOU’RE right?", "so we go on", "young wells", ""]).tolist()
    ]
    assert rows[0] == {"you": 1, "we": 0, "question": 1, "asks_you": 1, "opens_yes": 1, "opens_on": 0, "words": 0.3}
    assert rows[1] == {"you": 0, "we": 1, "question": 0, "asks_you": 0, "opens_yes": 0, "opens_on": 1, "words": 0.4}
    assert sum(rows[2].values()) == pytest.approx(0.2)
    assert set(rows[3].values()) == {0}


def test_a_question_without_you_asks_nobody_and_you_without_a_question_neither() -> None:
    column = MARKS.index("asks_you")
    assert marks(["what now?", "as you said", "did you?"])[:, column].tolist() == [0, 0, 1]


def test_very_long_texts_count_no_longer() -> None:
    assert marks(["word " * 500])[0, MARKS.index("words")] == 4
    assert marks([]).shape == (0, len(MARKS))
