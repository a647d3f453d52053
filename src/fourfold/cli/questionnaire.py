"""`fourfold questionnaire`: an instrument as a FHIR Questionnaire."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from fourfold.instruments import Instrument


def questionnaire(
    key: Annotated[str, typer.Argument(help="The key of the instrument, such as phq_9.")],
    language: Annotated[str, typer.Option("--language", help="en or es.")] = "en",
    wording: Annotated[
        Path | None, typer.Option("--wording", help="The wording that you are licensed for: a FHIR Questionnaire or CSV.")
    ] = None,
) -> None:
    """Write an instrument as a FHIR R4 Questionnaire that works out its own scores, to standard output."""
    from fourfold.formats.fhir import questionnaire_of
    from fourfold.instruments import instrument

    chosen = instrument(key)
    if wording is not None:
        chosen = _worded(chosen, wording, language)
    typer.echo(json.dumps(questionnaire_of(chosen, language), ensure_ascii=False, indent=2))


def _worded(chosen: "Instrument", path: Path, language: str) -> "Instrument":
    """The instrument in the words of a file; a refusal names the file."""
    from fourfold.formats.fhir import parse, wording_of
    from fourfold.instruments.wording import read_wording, worded

    content = path.read_bytes()
    try:
        if content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
            read = wording_of(parse(content, "Questionnaire"), chosen)
        else:
            read = read_wording(chosen, content.decode("utf-8"))
    except UnicodeDecodeError as fault:
        raise ValueError(f"{path}: is not UTF-8 text (byte {fault.start}); save it as UTF-8") from None
    except ValueError as refused:
        raise ValueError(f"{path}: {refused}") from None
    return worded(chosen, read.texts, read.answers, language)
