"""What the slice does once a day."""

from fourfold.web.goals.actions.follow_up import settle_all


def nightly() -> str:
    """Whoever left with a plan is asked afterwards, at the weeks that were agreed."""
    done = settle_all()
    return f"{done.made} follow-ups after leaving are planned; {done.withdrawn} are withdrawn"
