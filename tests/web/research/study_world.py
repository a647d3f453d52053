"""A simulated programme in which enough people agreed to research: three groups of eight over twelve weeks."""

import json
import random
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from fourfold.web.models import Attendance, Consent, Group, Membership, Person, Session, Submission
from tests.web.personas import World

WEEKS, GROUPS, MEMBERS = 12, 3, 8


@dataclass
class Study:
    """The members by group, in order."""

    groups: list[Group]
    members: list[Person]

    def agree(self, *places: int) -> None:
        """More of them agree to research, as if from their first day."""
        for place in places:
            agree(self.members[place])


def agree(person: Person) -> Consent:
    """Agreement to research since the first day."""
    given_on = date.today() - timedelta(days=7 * WEEKS)
    return Consent.objects.create(person=person, kind="research", wording="1", language="en", given_on=given_on)


def make_study(world: World, agreed: int = GROUPS * MEMBERS) -> Study:
    """Groups of the world's programme in which everybody answered every week; the first so many agreed to research."""
    draw = random.Random(11)
    groups, members = [], []
    for g in range(GROUPS):
        group = Group.objects.create(programme=world.programme, name=f"Study group {g}", simulated=True)
        groups.append(group)
        own = [_member(group, f"Canary{g}{k}") for k in range(MEMBERS)]
        members += own
        for week in range(WEEKS):
            held_on = date.today() - timedelta(days=7 * (WEEKS - week) - 1)
            session = Session.objects.create(group=group, number=week + 1, held_on=held_on, status="held")
            Attendance.objects.bulk_create(Attendance(session=session, person=p, presence="present") for p in own)
            Submission.objects.bulk_create(_answered(session, p, own, draw) for p in own)
    study = Study(groups, members)
    study.agree(*range(agreed))
    return study


def _member(group: Group, label: str) -> Person:
    first = date.today() - timedelta(days=7 * WEEKS)
    person = Person.objects.create(site=group.programme.site, label=label, code=f"code-{label}".lower())
    Membership.objects.create(group=group, person=person, joined_on=first)
    Consent.objects.create(person=person, kind="taking_part", wording="1", language="en", given_on=first)
    return person


def _answered(session: Session, person: Person, own: list[Person], draw: random.Random) -> Submission:
    answers: dict[str, float | None] = {
        key: draw.choice([None, 2, 3, 5, 6]) for key in ("bond.group", "bond.members", "work.group", "compassion.self")
    }
    peer = draw.choice([other for other in own if other is not person])
    answers |= {f"bond.peer.{peer.pk}": 1, "bond.facilitator.999": 5}
    now = timezone.now()
    return Submission(
        key=f"{session.pk}-{person.pk}", group=session.group, session=session, person=person, instrument="member_check_in",
        version="1", language="en", source="phone", answers=json.dumps(answers), answered_at=now, received_at=now,
    )  # fmt: skip
