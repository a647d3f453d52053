"""Half a year of simulated weeks of staff who answer for themselves, their team's reading, and a facilitator's guesses."""

import json
import random
from datetime import timedelta

from django.utils import timezone

from fourfold.instruments import check_in_of, instrument
from fourfold.vocabulary import Role
from fourfold.web.access import viewer_of
from fourfold.web.accounts.models import User
from fourfold.web.blocks.actions import publish
from fourfold.web.checkins.models import Submission
from fourfold.web.programmes.queries import today_at
from fourfold.web.wellbeing.actions import answer, tell_team
from fourfold.web.wellbeing.models import StaffAnswers
from fourfold.web.wellbeing.queries.own import WEEKLY

_WEEKS = 26


def answer_as_staff(site_id: int, time_zone: str) -> None:
    """Simulated answers of every account of staff, and the reading that comes of them."""
    draw, today = random.Random(20), today_at(time_zone)
    for user in User.objects.exclude(appointments__role="member").order_by("pk"):
        worn = draw.choice((3, 4, 5))
        for week in reversed(range(_WEEKS)):
            if draw.random() < 0.2:
                continue
            given = {
                "worn": _near(draw, worn + (_WEEKS - week) / 20),
                "kind": _near(draw, 3 + (_WEEKS - week) / 10),
                "backed": _near(draw, 5),
            }
            row = answer(instrument(WEEKLY), given, counts=True, by=viewer_of(user))
            StaffAnswers.objects.filter(pk=row.pk).update(answered_at=timezone.now() - timedelta(weeks=week))
    tell_team(site_id, today=today)


def guess(group_id: int, person_id: int) -> None:
    """Simulated guesses in the check-ins of one who leads a group, and the blocks that they are held against."""
    draw = random.Random(group_id)
    for row in Submission.objects.filter(group=group_id, person=person_id, instrument=check_in_of(Role.FACILITATOR).key):
        guesses = {f"guess.{of}": _near(draw, mean) for of, mean in (("facilitator", 6), ("members", 5), ("group", 6))}
        Submission.objects.filter(pk=row.pk).update(answers=json.dumps({**json.loads(row.answers), **guesses}))
    publish(group_id)


def _near(draw: random.Random, value: float) -> int:
    return max(1, min(7, round(draw.gauss(value, 0.7))))
