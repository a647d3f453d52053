"""Forms of sessions: plan a series, move one session, one tap of attendance."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.vocabulary import Presence
from fourfold.web.sessions.series import MOST, Series
from fourfold.web.words import site_words

_SKIPS = tuple(f"skip_{k}" for k in range(1, 7))


def day_field(required: bool = True) -> forms.DateField:
    """A day, as every browser writes it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(required=required, widget=widget, input_formats=["%Y-%m-%d"])


def time_field(required: bool = False) -> forms.TimeField:
    """A time of the day, as every browser writes it."""
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(required=required, widget=widget, input_formats=["%H:%M", "%H:%M:%S"])


class Spoken(forms.Form):
    """A form whose labels and help are the entries `sessions.<field>` and `sessions.<field>_help` of the reader's words."""

    helped: tuple[str, ...] = ()

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        words = site_words(get_language())
        for name, field in self.fields.items():
            field.label = words.say(f"sessions.{name}")
            if name in self.helped:
                field.help_text = words.say(f"sessions.{name}_help")


class PlanForm(Spoken):
    """A series: from a day, every so many days, so many times or until a day, some days left out."""

    helped = ("starts_at", "every_days", "count", "until")

    first = day_field()
    starts_at = time_field()
    every_days = forms.IntegerField(min_value=1, max_value=92, initial=7)
    count = forms.IntegerField(min_value=1, max_value=MOST, required=False)
    until = day_field(required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        label = site_words(get_language()).say("sessions.skip_day")
        for name in _SKIPS:
            self.fields[name] = day_field(required=False)
            self.fields[name].label = label

    def clean(self) -> dict[str, Any]:
        """Either how many or until, not both and not neither."""
        cleaned = super().clean() or {}
        both = cleaned.get("count"), cleaned.get("until")
        if not self.errors and (both[0] is None) == (both[1] is None):
            self.add_error("count", site_words(get_language()).say("sessions.count_or_until"))
        return cleaned

    def series(self) -> Series:
        """What was asked for."""
        given = self.cleaned_data
        skip = frozenset(day for name in _SKIPS if (day := given.get(name)))
        return Series(given["first"], given["every_days"], given["count"], given["until"], given["starts_at"], skip)

    def skips(self) -> list[forms.BoundField]:
        """The fields of the days that are left out."""
        return [self[name] for name in _SKIPS]


class MoveForm(Spoken):
    """Another day and time for one session."""

    held_on = day_field()
    starts_at = time_field()


class MarkForm(forms.Form):
    """One tap: who, how, and where it applies why and when."""

    person = forms.IntegerField()
    presence = forms.ChoiceField(choices=[(str(p), str(p)) for p in Presence])
    reason = forms.CharField(required=False, max_length=200)
    came_at = time_field()
    left_at = time_field()

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
