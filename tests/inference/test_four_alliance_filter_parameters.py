"""Parameters from their JSON layout, and what is refused."""

from typing import Any

import numpy as np
import pytest

from fourfold.inference.four_alliance import Parameters
from fourfold.inference.four_alliance.parameters import BLOCKS


def layout() -> dict[str, Any]:
    return {
        "beta": [6.0, 6.1, 6.2, 6.3, 6.4],
        "slope": 0.1,
        "phi_g": 0.5,
        "phi_p": 0.4,
        **{name: np.eye(5).tolist() for name in ("Gamma0", "Gamma1", "OmegaM", "PsiM")},
        **{name: np.eye(3).tolist() for name in ("OmegaT", "PsiT")},
        "delta": {"MM_v": 0.3, "MM_c": 0.1, "MT_v": 0.2, "TM_v": 0.2, "MTTM_c": 0.1},
        "eps": {"MM_v": 0.8, "MM_c": 0.2, "MT_v": 0.7, "TM_v": 0.5, "MTTM_c": 0.1, "MG_v": 0.6, "TG_v": 0.4},
    }


def with_entry(name: str, place: tuple[int, int], value: float) -> dict[str, Any]:
    given = layout()
    given[name][place[0]][place[1]] = value
    return given


def test_blocks_can_be_named_or_in_order() -> None:
    named = layout() | {"beta": {"TG": 6.4, "MG": 6.3, "TM": 6.2, "MT": 6.1, "MM": 6.0}}
    np.testing.assert_array_equal(Parameters.from_mapping(named).beta, Parameters.from_mapping(layout()).beta)


def test_the_slope_may_stand_beside_the_blocks_of_beta() -> None:
    beta = dict(zip(BLOCKS, layout()["beta"], strict=True)) | {"slope": 0.3}
    without = {name: value for name, value in layout().items() if name != "slope"}
    assert Parameters.from_mapping(without | {"beta": beta}).slope == 0.3
    assert Parameters.from_mapping(without | {"beta": beta, "slope": 0.3}).slope == 0.3
    assert Parameters.from_mapping(without).slope == 0.0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([1, 2], "not an object with named parameters"),
        ({k: v for k, v in layout().items() if k != "PsiM"}, "'PsiM' is missing"),
        ({k: v for k, v in layout().items() if k != "delta"}, "'delta' is missing"),
        (layout() | {"eps": {"MM_v": 1.0}}, "'MM_c' is missing"),
        (layout() | {"delta": 3}, "delta is not an object"),
        (layout() | {"beta": [1, 2]}, "beta has shape"),
        (layout() | {"OmegaT": np.eye(5).tolist()}, r"OmegaT has shape \(5, 5\), not \(3, 3\)"),
        (with_entry("Gamma0", (0, 1), 0.5), "Gamma0 is not symmetric"),
        (with_entry("PsiT", (1, 1), -1.0), "PsiT is not a covariance"),
        (with_entry("PsiT", (1, 1), float("nan")), "PsiT"),
        (layout() | {"delta": layout()["delta"] | {"MM_c": 0.4}}, "delta MM is not a covariance"),
        (layout() | {"eps": layout()["eps"] | {"MG_v": -0.1}}, "eps MG is not a covariance"),
        (layout() | {"phi_p": 1.2}, "phi_p is 1.2, not between 0 and 1"),
        (layout() | {"phi_g": "a lot"}, "phi_g is 'a lot', not a number"),
        (layout() | {"slope": None}, "slope is None, not a number"),
        (layout() | {"PsiT": [[1, 2], [3]]}, "PsiT is not made of numbers"),
        (layout() | {"beta": ["a"] * 5}, "beta is not made of numbers"),
        (layout() | {"beta": dict.fromkeys((*BLOCKS, "MX"), 6.0)}, "beta has 'MX', which is none of MM"),
        (layout() | {"beta": dict.fromkeys((*BLOCKS, "slope"), 6.0)}, "slope is 0.1, and 6.0 in beta"),
        (layout() | {"slope": float("nan")}, "slope"),
    ],
)
def test_what_cannot_be_is_named(given: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Parameters.from_mapping(given)
