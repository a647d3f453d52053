"""The nightly job: every group is told of the blocks of its sessions that have ended."""

from fourfold.web.blocks.actions import publish
from fourfold.web.blocks.queries import groups_due
from fourfold.web.records.queries import RecordRefused


def nightly() -> str:
    """What was done, in a sentence; a group whose record does not fit together is counted and does not stop the others."""
    published, refused = 0, 0
    for group_id in groups_due():
        try:
            published += publish(group_id)
        except RecordRefused:
            refused += 1
    told = f"{published} blocks of sessions ended"
    return f"{told}; {refused} groups could not be read: open their page to see why" if refused else told
