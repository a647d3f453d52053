"""Forms of accounts."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from fourfold.vocabulary import Role
from fourfold.web.access import Viewer
from fourfold.web.accounts import queries
from fourfold.web.accounts.actions import Invited
from fourfold.web.worded_form import WordedForm
from fourfold.web.words import site_words


def say(key: str) -> str:
    """The words of the page's language."""
    return site_words(get_language()).say(f"accounts.{key}")


def _offer(field: forms.Field, choices: list[tuple[Any, str]]) -> None:
    """Gives a field of choices what can be chosen."""
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class PlaceForm(WordedForm):
    """A role at a site, perhaps for one programme only."""

    roles: tuple[Role, ...] = (Role.FACILITATOR, Role.SUPERVISOR, Role.MANAGER, Role.RESEARCHER, Role.ADMINISTRATOR)

    section = "accounts"
    role = forms.ChoiceField()
    site = forms.TypedChoiceField(coerce=int)
    programme = forms.TypedChoiceField(coerce=int, required=False, empty_value=None)

    def __init__(self, *given: Any, viewer: Viewer, **named: Any) -> None:
        super().__init__(*given, **named)
        _offer(self.fields["role"], [(str(role), say(f"role_{role}")) for role in self.roles])
        _offer(self.fields["site"], [(place.id, place.name) for place in queries.sites(viewer)])
        places = [(place.id, place.name) for place in queries.programmes(viewer)]
        _offer(self.fields["programme"], [("", say("all_programmes")), *places])

    @property
    def place(self) -> tuple[int, int | None]:
        """The site and the programme that were chosen."""
        return self.cleaned_data["site"], self.cleaned_data["programme"]


class InviteForm(PlaceForm):
    """Whom to invite to work here, as what. Members are invited by those who lead their group."""

    section = "accounts"
    name = forms.CharField(max_length=80)
    email = forms.EmailField(max_length=254)
    field_order = ("name", "email", "role", "site", "programme")

    @property
    def invited(self) -> Invited:
        """What was filled in."""
        said = self.cleaned_data
        return Invited(said["name"], said["email"], Role(said["role"]), *self.place)


class AddressForm(WordedForm):
    """The address of a member who is invited to a page of their own."""

    section = "accounts"
    email = forms.EmailField(max_length=254)


class PasswordForm(WordedForm):
    """A password of one's own, typed twice."""

    section = "accounts"
    password = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, max_length=256)
    again = forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False, max_length=256)

    def __init__(self, *given: Any, email: str, name: str, **named: Any) -> None:
        super().__init__(*given, **named)
        self.invited = get_user_model()(email=email, name=name)

    def clean_password(self) -> str:
        """The password, where it is long and rare enough."""
        password = str(self.cleaned_data["password"])
        validate_password(password, self.invited)
        return password

    def clean(self) -> dict[str, Any]:
        """Both fields, where they say the same."""
        said = super().clean() or {}
        if "password" in said and said["password"] != said.get("again"):
            raise ValidationError({"again": say("not_the_same")})
        return said


class MemberWayInForm(WordedForm):
    """Why a member who lost the password gets a new way in, and that it is really they who ask."""

    section = "accounts"
    help_of_why = "help_why_of_member"
    why = forms.CharField(max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField()

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["why"].help_text = say(self.help_of_why)
        self.fields["sure"].error_messages["required"] = say("be_sure")


class WayInForm(MemberWayInForm):
    """What somebody of the staff lost of their way in, why they get another, and that it is really they who ask."""

    help_of_why = "help_why"
    lost = forms.ChoiceField(widget=forms.RadioSelect)
    field_order = ("lost", "why", "sure")

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        _offer(self.fields["lost"], [(word, say(f"lost_{word}")) for word in ("password", "factor")])


class OwnPasswordForm(WordedForm):
    """The password that one has."""

    section = "accounts"
    password = forms.CharField(
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False, max_length=256
    )


class LookForm(WordedForm):
    """Into which group an administrator asks to look, and why."""

    section = "accounts"
    group = forms.TypedChoiceField(coerce=int)
    reason = forms.CharField(max_length=400, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *given: Any, viewer: Viewer, **named: Any) -> None:
        super().__init__(*given, **named)
        _offer(self.fields["group"], [(place.id, place.name) for place in queries.groups_kept(viewer)])
