"""The nightly job: programmes learn from their own groups, then every group that moved is estimated anew."""

from fourfold.web.estimates.actions import learn_priors
from fourfold.web.estimates.queries import enough_groups, estimates_of, stale_groups
from fourfold.web.records.queries import RecordRefused


def nightly() -> str:
    """What was done, in a sentence; a group whose record does not fit together is counted and does not stop the others."""
    learnt = sum(learn_priors(programme_id) for programme_id in enough_groups())
    refused, stale = 0, stale_groups()
    for group_id in stale:
        try:
            estimates_of(group_id)
        except RecordRefused:
            refused += 1
    told = f"{len(stale) - refused} groups estimated, {learnt} programmes learnt from their own groups"
    return f"{told}; {refused} groups could not be read: open their page to see why" if refused else told
