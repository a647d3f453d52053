"""`fourfold check-answers`: whether answers fit the Questionnaire that they answer."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.refusal import EXIT_REFUSED, printable

if TYPE_CHECKING:
    from fourfold.formats.fhir.naming import Json


def check_answers(
    questionnaire: Annotated[Path, typer.Argument(help="The FHIR Questionnaire, JSON; or a response that contains it.")],
    response: Annotated[Path | None, typer.Argument(help="The FHIR QuestionnaireResponse, JSON.")] = None,
    value_sets: Annotated[
        list[Path] | None,
        typer.Option(
            "--value-set", help="A ValueSet, CodeSystem or Bundle of them that the Questionnaire refers to; repeat it."
        ),
    ] = None,
) -> None:
    """Check the answers of a FHIR QuestionnaireResponse against its Questionnaire; list everything that is wrong, by linkId."""
    from fourfold.formats.fhir import form_problems, problems

    asked, answered = _pair(questionnaire, response)
    answers = problems(asked, answered, [_read(path, "") for path in value_sets or ()])
    form = [replace(p, place=f"the Questionnaire, {p.place}", is_error=False) for p in form_problems(asked) if p not in answers]
    found = (*form, *answers)
    for problem in found:
        typer.echo(printable(problem), err=problem.is_error)
    errors = sum(problem.is_error for problem in found)
    if errors:
        typer.echo(f"refused: {errors} error{'s' if errors > 1 else ''}", err=True)
        raise typer.Exit(EXIT_REFUSED)
    typer.echo("no error was found; see the warnings" if found else "every answer fits the Questionnaire")


def _pair(questionnaire: Path, response: Path | None) -> "tuple[Json, Json]":
    """A Questionnaire and a response, which may hold the Questionnaire itself."""
    from fourfold.formats.fhir import FhirRefused, contained_questionnaire

    if response is not None:
        return _read(questionnaire, "Questionnaire"), _read(response, "QuestionnaireResponse")
    answered = _read(questionnaire, "QuestionnaireResponse")
    try:
        return contained_questionnaire(answered), answered
    except FhirRefused as refused:
        raise ValueError(f"{questionnaire}: {refused}") from None


def _read(path: Path, kind: str) -> "Json":
    """The resource in a file; a refusal names the file."""
    from fourfold.formats.fhir import FhirRefused, parse

    try:
        return parse(path.read_bytes(), kind)
    except FhirRefused as refused:
        raise ValueError(f"{path}: {refused}") from None
