"""What the pages of notes take: the parts of a page of drafts, and the forms of process notes."""

from collections.abc import Mapping

from django import forms

from fourfold.web.notes.actions.sessions import Draft
from fourfold.web.worded_form import WordedForm

_TEXT, _VERSION = "text-", "version-"
LONGEST_TITLE, LONGEST_PROCESS_NOTE, LONGEST_SECRET = 120, 20_000, 200


def drafts_of(posted: Mapping[str, str]) -> dict[str, Draft]:
    """The parts of a page of notes by their names, with the versions on which they were typed."""
    names = [key.removeprefix(_TEXT) for key in posted if key.startswith(_TEXT)]
    return {name: Draft(posted[_TEXT + name], posted.get(_VERSION + name, "")) for name in names}


class _Secret(forms.CharField):
    """A passphrase: taken as it is typed, spaces and all, and never written back into a page."""

    def __init__(self, autocomplete: str) -> None:
        widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": autocomplete, "spellcheck": "false"})
        super().__init__(max_length=LONGEST_SECRET, strip=False, widget=widget)


class OpenForm(WordedForm):
    """The passphrase that opens one's process notes."""

    section = "process_notes"
    passphrase = _Secret("off")


class BeginForm(WordedForm):
    """A passphrase chosen, twice, and that one knows what its loss means."""

    section = "process_notes"
    passphrase = _Secret("new-password")
    again = _Secret("new-password")
    understood = forms.BooleanField()


class ChangeForm(WordedForm):
    """Another passphrase, by the one that holds now."""

    section = "process_notes"
    now = _Secret("off")
    passphrase = _Secret("new-password")
    again = _Secret("new-password")


class AnewForm(WordedForm):
    """The account's password, and how many notes were told to be lost."""

    section = "process_notes"
    password = _Secret("current-password")
    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ProcessNoteForm(WordedForm):
    """One process note; `version` is the state that was on the page when it was opened."""

    section = "process_notes"
    title = forms.CharField(max_length=LONGEST_TITLE, required=False)
    text = forms.CharField(max_length=LONGEST_PROCESS_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 14}))
    version = forms.CharField(required=False, widget=forms.HiddenInput)
