"""Forms of sessions: plan a series, move one session, one tap of attendance."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.vocabulary import Presence
from fourfold.web.sessions.series import MOST, Series
from fourfold.web.worded_form import DayField, WordedForm
from fourfold.web.words import site_words

_SKIPS = tuple(f"skip_{k}" for k in range(1, 7))


class TimeOfDay(forms.TimeField):
    """A time of the day, as every browser writes it; may be left out."""

    def __init__(self) -> None:
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(required=False, widget=widget, input_formats=["%H:%M", "%H:%M:%S"])


class PlanForm(WordedForm):
    """A series: from a day, every so many days, so many times or until a day, some days left out."""

    section = "sessions"

    first = DayField()
    starts_at = TimeOfDay()
    every_days = forms.IntegerField(min_value=1, max_value=92, initial=7)
    count = forms.IntegerField(min_value=1, max_value=MOST, required=False)
    until = DayField(required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for name in _SKIPS:
            self.fields[name] = DayField(required=False, label=site_words(get_language()).say("sessions.skip_day"))

    def series(self) -> Series:
        """What was asked for."""
        told = self.cleaned_data
        skip = frozenset(day for name in _SKIPS if (day := told.get(name)))
        return Series(told["first"], told["every_days"], told["count"], told["until"], told["starts_at"], skip)

    def skips(self) -> list[forms.BoundField]:
        """The fields of the days that are left out."""
        return [self[name] for name in _SKIPS]


class MoveForm(WordedForm):
    """Another day and time for one session."""

    section = "sessions"

    held_on = DayField()
    starts_at = TimeOfDay()


class MarkForm(forms.Form):
    """One tap: who, how, and where it applies why and when."""

    person = forms.IntegerField()
    presence = forms.ChoiceField(choices=[(str(p), str(p)) for p in Presence])
    reason = forms.CharField(required=False, max_length=200)
    came_at = TimeOfDay()
    left_at = TimeOfDay()

    def mark(self) -> tuple[int, Presence, str]:
        """Person, presence and reason."""
        given = self.cleaned_data
        return given["person"], Presence(given["presence"]), given["reason"]

    def times(self) -> dict[str, time | None]:
        """When they came and left, where it was said."""
        return {name: self.cleaned_data[name] for name in ("came_at", "left_at")}


def beginning(last: date | None, gap_days: float, today: date) -> dict[str, Any]:
    """Where the next series would begin: one usual gap after the last session, or today."""
    gap = max(round(gap_days), 1)
    return {"first": today if last is None else last + timedelta(days=gap), "every_days": gap}
