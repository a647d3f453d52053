"""The form about a resource."""

from typing import Any

from django import forms

from fourfold.web.access import Viewer
from fourfold.web.knowledge.actions import ResourceDetails
from fourfold.web.knowledge.queries import kept_sites
from fourfold.web.worded_form import IdField, WordedForm, spoken_choices


class ResourceForm(WordedForm):
    """What is written down about a resource, and at which site, where the viewer has more than one."""

    section = "knowledge"
    title = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    words = forms.CharField(max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    where = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(widget=forms.RadioSelect)
    for_members = forms.BooleanField(required=False)
    site = IdField()

    def __init__(self, viewer: Viewer, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        sites = list(kept_sites(viewer).values_list("pk", "name"))
        language, site = self.fields["language"], self.fields["site"]
        if isinstance(language, forms.ChoiceField):
            language.choices = spoken_choices("forms", "language", ("en", "es"))
        if isinstance(site, forms.ChoiceField):
            site.choices = sites
        self._only_site = sites[0][0] if len(sites) == 1 else None
        if self._only_site is not None:
            del self.fields["site"]

    def site_id(self) -> int:
        """The site to whose list it goes."""
        return self._only_site or int(self.cleaned_data["site"])

    def details(self) -> ResourceDetails:
        """The resource as it was filled in."""
        given = self.cleaned_data
        return ResourceDetails(given["title"], given["words"], given["where"], given["language"], given["for_members"])
