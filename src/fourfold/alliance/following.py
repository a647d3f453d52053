"""A whole group followed session by session: every quality, and the watch over all of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from fourfold.alliance.check_ins import CheckIns
from fourfold.alliance.follower import Finding, Follower
from fourfold.alliance.priors import HIGHEST, LOWEST, Priors
from fourfold.alliance.signals import Watch
from fourfold.inference.four_alliance.filter import AllianceFilter
from fourfold.vocabulary import Group, Quality


@dataclass(slots=True)
class Following:
    """All that one group's sessions so far say; `take` adds the next."""

    group: Group
    priors: Priors
    budget: int | None
    followers: dict[Quality, Follower]
    watch: Watch = field(default_factory=Watch)
    last: CheckIns | None = None

    @classmethod
    def begin(cls, group: Group, priors: Priors, budget: int | None) -> "Following":
        """Before the first session. `budget` None: one signal a group-session, two where two facilitators lead."""
        unit = (group.highest - group.lowest) / (HIGHEST - LOWEST)
        followers = {
            quality: Follower(
                quality=quality,
                parameters=parameters,
                benign=group.lowest if quality is Quality.NEGATIVE else group.highest,
                unit=unit,
                filter=AllianceFilter(parameters),
            )
            for quality, parameters in priors.on_scale_of(group).items()
        }
        return cls(group, priors, budget, followers)

    def copied(self) -> "Following":
        """The same, so that taking in a session leaves this one as it is."""
        followers = {quality: follower.copied() for quality, follower in self.followers.items()}
        watch = Watch(list(self.watch.signals), list(self.watch.episodes))
        return replace(self, followers=followers, watch=watch)

    def take_all(self, sessions: Iterable[CheckIns]) -> None:
        """Take in the sessions that come after the last one."""
        for session in sessions:
            if self.last is None or session.number > self.last.number:
                self.take(session)

    def take(self, session: CheckIns) -> list[Finding]:
        """Take in one session's check-ins; the evidence of that session in every direction."""
        days = 0 if self.last is None else (session.held_on - self.last.held_on).days
        findings: list[Finding] = []
        for follower in self.followers.values():
            findings += follower.take(session, days / self.group.usual_gap_days)
        self.watch.take(session.number, findings, self.followers, self.budget_of(session))
        self.last = session
        return findings

    def budget_of(self, session: CheckIns) -> int:
        """How many signals a session may raise."""
        if self.budget is not None:
            return self.budget
        return 2 if len(session.facilitators) > 1 else 1
