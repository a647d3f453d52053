"""Alliance: check-ins become the four levels, cohesion, ruptures and repairs, with uncertainty."""

from fourfold.alliance.estimate import estimate_alliance
from fourfold.alliance.estimates import AllianceEstimates, PriorSource, Signal, SignalKind
from fourfold.alliance.own_programme import priors_for
from fourfold.alliance.priors import Priors, shipped_priors
from fourfold.alliance.signals import signals_table
from fourfold.alliance.state import AllianceState

__all__ = [
    "AllianceEstimates",
    "AllianceState",
    "PriorSource",
    "Priors",
    "Signal",
    "SignalKind",
    "estimate_alliance",
    "priors_for",
    "shipped_priors",
    "signals_table",
]
