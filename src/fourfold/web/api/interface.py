"""The interface for programs as a whole: what it holds, and its description."""

from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from fourfold.web.api.door import described, for_programs, nothing_here, program_page, throttle
from fourfold.web.api.operations import check_ins, estimates, figures, flags, groups, sessions, signals
from fourfold.web.api.problems import answer_problems

interface = NinjaAPI(
    title="Fourfold",
    version="1",
    description="What the pages of a Fourfold site do, for programs. Tokens, scopes, examples: docs/reference/api.md.",
    urls_namespace="api",
    docs_url=None,
    docs_decorator=described,
    throttle=[throttle],
)
for part in (groups, sessions, check_ins, estimates, signals, flags, figures):
    interface.add_router("", part.router)
answer_problems(interface)


def addresses() -> list[URLPattern | URLResolver]:
    """Every address of the interface, and one answer for all that there are not."""
    known, _, _ = interface.urls
    other = path("<path:rest>", program_page(nothing_here), name="nothing-here")
    return [*for_programs(known), other]
