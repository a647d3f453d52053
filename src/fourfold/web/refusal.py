"""A refusal that a person can do something about: which part of a form it concerns, and the words that name the remedy."""

from datetime import date

from fourfold.web.words import site_words


class Refused(ValueError):
    """What was asked cannot be done as it stands. `field` is the part of the form; `words` is the key of the sentence."""

    def __init__(self, field: str, words: str, **given: object) -> None:
        super().__init__(words)
        self.field, self.words, self.given = field, words, given

    def sentence(self, language: str | None) -> str:
        """What was refused and what to do instead, in a language."""
        chosen = site_words(language)
        given = {
            name: chosen.day(value, "short_day") if isinstance(value, date) else value for name, value in self.given.items()
        }
        return chosen.say(self.words, None, **given)

    def __str__(self) -> str:
        return self.sentence("en")
