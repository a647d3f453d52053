"""Three simulated voices in a room: heard in any portions, told apart, named, and forgotten."""

from collections import defaultdict

import numpy as np
import pytest

from fourfold.audio.encoder import Encoder
from fourfold.audio.following import Listener
from fourfold.audio.listening import SOMEBODY_ELSE, Heard, enrolled, heard_apart, heard_by_name
from fourfold.audio.voices import VoicesRefused
from tests.audio.simulated_voices import RATE, silence, speech

Room = tuple[np.ndarray, list[tuple[float, float, str]]]


def blocks(sound: np.ndarray, seconds: float = 0.5) -> list[np.ndarray]:
    size = int(seconds * RATE)
    return [sound[k : k + size] for k in range(0, len(sound), size)]


def shared(heard: Heard, turns: list[tuple[float, float, str]]) -> dict[str, dict[str, float]]:
    """Seconds that each heard name shares with each true one."""
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for stretch in heard.stretches:
        for start, end, name in turns:
            found[stretch.name][name] += max(0.0, min(end, stretch.end_s) - max(start, stretch.start_s))
    return found


def right_share(found: dict[str, dict[str, float]]) -> float:
    return sum(max(own.values()) for own in found.values()) / sum(sum(own.values()) for own in found.values())


def test_known_voices_are_named(encoder: Encoder, room: Room) -> None:
    sound, turns = room
    spoken = {name: [(start, end)] for start, end, name in turns[:3]}
    voices = enrolled(blocks(sound), encoder, spoken)
    heard = heard_by_name(blocks(sound), encoder, voices)
    found = shared(heard, turns)
    assert sum(found[name][name] for name in spoken) / sum(map(sum, (own.values() for own in found.values()))) > 0.9
    assert heard.heard_s == pytest.approx(len(sound) / RATE)


def test_a_voice_that_nobody_named_is_somebody_else(encoder: Encoder, room: Room) -> None:
    sound, turns = room
    voices = enrolled(blocks(sound), encoder, {name: [(start, end)] for start, end, name in turns[:2]})
    found = shared(heard_by_name(blocks(sound), encoder, voices), turns)
    assert found[SOMEBODY_ELSE]["high"] > 0.7 * sum(own["high"] for own in found.values())


def test_so_many_voices_are_told_apart(encoder: Encoder, room: Room) -> None:
    sound, turns = room
    found = shared(heard_apart(blocks(sound), encoder, people=3), turns)
    assert set(found) == {"voice 1", "voice 2", "voice 3"}
    assert right_share(found) > 0.9
    assert max(found["voice 1"], key=lambda name: found["voice 1"][name]) == turns[0][2]


@pytest.mark.parametrize("seconds", [0.013, 0.7, 200.0])
def test_the_portions_in_which_sound_comes_do_not_matter(encoder: Encoder, room: Room, seconds: float) -> None:
    def pieces(portion: float) -> list[tuple[float, float, int]]:
        listener = Listener(encoder)
        found = [piece for block in blocks(room[0][: 25 * RATE], portion) for piece in listener.hear(block)]
        return [(p.start_s, p.end_s, p.span) for p in [*found, *listener.finish()]]

    assert pieces(seconds) == pieces(0.5)


def test_no_more_than_half_a_minute_is_kept_and_nothing_at_the_end(encoder: Encoder, room: Room) -> None:
    listener, most = Listener(encoder), 0.0
    for block in blocks(room[0]):
        listener.hear(block)
        most = max(most, listener.kept_s)
    listener.finish()
    assert 0.0 < most <= 31.0
    assert listener.kept_s < 0.04


def test_somebody_who_never_pauses_is_heard_half_a_minute_at_a_time(encoder: Encoder) -> None:
    listener, kept = Listener(encoder), []
    for block in blocks(speech("low", 40.0, 3)):
        listener.hear(block)
        kept.append(listener.kept_s)
    assert 29.0 < max(kept) <= 30.6


def test_a_silent_room_has_no_stretches(encoder: Encoder) -> None:
    heard = heard_apart(blocks(silence(20.0, 9)), encoder, people=4)
    assert heard.stretches == ()
    assert heard.unclear == 0.0
    assert heard_apart([], encoder, people=2).stretches == ()


def test_somebody_who_hardly_spoke_cannot_be_known(encoder: Encoder, room: Room) -> None:
    with pytest.raises(VoicesRefused, match="high: 3 seconds at least"):
        enrolled(blocks(room[0]), encoder, {"low": [(1.0, 11.0)], "high": [(25.0, 26.5)]})
