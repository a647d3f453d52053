"""What the slice does once a day."""

from fourfold.web.goals.actions.follow_up import settle_all


def nightly() -> str:
    """Whoever left with a plan is asked afterwards, at the weeks that were agreed."""
    done = settle_all()
    return f"{done.asked} people who left are asked how it goes; {done.withdrawn} askings are withdrawn"
