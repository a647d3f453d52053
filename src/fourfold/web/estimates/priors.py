"""A programme's priors as plain numbers and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from fourfold.alliance import Priors, PriorSource
from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.vocabulary import Quality


def plain(priors: Priors) -> dict[str, Any]:
    """The parameters of each quality as numbers and lists of numbers."""
    return {
        str(quality): {f.name: np.asarray(getattr(found, f.name)).tolist() for f in fields(Parameters)}
        for quality, found in priors.parameters.items()
    }


def priors_from(parameters: Mapping[str, Mapping[str, Any]], n_groups: int) -> Priors:
    """The programme's own priors that were written down."""
    return Priors(
        {Quality(q): Parameters(**{n: _number_or_array(v) for n, v in given.items()}) for q, given in parameters.items()},
        PriorSource.OWN_PROGRAMME,
        n_groups,
    )


def _number_or_array(value: Any) -> Any:
    return np.array(value, dtype=np.float64) if isinstance(value, list) else float(value)
