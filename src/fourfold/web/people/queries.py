"""What is kept of people, and what they agreed to."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from fourfold.web.people.models import Consent


def has_consent(person_id: int, kind: str, day: date) -> bool:
    """Whether somebody's agreement was in force on a day. Internal: the caller has checked access."""
    return bool(consented([person_id], kind, day))


def consented(person_ids: Iterable[int], kind: str, day: date) -> set[int]:
    """Those whose agreement was in force on a day: given by then, and withdrawn, if at all, later. Internal."""
    in_force = Q(withdrawn_on=None) | Q(withdrawn_on__gt=day)
    rows = Consent.objects.filter(in_force, person__in=list(person_ids), kind=kind, given_on__lte=day)
    return set(rows.values_list("person_id", flat=True))
