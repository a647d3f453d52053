"""The form with which a member writes down that they practised: minutes, and two sentences before and after, if they wish."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import RegexValidator
from django.forms.boundfield import BoundField
from django.utils.translation import get_language

from fourfold.instruments import Item
from fourfold.web.checkins.tokens import KEY
from fourfold.web.practices.actions.own import Answers, Practised
from fourfold.web.practices.actions.sessions import MOST_MINUTES
from fourfold.web.practices.queries.states import check
from fourfold.web.worded_form import WordedForm
from fourfold.web.words import site_words

NOT_SAID = "not_said"


class AskedField(forms.ChoiceField):
    """A sentence that is answered on a scale; `low` and `high` are the words at its ends."""

    def __init__(self, *, ends: tuple[str, str], **named: Any) -> None:
        super().__init__(**named)
        self.low, self.high = ends


class PractisedForm(WordedForm):
    """How long, and how it was before and after. `key` makes a second sending of the same form harmless."""

    section = "practices"
    key = forms.CharField(widget=forms.HiddenInput, validators=[RegexValidator(f"^{KEY}$")])
    minutes = forms.IntegerField(min_value=1, max_value=MOST_MINUTES)

    def __init__(self, *given: Any, initial: dict[str, Any], **named: Any) -> None:
        super().__init__(*given, initial={"key": uuid4().hex, **initial}, **named)
        for when in ("before", "after"):
            for item in check().items:
                self.fields[f"{when}_{item.key}"] = _asked(item)

    @property
    def before(self) -> list[BoundField]:
        """The sentences that are answered before."""
        return [self[f"before_{item.key}"] for item in check().items]

    @property
    def after(self) -> list[BoundField]:
        """The sentences that are answered after."""
        return [self[f"after_{item.key}"] for item in check().items]

    def practised(self) -> Practised:
        """What was filled in."""
        return Practised(self.cleaned_data["minutes"], self._answers("before"), self._answers("after"))

    def _answers(self, when: str) -> Answers | None:
        """The answers of one time; None where nobody answered anything, also not that they would rather not."""
        given = {item.key: self.cleaned_data[f"{when}_{item.key}"] for item in check().items}
        if not any(given.values()):
            return None
        return {key: float(answer) if answer.isdecimal() else None for key, answer in given.items()}


def chosen(when: str, answers: object) -> dict[str, str]:
    """Answers that were kept, as the form takes them."""
    if not isinstance(answers, dict):
        return {}
    return {f"{when}_{key}": NOT_SAID if value is None else f"{value:g}" for key, value in answers.items()}


def _asked(item: Item) -> AskedField:
    language = "es" if (get_language() or "en").startswith("es") else "en"
    words = site_words(language)
    low, high = item.ends[language]
    steps = range(item.lowest, item.highest + 1)
    ends = {item.lowest: f"{item.lowest} {low}", item.highest: f"{item.highest} {high}"}
    choices = [*((str(k), ends.get(k, str(k))) for k in steps), (NOT_SAID, words.say("practices.not_said"))]
    return AskedField(
        ends=(low, high),
        label=(item.wording or {}).get(language, item.key),
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": words.say("forms.choose")},
    )
