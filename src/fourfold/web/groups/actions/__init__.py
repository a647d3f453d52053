"""What facilitators do with groups, and with who belongs to them."""

from fourfold.web.groups.actions.erasing import ERASING_REASONS, erase_person
from fourfold.web.groups.actions.groups import GroupDetails, begin_group, change_group, close_group, reopen_group
from fourfold.web.groups.actions.revision import touch
from fourfold.web.groups.actions.spells import (
    Newcomer,
    add_facilitator,
    admit_guest,
    enrol,
    enrol_by_code,
    enrol_newcomer,
    leave,
    return_to,
    transfer,
)
from fourfold.web.groups.actions.undoing import undo_last

__all__ = [
    "ERASING_REASONS",
    "GroupDetails",
    "Newcomer",
    "add_facilitator",
    "admit_guest",
    "begin_group",
    "change_group",
    "close_group",
    "enrol",
    "enrol_by_code",
    "enrol_newcomer",
    "erase_person",
    "leave",
    "reopen_group",
    "return_to",
    "touch",
    "transfer",
    "undo_last",
]
