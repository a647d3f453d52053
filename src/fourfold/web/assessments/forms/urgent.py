"""The form of what a site tells members where an answer about safety cannot wait."""

from typing import Any

from django import forms

from fourfold.feedback.words import LANGUAGES
from fourfold.web.assessments.queries.urgent import OfSite
from fourfold.web.worded_form import IdField, WordedForm

_AREA = {"rows": "3"}


class UrgentForm(WordedForm):
    """The words of one site, a field for each language."""

    section = "urgent_words"
    site = IdField(widget=forms.HiddenInput())
    en = forms.CharField(required=False, max_length=400, widget=forms.Textarea(attrs=_AREA))
    es = forms.CharField(required=False, max_length=400, widget=forms.Textarea(attrs={**_AREA, "lang": "es"}))

    def __init__(self, data: Any, of_site: OfSite) -> None:
        super().__init__(data, initial={"site": of_site.id, **of_site.words}, auto_id=f"id_{of_site.id}_%s")
        site = self.fields["site"]
        assert isinstance(site, IdField)
        site.choices = [(of_site.id, of_site.name)]
        self.name = of_site.name

    def words(self) -> dict[str, str]:
        """What was written, by language."""
        return {language: self.cleaned_data[language] for language in LANGUAGES}
