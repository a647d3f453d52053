"""`fourfold brief`: the page to read before a session, on the terminal and, if wanted, as HTML and PDF."""

import os
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.refusal import EXIT_REFUSED

if TYPE_CHECKING:
    from fourfold.record import GroupRecord


class Language(StrEnum):
    """The languages that the words exist in."""

    ENGLISH = "en"
    SPANISH = "es"


class Paper(StrEnum):
    """The papers that the sheet is made for."""

    A4 = "a4"
    LETTER = "letter"


def brief(
    folder: Annotated[Path, typer.Argument(help="The folder of one group.")],
    *,
    session: Annotated[int | None, typer.Option(help="Read it as it stood before this session.")] = None,
    language: Annotated[Language, typer.Option(help="The language of the words.")] = Language.ENGLISH,
    html: Annotated[Path | None, typer.Option(help="Also write one HTML file.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Also write a printable sheet, one page.")] = None,
    paper: Annotated[Paper, typer.Option(help="The paper of the sheet.")] = Paper.A4,
) -> None:
    """Read the brief for a group's next session: who comes, what changed, what is worth attention, and how sure that is."""
    from rich.console import Console

    from fourfold.feedback.html import to_html
    from fourfold.feedback.pdf import to_pdf
    from fourfold.feedback.reports.brief import write
    from fourfold.feedback.terminal import to_terminal
    from fourfold.feedback.words import words

    report = write(_as_of(_one_group(folder), session), language.value)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")
    to_terminal(report, Console())
    if html is not None:
        save(html, to_html(report).encode())
    if pdf is not None:
        save(pdf, to_pdf(report, paper.value))
    for path in (html, pdf):
        if path is not None:
            typer.echo(words(language.value).say("terminal.written", path=path))


def _one_group(folder: Path) -> "GroupRecord":
    """The record of a folder; faulty files are listed as `fourfold check` lists them.

    Raises as `read_record`, and `ValueError` for a folder of several groups.
    """
    from fourfold.cli.check import list_faults
    from fourfold.formats import read_record
    from fourfold.formats.files.faults import FilesRefused

    if folder.is_dir() and not any(p.is_file() for p in folder.iterdir()):
        groups = sorted(p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
        if groups:
            raise ValueError(f"{folder}: holds folders, not one group; choose one of {', '.join(groups[:8])}")
        raise FileNotFoundError(
            f"{folder}: is empty; give the folder of a group, or make some with: fourfold simulate {folder}"
        )
    try:
        return read_record(folder)
    except FilesRefused as refused:
        list_faults(refused.faults)
        raise typer.Exit(EXIT_REFUSED) from None


def _as_of(record: "GroupRecord", session: int | None) -> "GroupRecord":
    """The record before that session. Raises `ValueError` when there is no such session, or none at all."""
    numbers = sorted(record.sessions["number"].to_list())
    if not numbers:
        raise ValueError(f"{record.group.name} has no sessions yet; write the first planned one into its table of sessions")
    if session is None:
        return record
    if session not in numbers:
        raise ValueError(f"{record.group.name} has no session {session}; it has sessions {numbers[0]} to {numbers[-1]}")
    return record.before(session)


def check_place(path: Path) -> None:
    """Nothing, if a file can stand there. Raises `FileNotFoundError` or `IsADirectoryError` with a sentence."""
    if path.is_dir():
        raise IsADirectoryError(f"{path}: is a folder; give a file name")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent}: no such folder; make it first")


def save(path: Path, content: bytes) -> None:
    """Write a file, all of it or nothing. Raises `FileNotFoundError` or `IsADirectoryError` with a sentence."""
    check_place(path)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as part:
        try:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            Path(part.name).chmod(0o600)
            Path(part.name).replace(path)
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise
