"""The form by which a researcher asks for a release."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.formats.exchange import FORMS
from fourfold.web.research.actions import Asked
from fourfold.web.research.queries.proposal import Offer, Wanted
from fourfold.web.worded_form import DayField, IdField, WordedForm, spoken_choices
from fourfold.web.words import site_words


class ReleaseForm(WordedForm):
    """Of which programme and whom, up to which day, for which study, and in which form."""

    section = "research"

    programme = IdField()
    study = forms.CharField(max_length=200)
    purpose = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))
    last_day = DayField()
    same_as = IdField(required=False)
    form = forms.ChoiceField()

    def __init__(self, offered: list[Offer], before: list[tuple[int, date, str]], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        words = site_words(get_language())
        self.today = max((offer.today for offer in offered), default=date.today())
        _offer(self.fields["programme"], [(offer.id, offer.name) for offer in offered])
        everybody = ("", words.say("research.everybody"))
        again = [
            (pk, words.say("research.the_same", release=pk, day=words.day(day, "short_day"), name=name))
            for pk, day, name in before
        ]
        _offer(self.fields["same_as"], [everybody, *again])
        _offer(self.fields["form"], spoken_choices("research", "form", tuple(FORMS)))
        self.fields["last_day"].initial = self.today

    def clean_last_day(self) -> date:
        """Nothing is told of days to come."""
        day: date = self.cleaned_data["last_day"]
        if day > self.today:
            raise forms.ValidationError(site_words(get_language()).say("research.day_to_come"))
        return day

    def asked(self) -> Asked:
        """What was asked for."""
        given = self.cleaned_data
        wanted = Wanted(given["programme"], given["last_day"], given["same_as"])
        return Asked(wanted, given["study"], given["purpose"], given["form"])


def _offer(field: forms.Field, choices: Sequence[tuple[object, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
