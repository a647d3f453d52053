"""What the teams of a site were told, and the answers it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fourfold.instruments import instrument
from fourfold.vocabulary import Role
from fourfold.web.access import Viewer
from fourfold.web.accounts.models import Appointment
from fourfold.web.programmes.models import Site
from fourfold.web.wellbeing.models import StaffAnswers, TeamReading
from fourfold.web.wellbeing.queries.own import WEEKLY, given_of, monday_of, own_id, sites_of


@dataclass(frozen=True, slots=True)
class TeamSentence:
    """One sentence of one quarter as a team was told of it; `value` is None where it was withheld, and `withheld` says why."""

    key: str
    value: float | None
    withheld: str


@dataclass(frozen=True, slots=True)
class TeamQuarter:
    """What one site's team was told of one quarter."""

    site_name: str
    first_day: date
    sentences: tuple[TeamSentence, ...]

    @property
    def withheld(self) -> str:
        """Why nothing was told; empty where something was."""
        return "" if any(s.value is not None for s in self.sentences) else self.sentences[0].withheld


def team(viewer: Viewer) -> list[TeamQuarter]:
    """What the teams of the viewer's sites were told, the newest quarter first."""
    own_id(viewer)
    rows = (
        TeamReading.objects.filter(site__in=sites_of(viewer)).select_related("site").order_by("-first_day", "site__name", "pk")
    )
    found: dict[tuple[str, date], list[TeamSentence]] = {}
    for row in rows:
        found.setdefault((row.site.name, row.first_day), []).append(TeamSentence(row.scale, row.value, row.withheld))
    return [TeamQuarter(site, day, tuple(_in_order(sentences))) for (site, day), sentences in found.items()]


def team_answers(site_id: int, first: date, last: date) -> dict[str, list[dict[int, float]]]:
    """For each weekly sentence, what each account of a site let count, week by week (internal: for the night)."""
    site = Site.objects.get(pk=site_id)
    zone = ZoneInfo(site.time_zone)
    staff = Appointment.objects.filter(site=site, ended_at=None).exclude(role=Role.MEMBER).values("user")
    rows = StaffAnswers.objects.filter(user__in=staff, instrument=WEEKLY, counts=True, user__is_active=True)
    weeks = [monday_of(first) + timedelta(weeks=k) for k in range((monday_of(last) - monday_of(first)).days // 7 + 1)]
    found = {key: [dict[int, float]() for _ in weeks] for key in sentences()}
    for row in rows.order_by("answered_at"):
        given = given_of(row, zone)
        if first <= given.day <= last:
            week = weeks.index(monday_of(given.day))
            for key, value in given.answers.items():
                if value is not None and key in found:
                    found[key][week][row.user_id] = float(value)
    return found


def sentences() -> list[str]:
    """The keys of the weekly sentences, in their order."""
    return [item.key for item in instrument(WEEKLY).items]


def _in_order(found: Sequence[TeamSentence]) -> list[TeamSentence]:
    places = {key: place for place, key in enumerate(sentences())}
    return sorted(found, key=lambda one: places.get(one.key, len(places)))
