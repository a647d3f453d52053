"""Forms of what is typed from paper: answers one by one, or totals."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.instruments import Instrument
from fourfold.web.worded_form import DayField, IdField, WordedForm
from fourfold.web.words import site_words

_DIGITS = {"inputmode": "numeric", "autocomplete": "off", "size": "4"}


class ChooseForm(WordedForm):
    """Of whom, and what."""

    section = "assessments"
    person = IdField()
    instrument = forms.ChoiceField()

    def __init__(self, data: Any, people: list[tuple[int, str]], instruments: list[tuple[str, str]], **named: Any) -> None:
        super().__init__(data, **named)
        person, instrument = self.fields["person"], self.fields["instrument"]
        assert isinstance(person, IdField)
        assert isinstance(instrument, forms.ChoiceField)
        person.choices, instrument.choices = [("", "—"), *people], [("", "—"), *instruments]


class _Typed(WordedForm):
    """A day, and one field for each thing to type; `typed` are the names of those fields."""

    section = "assessments"
    day = DayField()
    typed: list[str]

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        self.typed.append(name)

    def rows(self) -> list[forms.BoundField]:
        """The fields to type into, in order."""
        return [self[name] for name in self.typed]


class AnswersForm(_Typed):
    """The answers of one paper form; what is left empty was not answered."""

    def __init__(self, data: Any, instrument: Instrument, beside: Mapping[str, str], today: date) -> None:
        super().__init__(data, initial={"day": today})
        self.typed = []
        say = site_words(get_language()).say
        for number, item in enumerate(instrument.items, start=1):
            told = say("assessments.whole_number", low=item.lowest, high=item.highest)
            label = f"{number}. {beside[item.key]}" if item.key in beside else say("assessments.item", number=number)
            hint = say("assessments.from_to", low=item.lowest, high=item.highest)
            field = forms.IntegerField(required=False, label=label, widget=forms.TextInput(attrs=_DIGITS), help_text=hint)
            field.error_messages = dict.fromkeys(("invalid", "min_value", "max_value"), told)
            self._add(item.key, field)

    def answers(self) -> dict[str, int | None]:
        """What was typed, by item."""
        return {name: self.cleaned_data[name] for name in self.typed}


class TotalsForm(_Typed):
    """The totals of one paper form; what is left empty is not known."""

    def __init__(self, data: Any, instrument: Instrument, today: date) -> None:
        super().__init__(data, initial={"day": today})
        self.typed = []
        language = get_language() or "en"
        say = site_words(language).say
        for scale in instrument.scales:
            span = instrument.range_of(scale)
            hint = say("assessments.from_to", low=f"{span[0]:g}", high=f"{span[1]:g}") if span else ""
            label = scale.title.get(language) or scale.title.get("en") or instrument.title
            field = forms.FloatField(required=False, label=label, widget=forms.TextInput(attrs=_DIGITS), help_text=hint)
            field.error_messages = {"invalid": say("assessments.a_number")}
            self._add(scale.key, field)

    def totals(self) -> dict[str, float]:
        """What was typed, by scale."""
        return {name: value for name in self.typed if (value := self.cleaned_data[name]) is not None}
