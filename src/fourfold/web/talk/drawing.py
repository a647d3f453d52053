"""The circle of what somebody recalled, drawn once for the page."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from fourfold.feedback.charts import svg
from fourfold.feedback.talk_circle import FEW, Line, Sitting, talk_chart

Recalled = tuple[int, int | None, int]
"""Who spoke to whom (None: the group), and how much: 1 a little, 2 some, 3 much."""


def recalled_circle(seats: Sequence[tuple[str, bool]], lines: Sequence[Recalled], group: str, alternative: str) -> SafeString:
    """The picture of seats (label, whether in a chair) with a line for each direction that somebody remembers.

    A weight is drawn as that many times the fewest turns which are drawn without being faint: what is remembered is certain
    of itself.
    """
    sittings = [Sitting(label, chair) for label, chair in seats]
    drawn = [Line(speaker, hearer, FEW * weight) for speaker, hearer, weight in lines]
    # The picture comes from our own specification; `svg` escapes every label in it.
    return mark_safe(svg(talk_chart(sittings, drawn, group), alternative))  # nosec B308 B703
