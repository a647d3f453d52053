"""Forms of an import: which file, and who stands behind each name in it."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.web.talk.queries.imports import Guess, Place
from fourfold.web.worded_form import IdField, WordedForm
from fourfold.web.words import site_words

ACCEPTED = ".vtt,.srt,.rttm,.csv,.tsv,.json,.eaf,.textgrid,.cha"
NOBODY = 0
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)")


class ImportForm(WordedForm):
    """A file, and where in it the session begins."""

    section = "coding"
    file = forms.FileField(widget=forms.FileInput(attrs={"accept": ACCEPTED}))
    begins_at = forms.CharField(required=False, max_length=9, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        say = site_words(get_language()).say
        empty, choose = say("coding.file_empty"), say("coding.file_choose")
        self.fields["file"].error_messages.update(required=choose, missing=choose, invalid=choose, empty=empty)

    def clean_begins_at(self) -> float:
        """Seconds into the file at which the session begins."""
        written = self.cleaned_data["begins_at"].strip()
        found = _CLOCK.fullmatch(written)
        if written and found is None:
            raise forms.ValidationError(site_words(get_language()).say("coding.begins_unread"))
        hours, minutes, seconds = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        return 3600.0 * hours + 60 * minutes + seconds


class WhoForm(forms.Form):
    """For each name in a file a person of the group, or nobody; what is only suggested is chosen already."""

    def __init__(self, data: Any, guesses: Sequence[Guess], places: Sequence[Place]) -> None:
        super().__init__(data)
        say = site_words(get_language()).say
        people = [(place.person_id, _label(place)) for place in places if place.takes_part]
        choices = [("", say("coding.who_choose")), *people, (NOBODY, say("coding.who_nobody_of_us"))]
        self.guesses = guesses
        for guess in guesses:
            chosen = guess.person_id if not guess.is_said or guess.person_id else NOBODY
            field = IdField(label=guess.named.name, initial=chosen)
            field.choices = choices
            field.error_messages["required"] = say("coding.who_choose_error")
            self.fields[_name(guess)] = field

    def rows(self) -> Iterator[tuple[Guess, forms.BoundField]]:
        """Each name with its field."""
        for guess in self.guesses:
            yield guess, self[_name(guess)]

    def who(self) -> dict[int, int | None]:
        """Whom each name stands for."""
        return {guess.named.index: self.cleaned_data[_name(guess)] or None for guess in self.guesses}


def _name(guess: Guess) -> str:
    return f"who_{guess.named.index}"


def _label(place: Place) -> str:
    if place.seat == "member":
        return place.label
    return f"{place.label} · {site_words(get_language()).say(f'coding.seat_{place.seat}')}"
