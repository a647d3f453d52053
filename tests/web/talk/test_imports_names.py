"""Who stands behind a name in a file, and what becomes of its stretches once that is said."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.web.talk.imported import imported, names_of
from fourfold.web.talk.naming import suggested, suggestions

PEOPLE = [(1, ["A.", "Ana Ruiz"]), (2, ["B.", "Benito Sáenz"]), (3, ["C. D.", ""]), (4, ["Facilitator 1", ""])]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Ana Ruiz", 1),
        ("ana", 1),
        ("A.", 1),
        ("BENITO SAENZ", 2),
        ("Benitto Saenz", 2),
        ("Carla Díaz", 3),
        ("Facilitator 1", 4),
        ("Speaker 1", None),
        ("SPEAKER_00", None),
        ("spk1", None),
        ("Zoe", None),
        ("…", None),
    ],
)
def test_a_name_suggests_whom_it_is_like(name: str, person: int | None) -> None:
    assert suggested(name, PEOPLE) == person


def test_two_who_are_as_much_alike_are_not_guessed_between() -> None:
    assert suggested("Ana", [(1, ["A."]), (2, ["A."])]) is None


@given(st.text(max_size=40), st.lists(st.tuples(st.integers(), st.lists(st.text(max_size=20), max_size=2)), max_size=4))
def test_any_name_suggests_somebody_of_the_group_or_nobody(name: str, people: list[tuple[int, list[str]]]) -> None:
    assert suggested(name, people) in {None, *(who for who, _ in people)}


def cues(*rows: list[Any], names: int = 3, begins_s: float = 0.0) -> dict[str, Any]:
    return {"names": [f"N{k}" for k in range(names)], "rows": [[*row, []] for row in rows], "begins_s": begins_s}


def test_names_are_listed_by_how_long_they_speak_and_a_ghost_is_told_apart() -> None:
    found = names_of(cues([0, 100, 0, None], [100, 300, 1, None], [300, 301, 2, None], [301, 302, 2, 0]))
    assert [(n.name, n.turns, n.spoke_s, n.is_ghost) for n in found] == [
        ("N1", 1, 200, False),
        ("N0", 1, 100, False),
        ("N2", 2, 2, True),
    ]


def test_a_noise_beside_a_person_of_the_same_letter_is_not_taken_for_them() -> None:
    people = [(1, ["E."]), (2, ["A.", "Ana Ruiz"])]
    assert suggestions(["E.", "Echo", "Ana", "ana ruiz"], people) == [1, None, None, 2]
    assert suggestions(["e", "E."], people) == [1, 1]
    assert suggestions(["Echo"], people) == [1]


@pytest.mark.parametrize("row", [[300, 302.5, 2, None], [300, 307, 2, None]], ids=["long for once", "a fair share"])
def test_who_speaks_long_once_or_a_fair_share_is_no_ghost(row: list[Any]) -> None:
    assert not names_of(cues([0, 300, 0, None], row))[1].is_ghost


def test_who_is_only_spoken_to_is_no_ghost() -> None:
    named = {n.name: n for n in names_of(cues([0, 300, 0, 2], names=3))}
    assert not named["N2"].is_ghost


def test_turns_are_those_of_the_people_and_count_from_where_the_session_begins() -> None:
    kept = imported(cues([0, 9, 0, 1], [8, 14, 1, -1], [14, 20, 0, 2], begins_s=10.0), {0: 7, 1: 8, 2: None})
    told = [(t.speaker, t.whom, t.to_group, t.start_s, t.end_s) for t in kept.turns]
    assert told == [(8, None, True, 0.0, 4.0), (7, None, False, 4.0, 10.0)]
    assert (kept.before_s, kept.left_out_s, kept.nameless_s, kept.ends_s) == (11.0, 0.0, 0.0, 10.0)


def test_what_is_left_out_is_counted_and_not_kept() -> None:
    kept = imported(cues([0, 5, 2, None], [5, 9, None, None], [9, 10, 0, 1]), {0: 7, 1: 8, 2: None})
    assert [(t.speaker, t.whom) for t in kept.turns] == [(7, 8)]
    assert (kept.left_out_s, kept.nameless_s) == (5.0, 4.0)


def test_two_names_of_one_person_do_not_speak_to_themselves() -> None:
    kept = imported(cues([0, 5, 0, 1], [4, 8, 1, 0]), {0: 7, 1: 7, 2: None})
    assert [(t.speaker, t.whom) for t in kept.turns] == [(7, None), (7, None)]


def test_what_is_shorter_than_a_tap_is_not_kept() -> None:
    rows = ([0, 0.1, 0, None], [1, 1.3, 0, None], [9.95, 10.1, 0, None], [20.0, 20.2, 0, None])
    kept = imported(cues(*rows, begins_s=0.0), {0: 7})
    assert [(t.start_s, t.end_s) for t in kept.turns] == [(1.0, 1.3), (20.0, 20.2)]


@given(
    st.lists(st.tuples(st.floats(0, 5000), st.floats(0, 60), st.none() | st.integers(0, 2), st.none() | st.integers(-1, 2))),
    st.floats(0, 3000),
)
def test_every_second_is_kept_or_told_of(rows: list[tuple[float, float, int | None, int | None]], begins_s: float) -> None:
    given = cues(*[[start, start + long, who, to] for start, long, who, to in rows], begins_s=begins_s)
    kept = imported(given, {0: 7, 1: 8, 2: None})
    seconds = sum(long for _, long, _, _ in rows)
    told = sum(t.end_s - t.start_s for t in kept.turns) + kept.left_out_s + kept.nameless_s + kept.before_s
    assert seconds - 0.21 * len(rows) - 1e-3 <= told <= seconds + 0.01 * len(rows) + 1e-3
    assert all(t.start_s >= 0 and t.speaker in {7, 8} and t.whom in {7, 8, None} and t.whom != t.speaker for t in kept.turns)
