"""`fourfold talk`: who spoke to whom in one session, from a transcript, on the terminal, as HTML, PDF or data."""

import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fourfold.cli.brief import Language, check_place, save
from fourfold.cli.refusal import warn
from fourfold.cli.tables import show_json

if TYPE_CHECKING:
    from fourfold.cli.talk_file import Followed
    from fourfold.conversation.talk import Talk
    from fourfold.feedback.passages.talk_scene import Scene


def talk(
    file: Annotated[Path, typer.Argument(help="A transcript, or a CSV of start_s, end_s, speaker and maybe addressee.")],
    *,
    facilitator: Annotated[list[str] | None, typer.Option(help="A name in the file that leads; once for each.")] = None,
    html: Annotated[Path | None, typer.Option(help="Also write one HTML file.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="Also write a printable sheet, one page.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the measures as JSON, and nothing else.")] = False,
    infer_addressees: Annotated[Path | None, typer.Option(help="Write a CSV of turns: to whom, how likely.")] = None,
    use_text: Annotated[
        bool, typer.Option("--use-text", help="Infer from the words too, if they are English; no word is kept.")
    ] = False,
    ask: Annotated[Path | None, typer.Option(help="Write a CSV of the turns most in doubt: fill in to whom they were.")] = None,
    answers: Annotated[Path | None, typer.Option(help="Such a CSV, filled in; what stands there counts as known.")] = None,
    language: Annotated[Language, typer.Option(help="The language of the words.")] = Language.ENGLISH,
    group_share: Annotated[
        float | None, typer.Option(min=0, max=1, help="The part of turns that are to all, if you know; else it is estimated.")
    ] = None,
) -> None:
    """See who spoke to whom in one session: how much went through the facilitators, who held the floor, who did not meet."""
    from fourfold.cli.talk_answers import question_table, with_answers
    from fourfold.cli.talk_file import follow
    from fourfold.cli.talk_tables import addressee_table, measures
    from fourfold.formats.transcripts import read_transcript

    for wanted in filter(None, (html, pdf, infer_addressees, ask)):
        check_place(wanted)
    transcript = read_transcript(_a_file(file), with_text=use_text)
    transcript = transcript if answers is None else with_answers(transcript, _a_file(answers))
    followed = follow(file, transcript, facilitator or [])
    for remark in transcript.remarks:
        warn(remark)
    known = _with_addressees(followed, group_share, use_text)
    scene = _scene(file, followed, known, (language, use_text, group_share is not None))
    if as_json:
        show_json(measures(scene, transcript.remarks))
    _report(scene, html, pdf, silent=as_json)
    for path, table in ((infer_addressees, addressee_table), (ask, question_table)):
        if path is not None:
            save(path, table(followed, known).encode())
            _written(scene, path, silent=as_json)


def _a_file(path: Path) -> Path:
    """The path, if it is a file. Raises `FileNotFoundError` or `IsADirectoryError` with a sentence."""
    if path.is_dir():
        raise IsADirectoryError(f"{path}: is a folder; give one transcript")
    if not path.exists():
        raise FileNotFoundError(f"{path}: no such file")
    return path


def _with_addressees(followed: "Followed", group_share: float | None, use_text: bool) -> "Talk":
    """The talk with the chances of each addressee where the file does not say all of them."""
    from fourfold.conversation.talk import NOT_KNOWN

    if not (followed.talk.addressee == NOT_KNOWN).any():
        return followed.talk
    from fourfold.conversation.addressee import infer

    text = [followed.cues[row].text or "" for row in followed.rows] if use_text else None
    return infer(followed.talk, text=text, group_share=group_share)


def _scene(path: Path, followed: "Followed", known: "Talk", told: tuple[Language, bool, bool]) -> "Scene":
    """What the report tells of. Raises `NotEnoughData` where nobody spoke for any time."""
    from fourfold.conversation.summary import summary
    from fourfold.conversation.talk import NOT_KNOWN
    from fourfold.feedback.passages.talk_scene import Basis, Scene
    from fourfold.feedback.words import words
    from fourfold.vocabulary import NotEnoughData

    language, with_text, share_told = told
    found = summary(known)
    if found.shares is None:
        raise NotEnoughData(f"{path}: {found.missing['shares']}")
    inferred = int((followed.talk.addressee == NOT_KNOWN).sum())
    basis = Basis(len(followed.cues) - inferred, inferred, followed.nameless, with_text, share_told)
    return Scene(words(language.value), path.name, followed.names, known, found, found.shares, basis)


def _report(scene: "Scene", html: Path | None, pdf: Path | None, *, silent: bool) -> None:
    """Print the report, unless silent, and write it where it is wanted."""
    from rich.console import Console

    from fourfold.feedback.html import to_html
    from fourfold.feedback.pdf import to_pdf
    from fourfold.feedback.reports.talk import write
    from fourfold.feedback.terminal import to_terminal

    if silent and html is None and pdf is None:
        return
    report = write(scene)
    if not silent:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        to_terminal(report, Console())
    if html is not None:
        save(html, to_html(report).encode())
        _written(scene, html, silent=silent)
    if pdf is not None:
        save(pdf, to_pdf(report))
        _written(scene, pdf, silent=silent)


def _written(scene: "Scene", path: Path, *, silent: bool) -> None:
    typer.echo(scene.words.say("terminal.written", path=path), err=silent)
