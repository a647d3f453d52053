"""A new way in for a member, handed over by those who lead the group in which the member sits now."""

from fourfold.vocabulary import Role
from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.accounts.actions import make_way_in
from fourfold.web.accounts.models import User
from fourfold.web.accounts.queries import has_staff_role
from fourfold.web.programmes.queries import today_at
from fourfold.web.storage.writing import write_transaction


def member_account(viewer: Viewer, person_id: int) -> User:
    """The account to which the viewer may hand over a way in. Raises `Missing`, also where the person has none."""
    person = access.person(viewer, Right.LEAD, person_id)
    today = today_at(person.site.time_zone)
    led = access.groups(viewer, Right.LEAD).filter(closed_on=None)
    spells = person.memberships.filter(group__in=led, seat="member", joined_on__lte=today)
    if not (spells.filter(left_on=None) | spells.filter(left_on__gte=today)).exists():
        raise access.Missing
    held = User.objects.filter(is_active=True, appointments__role=Role.MEMBER, appointments__ended_at=None)
    user = access.one(held, person=person)
    if has_staff_role(user):
        raise access.Missing
    return user


def may_hand_over(viewer: Viewer, person_id: int) -> bool:
    """Whether there is an account of this person to which the viewer may hand over a way in."""
    try:
        member_account(viewer, person_id)
    except access.Missing:
        return False
    return True


def hand_over_to_member(person_id: int, reason: str, *, by: Viewer) -> str:
    """The word of a way to a new password, said this once, for a day; all sessions of the account end now.

    Raises `Missing`, `Refused`.
    """
    with write_transaction():
        return make_way_in(member_account(by, person_id), "password", reason, by=by)
