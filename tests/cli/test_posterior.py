"""`fourfold posterior FILE`."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.inference.test_four_alliance_filter_parameters import layout

TABLE = """group,session,block,rater,target,y
a,1,MM,m[1],m2,5.5
a,1,MG,m[1],,6
a,2,TM,t1,m2,
a,3,MT,m2,t1,7
b,1,TG,t1,,4
"""


@pytest.fixture
def run(fourfold: Callable[..., Any]) -> Callable[..., Any]:
    return partial(fourfold, "posterior")


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, Path]:
    file, parameters = tmp_path / "ratings.csv", tmp_path / "parameters.json"
    file.write_text(TABLE)
    parameters.write_text(json.dumps({"note": "known", "parameters": layout()}))
    return file, parameters


def test_json_holds_the_log_likelihood_and_every_effect(run: Callable[..., Any], given: tuple[Path, Path]) -> None:
    done = run(given[0], "--parameters", given[1], "--json")
    found = json.loads(done.stdout)
    assert list(found) == ["log_likelihood", "latent"]
    assert all(list(effect) == ["group", "effect", "mean", "sd"] for effect in found["latent"])
    names = {(effect["group"], effect["effect"]) for effect in found["latent"]}
    assert {("a", "gamma_MM_s1"), ("a", "p_TM[m2]_s3"), ("a", "d[m2->m[1]]"), ("b", "a_TG[t1]_s1")} <= names
    assert found["log_likelihood"] < 0


def test_the_plain_form_shows_the_last_session_of_every_group(run: Callable[..., Any], given: tuple[Path, Path]) -> None:
    plain = given[1].with_name("plain.json")
    plain.write_text(json.dumps(layout()))
    done = run(given[0], "--parameters", plain)
    assert done.returncode == 0
    for words in ("log-likelihood -", "group a, session 3", "a_MM[m[1]]_s3", "group b, session 1"):
        assert words in done.stdout
    assert "_s2" not in done.stdout


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,1,MX,m2,m3,5", "line 7: block 'MX'"),
        (",1,MM,m2,m3,5", "line 7: the group is missing"),
        ("NA,1,MM,m2,m3,5", "line 7: the group is missing"),
        ("a,1,MM,m2,m3,high", "line 7, column 'y': 'high' is not a number"),
        ("a,one,MM,m2,m3,5", "line 7, column 'session'"),
        ("a,1,MG,m2,m3,5", "line 7: block MG rates the group"),
        ("a,1,MM,m2,m2,5", "line 7: m2 rates m2"),
        ("a,1,MM,m[1],m2,5", "line 7: m[1] rates m2 twice in session 1"),
        ("a,4,MM,t1,m2,5", "line 7: t1 is a member in block MM"),
    ],
)
def test_a_bad_row_is_refused_by_its_line(run: Callable[..., Any], given: tuple[Path, Path], row: str, words: str) -> None:
    given[0].write_text(TABLE + row + "\n")
    done = run(given[0], "--parameters", given[1])
    assert (done.returncode, done.stdout) == (1, "")
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "not readable JSON"),
        ("[]", "not an object"),
        ('{"beta": [1, 2, 3, 4, 5]}', "'delta' is missing"),
        (json.dumps(layout() | {"phi_g": 2}), "phi_g is 2"),
    ],
)
def test_bad_parameters_are_refused(run: Callable[..., Any], given: tuple[Path, Path], content: str, words: str) -> None:
    given[1].write_text(content)
    done = run(given[0], "--parameters", given[1])
    assert done.returncode == 1
    assert words in done.stderr


def test_a_mark_before_the_first_letter_is_no_fault(run: Callable[..., Any], given: tuple[Path, Path]) -> None:
    plain = run(given[0], "--parameters", given[1], "--json")
    for path in given:
        path.write_text(path.read_text(), encoding="utf-8-sig")
    assert run(given[0], "--parameters", given[1], "--json") == plain


def test_what_is_not_there_is_refused(run: Callable[..., Any], given: tuple[Path, Path]) -> None:
    for file, parameters in ((Path("nowhere.csv"), given[1]), (given[0], Path("nowhere.json"))):
        done = run(file, "--parameters", parameters)
        assert done.returncode == 1
        assert "no such file" in done.stderr
    assert run(given[0]).returncode == 2
    given[0].write_text("group,session,block,rater,target,y\n")
    empty = run(given[0], "--parameters", given[1])
    assert (empty.returncode, empty.stderr) == (1, "refused: The table holds no rating.\n")
