"""The nightly job: each site's team is told of the quarter that has ended."""

from fourfold.web.programmes.queries import all_sites
from fourfold.web.wellbeing.actions import tell_team


def nightly() -> str:
    """What was done, in a sentence."""
    told = sum(tell_team(site_id) for site_id in all_sites())
    return f"{told} teams were told of the quarter that ended"
