"""What surrounds the content of every page: where one is, where one can go, in which language."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from fourfold.vocabulary import Role
from fourfold.web.access import NOBODY, Viewer
from fourfold.web.demonstration.queries import sign_ins


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the main navigation; `words` is the key of its words."""

    words: str
    address: str
    here: bool


_WAYS = (
    ("page.today", "today", {Role.FACILITATOR, Role.SUPERVISOR}),
    ("page.groups", "groups", {Role.FACILITATOR, Role.SUPERVISOR}),
    ("page.signals", "signals", {Role.FACILITATOR, Role.SUPERVISOR}),
    ("page.library", "library", {Role.FACILITATOR, Role.SUPERVISOR, Role.MANAGER, Role.RESEARCHER}),
    ("page.well_being", "well-being", {Role.FACILITATOR, Role.SUPERVISOR, Role.MANAGER, Role.ADMINISTRATOR}),
    ("page.programme", "programme", {Role.MANAGER, Role.SUPERVISOR}),
    ("research.title", "research", {Role.RESEARCHER}),
    ("page.accounts", "accounts", {Role.ADMINISTRATOR}),
    ("programmes.short", "sites", {Role.ADMINISTRATOR}),
    ("page.safety", "safety", {Role.ADMINISTRATOR}),
    ("page.my_page", "my-page", {Role.MEMBER}),
)


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """For every template: the viewer, the ways that are open to them, whether this is the demonstration."""
    viewer: Viewer = getattr(request, "viewer", NOBODY)
    ways = [
        Way(words, address, request.path == address or (address != "/" and request.path.startswith(address)))
        for words, name, roles in _WAYS
        if any(viewer.has(role) for role in roles)
        for address in (reverse(name),)
    ]
    return {"viewer": viewer, "ways": ways, "is_demonstration": settings.DEMO, "demonstration_accounts": sign_ins()}
