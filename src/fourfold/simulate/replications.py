"""Many small groups as arrays, for studies of rates: how often a signal is false, how often an interval covers."""

import numpy as np

from fourfold.inference.four_alliance.parameters import Parameters
from fourfold.simulate.latent import Answers, Latent, Normals, Shape, draw_answers, draw_latent, on_scale


def stable_groups(
    parameters: Parameters,
    shape: Shape,
    *,
    seed: int = 0,
    missing: float = 0.0,
    scale: tuple[float, float] | None = (1.0, 7.0),
) -> tuple[Answers, Latent]:
    """Answers of groups that nothing happens to, and the truth behind them.

    Nobody rates themselves (NaN); a share `missing` of the answers is left out at random (NaN). Answers are whole
    numbers cut off at the ends of `scale`; with None they stay as drawn.
    """
    normals = Normals((seed, 0))
    latent = draw_latent(parameters, shape, normals)
    answers = draw_answers(parameters, latent, normals)
    diagonal = np.arange(shape.members)
    answers.mm[:, :, diagonal, diagonal] = np.nan
    return _left_out(answers, missing, scale, np.random.default_rng([seed, 1])), latent


def weekly(groups: int, sessions: int, members: int, facilitators: int = 1) -> Shape:
    """The shape of groups that meet once each usual gap."""
    return Shape(groups, members, facilitators, np.arange(sessions, dtype=np.float64))


def _left_out(answers: Answers, missing: float, scale: tuple[float, float] | None, rng: np.random.Generator) -> Answers:
    found = {}
    for name in Answers.__dataclass_fields__:
        values = getattr(answers, name)
        given = values if scale is None else on_scale(values, *scale)
        found[name] = np.where(rng.random(given.shape) < missing, np.nan, given)
    return Answers(**found)
