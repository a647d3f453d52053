"""Rows of self-assessment for the tests of who may see what: one asking, one schedule, one wording."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from fourfold.web.models import Administration, Group, Person, Schedule, User, Wording


def assessments_of(person: Person, group: Group, lead: User) -> dict[str, Any]:
    """One of each."""
    now = timezone.now()
    return {
        "administration": Administration.objects.create(
            person=person,
            group=group,
            instrument="follow_up",
            version="1",
            language="en",
            code=uuid4().hex[:8],
            due_on=now.date(),
            asked_by=lead,
        ),
        "schedule": Schedule.objects.create(group=group, instrument="follow_up", moment="leaving", set_by=lead, set_at=now),
        "wording": Wording.objects.create(
            site=group.programme.site,
            instrument="gad_7",
            language="en",
            licence="Made up for a test",
            source="A test",
            original="item,text\n",
            texts={f"q{number}": f"Sentence {number} of the test" for number in range(1, 8)},
            imported_by=lead,
            imported_at=now,
        ),
    }
