"""Forms of those who lead: how long a practice took, and what is agreed with a member."""

from collections.abc import Iterable
from typing import Any

from django import forms

from fourfold.web.practices.actions.giving import Agreement
from fourfold.web.practices.actions.sessions import MOST_MINUTES
from fourfold.web.practices.queries.assigned import Giving
from fourfold.web.worded_form import DayField, IdField, WordedForm


class LedForm(WordedForm):
    """For how many minutes a practice was led."""

    section = "practices"
    minutes = forms.IntegerField(min_value=1, max_value=MOST_MINUTES)


class GiveForm(WordedForm):
    """Which practice a member takes along, how often, and until when."""

    section = "practices"
    person = IdField()
    practice = forms.ChoiceField()
    times_a_week = forms.IntegerField(min_value=1, max_value=21, initial=3)
    until = DayField(required=False)

    def __init__(self, giving: Giving, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _offer(self.fields["person"], [(seat.person_id, seat.label) for seat in giving.members])
        _offer(self.fields["practice"], [(choice.key, choice.title) for choice in giving.choices])

    def agreement(self) -> Agreement:
        """What was agreed."""
        told = self.cleaned_data
        return Agreement(told["person"], told["practice"], told["times_a_week"], told["until"])


def _offer(field: forms.Field, choices: Iterable[tuple[object, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [("", "—"), *choices]
