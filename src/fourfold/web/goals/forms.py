"""Forms of goals and accountability. Words of a person are at most 2,000 characters."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.web.goals.actions.facets import FacetDetails
from fourfold.web.goals.actions.goals import GoalDetails, StepDetails
from fourfold.web.goals.actions.leaving import ContactDetails, PlanDetails
from fourfold.web.goals.actions.statements import KINDS, StatementDetails
from fourfold.web.goals.actions.totals import TotalDetails
from fourfold.web.goals.queries.page import DOMAINS
from fourfold.web.goals.tools import Part, Tool
from fourfold.web.refusal import Refused
from fourfold.web.worded_form import DayField, IdField, WordedForm, spoken_choices
from fourfold.web.words import site_words

_MOST = 2000
_NUMBERS = re.compile(r"\d+")
_WIDEST = 9999


def _words(rows: int = 4, *, required: bool = True, most: int = _MOST) -> forms.CharField:
    return forms.CharField(max_length=most, required=required, widget=forms.Textarea(attrs={"rows": rows}))


class FacetForm(WordedForm):
    """A strength or a need."""

    section = "goals"
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    domain = forms.ChoiceField()
    words = _words()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "kind", spoken_choices("goals", "kind", ("strength", "need")))
        _choose(self, "domain", spoken_choices("goals", "domain", DOMAINS))

    def details(self) -> FacetDetails:
        """What was filled in."""
        told = self.cleaned_data
        return FacetDetails(told["kind"] == "strength", told["domain"], told["words"])


class GoalForm(WordedForm):
    """A goal; `about` are the needs and strengths that it may be about."""

    section = "goals"
    words = _words(3)
    about = IdField(required=False)
    due_on = DayField(required=False)

    def __init__(self, *given: Any, about: Sequence[tuple[int, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["words"].label = _say("label_goal")
        self.fields["words"].help_text = _say("help_goal")
        _choose(self, "about", [("", "—"), *about])
        if not about:
            del self.fields["about"]

    def details(self) -> GoalDetails:
        """What was filled in."""
        told = self.cleaned_data
        return GoalDetails(told["words"], told["due_on"], told.get("about"))


class NewGoalForm(GoalForm):
    """A goal with its first step."""

    first_step = forms.CharField(max_length=_MOST, required=False)
    first_due_on = DayField(required=False)

    def first(self) -> StepDetails | None:
        """The first step, if one was written."""
        told = self.cleaned_data
        return StepDetails(told["first_step"], told["first_due_on"]) if told["first_step"] else None


class StepForm(WordedForm):
    """One step towards a goal."""

    section = "goals"
    words = forms.CharField(max_length=_MOST)
    due_on = DayField(required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["words"].label = _say("label_step")
        self.fields["due_on"].label = _say("label_step_due_on")

    def details(self) -> StepDetails:
        """What was filled in."""
        return StepDetails(self.cleaned_data["words"], self.cleaned_data["due_on"])


class StatementForm(WordedForm):
    """What a member said, as staff write it down."""

    section = "goals"
    statement_kind = forms.ChoiceField(widget=forms.RadioSelect)
    words = _words()
    own_words = forms.BooleanField(required=False)
    said_on = DayField()
    said_in = IdField(required=False)

    def __init__(self, *given: Any, sessions: Mapping[int, tuple[int, date]], **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "statement_kind", spoken_choices("goals", "kind", KINDS))
        spoken = site_words(get_language())
        told = [(pk, _say("session_named", number=n, day=spoken.day(day, "short_day"))) for pk, (n, day) in sessions.items()]
        _choose(self, "said_in", [("", "—"), *told])

    def details(self) -> StatementDetails:
        """What was filled in."""
        told = self.cleaned_data
        return StatementDetails(
            told["statement_kind"], told["words"], told["own_words"], told["said_on"], told.get("said_in") or None
        )


class TotalForm(WordedForm):
    """The numbers of one tool, each within its range where a source gives one."""

    section = "goals"
    total = forms.IntegerField(min_value=-_WIDEST, max_value=_WIDEST)
    rated_on = DayField()
    rater = forms.CharField(max_length=120)

    def __init__(self, *given: Any, tool: Tool, **named: Any) -> None:
        super().__init__(*given, **named)
        self.tool = tool
        label = _say("label_total") if tool.total.key == "total" else tool.total.title
        self.fields["total"] = _number(tool.total, label, required=True)
        for part in tool.domains:
            self.fields[f"domain_{part.key}"] = _number(part, part.title, required=False)
        self.order_fields(["total", *(f"domain_{part.key}" for part in tool.domains), "rated_on", "rater"])

    def details(self) -> TotalDetails:
        """What was filled in."""
        told = self.cleaned_data
        given = {part.key: told.get(f"domain_{part.key}") for part in self.tool.domains}
        domains = {key: number for key, number in given.items() if number is not None}
        return TotalDetails(self.tool.key, told["total"], told["rated_on"], told["rater"], domains)


class PlanForm(WordedForm):
    """A plan for leaving; `weeks` are numbers, however they are parted."""

    section = "goals"
    plan_words = _words(8, required=False, most=6000)
    weeks = forms.CharField(max_length=60, required=False)

    def details(self) -> PlanDetails:
        """What was filled in. Raises `Refused` where the weeks are no numbers."""
        text = self.cleaned_data["weeks"]
        weeks = [int(number) for number in _NUMBERS.findall(text)]
        if text.strip() and not weeks:
            raise Refused("weeks", "goals.weeks_unread", most=6, last=104)
        return PlanDetails(self.cleaned_data["plan_words"], weeks)


class ContactForm(WordedForm):
    """Somebody whom the member named as a support."""

    section = "goals"
    contact_name = forms.CharField(max_length=120)
    reach = forms.CharField(max_length=200, required=False)
    may_be_called = forms.BooleanField(required=False)

    def details(self) -> ContactDetails:
        """What was filled in."""
        told = self.cleaned_data
        return ContactDetails(told["contact_name"], told["reach"], told["may_be_called"])


class OwnForm(WordedForm):
    """What a member writes themselves; asks for which group only where there are several."""

    section = "goals"
    group = IdField(required=False)
    words = _words()

    def __init__(self, *given: Any, groups: Sequence[tuple[int, str]], **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "group", groups)
        if len(groups) < 2:
            del self.fields["group"]

    @property
    def group_id(self) -> int | None:
        """The group that was chosen, None where there is one only."""
        return self.cleaned_data.get("group")


class OwnStrengthForm(OwnForm):
    """A strength that the member names."""

    domain = forms.ChoiceField()
    field_order = ("domain", "words", "group")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "domain", spoken_choices("goals", "domain", DOMAINS))
        self.fields["domain"].label = _say("label_own_domain")
        self.fields["words"].label = _say("label_own_strength")

    def details(self) -> FacetDetails:
        """What was filled in."""
        return FacetDetails(True, self.cleaned_data["domain"], self.cleaned_data["words"])


class OwnGoalForm(OwnForm):
    """A goal that the member thought of."""

    field_order = ("words", "group")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["words"].label = _say("label_own_goal")


class OwnStatementForm(OwnForm):
    """What the member takes responsibility for, or does to make amends."""

    statement_kind = forms.ChoiceField(widget=forms.RadioSelect)
    field_order = ("statement_kind", "words", "group")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _choose(self, "statement_kind", spoken_choices("goals", "own_kind", KINDS))
        self.fields["words"].label = _say("label_own_statement")
        self.fields["words"].help_text = _say("help_own_statement")


def _number(part: Part, label: str, *, required: bool) -> forms.IntegerField:
    low = -_WIDEST if part.lowest is None else part.lowest
    high = _WIDEST if part.highest is None else part.highest
    said = site_words(get_language()).say("forms.number", low=low, high=high)
    errors = dict.fromkeys(("required", "invalid", "min_value", "max_value"), said)
    field = forms.IntegerField(min_value=low, max_value=high, required=required, label=label, error_messages=errors)
    if part.lowest is not None and part.highest is not None:
        field.help_text = _say("range", low=low, high=high)
    return field


def _say(key: str, **given: object) -> str:
    return site_words(get_language()).say(f"goals.{key}", None, **given)


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[Any, str]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
