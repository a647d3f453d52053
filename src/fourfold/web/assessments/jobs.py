"""The nightly job: what is due by the schedules of every group is asked."""

from fourfold.web.assessments.actions.asking import make_due
from fourfold.web.assessments.queries.due import groups_with_schedules


def nightly() -> str:
    """What was done, in a sentence."""
    made = sum(make_due(group_id) for group_id in groups_with_schedules())
    return f"{made} self-assessments asked"
