"""Forms about people and what they agree to."""

from typing import Any

from django import forms

from fourfold.web.people.actions import PersonDetails
from fourfold.web.worded_form import DayField, WordedForm, spoken_choices


class PersonForm(WordedForm):
    """The basics about somebody."""

    section = "people"
    label = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    full_name = forms.CharField(max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(widget=forms.RadioSelect, initial="en")
    shapes = forms.BooleanField(required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = self.fields["language"]
        if isinstance(language, forms.ChoiceField):
            language.choices = spoken_choices("forms", "language", ("en", "es"))

    def details(self) -> PersonDetails:
        """The person as it was filled in."""
        told = self.cleaned_data
        return PersonDetails(told["label"], told["full_name"], told["language"], told["shapes"])


class ConsentForm(WordedForm):
    """An agreement that was signed."""

    section = "people"
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    given_on = DayField()
    consent_language = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *given: Any, kinds: tuple[str, ...], **named: Any) -> None:
        super().__init__(*given, **named)
        kind, language = self.fields["kind"], self.fields["consent_language"]
        if isinstance(kind, forms.ChoiceField) and isinstance(language, forms.ChoiceField):
            kind.choices = spoken_choices("people", "consent", kinds)
            language.choices = spoken_choices("forms", "language", ("en", "es"))


class WithdrawForm(WordedForm):
    """The day from which an agreement no longer holds."""

    section = "people"
    withdrawn_on = DayField()
