"""The words of every report, one catalogue a language."""

from fourfold.feedback.words.catalogue import LANGUAGES, Words, words

__all__ = ["LANGUAGES", "Words", "words"]
