"""Taking back the last change of who belongs to a group."""

import re
from datetime import date

from fourfold.web import access
from fourfold.web.access import Right, Viewer
from fourfold.web.audit.actions import note
from fourfold.web.groups.actions import rules
from fourfold.web.groups.actions.revision import touch
from fourfold.web.groups.models import Membership
from fourfold.web.groups.queries import LastChange, last_change
from fourfold.web.refusal import Refused
from fourfold.web.storage.writing import write_transaction

_PLANNED = re.compile(r"was (\d{4}-\d{2}-\d{2})$")
_ARRIVED = re.compile(r"to membership:(\d+)")


def undo_last(group_id: int, *, by: Viewer) -> LastChange:
    """The change that was taken back. Raises `Missing`; `Refused` where there is none, or where somebody was seen since."""
    with write_transaction():
        group = access.group(by, Right.LEAD, group_id)
        change = last_change(group.pk)
        if change is None:
            raise Refused("undo", "groups.nothing_to_undo")
        spell = group.memberships.select_related("person", "group").get(pk=change.spell_id)
        if change.verb in {"leave", "transfer"}:
            _reopen(spell, change.detail)
        else:
            _take_back(spell)
        touch(group.pk)
        note(
            by, "undo", f"membership:{spell.pk or change.spell_id}", group=group.pk, person=change.person_id, detail=change.verb
        )
    return change


def _reopen(spell: Membership, detail: str) -> None:
    arrived = _ARRIVED.search(detail)
    if arrived:
        moved = Membership.objects.select_related("person", "group").filter(pk=int(arrived[1])).first()
        if moved is None or moved.left_on is not None:
            raise Refused("undo", "groups.moved_on", name=spell.person.label)
        _take_back(moved)
        touch(moved.group_id)
    planned = _PLANNED.search(detail)
    spell.left_on = date.fromisoformat(planned[1]) if planned else None
    spell.sealed_reason = None
    spell.save(update_fields=["left_on", "sealed_reason"])


def _take_back(spell: Membership) -> None:
    """Deletes a spell that began by mistake; one in which somebody was seen is history, and has to end instead."""
    seen = rules.last_seen(spell)
    if seen is not None:
        raise Refused("undo", "groups.was_there", name=spell.person.label, day=seen)
    Membership.objects.filter(pk=spell.pk).delete()
