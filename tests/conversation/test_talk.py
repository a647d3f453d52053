"""Talk is checked and sorted when it is made, and says which turn is wrong."""

import numpy as np
import pytest

from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, Source, talk_of

CHAIRS = [True, False, False]


def test_turns_stand_in_the_order_of_start_end_and_seat() -> None:
    chances = [[0, 1, 0, 0], [0, 0, 0, 1], [0.5, 0, 0.5, 0], [0, 1, 0, 0]]
    talk = talk_of([5, 0, 0, 0], [6, 3, 2, 2], [0, 2, 1, 0], facilitators=CHAIRS, probability=chances, addressee=[1, 0, 2, 1])
    assert talk.start_s.tolist() == [0, 0, 0, 5]
    assert talk.speaker.tolist() == [0, 1, 2, 0]
    assert talk.addressee.tolist() == [1, 2, 0, 1]
    assert talk.probability is not None
    assert talk.probability.tolist() == [chances[k] for k in (3, 2, 1, 0)]
    assert (talk.seats, talk.duration_s, talk.source) == (3, 6, Source.TRANSCRIPT)


def test_session_is_at_least_as_long_as_its_talk() -> None:
    assert talk_of([0], [9], [0], facilitators=CHAIRS, duration_s=5).duration_s == 9
    assert talk_of([0], [9], [0], facilitators=CHAIRS, duration_s=50).duration_s == 50


def test_without_addressees_none_is_known() -> None:
    assert talk_of([0], [9], [0], facilitators=CHAIRS).addressee.tolist() == [NOT_KNOWN]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"end_s": [1, 1]}, "turn 2 ends before it starts"),
        ({"end_s": [1, np.nan]}, "turn 2 ends before it starts, or has no time"),
        ({"start_s": [-1, 2]}, "turn 1 ends before it starts"),
        ({"speaker": [0, 3]}, "turn 2 has a speaker who has no seat"),
        ({"speaker": [0, -1]}, "turn 2 has a speaker who has no seat"),
        ({"addressee": [TO_GROUP, 3]}, "turn 2 addresses a seat that is not there"),
        ({"addressee": [NOT_KNOWN - 1, 0]}, "turn 1 addresses a seat that is not there"),
        ({"addressee": [0, 0]}, "turn 1 addresses its own speaker"),
        ({"speaker": [0]}, "as many as there are turns"),
        ({"probability": [[0, 1, 0]] * 2}, "a row a turn and 4 columns"),
        ({"probability": [[0, 1, 0, 0], [0.2, 0, 0.3, 0.6]]}, "turn 2 has probabilities"),
        ({"probability": [[0, 1, 0, 0], [-0.2, 0, 0.3, 0.6]]}, "turn 2 has probabilities"),
        ({"probability": [[0, np.nan, 0, 0], [0, 0, 0, 1]]}, "turn 1 has probabilities"),
        ({"probability": [[0, 1, 0, 0], [0.2, 0.1, 0.3, 0.2]]}, "turn 2 may address its own speaker"),
    ],
)
def test_what_cannot_be_is_refused_with_its_turn(columns: dict[str, list[object]], why: str) -> None:
    given: dict[str, object] = {"start_s": [0, 2], "end_s": [1, 4], "speaker": [0, 1], "facilitators": CHAIRS, **columns}
    with pytest.raises(ValueError, match=why):
        talk_of(**given)
