"""Words with times become stretches of speech: one as long as the same voice goes on without a pause."""

from collections.abc import Iterable

from fourfold.formats.cues.checked import Stretches

PAUSE_S = 1.0
"""A longer silence between two words of one voice ends the stretch."""

Word = tuple[float | None, float | None, str | None, str | None]
"""Start, end, voice, and the word; a word without times belongs to the stretch before it."""


def add_words(found: Stretches, words: Iterable[Word]) -> None:
    """Append the stretches that words make up."""
    open_stretch = False
    for start, end, voice, word in words:
        if start is None or end is None:
            if open_stretch and (voice is None or voice == found.speaker[-1]):
                _say(found, word)
            continue
        if open_stretch and voice == found.speaker[-1] and found.start_s[-1] <= start <= found.end_s[-1] + PAUSE_S:
            found.end_s[-1] = max(found.end_s[-1], end)
            _say(found, word)
        else:
            found.add(start, end, voice, word)
            open_stretch = True


def _say(found: Stretches, word: str | None) -> None:
    # Texts are joined word by word only for as long as a stretch lasts.
    if word:
        found.text[-1] = f"{found.text[-1]} {word}" if found.text[-1] else word
