"""The nightly job: programmes are counted anew."""

from fourfold.web.figures.actions import count
from fourfold.web.figures.queries.programmes import all_programmes


def nightly() -> str:
    """What was done, in a sentence."""
    programmes = all_programmes()
    for programme_id in programmes:
        count(programme_id)
    return f"{len(programmes)} programmes counted"
