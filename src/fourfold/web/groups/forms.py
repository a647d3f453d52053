"""Forms about groups and who belongs to them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from fourfold.web.groups.actions import ERASING_REASONS, GroupDetails, Newcomer
from fourfold.web.groups.queries import REASONS
from fourfold.web.people.actions import PersonDetails
from fourfold.web.people.forms import PersonForm
from fourfold.web.worded_form import DayField, IdField, IdsField, WordedForm, spoken_choices

Choices = Sequence[tuple[int, str]]
AGREEMENTS = ("taking_part", "being_rated", "research")


class GroupForm(WordedForm):
    """What is written down about a group."""

    section = "groups"
    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    language = forms.ChoiceField(widget=forms.RadioSelect)
    minutes = forms.IntegerField(min_value=15, max_value=480, initial=90)
    usual_gap_days = forms.IntegerField(min_value=1, max_value=60, initial=7)
    peer_items = forms.ChoiceField(widget=forms.RadioSelect, initial="3")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "kind", spoken_choices("groups", "kind", ("open", "closed")))
        _choose(self, "language", spoken_choices("forms", "language", ("en", "es")))
        _choose(self, "peer_items", spoken_choices("groups", "peer_items", ("2", "3")))

    def details(self) -> GroupDetails:
        """The group as it was filled in."""
        told = self.cleaned_data
        return GroupDetails(
            name=told["name"],
            kind=told["kind"],
            language=told["language"],
            minutes=told["minutes"],
            usual_gap_days=float(told["usual_gap_days"]),
            peer_items=int(told["peer_items"]),
        )


class NewGroupForm(GroupForm):
    """A group that begins: its programme, its first day, and who leads it besides oneself."""

    programme = IdField()
    begins_on = DayField()
    colleagues = IdsField(required=False)
    field_order = (
        "name",
        "programme",
        "kind",
        "language",
        "begins_on",
        "minutes",
        "usual_gap_days",
        "peer_items",
        "colleagues",
    )

    def __init__(self, *given: Any, programmes: Choices, colleagues: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "programme", programmes)
        if colleagues:
            _choose(self, "colleagues", colleagues)
        else:
            del self.fields["colleagues"]


class NewcomerForm(PersonForm):
    """Somebody new to the site: basics, first day, and what was signed on which day."""

    section = "people"
    joined_on = DayField()
    taking_part = DayField()
    being_rated = DayField(required=False)
    research = DayField(required=False)
    confirmed = forms.BooleanField(required=False)

    def newcomer(self) -> Newcomer:
        """The person and the agreements as they were filled in."""
        told = self.cleaned_data
        return Newcomer(self.details(), {kind: told[kind] for kind in AGREEMENTS if told[kind]})


class KnownForm(WordedForm):
    """Somebody known: chosen from the list, or by the code that a colleague has told."""

    section = "people"
    person = IdField(required=False)
    code = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    joined_on = DayField()
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *given: Any, people: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        if people:
            _choose(self, "person", [("", "—"), *people])
        else:
            del self.fields["person"]


class GuestForm(WordedForm):
    """A guest for one session: somebody known, or a name for somebody new."""

    section = "people"
    person = IdField(required=False)
    guest_label = forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    guest_day = DayField()

    def __init__(self, *given: Any, people: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        if people:
            _choose(self, "person", [("", "—"), *people])
        else:
            del self.fields["person"]

    def guest(self) -> int | PersonDetails | None:
        """Who comes: the id of somebody known, somebody new, or None where nobody was named."""
        told = self.cleaned_data
        if told.get("person"):
            return int(told["person"])
        return PersonDetails(told["guest_label"]) if told["guest_label"] else None


class FacilitatorForm(WordedForm):
    """Another facilitator."""

    section = "people"
    colleague = IdField()
    joined_on = DayField()

    def __init__(self, *given: Any, colleagues: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "colleague", colleagues)


class ReturnForm(WordedForm):
    """The first day of somebody who is back."""

    section = "people"
    joined_on = DayField()
    confirmed = forms.BooleanField(required=False)


class LeaveForm(WordedForm):
    """A last day, and why."""

    section = "people"
    left_on = DayField()
    why = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    own_words = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "why", spoken_choices("groups", "reason", REASONS[:-1]))

    def reason(self) -> str:
        """The reason as it is sealed: a key of the short list, then own words on a line of their own."""
        key, words = self.cleaned_data["why"], self.cleaned_data["own_words"].strip()
        return f"{key}\n{words}" if words else key


class TransferForm(WordedForm):
    """Another group of the site, the last day here and the first one there."""

    section = "people"
    to_group = IdField()
    last_day = DayField()
    first_day = DayField()
    own_words = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *given: Any, groups: Choices, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "to_group", [("", "—"), *groups])

    def reason(self) -> str:
        """The reason as it is sealed."""
        words = self.cleaned_data["own_words"].strip()
        return f"transfer\n{words}" if words else "transfer"


class EraseForm(WordedForm):
    """Whose name goes, by their code alone, and why."""

    section = "people"
    code = forms.CharField(max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    erase_reason = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "erase_reason", spoken_choices("people", "erase", ERASING_REASONS))


def ask_only_what_was_refused(form: forms.Form) -> None:
    """Shows the question whether a closed group should be joined all the same only to whom it was refused."""
    if "confirmed" not in form.errors and not form.data.get("confirmed"):
        form.fields.pop("confirmed", None)


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
