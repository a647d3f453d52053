"""The page of one's own tokens."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from fourfold.web.api import actions, queries
from fourfold.web.api.forms import DAYS, TokenForm
from fourfold.web.request import Request
from fourfold.web.words import site_words


@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: Request) -> HttpResponse:
    """The viewer's tokens, and the form of a new one; its word is shown in the answer itself, this once."""
    queries.must_be_staff(request.viewer)
    form = TokenForm(request.POST or None, initial={"days": DAYS[1]})
    made: list[str] = []

    def make() -> None:
        told = form.cleaned_data
        made.append(actions.make_token(told["name"], form.scopes, told["days"], by=request.viewer))

    if form.carried_out(make):
        return render(request, "api/made.html", {"word": made[0], "name": form.cleaned_data["name"]})
    return render(request, "api/tokens.html", {"tokens": queries.tokens(request.viewer), "form": form})


@require_POST
def withdraw(request: Request, token_id: int) -> HttpResponse:
    """Withdraws one token."""
    name = actions.withdraw_token(token_id, by=request.viewer)
    messages.success(request, site_words(get_language()).say("api.withdrawn", name=name))
    return redirect("tokens")
