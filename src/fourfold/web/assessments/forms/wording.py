"""The form of an import of wording: a file or pasted lines, the licence, and, at a second look, what was read before."""

from base64 import b64decode, b64encode
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.web.assessments.actions.wording import Imported
from fourfold.web.assessments.reading_import import MOST_BYTES
from fourfold.web.programmes.queries import Named
from fourfold.web.worded_form import IdField, WordedForm, spoken_choices
from fourfold.web.words import site_words


class WordingForm(WordedForm):
    """A file, or pasted lines, with what the site says of it. `carried` is what was read already, unchanged byte for byte."""

    section = "assessments"
    file = forms.FileField(required=False, widget=forms.FileInput(attrs={"accept": ".json,.csv,.tsv,.txt"}))
    pasted = forms.CharField(required=False, max_length=MOST_BYTES, widget=forms.Textarea(attrs={"rows": "8"}), strip=False)
    site = IdField()
    language = forms.ChoiceField(widget=forms.RadioSelect)
    licence = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": "2"}))
    source = forms.CharField(max_length=300, required=False)

    def __init__(self, data: Any, files: Any, sites: list[Named], **named: Any) -> None:
        super().__init__(data, files, **named)
        say = site_words(get_language()).say
        site, language = self.fields["site"], self.fields["language"]
        assert isinstance(site, IdField)
        assert isinstance(language, forms.ChoiceField)
        site.choices = [(one.id, one.name) for one in sites]
        if len(sites) == 1:
            site.widget, self.initial["site"] = forms.HiddenInput(), sites[0].id
        language.choices = spoken_choices("forms", "language", ("en", "es"))
        self.initial.setdefault("language", (get_language() or "en").partition("-")[0])
        self.fields["licence"].error_messages["required"] = say("assessments.licence_needed")
        self.fields["carried"] = forms.CharField(required=False, widget=forms.HiddenInput(), strip=False)

    def clean(self) -> dict[str, Any]:
        """What came along in one of the three ways; else a word beside the file."""
        told: dict[str, Any] = super().clean() or {}
        file, pasted, carried = told.get("file"), told.get("pasted"), told.get("carried")
        if file is not None:
            told["content"] = file.read()
        elif pasted:
            told["content"] = pasted.encode()
        elif carried:
            told["content"] = _unpacked(carried)
        if not told.get("content") and not self.errors.get("file"):
            self.add_error("file", site_words(get_language()).say("assessments.file_needed"))
        return told

    @property
    def is_carried(self) -> bool:
        """Whether the file came well and something else is missing: browsers forget a file that was chosen."""
        told = self.cleaned_data if self.is_bound and self.errors else {}
        return bool(told.get("content")) and not told.get("pasted") and "file" not in self.errors

    def told(self) -> Imported:
        """What the site says of the wording."""
        given = self.cleaned_data
        return Imported(given["site"], given["language"], given["licence"], given["source"])

    def packed(self) -> str:
        """What was read, so that a form can carry it without changing a byte."""
        return b64encode(self.cleaned_data["content"]).decode("ascii")


def _unpacked(carried: str) -> bytes:
    try:
        return b64decode(carried.encode("ascii"), validate=True)
    except ValueError:
        return b""
