"""Alliance: check-ins become the four levels, cohesion, ruptures and repairs, with uncertainty."""

from fourfold.alliance.estimates import AllianceEstimates, PriorSource, Signal, SignalKind

__all__ = ["AllianceEstimates", "PriorSource", "Signal", "SignalKind"]
