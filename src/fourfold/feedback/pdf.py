"""A report as one printed sheet: a tagged PDF for A4 or Letter."""

import json
from collections.abc import Mapping
from typing import Any

from fourfold.feedback.charts import svg
from fourfold.feedback.marks import mark_svg
from fourfold.feedback.report import Figure, Notice, Report, Section, Statement
from fourfold.feedback.talk_circle import key_of
from fourfold.feedback.theme import colours, style
from fourfold.feedback.typesetting import unbroken
from fourfold.feedback.words import Words, words

PAPERS: Mapping[str, str] = {"a4": "a4", "letter": "us-letter"}
SANS = ("Noto Sans", "Open Sans", "Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "Nimbus Sans", "DejaVu Sans")
_SEAT_LETTERS = 3


def to_pdf(report: Report, paper: str = "a4", *, fonts: tuple[str, ...] = SANS) -> bytes:
    """The report on exactly one page, tagged for screen readers (PDF/UA-1 where every letter has a glyph).

    Raises ValueError for a paper that is neither a4 nor letter.
    """
    import typst

    if paper not in PAPERS:
        raise ValueError(f"there is no paper '{paper}'; use {' or '.join(PAPERS)}")
    source = style("brief.typ").encode()
    inputs = {"report": json.dumps(_content(report, PAPERS[paper], fonts), ensure_ascii=False)}
    try:
        return bytes(typst.compile(source, sys_inputs=inputs, pdf_standards=["ua-1"], timestamp=0))
    except typst.TypstError as refused:
        # A label in a script that no font here can write breaks the standard, not the page.
        if "could not be displayed" not in str(refused):
            raise
        return bytes(typst.compile(source, sys_inputs=inputs, timestamp=0))


def _content(report: Report, paper: str, fonts: tuple[str, ...]) -> dict[str, Any]:
    said = words(report.language)
    return {
        "paper": paper,
        "fonts": fonts,
        "language": report.language,
        "colours": dict(colours("print")),
        "document_title": f"{report.title} · {report.subtitle}",
        "description": " · ".join(filter(None, (report.subtitle, report.occasion))),
        "title": report.title,
        "subtitle": unbroken(report.subtitle),
        "occasion": unbroken(report.occasion),
        "parts": {section.key: _part(section, said) for section in report.sections},
        "footnotes": report.footnotes[:-1],
        "last_note": report.footnotes[-1] if report.footnotes else "",
        "shortened": said.say("foot.shortened"),
    }


def _part(section: Section, said: Words) -> dict[str, Any]:
    return {
        "title": section.title,
        "statements": [unbroken(s.text) for s in section.statements if not s.pair],
        "pairs": [_pair(s, said) for s in section.statements if s.pair],
        "notices": [_notice(n, said) for n in section.notices],
        "figures": [_figure(f, said) for f in section.figures if f.specification],
        "choices": section.choices,
    }


def _pair(statement: Statement, said: Words) -> dict[str, Any]:
    first, second = statement.pair or ("", "")
    together = statement.text
    if statement.figures:
        together = said.say("never_spoken.together", int(statement.figures["sessions"]))
    drawn = max(len(first), len(second)) <= _SEAT_LETTERS
    return {"first": first, "second": second, "together": together, "told": statement.text, "drawn": drawn}


def _notice(notice: Notice, said: Words) -> dict[str, Any]:
    reasons = (("why", notice.why), ("also_seen", notice.also_seen), ("next_step", notice.next_step))
    return {
        "mark": mark_svg(notice.level, colours("print")["accent"]),
        "level": notice.heading,
        "headline": unbroken(notice.headline),
        "reasons": [(said.say(f"attention.{key}"), text) for key, text in reasons],
    }


def _figure(figure: Figure, said: Words) -> dict[str, Any]:
    return {
        "title": figure.title,
        "caption": unbroken(figure.caption),
        "alternative": figure.text_alternative,
        "svg": svg(figure.specification, figure.text_alternative, "print"),
        "mark": mark_svg(figure.level, colours("print")["accent"]) if figure.level else "",
        "key": key_of(figure, said),
    }
