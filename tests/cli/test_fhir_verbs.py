"""`fourfold questionnaire` and `fourfold check-answers`: what they print, and how they end."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from fourfold.cli import app
from fourfold.cli.refusal import REFUSALS, printable
from fourfold.formats.fhir import problems

CSV = (
    "item,text,value,answer\n"
    + "".join(f"{n},Sentence {n},,\n" for n in range(1, 10))
    + "*,,0,never\n*,,1,some\n*,,2,half\n*,,3,all\n"
)


def run(*args: str) -> Result:
    return CliRunner().invoke(app, args)


def written(*args: str) -> Any:
    result = run("questionnaire", *args)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def save(path: Path, content: Any) -> str:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def answered(*items: dict[str, Any]) -> dict[str, Any]:
    named = {"questionnaire": "https://fourfold.invalid/fhir/Questionnaire/phq_9|1", "status": "completed"}
    return {"resourceType": "QuestionnaireResponse", **named, **({"item": list(items)} if items else {})}


def test_an_instrument_is_written_in_both_languages() -> None:
    assert written("phq_9")["item"][0]["text"] == "Item 1 (wording not imported)"
    assert written("staff_weekly", "--language", "es")["title"] == "Mi semana de trabajo"


def test_wording_from_csv_and_from_a_questionnaire_is_put_in(tmp_path: Path) -> None:
    made = written("phq_9", "--wording", save(tmp_path / "w.csv", CSV))
    assert made["item"][0]["text"] == "Sentence 1"
    assert made["item"][0]["answerOption"][3]["valueCoding"] == {
        "system": "http://loinc.org", "code": "LA6571-9", "display": "all",
    }  # fmt: skip
    assert written("phq_9", "--wording", save(tmp_path / "w.json", made)) == made


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("w.csv", "item;text\n77;x\n", "'77' is no item"),
        ("w.json", "{", "no JSON"),
        ("w.json", '{"resourceType": "Patient"}', "Patient"),
    ],
)
def test_wording_that_does_not_fit_is_refused_with_its_file(tmp_path: Path, name: str, content: str, words: str) -> None:
    result = run("questionnaire", "phq_9", "--wording", save(tmp_path / name, content))
    assert isinstance(result.exception, REFUSALS)
    assert name in str(result.exception)
    assert words in str(result.exception)


def test_unknown_instruments_and_languages_are_refused() -> None:
    for args in (("nothing",), ("phq_9", "--language", "de")):
        assert isinstance(run("questionnaire", *args).exception, REFUSALS)
    assert run("questionnaire").exit_code == 2


def test_answers_that_fit_end_well(tmp_path: Path) -> None:
    made = written("phq_9")
    item = {"linkId": "q1", "answer": [{"valueCoding": made["item"][0]["answerOption"][2]["valueCoding"]}]}
    result = run("check-answers", save(tmp_path / "q.json", made), save(tmp_path / "r.json", answered(item)))
    assert (result.exit_code, result.stdout) == (0, "every answer fits the Questionnaire\n")


def test_what_is_wrong_is_listed_and_ends_with_1(tmp_path: Path) -> None:
    made, told = written("phq_9"), answered({"linkId": "q1", "answer": [{"valueInteger": 1}]}, {"linkId": "q77"})
    result = run("check-answers", save(tmp_path / "q.json", made), save(tmp_path / "r.json", told))
    assert result.exit_code == 1
    assert result.stderr.splitlines() == [*map(str, problems(made, told)), "refused: 2 errors"]


def test_warnings_refuse_nothing(tmp_path: Path) -> None:
    made = written("phq_9") | {"status": "draft"}
    result = run("check-answers", save(tmp_path / "q.json", made), save(tmp_path / "r.json", answered()))
    assert result.exit_code == 0
    assert result.stdout.startswith("warning: Questionnaire, status: is draft")
    assert result.stdout.endswith("\nno error was found; see the warnings\n")


def test_a_response_that_contains_its_questionnaire_stands_alone(tmp_path: Path) -> None:
    told = answered() | {"questionnaire": "#p", "contained": [written("phq_9") | {"id": "p"}]}
    assert run("check-answers", save(tmp_path / "r.json", told)).stdout == "every answer fits the Questionnaire\n"
    assert run("check-answers", save(tmp_path / "r.json", told | {"item": [{"linkId": "q77"}]})).exit_code == 1
    refused = run("check-answers", save(tmp_path / "r.json", answered()))
    assert isinstance(refused.exception, REFUSALS)
    assert "r.json: QuestionnaireResponse, questionnaire: is not contained" in str(refused.exception)


def test_value_sets_can_be_given_beside_it(tmp_path: Path) -> None:
    asked = {"resourceType": "Questionnaire", "item": [{"linkId": "a", "type": "choice", "answerValueSet": "urn:s"}]}
    told = {"resourceType": "QuestionnaireResponse", "status": "completed",
            "item": [{"linkId": "a", "answer": [{"valueCoding": {"system": "urn:c", "code": "x"}}]}]}  # fmt: skip
    listed = {
        "resourceType": "ValueSet",
        "url": "urn:s",
        "compose": {"include": [{"system": "urn:c", "concept": [{"code": "x"}]}]},
    }
    paths = [save(tmp_path / "q.json", asked), save(tmp_path / "r.json", told)]
    assert run("check-answers", *paths).exit_code == 1
    assert run("check-answers", *paths, "--value-set", save(tmp_path / "s.json", listed)).exit_code == 0


def test_files_that_are_none_are_refused_with_their_name(tmp_path: Path) -> None:
    made = save(tmp_path / "q.json", written("phq_9"))
    result = run("check-answers", made, made)
    assert isinstance(result.exception, REFUSALS)
    assert "q.json: QuestionnaireResponse: resourceType is 'Questionnaire'" in str(result.exception)
    assert isinstance(run("check-answers", made, str(tmp_path / "nowhere.json")).exception, REFUSALS)


def test_no_file_steers_the_terminal(tmp_path: Path) -> None:
    """What steers a terminal, or turns the direction of writing, is spelled out wherever words of a file are shown."""
    steers = "\x1b]0;title\x07\u202ered\u2066"
    asked = save(tmp_path / "asked.json", written("phq_9"))
    given = save(tmp_path / "given.json", answered({"linkId": steers, "answer": [{"valueInteger": 1}]}))
    for result in (
        run("check-answers", asked, given),
        run("questionnaire", "phq_9", "--wording", save(tmp_path / "w.csv", steers)),
    ):
        said = result.output + printable(result.exception or "")
        assert not [sign for sign in said if sign in steers and not sign.isprintable()]
    assert printable("a\x1b[31m\u202eb\nc") == "a\\x1b[31m\\u202eb\nc"
