"""Forms whose labels, hints and errors are words of our own, in the language of the page."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.feedback.words import Words
from fourfold.web.access import Missing
from fourfold.web.refusal import Refused
from fourfold.web.words import site_words

_FIRST_YEAR, _LAST_YEAR = 1900, 2199


class WordedForm(forms.Form):
    """A form with the words of one `section`: `label_NAME`, `help_NAME`; errors come from the section `forms`."""

    section = "forms"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        spoken = site_words(get_language())
        entries = spoken.entries[self.section]
        for name, field in self.fields.items():
            field.label = entries[f"label_{name}"]
            field.help_text = entries.get(f"help_{name}", "")
            field.error_messages = {**field.error_messages, **_errors(field, spoken)}

    def refuse(self, refused: Refused) -> None:
        """Puts a refusal beside the field that it concerns, or at the head of the form where it concerns none of them."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.sentence(get_language()))

    def carried_out(self, act: Callable[[], object]) -> bool:
        """Whether the form was filled in and what it asks for was done; a refusal stands beside its field."""
        if not self.is_valid():
            return False
        try:
            act()
        except Refused as refused:
            self.refuse(refused)
            return False
        return True


class DayField(forms.DateField):
    """A day, written and read as 2026-11-26, chosen from the browser's own calendar where it has one."""

    def __init__(self, **named: Any) -> None:
        picker = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=picker, input_formats=["%Y-%m-%d"], **named)

    def to_python(self, value: Any) -> date | None:
        """The day. Calendars end: from the years beyond, no series and no time zone could be counted."""
        day = super().to_python(value)
        if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class IdField(forms.TypedChoiceField):
    """The id of one of the rows that are offered; any other id is missing, as if there were no such row."""

    def __init__(self, **named: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **named)

    def validate(self, value: Any) -> None:
        if value and not self.valid_value(value):
            raise Missing
        forms.Field.validate(self, value)


class IdsField(forms.TypedMultipleChoiceField):
    """The ids of some of the rows that are offered; any other id is missing."""

    def __init__(self, **named: Any) -> None:
        super().__init__(coerce=int, widget=forms.CheckboxSelectMultiple, **named)

    def validate(self, value: Any) -> None:
        if not all(self.valid_value(one) for one in value):
            raise Missing
        forms.Field.validate(self, value)


def spoken_choices(section: str, prefix: str, keys: tuple[str, ...]) -> list[tuple[str, str]]:
    """Choices with their words in the language of the page."""
    entries = site_words(get_language()).entries[section]
    return [(key, str(entries[f"{prefix}_{key}"])) for key in keys]


def _errors(field: forms.Field, spoken: Words) -> dict[str, str]:
    """What each error of a field says, always with the remedy."""
    if isinstance(field, forms.IntegerField):
        number = spoken.say("forms.number", low=field.min_value, high=field.max_value)
        return dict.fromkeys(("required", "invalid", "min_value", "max_value"), number)
    if isinstance(field, forms.ChoiceField):
        return dict.fromkeys(("required", "invalid_choice", "invalid_list"), spoken.say("forms.choose"))
    if isinstance(field, forms.DateField):
        return dict.fromkeys(("required", "invalid"), spoken.say("forms.day"))
    limit = getattr(field, "max_length", None) or ""
    return {"required": spoken.say("forms.required"), "max_length": spoken.say("forms.shorter", limit=limit)}
