"""The four-alliance model written out as one covariance matrix, for comparison on small groups."""

from dataclasses import dataclass, replace

import numpy as np
from hypothesis import strategies as st

from fourfold.inference.arrays import FloatArray
from fourfold.inference.four_alliance import History, Parameters, Ratings

MEMBER = {"a_MM": 0, "a_MT": 1, "a_MG": 2, "p_MM": 3, "p_TM": 4}
FACILITATOR = {"a_TM": 0, "a_TG": 1, "p_MT": 2}
BLOCKS = ["MM", "MT", "TM", "MG", "TG"]


@dataclass(frozen=True)
class Row:
    """One rating and when it was given."""

    session: int
    time: float
    block: str
    rater: str
    target: str
    value: float


def rows_of(history: History) -> list[Row]:
    names = [*history.persons, ""]
    rows = []
    for k, (time, session) in enumerate(zip(history.time, history.sessions, strict=True)):
        for block, i, j, value in zip(session.block, session.rater, session.target, session.value, strict=True):
            if not np.isnan(value):
                rows.append(Row(k, time, BLOCKS[block], names[i], names[j], value))
    return rows


def effects_of(row: Row) -> list[tuple[str, str]]:
    """The effects of persons that a rating shows."""
    own = [(f"a_{row.block}", row.rater)]
    return [*own, (f"p_{row.block}", row.target)] if row.target else own


def effect_covariance(p: Parameters, first: tuple, second: tuple) -> float:
    """Covariance of two effects, each (name, who, time); a dyad is ("d", (rater, target), block)."""
    if first[0] == "d" or second[0] == "d":
        return _dyad_covariance(p, first, second) if first[0] == second[0] else 0.0
    gap = abs(first[2] - second[2])
    if first[0].startswith("gamma") != second[0].startswith("gamma") or first[1] != second[1]:
        return 0.0
    if first[0].startswith("gamma"):
        a, b = BLOCKS.index(first[0][6:]), BLOCKS.index(second[0][6:])
        return p.gamma0[a, b] + p.gamma1[a, b] * p.phi_g**gap
    if first[0] in MEMBER:
        a, b, stable, changing = MEMBER[first[0]], MEMBER[second[0]], p.omega_m, p.psi_m
    else:
        a, b, stable, changing = FACILITATOR[first[0]], FACILITATOR[second[0]], p.omega_t, p.psi_t
    return stable[a, b] + changing[a, b] * p.phi_p**gap


def _dyad_covariance(p: Parameters, first: tuple, second: tuple) -> float:
    same, mutual = first[1] == second[1], first[1] == second[1][::-1]
    if same:
        return {"MM": p.delta_mm, "MT": p.delta_mt, "TM": p.delta_tm}[first[2]]
    if mutual:
        return p.delta_mm_covariance if first[2] == "MM" else p.delta_mt_tm_covariance
    return 0.0


def shown(row: Row) -> list[tuple]:
    """All effects in one rating."""
    effects = [(f"gamma_{row.block}", "", row.time), *((name, who, row.time) for name, who in effects_of(row))]
    return [*effects, ("d", (row.rater, row.target), row.block)] if row.target else effects


def _noise(p: Parameters, a: Row, b: Row) -> float:
    if a.session != b.session:
        return 0.0
    if (a.rater, a.target) == (b.rater, b.target):
        return {"MM": p.eps_mm, "MT": p.eps_mt, "TM": p.eps_tm, "MG": p.eps_mg, "TG": p.eps_tg}[a.block]
    if a.target and (a.rater, a.target) == (b.target, b.rater):
        return p.eps_mm_covariance if a.block == "MM" else p.eps_mt_tm_covariance
    return 0.0


@dataclass(frozen=True)
class Dense:
    """The ratings of one group as one normal vector."""

    parameters: Parameters
    rows: list[Row]
    covariance: FloatArray
    deviation: FloatArray

    @property
    def log_likelihood(self) -> float:
        n = len(self.rows)
        _, log_determinant = np.linalg.slogdet(self.covariance)
        quadratic = self.deviation @ np.linalg.solve(self.covariance, self.deviation) if n else 0.0
        return -0.5 * (n * np.log(2 * np.pi) + log_determinant + quadratic)

    def posterior(self, effects: list[tuple]) -> tuple[FloatArray, FloatArray]:
        """Mean and joint covariance of effects, each (name, who, time or block)."""
        prior = np.array([[effect_covariance(self.parameters, a, b) for b in effects] for a in effects])
        cross = [[sum(effect_covariance(self.parameters, a, b) for b in shown(row)) for row in self.rows] for a in effects]
        cross = np.array(cross).reshape(len(effects), len(self.rows))
        gain = np.linalg.solve(self.covariance, cross.T).T if self.rows else cross
        return gain @ self.deviation, prior - gain @ cross.T


def dense(history: History, p: Parameters) -> Dense:
    rows = rows_of(history)
    covariance = np.zeros((len(rows), len(rows)))
    for i, a in enumerate(rows):
        for j, b in enumerate(rows[: i + 1]):
            covariance[i, j] = covariance[j, i] = sum(effect_covariance(p, e, f) for e in shown(a) for f in shown(b)) + _noise(
                p, a, b
            )
    expected = [p.beta[BLOCKS.index(row.block)] + p.slope * row.time for row in rows]
    return Dense(p, rows, covariance, np.array([row.value for row in rows]) - np.array(expected))


def random_parameters(rng: np.random.Generator) -> Parameters:
    def covariance(n: int) -> FloatArray:
        half = rng.normal(size=(n, n + 1))
        return half @ half.T / (n + 1) * rng.uniform(0.1, 0.6)

    pair = {name: covariance(2) for name in ("delta", "eps", "delta_mm", "eps_mm")}
    v, e = np.trace(pair["delta_mm"]) / 2, 0.3 + np.trace(pair["eps_mm"]) / 2
    return Parameters(
        beta=rng.normal(5, 1, size=5),
        slope=rng.normal(0, 0.1),
        gamma0=covariance(5),
        gamma1=covariance(5),
        phi_g=rng.uniform(0.1, 0.9),
        omega_m=covariance(5),
        psi_m=covariance(5),
        omega_t=covariance(3),
        psi_t=covariance(3),
        phi_p=rng.uniform(0.1, 0.9),
        delta_mm=v,
        delta_mm_covariance=v * rng.uniform(-0.9, 0.9),
        delta_mt=pair["delta"][0, 0],
        delta_tm=pair["delta"][1, 1],
        delta_mt_tm_covariance=pair["delta"][0, 1],
        eps_mm=e,
        eps_mm_covariance=e * rng.uniform(-0.9, 0.9),
        eps_mt=0.2 + pair["eps"][0, 0],
        eps_tm=0.2 + pair["eps"][1, 1],
        eps_mt_tm_covariance=pair["eps"][0, 1],
        eps_mg=rng.uniform(0.2, 1),
        eps_tg=rng.uniform(0.2, 1),
    )


def singular_parameters(rng: np.random.Generator) -> Parameters:
    """Parameters on the boundary: no dyads, effects that agree perfectly, group effects that never fade."""
    one = np.outer(*2 * [rng.uniform(0.2, 1, size=5)])
    p = random_parameters(rng)
    none = dict.fromkeys(("delta_mm", "delta_mm_covariance", "delta_mt", "delta_tm", "delta_mt_tm_covariance"), 0.0)
    return replace(p, psi_m=one, omega_m=one / 2, gamma0=np.zeros((5, 5)), phi_g=1.0, **none)


def full_session(members: int, facilitators: int) -> list[tuple[str, int, int]]:
    """Who rates whom when everybody rates everybody; members come first."""
    ms, ts = range(members), range(members, members + facilitators)
    pairs = [("MM", i, j) for i in ms for j in ms if i != j]
    pairs += [(block, i, j) for t in ts for m in ms for block, i, j in (("MT", m, t), ("TM", t, m))]
    return [*pairs, *(("MG", m, -1) for m in ms), *(("TG", t, -1) for t in ts)]


def random_history(rng: np.random.Generator, members: int, facilitators: int, times: list[float]) -> History:
    """An open group: some sessions missing for some people, some ratings missing, in any order."""
    sessions = []
    for _ in times:
        there = rng.random(members + facilitators) < 0.8
        rows = [row for row in full_session(members, facilitators) if rng.random() < 0.7 and there[row[1]]]
        rng.shuffle(rows)
        values = np.where(rng.random(len(rows)) < 0.9, rng.normal(5, 1.5, size=len(rows)), np.nan)
        sessions.append(Ratings.of((b, int(i), int(j), v) for (b, i, j), v in zip(rows, values, strict=True)))
    persons = tuple(f"m{i + 1}" for i in range(members)) + tuple(f"t{i + 1}" for i in range(facilitators))
    return History(persons, np.arange(len(persons)) >= members, np.array(times, dtype=float), tuple(sessions))


@st.composite
def groups(draw: st.DrawFn, most: int = 4) -> tuple[History, Parameters]:
    """A small open group and parameters that fit it."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    members, facilitators = draw(st.integers(0, most)), draw(st.integers(0, 2))
    gaps = draw(st.lists(st.sampled_from([0.3, 1.0, 1.0, 2.5]), min_size=1, max_size=4))
    times = [0.0, *np.cumsum(gaps).tolist()] if draw(st.booleans()) else (2.0 + np.cumsum(gaps)).tolist()
    return random_history(rng, members, facilitators, times), random_parameters(rng)
