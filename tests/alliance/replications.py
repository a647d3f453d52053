"""Many simulated groups of one quality, followed as a group's own check-ins are: for rates, power and coverage."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np

from fourfold.alliance import Priors, PriorSource, Signal, SignalKind
from fourfold.alliance.check_ins import Answer, CheckIns
from fourfold.alliance.follower import Finding
from fourfold.alliance.following import Following
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.simulate import stable_groups, weekly
from fourfold.simulate.latent import Answers, on_scale
from fourfold.vocabulary import Group, Quality

SCALE = (1.0, 7.0)


@dataclass(frozen=True)
class Study:
    """Groups of `members` and `facilitators`; `mean` is the latent mean over blocks, `ceilings` cut off and round."""

    truth: Parameters
    groups: int
    mean: float
    ceilings: bool = True
    rota: bool = False
    only_members: bool = False
    sessions: int = 12
    members: int = 8
    facilitators: int = 1
    missing: float = 0.3
    seed: int = 1

    def answers(self) -> Answers:
        """Answers before any ceiling."""
        beta = self.truth.beta - self.truth.beta.mean() + self.mean
        shape = weekly(self.groups, self.sessions, self.members, self.facilitators)
        drawn, _ = stable_groups(replace(self.truth, beta=beta), shape, seed=self.seed, missing=self.missing, scale=None)
        return drawn

    def seen(self, answers: Answers) -> Answers:
        """Answers as the form takes them."""
        if not self.ceilings:
            return answers
        return Answers(**{f.name: on_scale(getattr(answers, f.name), *SCALE) for f in fields(answers)})

    def check_ins(self, answers: Answers) -> Iterator[list[CheckIns]]:
        """Each group's sessions."""
        members = tuple(f"M{k:02d}" for k in range(self.members))
        facilitators = tuple(f"F{k}" for k in range(self.facilitators))
        for g in range(self.groups):
            yield [
                CheckIns(
                    session_id=str(s + 1),
                    number=s + 1,
                    held_on=date(2026, 1, 5) + timedelta(weeks=s),
                    members=members,
                    facilitators=facilitators,
                    answers={Quality.BOND: tuple(self._rows(answers, g, s))},
                )
                for s in range(self.sessions)
            ]

    def _rows(self, answers: Answers, g: int, s: int) -> Iterator[Answer]:
        m, t = range(self.members), range(self.facilitators)
        asked = [(i, j) for i in m for j in m if i != j and (not self.rota or (j - i - 1 - 3 * s) % (self.members - 1) < 3)]
        rows = [("MM", f"M{i:02d}", f"M{j:02d}", answers.mm[g, s, i, j]) for i, j in asked]
        if not self.only_members:
            rows += [("MT", f"M{i:02d}", f"F{k}", answers.mt[g, s, i, k]) for i in m for k in t]
            rows += [("TM", f"F{k}", f"M{i:02d}", answers.tm[g, s, k, i]) for i in m for k in t]
            rows += [("MG", f"M{i:02d}", None, answers.mg[g, s, i]) for i in m]
            rows += [("TG", f"F{k}", None, answers.tg[g, s, k]) for k in t]
        return ((b, r, j, float(v)) for b, r, j, v in rows if not np.isnan(v))


def of_bond(parameters: Parameters) -> Priors:
    """Priors for bond alone."""
    return Priors({Quality.BOND: parameters}, PriorSource.SHIPPED_ASSUMPTION)


def follow(sessions: list[CheckIns], priors: Priors) -> tuple[list[list[Finding]], list[Signal]]:
    """The evidence of each session, and the signals raised."""
    following = Following.begin(Group("g", "Group"), priors, None)
    findings = [following.take(session) for session in sessions]
    return findings, following.watch.signals


def scores_of(study: Study, priors: Priors) -> tuple[dict[SignalKind, np.ndarray], float]:
    """Scores of each kind of direction in stable groups, and signals for each group-session."""
    scores: dict[SignalKind, list[float]] = {kind: [] for kind in SignalKind}
    raised = 0
    for sessions in study.check_ins(study.seen(study.answers())):
        findings, signals = follow(sessions, priors)
        raised += len(signals)
        for finding in (f for session in findings for f in session):
            scores[finding.direction.kind].append(finding.score)
    return {k: np.array(v) for k, v in scores.items()}, raised / (study.groups * study.sessions)


def drops(answers: Answers, at: int, withdraws: float, dyad: float) -> Answers:
    """Member 0 falls with everybody and everything, members 1 and 2 with each other, from session `at` on."""
    found = {f.name: getattr(answers, f.name).copy() for f in fields(answers)}
    found["mm"][:, at:, 0] -= withdraws
    found["mt"][:, at:, 0] -= withdraws
    found["mg"][:, at:, 0] -= withdraws
    found["mm"][:, at:, 1, 2] -= dyad
    found["mm"][:, at:, 2, 1] -= dyad
    return Answers(**found)


def shewhart(series: np.ndarray) -> np.ndarray:
    """Falls of raw series (sessions first) in sds of their own past, from the fourth session on."""
    found = np.full(series.shape, np.nan)
    for s in range(3, len(series)):
        past = series[:s]
        n = (~np.isnan(past)).sum(0)
        enough = n >= 3
        mean, sd = np.nanmean(past[:, enough], 0), np.nanstd(past[:, enough], 0, ddof=1)
        usable = sd > 0
        with np.errstate(divide="ignore", invalid="ignore"):
            z = (mean - series[s][enough]) / (sd * np.sqrt(1 + 1 / n[enough]))
        found[s][enough] = np.where(usable, z, np.nan)
    return found
