"""Groups, and who belongs to them on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from fourfold.vocabulary import SessionStatus
from fourfold.web.groups.models import GUEST, Group, Membership
from fourfold.web.people.queries import consented


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who sits in a group on a day; `uid` is that of the membership.

    New or back: no session was held since the first or the later spell began. Only those who agreed may be rated, guests never.
    """

    person_id: int
    label: str
    seat: str
    uid: UUID
    joined_on: date
    is_new: bool
    is_back: bool
    may_be_rated: bool


def roster(group_id: int, day: date) -> list[Seat]:
    """Everybody who sits in a group on a day, by label. Internal: the caller has checked access."""
    spells = list(Membership.objects.filter(group=group_id, joined_on__lte=day).select_related("person").order_by("joined_on"))
    here = [spell for spell in spells if spell.left_on is None or spell.left_on >= day]
    rated = consented([s.person_id for s in here], "being_rated", day) & consented(
        [s.person_id for s in here], "taking_part", day
    )
    held = _last_held(group_id, day)
    seats = [_seat(spell, spells, held, rated) for spell in here]
    return sorted(seats, key=lambda seat: (seat.label.casefold(), seat.person_id))


def _seat(spell: Membership, spells: Sequence[Membership], held: date | None, rated: set[int]) -> Seat:
    before = any(s.person_id == spell.person_id and s.joined_on < spell.joined_on for s in spells)
    unmet = held is None or held < spell.joined_on
    return Seat(
        person_id=spell.person_id,
        label=spell.person.label,
        seat=spell.seat,
        uid=spell.uid,
        joined_on=spell.joined_on,
        is_new=unmet and not before,
        is_back=unmet and before,
        may_be_rated=spell.seat != GUEST and spell.person_id in rated,
    )


def _last_held(group_id: int, day: date) -> date | None:
    """The last day before this one on which the group met."""
    met = Q(sessions__status=SessionStatus.HELD, sessions__held_on__lt=day)
    days = Group.objects.filter(met, pk=group_id).order_by("-sessions__held_on")
    return days.values_list("sessions__held_on", flat=True).first()
