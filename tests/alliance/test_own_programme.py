"""A programme's own priors."""

import polars as pl
import pytest

from fourfold.alliance import PriorSource, estimate_alliance, priors_for, shipped_priors
from fourfold.record import Study
from fourfold.simulate import Answering, Design, seats, simulate_group
from fourfold.vocabulary import Group, Quality


def programme(groups: int) -> Study:
    """Groups of four and a facilitator that meet five times and rate everybody."""
    records = []
    for k in range(groups):
        group = Group(f"g{k}", f"Group {k}")
        design = Design(group, seats(4, 1, f"G{k}"), sessions=5, answering=Answering(planned=False), talking=None)
        records.append(simulate_group(design, seed=k).record)
    return Study(tuple(records))


@pytest.mark.slow
def test_ten_groups_speak_for_themselves():
    study = programme(10)
    found = priors_for(study)
    assert (found.source, found.n_groups) == (PriorSource.OWN_PROGRAMME, 10)
    bond = found.parameters[Quality.BOND]
    answers = study.long("ratings").filter(pl.col("quality") == "bond", pl.col("target_id") == "GROUP")
    assert bond.beta[3:].mean() == pytest.approx(answers["value"].mean(), abs=0.25)
    assert bond.eps_mg < shipped_priors().parameters[Quality.BOND].eps_mg
    estimates = estimate_alliance(study.records[0], priors=found)
    assert (estimates.priors, estimates.n_groups_in_priors) == (PriorSource.OWN_PROGRAMME, 10)
    shipped = estimate_alliance(study.records[0])
    assert estimates.readings["sd"].mean() < shipped.readings["sd"].mean()


def test_nine_groups_do_not():
    found = priors_for(programme(9))
    assert (found.source, found.n_groups) == (PriorSource.SHIPPED_ASSUMPTION, 0)
