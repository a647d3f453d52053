"""Self-assessments of simulated members: numbers drawn by chance around a slow change, typed as if from paper; no sentences."""

import random
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from fourfold.instruments import Instrument, Scale, instrument, reverse
from fourfold.web.access import Viewer
from fourfold.web.assessments.actions.asking import ask, set_schedule
from fourfold.web.assessments.actions.typing import type_answers
from fourfold.web.groups.models import MEMBER, Group, Membership
from fourfold.web.people.queries import has_consent

_WEEKS_AGO = (11, 6, 1)
_SEEN = {"scs_sf": (0.40, 0.07), "core_10": (0.50, -0.07), "who_5": (0.42, 0.05)}
"""Where on the scale the simulated answers begin, and how far they move from one time to the next."""
_LIVE = "follow_up"


def assess(leader: Viewer, meeting: Group) -> None:
    """Three times three instruments of every member of the group that meets today; our own waits for two of them."""
    draw, today = random.Random(meeting.pk), timezone.localdate()
    spells = Membership.objects.filter(group=meeting, seat=MEMBER, left_on=None).order_by("pk")
    people = list(dict.fromkeys(spells.values_list("person", flat=True)))
    for person in people:
        own = draw.gauss(0, 0.06)
        for turn, weeks in enumerate(_WEEKS_AGO):
            day = today - timedelta(weeks=weeks)
            if not has_consent(person, "taking_part", day):
                continue
            for key, (begins, moves) in _SEEN.items():
                answers = _answers(instrument(key), begins + own + turn * moves * draw.uniform(0.4, 1.8), draw)
                type_answers((person, meeting.pk, key), day, answers, by=leader)
    agreed = [person for person in people if has_consent(person, "taking_part", today)]
    ask(meeting.pk, [_LIVE], agreed[:2], by=leader)
    set_schedule(meeting.pk, _LIVE, "leaving", None, by=leader)


def _answers(one: Instrument, share: float, draw: random.Random) -> Mapping[str, int | None]:
    """Answers around a share of the scale; items about safety are answered with the lowest, and one in forty is left out."""
    whole = next((scale for scale in one.scales if scale.overall), one.scales[0])
    return {item.key: _answer(one, whole, item.key, share, draw) for item in one.items}


def _answer(one: Instrument, whole: Scale, key: str, share: float, draw: random.Random) -> int | None:
    item = one.item(key)
    if item.safety:
        return item.lowest
    if draw.random() < 1 / 40:
        return None
    wish = item.lowest + (item.highest - item.lowest) * min(max(share + draw.gauss(0, 0.16), 0.0), 1.0)
    nearest = min(item.values, key=lambda value: abs(value - wish))
    return round(reverse(item, nearest)) if key in whole.reversed else nearest
