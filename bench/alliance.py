"""Ruptures and readings on simulated groups: false alarms, power, coverage; and how long one group takes.

python bench/alliance.py [--groups 400] [--measure]: with `--measure` it prints the moments that
`alliance/calibration.py` holds instead of the study.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, pairwise, product
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from fourfold.alliance import AllianceState, Priors, SignalKind, estimate_alliance, follower, shipped_priors
from fourfold.alliance.priors import assumed_parameters
from fourfold.inference.four_alliance import Parameters
from fourfold.simulate import ASSUMED, Design, seats, simulate_group
from fourfold.simulate.latent import Answers
from fourfold.simulate.parameters import rating_sd
from fourfold.vocabulary import Block, Group, Quality
from tests.alliance.replications import Study, drops, follow, of_bond, scores_of, shewhart

AT = 8


def own_truth() -> Parameters:
    """The shipped assumptions, with the mean known."""
    return assumed_parameters()[Quality.BOND]


def other_truth(slope: float = 0.0) -> Parameters:
    """What groups are simulated with elsewhere: about 0.7 of the shipped spread, and other shares."""
    return replace(ASSUMED[Quality.BOND], slope=slope)


def reference_point() -> Parameters:
    """The point of MODEL section 4: complete ratings among members, no ceilings."""
    base = own_truth()
    member, changing = base.omega_m.copy(), base.psi_m.copy()
    at = np.ix_([0, 3], [0, 3])
    member[at], changing[at] = [[0.6, 0.1], [0.1, 0.3]], [[0.2, 0.05], [0.05, 0.15]]
    small = 1e-6 * np.eye(5)
    keep = np.zeros((5, 5))
    keep[at] = 1.0
    return replace(
        base,
        beta=np.zeros(5),
        gamma0=small + np.pad([[0.30]], (0, 4)),
        gamma1=small + np.pad([[0.15]], (0, 4)),
        omega_m=member * keep + small,
        psi_m=changing * keep + small,
        delta_mm=0.30,
        delta_mm_covariance=0.10,
        eps_mm=0.80,
        eps_mm_covariance=0.20,
    )


def rates(groups: int) -> None:
    print(f"False alarms, {groups} stable groups a row: 8 members, 1 facilitator, 12 sessions, 30 % missing, bond")
    print(f"{'groups':44}{'direction':26}{'tests':>8}{'5 %':>7}{'1 %':>7}{'0.1 %':>7}  signals/session")
    rows = [
        ("as assumed, no ceilings (mean 4)", Study(own_truth(), groups, 4.0, ceilings=False)),
        ("as assumed, ceilings, mean 5.5", Study(own_truth(), groups, 5.5)),
        ("as assumed, ceilings, mean 6.2", Study(own_truth(), groups, 6.2)),
        ("other truth, no ceilings (mean 4)", Study(other_truth(), groups, 4.0, ceilings=False)),
        ("other truth, ceilings, mean 5.5", Study(other_truth(), groups, 5.5)),
        ("other truth, ceilings, mean 6.2", Study(other_truth(), groups, 6.2)),
        ("other truth, ceilings, mean 6.2, rota of 3", Study(other_truth(), groups, 6.2, rota=True)),
        ("other truth, rising, ceilings, mean 6.2", Study(other_truth(0.02), groups, 6.2)),
    ]
    for seed, (name, study) in enumerate(rows, start=1):
        scores, raised = scores_of(replace(study, seed=seed), of_bond(shipped_priors().parameters[Quality.BOND]))
        for kind, z in scores.items():
            shares = "".join(f"{100 * (z > cut).mean():7.2f}" for cut in (1.6449, 2.3263, 3.0902))
            print(f"{name:44}{kind:26}{len(z):8}{shares}  {raised:.3f}")
    raw_member, raw_dyad = raw_null(rows[5][1])
    print(f"{'':44}{'raw chart, member':26}{len(raw_member):8}{100 * (raw_member > 1.6449).mean():7.2f}")
    print(f"{'':44}{'raw chart, pair':26}{len(raw_dyad):8}{100 * (raw_dyad > 1.6449).mean():7.2f}\n")


def raw_null(study: Study) -> tuple[np.ndarray, np.ndarray]:
    seen = study.seen(study.answers())
    return told(np.array([shewhart(given(y)) for y in seen.mm])), told(np.array([shewhart(y) for y in seen.mm]))


def given(ratings: np.ndarray) -> np.ndarray:
    """Each member's mean answer in each session; nan where there was none."""
    n = (~np.isnan(ratings)).sum(axis=2)
    return np.where(n > 0, np.nansum(ratings, axis=2) / np.maximum(n, 1), np.nan)


def told(z: np.ndarray) -> np.ndarray:
    return z[~np.isnan(z)]


def power(groups: int) -> None:
    print(f"Power at a true 1 % rate, {groups} groups a row; a fall from session 9 on, found in it, or in it or the next")
    print(f"{'groups':44}{'fall':30}{'filter':>8}{'sum, 2':>8}{'signal, 2':>10}{'raw':>7}{'raw, 2':>8}")
    shipped = of_bond(shipped_priors().parameters[Quality.BOND])
    point = Study(reference_point(), groups, 0.0, ceilings=False, only_members=True)
    sd_own, sd_other = (rating_sd(t, Block.MM) for t in (own_truth(), other_truth()))
    power_of("reference point, no ceilings", point, of_bond(reference_point()), (1.2, 2.0))
    power_of("as assumed, no ceilings", Study(own_truth(), groups, 4.0, ceilings=False), shipped, (1.2 * sd_own, 1.2 * sd_own))
    power_of("as assumed, ceilings, mean 6.2", Study(own_truth(), groups, 6.2), shipped, (1.2 * sd_own, 1.2 * sd_own))
    other = Study(other_truth(), groups, 6.2)
    power_of("other truth, ceilings, mean 6.2", other, shipped, (1.2 * sd_other, 1.2 * sd_other))
    power_of("the same, rota of 3", replace(other, rota=True), shipped, (1.2 * sd_other, 1.2 * sd_other))
    print()


def power_of(name: str, study: Study, priors: Priors, falls: tuple[float, float]) -> None:
    plain = study.answers()
    hidden = (study.seen(plain), study.seen(drops(plain, AT, *falls)))
    null, planted = ([follow(sessions, priors) for sessions in study.check_ins(seen)] for seen in hidden)
    for kind, ids, size in (
        (SignalKind.MEMBER_WITHDRAWS, ("M00", ""), falls[0]),
        (SignalKind.BETWEEN_MEMBERS, ("M01", "M02"), falls[1]),
    ):
        score = [f.score for found, _ in null for f in found[AT] if f.direction.kind is kind]
        p = [f.p for found, _ in null for s in (AT, AT + 1) for f in found[s] if f.direction.kind is kind]
        cut, cut_p = np.quantile(score, 0.99), np.quantile(p, 0.01)
        hits = [list(of(found, kind, ids)) for found, _ in planted]
        first = np.mean([any(s == AT and f.score > cut for s, f in h) for h in hits])
        two = np.mean([any(s in (AT, AT + 1) and f.p <= cut_p for s, f in h) for h in hits])
        raised = np.mean([any(raises(s, kind, ids) for s in signals) for _, signals in planted])
        raw = raw_power(hidden, kind)
        about = f"{kind} {size:.2f}"
        print(f"{name:44}{about:30}{first:8.2f}{two:8.2f}{raised:10.2f}{raw[0]:7.2f}{raw[1]:8.2f}")


def of(found: list, kind: SignalKind, ids: tuple[str, str]) -> Iterator[tuple[int, follower.Finding]]:
    for s, session in enumerate(found):
        for f in session:
            if f.direction.kind is kind and (f.direction.person_id, f.direction.other_id) == ids:
                yield s, f


def raises(signal: object, kind: SignalKind, ids: tuple[str, str]) -> bool:
    same = (signal.person_id, signal.other_id or "") == ids
    return signal.kind is kind and same and signal.session in (AT + 1, AT + 2)


def raw_power(hidden: tuple[Answers, Answers], kind: SignalKind) -> tuple[float, float]:
    if kind is SignalKind.MEMBER_WITHDRAWS:
        series = [np.array([shewhart(given(y)) for y in seen.mm]) for seen in hidden]
        own = series[1][:, :, 0]
    else:
        series = [np.array([shewhart(y) for y in seen.mm]) for seen in hidden]
        own = series[1][:, :, 1, 2]
    cut = np.quantile(told(series[0][:, AT]), 0.99)
    hit = np.nan_to_num(own, nan=-np.inf) > cut
    return float(hit[:, AT].mean()), float(hit[:, AT : AT + 2].any(1).mean())


def measure(groups: int) -> None:
    follower.calibrated = lambda score, *_: score
    follower._SHIPPED_SCORES = 1e12
    shipped = of_bond(shipped_priors().parameters[Quality.BOND])
    rows = []
    for seed, (truth, mean, rota) in enumerate(product((own_truth(), other_truth()), (4.5, 5.4, 6.2, 6.6), (False, True))):
        study = Study(truth, groups, mean, rota=rota, seed=100 + seed, facilitators=1 + seed % 2)
        for sessions in study.check_ins(study.seen(study.answers())):
            for f in chain.from_iterable(follow(sessions, shipped)[0]):
                of_group = f.direction.kind is SignalKind.GROUP_FALLS
                answers = 0 if of_group else int(np.searchsorted((1, 2, 5), f.n_answers)) + 1
                rows.append((answers, f.room, f.score))
    classes, room, z = np.array(rows).T
    print("answers (0: the group, 1, 2, 3: to 5, 4: more), room, scores, mean, sd, skewness")
    for which in np.unique(classes):
        for low, high in pairwise(EDGES):
            own = z[(classes == which) & (room >= low) & (room < high)]
            skew = ((own - own.mean()) ** 3).mean() / own.std() ** 3
            print(f"{which:3.0f} {low:4.1f} to {high:3.1f}{len(own):8} {own.mean():6.2f} {own.std():5.2f} {skew:5.2f}")


EDGES = (0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 2.0, 2.5, 9.0)


def speed() -> None:
    print("One group, all three qualities, every table: processor time, one thread")
    for name, design in (
        ("12 sessions, 8 + 2", Design(Group("g", "g"), seats(8, 2), sessions=12)),
        ("12 sessions, 8 + 2, everybody rates all", Design(Group("g", "g"), seats(8, 2), sessions=12, answering=everything())),
        ("100 sessions, 12 + 2", Design(Group("g", "g"), seats(12, 2), sessions=100)),
    ):
        record = simulate_group(design, seed=4).record
        estimate_alliance(record)
        times = [timed(estimate_alliance, record) for _ in range(5)]
        print(f"{name:44}{len(record.ratings):8} ratings {1e3 * float(np.median(times)):8.0f} ms")
        state = AllianceState.begin(record.group).advance(record.before(design.sessions))
        times = [timed(state.advance, record) for _ in range(5)]
        size = len(state.to_bytes()) / 1024
        print(f"{'  the last session alone, from a kept state':44}{size:8.0f} kB      {1e3 * float(np.median(times)):8.1f} ms")
    fresh = [timed(subprocess.run, [sys.executable, "-c", FRESH], time.perf_counter) for _ in range(3)]
    print(f"{'first estimate in a fresh process':44}{'':16} {float(np.median(fresh)):8.2f} s")


FRESH = """
from datetime import date
from fourfold.record import GroupRecord
from fourfold.vocabulary import *
from fourfold.alliance import estimate_alliance
people = [Person(f"M{k}", Role.MEMBER, "M") for k in range(8)] + [Person("F", Role.FACILITATOR, "F")]
rows = [Rating("s", f"M{i}", f"M{j}", Level.MEMBER_MEMBER, Quality.BOND, 5.0) for i in range(8) for j in range(8) if i != j]
spells = [Membership(p.person_id, date(2026, 1, 1)) for p in people]
sessions = [Session("s", 1, date(2026, 1, 5))]
estimate_alliance(GroupRecord.from_rows(Group("g", "g"), people=people, memberships=spells, sessions=sessions, ratings=rows))
"""


def everything() -> object:
    from fourfold.simulate import Answering

    return Answering(planned=False)


def timed(task: Callable[..., object], given: object, clock: Callable[[], float] = time.process_time) -> float:
    start = clock()
    task(given)
    return clock() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=400)
    parser.add_argument("--measure", action="store_true")
    given = parser.parse_args()
    if given.measure:
        measure(given.groups)
    else:
        speed()
        rates(given.groups)
        power(given.groups)
