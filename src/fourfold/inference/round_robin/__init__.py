"""The social relations model of round robins: who gives, who gets, and what is between two."""

from fourfold.inference.round_robin.fit import fit_round_robin
from fourfold.inference.round_robin.results import Components, PersonEffects, RelationshipEffects, RoundRobin

__all__ = ["Components", "PersonEffects", "RelationshipEffects", "RoundRobin", "fit_round_robin"]
