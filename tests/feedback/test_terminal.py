"""The brief on a terminal of any width."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from fourfold.feedback.reports import brief
from fourfold.feedback.terminal import to_terminal
from tests.feedback.stage import HELD, estimates, group_record, signal


def printed(width: int, language: str = "en", labels: tuple[str, ...] = ("A", "B", "[red]C", "D", "E", "F")) -> str:
    record = group_record(labels=labels, turns=[(n, "m0", "m1") for n in HELD])
    console = Console(file=io.StringIO(), width=width, color_system=None)
    to_terminal(brief.write_from(record, estimates(record, signals=[signal(person="m2")]), language), console)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [60, 80, 200])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_line_is_wider_than_the_terminal_or_80_columns(width: int, language: str) -> None:
    assert max(cell_len(line) for line in printed(width, language).splitlines()) <= min(width, 80)


def test_the_four_marks_stand_beside_their_names() -> None:
    text = printed(80)
    for mark, name in (("●–□", "facilitator"), ("●–●", "member"), ("□–◌", "group"), ("●–◌", "group")):
        assert [line for line in text.splitlines() if mark in line and name in line]


def test_a_label_is_text_and_never_style() -> None:
    assert "[red]C has drawn back from the group since session 8." in printed(80)
