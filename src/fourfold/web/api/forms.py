"""The form of a new token."""

from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.web.api.actions import LONGEST_DAYS
from fourfold.web.api.scopes import AREAS
from fourfold.web.worded_form import WordedForm
from fourfold.web.words import site_words

DAYS = (30, 90, LONGEST_DAYS)
NOTHING = "nothing"


class TokenForm(WordedForm):
    """What a token is called, for how long it works, and what it may do in each area."""

    section = "api"
    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    days = forms.TypedChoiceField(coerce=int)
    area_groups = forms.ChoiceField()
    area_sessions = forms.ChoiceField()
    area_check_ins = forms.ChoiceField()
    area_estimates = forms.ChoiceField()
    area_signals = forms.ChoiceField()
    area_flags = forms.ChoiceField()
    area_figures = forms.ChoiceField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        say = site_words(get_language()).say
        _offer(self.fields["days"], [(days, say("api.for_days", days=days)) for days in DAYS])
        for area, ways in AREAS.items():
            self.fields[_field(area)].initial = NOTHING
            _offer(self.fields[_field(area)], [(NOTHING, say("api.nothing")), *((way, say(f"api.{way}")) for way in ways)])

    @property
    def scopes(self) -> list[str]:
        """What was chosen."""
        chosen = {area: self.cleaned_data[_field(area)] for area in AREAS}
        return [f"{area}:{way}" for area, way in chosen.items() if way != NOTHING]

    def areas(self) -> list[forms.BoundField]:
        """The fields of the areas."""
        return [self[_field(area)] for area in AREAS]


def _field(area: str) -> str:
    return f"area_{area.replace('-', '_')}"


def _offer(field: forms.Field, choices: list[tuple[Any, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
