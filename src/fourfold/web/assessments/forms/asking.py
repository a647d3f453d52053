"""Forms of asking: whom what, and what is asked by itself."""

from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.web.assessments.actions.asking import FEWEST_WEEKS, MOMENTS, MOST_WEEKS
from fourfold.web.assessments.offered import DEFAULT_BATTERY
from fourfold.web.assessments.queries.asking import OnGroup
from fourfold.web.worded_form import IdsField, WordedForm, spoken_choices
from fourfold.web.words import site_words

USUAL_WEEKS = 6


class AskForm(WordedForm):
    """Which instruments, of whom; everybody, where nobody is taken out."""

    section = "assessments"
    instruments = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple)
    people = IdsField()

    def __init__(self, data: Any, found: OnGroup) -> None:
        super().__init__(data)
        say = site_words(get_language()).say
        instruments, people = self.fields["instruments"], self.fields["people"]
        assert isinstance(instruments, forms.MultipleChoiceField)
        assert isinstance(people, IdsField)
        instruments.choices = _usual_first(found)
        people.choices = list(found.members)
        self.initial["people"] = [person for person, _ in found.members]
        # With several to choose from none is ticked beforehand: nobody shall be asked what nobody chose to ask.
        self.initial["instruments"] = [one.key for one in found.worded] if len(found.worded) == 1 else []
        instruments.error_messages["required"] = say("assessments.choose_one")
        people.error_messages["required"] = say("assessments.nobody_to_ask")


class ScheduleForm(WordedForm):
    """An instrument, and the moments at which every member is asked it."""

    section = "assessments"
    instrument = forms.ChoiceField()
    moment = forms.ChoiceField(widget=forms.RadioSelect, initial="weeks")
    weeks = forms.IntegerField(min_value=FEWEST_WEEKS, max_value=MOST_WEEKS, initial=USUAL_WEEKS, required=False)

    def __init__(self, data: Any, found: OnGroup) -> None:
        super().__init__(data)
        instrument, moment = self.fields["instrument"], self.fields["moment"]
        assert isinstance(instrument, forms.ChoiceField)
        assert isinstance(moment, forms.ChoiceField)
        instrument.choices = [("", "—"), *_usual_first(found)]
        self.initial["instrument"] = found.worded[0].key if len(found.worded) == 1 else ""
        moment.choices = spoken_choices("assessments", "moment", MOMENTS)


def _usual_first(found: OnGroup) -> list[tuple[str, str]]:
    """What can be asked here, with what many sites ask before the rest."""
    return [(one.key, one.title) for one in sorted(found.worded, key=lambda one: one.key not in DEFAULT_BATTERY)]
