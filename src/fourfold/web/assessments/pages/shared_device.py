"""A shared device opens a self-assessment for whoever typed its code just now, and for nobody who goes back afterwards."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from fourfold.web.checkins.tokens import KIOSK_COOKIE

KIOSK_S = 75
"""After how many seconds without a word a shared device goes back to its code page."""
COOKIE = "fourfold_assessment"
_SALT = "fourfold self-assessment on a shared device"
_LONGEST_S = KIOSK_S + 15


def came_by_code(request: HttpRequest, token: str) -> bool:
    """Whether the code of this very self-assessment was typed on the device, or an item answered, less than a while ago."""
    try:
        opened = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_LONGEST_S)
    except signing.BadSignature:
        return False
    return bool(opened == token)


def going_on(response: HttpResponse, request: HttpRequest, token: str) -> HttpResponse:
    """The response of a shared device that may go on with it for a while; of any other device as it is."""
    if KIOSK_COOKIE in request.COOKIES and response.status_code < 400:
        said = signing.dumps(token, salt=_SALT)
        where, is_https = reverse("assessment-code"), request.is_secure()
        response.set_cookie(COOKIE, said, _LONGEST_S, path=where, httponly=True, secure=is_https, samesite="Strict")
    return response


def left(response: HttpResponse) -> HttpResponse:
    """The response after which the device opens nothing of whoever was there before."""
    response.delete_cookie(COOKIE, path=reverse("assessment-code"), samesite="Strict")
    return response
