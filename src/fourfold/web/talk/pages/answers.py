"""Pages that answer a script: JSON always, also where somebody has to sign in again or the form's protection ran out."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from fourfold.web.accounts.second_factor import has_passed
from fourfold.web.refusal import Refused
from fourfold.web.request import Request
from fourfold.web.words import site_words

Page = Callable[..., HttpResponse]
_RETRY_S = "5"


def answers_script(page: Page) -> Page:
    """A page of a session for a script: whatever goes wrong is {error: sentence}, and 401 with the way to sign in.

    It stands open to the middleware that redirects, and closes itself: signed in and, for staff, past the second factor.
    """
    protected = csrf_protect(page)

    @wraps(page)
    def opened(request: Request, session_id: int) -> HttpResponse:
        if not _is_signed_in(request):
            way = f"{reverse('account_login')}?{urlencode({'next': reverse('board', args=[session_id])})}"
            return fault(401, "sign_in", sign_in=way)
        try:
            response = protected(request, session_id)
        except Http404:
            return fault(404, "missing")
        except Refused as refused:
            return JsonResponse({"error": refused.sentence(get_language())}, status=422)
        except (OperationalError, InterfaceError):
            response = fault(503, "busy")
            response["Retry-After"] = _RETRY_S
        return fault(403, "expired") if response.status_code == 403 else response

    return login_not_required(csrf_exempt(opened))


def fault(status: int, words: str, **more: object) -> JsonResponse:
    """An answer that says what went wrong and what to do."""
    return JsonResponse({"error": site_words(get_language()).say(f"board.fault_{words}"), **more}, status=status)


def _is_signed_in(request: Request) -> bool:
    viewer = request.viewer
    return bool(viewer.user_id) and (settings.DEMO or not viewer.is_staff or has_passed(request))
