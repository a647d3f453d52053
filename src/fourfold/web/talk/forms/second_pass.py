"""What one page of a second pass sends: which turns were looked at, what is marked in them, and where to go on."""

from dataclasses import dataclass

from django.http import QueryDict

from fourfold.conversation.acts import CODED_ACTS
from fourfold.web.request import posted_number
from fourfold.web.talk.queries.second_pass import A_PAGE

GO = ("before", "here", "after")


@dataclass(frozen=True, slots=True)
class Marked:
    """The page as it was filled in; `step` of `go` leads a page back, nowhere or a page on."""

    coding_id: int
    page: int
    seen: frozenset[str]
    marks: frozenset[tuple[str, str]]
    go: str

    @property
    def next_page(self) -> int:
        """The page to show after this one."""
        return max(self.page + GO.index(self.go) - 1, 1)


def marked(posted: QueryDict) -> Marked | None:
    """What was sent; None where it cannot be read."""
    coding_id, page = posted_number(posted.get("coding", "")), posted_number(posted.get("page", ""))
    pairs = [written.rpartition(":") for written in posted.getlist("mark")]
    if coding_id is None or page is None or len(posted.getlist("turn")) > A_PAGE:
        return None
    marks = frozenset((of, act) for of, _, act in pairs)
    go = posted.get("go", "after")
    if any(act not in CODED_ACTS for _, act in marks) or go not in GO:
        return None
    return Marked(coding_id, page, frozenset(posted.getlist("turn")), marks, go)
