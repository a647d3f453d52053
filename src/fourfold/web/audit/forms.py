"""Forms of the audit log: what to look for, and the anchor that was written down."""

import re
from operator import itemgetter
from typing import Any

from django import forms
from django.utils.translation import get_language

from fourfold.web.access import Viewer
from fourfold.web.audit import queries
from fourfold.web.audit.queries import Head, Sought
from fourfold.web.audit.verbs import spoken
from fourfold.web.refusal import Refused
from fourfold.web.worded_form import WordedForm
from fourfold.web.words import site_words


class SoughtForm(WordedForm):
    """Which entries are wanted; nothing filled in wants all."""

    section = "audit"
    who = forms.CharField(max_length=120, required=False)
    verb = forms.ChoiceField(required=False)
    day = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *given: Any, viewer: Viewer, **named: Any) -> None:
        super().__init__(*given, **named)
        verb = self.fields["verb"]
        if isinstance(verb, forms.ChoiceField):
            anything = site_words(get_language()).say("audit.any")
            told = sorted(((word, spoken(word, get_language())) for word in queries.verbs(viewer)), key=itemgetter(1))
            verb.choices = [("", anything), *told]

    @property
    def sought(self) -> Sought:
        """What is wanted, as far as it could be understood."""
        said = getattr(self, "cleaned_data", {})
        return Sought(said.get("who", ""), said.get("verb", ""), said.get("day"))


class AnchorForm(WordedForm):
    """The end of the log as somebody wrote it down earlier."""

    section = "audit"
    count = forms.IntegerField(min_value=0, required=False)
    link = forms.CharField(max_length=120, required=False)

    def clean_link(self) -> str:
        """The link without the spaces in which it was written."""
        link = re.sub(r"\s", "", str(self.cleaned_data["link"])).lower()
        if link and not re.fullmatch(r"[0-9a-f]{64}", link):
            raise forms.ValidationError(Refused("link", "audit.link_whole").sentence(get_language()))
        return link

    def clean(self) -> dict[str, Any]:
        """Both or neither."""
        said = super().clean() or {}
        if not self.errors and (said.get("count") is None) != (not said.get("link")):
            self.refuse(Refused("", "audit.both"))
        return said

    @property
    def anchor(self) -> Head | None:
        """The anchor, or none."""
        said = self.cleaned_data
        return Head(said["count"], said["link"]) if said["link"] else None
