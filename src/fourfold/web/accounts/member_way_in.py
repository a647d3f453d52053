"""A new way in for a member, handed over by those who lead the group in which the member sits now."""

from fourfold.web.access import Viewer
from fourfold.web.accounts.actions import make_way_in
from fourfold.web.accounts.queries import member_account
from fourfold.web.storage.writing import write_transaction


def hand_over_to_member(person_id: int, reason: str, *, by: Viewer) -> str:
    """The word of a way to a new password, said this once, for a day; all sessions of the account end now.

    Raises `Missing`, `Refused`.
    """
    with write_transaction():
        return make_way_in(member_account(by, person_id), "password", reason, by=by)
