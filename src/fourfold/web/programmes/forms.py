"""Forms about sites and programmes."""

from typing import Any

from django import forms

from fourfold.web.programmes.actions import SiteDetails
from fourfold.web.worded_form import WordedForm, spoken_choices


class SiteForm(WordedForm):
    """What is written down about a site."""

    section = "programmes"
    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    time_zone = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}))
    language = forms.ChoiceField(widget=forms.RadioSelect, initial="en")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        language = self.fields["language"]
        if isinstance(language, forms.ChoiceField):
            language.choices = spoken_choices("forms", "language", ("en", "es"))

    def details(self) -> SiteDetails:
        """The site as it was filled in."""
        return SiteDetails(self.cleaned_data["name"], self.cleaned_data["time_zone"], self.cleaned_data["language"])


class ProgrammeForm(WordedForm):
    """The name of a programme."""

    section = "programmes"
    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
