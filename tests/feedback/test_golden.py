"""Whole briefs and pages of groups of the simulated demonstration, as text. To renew them after a change that you have read:

FOURFOLD_RENEW_GOLDEN=1 python -m pytest tests/feedback/test_golden.py && git diff tests/feedback/golden
"""

import io
import os
from pathlib import Path

import pytest
from rich.console import Console

from fourfold.feedback import Report
from fourfold.feedback.reports import brief
from fourfold.feedback.reports import group as group_report
from fourfold.feedback.reports import talk as talk_report
from fourfold.feedback.terminal import to_terminal
from tests.feedback.heard import demonstrated
from tests.feedback.stage import demonstration

GOLDEN = Path(__file__).parent / "golden"
CASES = [("monday-group", "en"), ("wednesday-group", "en"), ("friday-group", "en"), ("wednesday-group", "es")]


@pytest.mark.parametrize(("group", "language"), CASES)
def test_the_demonstration_reads_as_it_did(group: str, language: str) -> None:
    record, found = next(pair for pair in demonstration() if pair[0].group.group_id == group)
    _reads_as_before(brief.write_from(record, found, language), f"{group}-{language}")


@pytest.mark.parametrize(("group", "language"), CASES)
def test_the_page_of_a_group_reads_as_it_did(group: str, language: str) -> None:
    record, found = next(pair for pair in demonstration() if pair[0].group.group_id == group)
    _reads_as_before(group_report.write_from(record, found, language), f"{group}-page-{language}")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_talk_of_a_session_reads_as_it_did(language: str) -> None:
    _reads_as_before(talk_report.write(demonstrated(language)), f"talk-{language}")


def _reads_as_before(report: Report, name: str) -> None:
    console = Console(file=io.StringIO(), width=80, color_system=None)
    to_terminal(report, console)
    text = "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("FOURFOLD_RENEW_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
