"""Pages of accounts: who has one, invitations, appointments."""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.mfa.webauthn.views import remove_webauthn
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Missing, Right
from fourfold.web.accounts import actions, letters, member_way_in, queries
from fourfold.web.accounts.forms import (
    AddressForm,
    InviteForm,
    LookForm,
    MemberWayInForm,
    OwnPasswordForm,
    PasswordForm,
    PlaceForm,
    WayInForm,
    say,
)
from fourfold.web.refusal import Refused
from fourfold.web.request import Request
from fourfold.web.words import site_words

page = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def start(request: Request) -> HttpResponse:
    """The accounts of the administrator's sites, and open invitations."""
    shown = {"accounts": queries.accounts(request.viewer), "invitations": queries.open_invitations(request.viewer)}
    return render(request, "accounts/accounts.html", shown)


@page
def invite(request: Request) -> HttpResponse:
    """The form of an invitation; then the link, this once."""
    queries.accounts(request.viewer)
    form = InviteForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        try:
            word = actions.invite(form.invited, by=request.viewer)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _hand_over(request, word, form.invited.name, form.invited.email)
    return render(request, "accounts/invite.html", {"form": form})


@page
def invite_member(request: Request, person_id: int) -> HttpResponse:
    """The form by which a facilitator invites a member of a group of theirs; then the link, this once."""
    label = queries.invitable(request.viewer, person_id)
    form = AddressForm(request.POST or None)
    if form.is_valid():
        try:
            word = actions.invite_member(person_id, form.cleaned_data["email"], by=request.viewer)
        except Refused as refused:
            form.refuse(refused)
        else:
            return _hand_over(request, word, label, form.cleaned_data["email"])
    return render(request, "accounts/invite_member.html", {"form": form, "label": label})


@page
def account(request: Request, user_id: int) -> HttpResponse:
    """One account: its appointments, one more, closing it."""
    shown = queries.account(request.viewer, user_id)
    form = PlaceForm(request.POST or None, viewer=request.viewer)
    if form.is_valid():
        try:
            actions.appoint(user_id, Role(form.cleaned_data["role"]), form.place, by=request.viewer)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, say("appointed"))
            return redirect("account-of", user_id)
    handed = queries.handed_over(request.viewer, user_id)
    return render(request, "accounts/account.html", {"account": shown, "form": form, "handed": handed})


@require_POST
def end(request: Request, appointment_id: int) -> HttpResponse:
    """Ends an appointment."""
    user_id = queries.appointed(request.viewer, appointment_id)
    return _done(request, user_id, lambda: actions.end(appointment_id, by=request.viewer), "ended")


@require_POST
def close(request: Request, user_id: int) -> HttpResponse:
    """Closes an account."""
    return _done(request, user_id, lambda: actions.close(user_id, by=request.viewer), "closed")


@require_POST
def reopen(request: Request, user_id: int) -> HttpResponse:
    """Opens a closed account again."""
    return _done(request, user_id, lambda: actions.reopen(user_id, by=request.viewer), "reopened")


@require_POST
def sign_out(request: Request, user_id: int) -> HttpResponse:
    """Ends all sessions of an account."""
    return _done(request, user_id, lambda: actions.sign_out_everywhere(user_id, by=request.viewer), "signed_out")


@page
def hand_over(request: Request, user_id: int) -> HttpResponse:
    """Two steps for an administrator: what somebody lost and why; then whether it is meant, and the link, this once."""
    account = queries.account(request.viewer, user_id)
    form = WayInForm(request.POST or None)

    def give(is_meant: bool) -> str:
        said = form.cleaned_data
        actions.check_way_in(user_id, said["lost"], by=request.viewer)
        return actions.hand_over_way_in(user_id, said["lost"], said["why"], by=request.viewer) if is_meant else ""

    return _two_steps(request, _Whose(account.name, account.email, reverse("account-of", args=[user_id])), form, give)


@page
def hand_over_to_member(request: Request, person_id: int) -> HttpResponse:
    """The same two steps for who leads the member's group; what was lost is the password."""
    user = queries.member_account(request.viewer, person_id)
    form = MemberWayInForm(request.POST or None)

    def give(is_meant: bool) -> str:
        why = form.cleaned_data["why"]
        return member_way_in.hand_over_to_member(person_id, why, by=request.viewer) if is_meant else ""

    return _two_steps(request, _Whose(user.name, user.email, reverse("person", args=[person_id])), form, give)


@login_not_required
@page
def way_in(request: Request, word: str) -> HttpResponse:
    """Where a way back in leads: a new password, or one's own password and then a new second factor."""
    try:
        found = queries.way_in(word)
    except Missing:
        return render(request, "accounts/no_invitation.html", {"is_way_in": True}, status=404)
    user, is_new = found.user, found.lost == "password"
    given = request.POST or None
    form = PasswordForm(given, email=user.email, name=user.name) if is_new else OwnPasswordForm(given)
    try:
        done = form.carried_out(lambda: actions.use_way_in(word, form.cleaned_data["password"], by=request.viewer))
    except Missing:
        return render(request, "accounts/no_invitation.html", {"is_way_in": True}, status=404)
    if done:
        messages.success(request, say(f"way_in_used_{found.lost}"))
        return redirect("account_login")
    return render(request, "accounts/way_in_use.html", {"form": form, "is_new": is_new, "name": user.name, "email": user.email})


@require_POST
def withdraw(request: Request, invitation_id: int) -> HttpResponse:
    """Withdraws an invitation."""
    actions.withdraw(invitation_id, by=request.viewer)
    messages.success(request, say("withdrawn"))
    return redirect("accounts")


@login_not_required
@page
def accept(request: Request, word: str) -> HttpResponse:
    """Where an invitation leads: set a password, or take on a new role with the account one has."""
    try:
        invitation = queries.invitation(word)
    except Missing:
        return render(request, "accounts/no_invitation.html", status=404)
    holder = queries.holder_of(invitation.email)
    if holder is not None:
        return _accept_as_holder(request, word, is_own=holder.pk == request.viewer.user_id)
    form = PasswordForm(request.POST or None, email=invitation.email, name=invitation.name)
    if form.is_valid():
        actions.accept(word, form.cleaned_data["password"], by=request.viewer)
        messages.success(request, say("welcome"))
        return redirect("account_login")
    return render(request, "accounts/accept.html", {"form": form, "invitation": invitation})


@page
def glass(request: Request) -> HttpResponse:
    """Requests to look into a group, and for an administrator the form of a new one."""
    looks = queries.looks(request.viewer)
    form = LookForm(request.POST or None, viewer=request.viewer) if access.may(request.viewer, Right.KEEP) else None
    if form is not None and form.is_valid():
        try:
            actions.ask_to_look(form.cleaned_data["group"], form.cleaned_data["reason"], by=request.viewer)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, say("glass_asked"))
            return redirect("glass")
    return render(request, "accounts/glass.html", {"looks": looks, "form": form})


@require_POST
def agree(request: Request, look_id: int) -> HttpResponse:
    """Agrees to a request to look into a group."""
    try:
        actions.agree_to_look(look_id, by=request.viewer)
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
    else:
        messages.success(request, say("glass_agreed"))
    return redirect("glass")


@require_POST
def close_look(request: Request, look_id: int) -> HttpResponse:
    """Refuses a request or ends a look."""
    actions.close_look(look_id, by=request.viewer)
    messages.success(request, say("glass_was_closed"))
    return redirect("glass")


@page
def remove_passkey(request: Request, pk: int) -> HttpResponse:
    """Takes a passkey away, as allauth does, unless it is the last second factor of somebody who must have one."""
    if not queries.may_lose_factor(request.viewer, pk):
        messages.error(request, site_words(get_language()).say("signin.last_factor"))
        return redirect("mfa_list_webauthn")
    return remove_webauthn(request, pk=pk)


def closed(request: Request) -> HttpResponse:
    """Nothing: what allauth offers here is not offered by this site."""
    raise Missing


def _accept_as_holder(request: Request, word: str, *, is_own: bool) -> HttpResponse:
    if is_own and request.method == "POST":
        try:
            actions.accept(word, None, by=request.viewer)
        except Refused as refused:
            messages.error(request, refused.sentence(get_language()))
        else:
            messages.success(request, say("role_taken"))
        return redirect("today")
    return render(request, "accounts/accept_role.html", {"is_own": is_own})


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who gets a new way in, and the page from which it is handed over."""

    name: str
    email: str
    back: str


def _two_steps(request: Request, whose: _Whose, form: MemberWayInForm, give: Callable[[bool], str]) -> HttpResponse:
    """The form, then the question whether it is meant, then the link; `give` is told whether it is, and says the word."""
    words: list[str] = []
    if not form.carried_out(lambda: words.append(give(request.POST.get("meant") == "yes"))):
        return render(request, "accounts/way_in.html", {"whose": whose, "form": form})
    if not words[0]:
        lost = say(f"lost_{form.cleaned_data.get('lost', 'password')}")
        return render(request, "accounts/way_in_meant.html", {"whose": whose, "form": form, "lost": lost})
    link = request.build_absolute_uri(reverse("way-in", args=[words[0]]))
    return render(request, "accounts/handed_over.html", {"link": link, "name": whose.name, "is_way_in": True})


def _hand_over(request: Request, word: str, name: str, email: str) -> HttpResponse:
    """The link, shown in the answer itself: it is kept nowhere, so it cannot be shown again."""
    link = request.build_absolute_uri(reverse("invitation", args=[word]))
    sent = letters.send_invitation(email, name, link, get_language() or "en")
    return render(request, "accounts/handed_over.html", {"link": link, "name": name, "email": email, "sent": sent})


def _done(request: Request, user_id: int, action: Callable[[], None], key: str) -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, refused.sentence(get_language()))
    else:
        messages.success(request, say(key))
    return redirect("account-of", user_id)
