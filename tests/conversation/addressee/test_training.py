"""The regressions against answers known beforehand, and the table that is kept in the package."""

import tomllib
from importlib.resources import files

import numpy as np
import pytest

from fourfold.conversation.addressee import coefficients as module
from fourfold.conversation.addressee.coefficients import as_toml, coefficients
from fourfold.conversation.addressee.features import CANDIDATE, CANDIDATE_TEXT, TURN, TURN_TEXT
from fourfold.conversation.addressee.regressions import fit_choice, fit_kind
from fourfold.conversation.addressee.training import Coded, train
from fourfold.conversation.talk import NOT_KNOWN, TO_GROUP, talk_of
from fourfold.inference.arrays import FloatArray


def chosen_by(beta: FloatArray, n: int = 6_000, seats: int = 5) -> tuple[FloatArray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    features = rng.normal(size=(len(beta), seats, n)) * np.array([1.0, 5.0, 0.2])[:, None, None]
    possible = rng.random((seats, n)) < 0.8
    possible[0] = True
    score = np.where(possible, np.tensordot(beta, features, 1) + rng.gumbel(size=(seats, n)), -np.inf)
    return features, possible, score.argmax(axis=0)


def test_a_choice_gives_back_the_coefficients_it_was_made_with() -> None:
    beta = np.array([0.8, -0.2, 3.0])
    features, possible, chosen = chosen_by(beta)
    assert fit_choice(features, possible, chosen, np.ones(len(chosen)), ridge=1e-6) == pytest.approx(beta, rel=0.1)


def test_two_kinds_give_back_coefficients_and_constant() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal([2.0, -1.0], [1.0, 3.0], size=(20_000, 2))
    kind = rng.random(20_000) < 1 / (1 + np.exp(-(x @ [1.0, -0.3] - 1.5)))
    beta, constant = fit_kind(x, kind, np.ones(20_000), ridge=1e-6)
    assert beta == pytest.approx([1.0, -0.3], abs=0.05)
    assert constant == pytest.approx(-1.5, abs=0.1)


def test_a_turn_that_weighs_two_is_the_same_turn_twice() -> None:
    features, possible, chosen = chosen_by(np.array([0.8, -0.2, 3.0]), 60)
    twice = np.concatenate([np.arange(60), np.arange(20)])
    weight = np.where(np.arange(60) < 20, 2.0, 1.0)
    scale = np.ones(80)
    one = fit_choice(features, possible, chosen, weight, ridge=1e-9)
    other = fit_choice(features[:, :, twice], possible[:, twice], chosen[twice], scale, ridge=1e-9)
    assert one == pytest.approx(other, rel=1e-4)


def test_a_ridge_draws_towards_nought() -> None:
    features, possible, chosen = chosen_by(np.array([0.8, -0.2, 3.0]), 300)
    free, held = (fit_choice(features, possible, chosen, np.ones(300), ridge=ridge) for ridge in (1e-6, 1_000.0))
    assert (np.abs(held) < np.abs(free) / 2).all()


def coded(group: str, seats: int, turns: int, seed: int) -> Coded:
    """Talk in which everybody answers whoever spoke before."""
    rng = np.random.default_rng(seed)
    speaker = [0]
    while len(speaker) < turns:
        speaker.append(int(rng.choice([seat for seat in range(seats) if seat != speaker[-1]])))
    start = np.arange(turns) * 4.0
    to = [NOT_KNOWN, *(speaker[k - 1] if k % 3 else -1 for k in range(1, turns))]
    return Coded(talk_of(start, start + 3.5, speaker, facilitators=[False] * seats, addressee=to), ["hm"] * turns, group)


def test_talks_of_different_sizes_train_one_table_in_which_who_just_spoke_is_answered() -> None:
    table = train([coded("a", 3, 60, 1), coded("b", 6, 90, 2)], with_text=False)
    assert table.candidate[CANDIDATE.index("just_spoke")] > 0.5
    assert table.group_share == pytest.approx(1 / 3, abs=0.02)


def test_each_group_and_each_of_its_talks_counts_the_same_however_long() -> None:
    def all_to(group: str, turns: int, to: int) -> Coded:
        talk = talk_of(
            np.arange(turns) * 4.0, np.arange(turns) * 4.0 + 3, [0] * turns, facilitators=[False] * 3, addressee=[to] * turns
        )
        return Coded(talk, ["hm"] * turns, group)

    persons, everybody = all_to("a", 90, 1), all_to("b", 20, TO_GROUP)
    assert train([persons, everybody], with_text=False).group_share == pytest.approx(1 / 2)
    assert train([persons, persons, everybody], with_text=False).group_share == pytest.approx(1 / 2)
    assert train([persons, all_to("a", 7, TO_GROUP), everybody], with_text=False).group_share == pytest.approx(3 / 4)


@pytest.mark.parametrize("with_text", [False, True])
def test_the_table_of_the_package_fits_the_features_and_is_read_once(with_text: bool) -> None:
    table = coefficients(with_text)
    assert table is coefficients(with_text)
    assert len(table.candidate) == len(CANDIDATE) + len(CANDIDATE_TEXT) * with_text
    assert len(table.turn) == len(TURN) + len(TURN_TEXT) * with_text
    assert 0 < table.group_share < 1


def test_the_file_says_where_it_comes_from_and_holds_nothing_but_numbers() -> None:
    source = files("fourfold.conversation.addressee").joinpath("coefficients.toml").read_text(encoding="utf-8")
    for word in ("AMI Meeting Corpus", "CC BY 4.0", "bench/addressee.py --train"):
        assert word in source
    for part in tomllib.loads(source).values():
        numbers = [*part["candidate"].values(), *part["turn"].values()]
        assert all(isinstance(number, float) for number in numbers)


def test_a_table_that_is_written_reads_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    written = as_toml(coefficients(False), coefficients(True), ["about"])
    (tmp_path / "coefficients.toml").write_text(written, encoding="utf-8")
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    read = coefficients.__wrapped__(True)
    assert read.candidate == pytest.approx(coefficients(True).candidate)
    assert read.constant == coefficients(True).constant


def test_a_table_of_other_features_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    whole = as_toml(coefficients(False), coefficients(True), [])
    (tmp_path / "coefficients.toml").write_text(whole.replace("just_spoke =", "just_sang ="), encoding="utf-8")
    monkeypatch.setattr(module, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="just_sang, just_spoke; train it anew"):
        coefficients.__wrapped__(False)
