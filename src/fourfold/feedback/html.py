"""A report as one HTML file: inline style, inline pictures, no script, nothing from elsewhere; or its parts for a page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape

from fourfold.feedback.charts import svg
from fourfold.feedback.marks import mark_svg
from fourfold.feedback.report import Figure, Notice, Report, Section, Statement
from fourfold.feedback.talk_circle import key_of
from fourfold.feedback.theme import colours, style
from fourfold.feedback.typesetting import unbroken
from fourfold.feedback.words import Words, words

_SEAT_LETTERS = 3
_DOT = " · "


@dataclass(frozen=True, slots=True)
class Fragment:
    """The parts of a report for a page with a frame and a style of its own: mark-up without style, script or address.

    `sections` holds each section's heading and body by key; `notices` stand apart: a page puts what to do below each.
    """

    sections: Mapping[str, str]
    notices: tuple[str, ...]


def to_fragment(report: Report, *, only: Collection[str] = ()) -> Fragment:
    """The parts of a report, or only those of some keys; a section of choices is left to the page, which asks."""
    said = words(report.language)
    wanted = [s for s in report.sections if not s.choices and (not only or s.key in only)]
    bare = [replace(s, notices=()) if s.notices else s for s in wanted]
    sections = {s.key: f'<h2 id="{s.key}">{_text(s.title)}</h2>\n{_INSIDE[s.key](s, said)}' for s in bare}
    return Fragment(sections, tuple(_noticed(n, said) for s in wanted for n in s.notices))


def to_html(report: Report) -> str:
    """The report as one self-contained page that prints on one sheet and follows the reader's light or dark theme."""
    said = words(report.language)
    return (
        f'<!doctype html>\n<html lang="{_text(report.language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(report.title)} · {_text(report.subtitle)} · Fourfold</title>\n"
        f"<style>\n{_style()}</style>\n</head>\n<body>\n{_body(report, said)}</body>\n</html>\n"
    )


def _style() -> str:
    return "\n".join([style("tokens.css"), style("brief.css"), style("pictures.css")])


def _body(report: Report, said: Words) -> str:
    column = {key: "".join(_section(report, key, said) for key in keys) for key, keys in _COLUMNS.items()}
    return (
        '<main class="page">\n<header class="opening">\n'
        f"<p>{_text(report.subtitle)}</p>\n<h1>{_text(report.title)}</h1>\n{_occasion(report.occasion)}</header>\n"
        f'<div class="sheet">\n<div class="main">\n{column["main"]}</div>\n<div class="aside">\n{column["aside"]}</div>\n'
        f'{column["span"]}</div>\n<footer class="colophon">\n<p>{_text(" ".join(report.footnotes[:-1]))}</p>\n'
        f"<p>{_text(' '.join(report.footnotes[-1:]))}</p>\n</footer>\n</main>\n"
    )


def _occasion(occasion: str) -> str:
    """Day and leaders, each of which keeps to a line of its own where one line is too short for both."""
    day, dot, led = occasion.partition(_DOT)
    between = f'<span class="dot">{dot}</span>' if dot else ""
    return f'<p class="occasion"><span>{_text(day)}</span>{between}<span>{_text(led)}</span></p>\n'


def _section(report: Report, key: str, said: Words) -> str:
    section = report.section(key)
    if section is None:
        return ""
    wide = ' class="span"' if key in _COLUMNS["span"] else ""
    inner = _INSIDE[key](section, said)
    if key == "asked":
        inner = f'<div class="asked">\n<h2 id="asked">{_text(section.title)}</h2>\n{inner}</div>\n'
    else:
        inner = f'<h2 id="{key}">{_text(section.title)}</h2>\n{inner}'
    return f'<section aria-labelledby="{key}"{wide}>\n{inner}</section>\n'


def _since(section: Section, _: Words) -> str:
    return f'<ul class="say">{_items(section.statements)}</ul>\n'


def _attention(section: Section, said: Words) -> str:
    calm = "".join(f'<p class="calm">{_text(s.text)}</p>\n' for s in section.statements)
    return calm + "".join(_notice(n, said) for n in section.notices)


def _notice(notice: Notice, said: Words) -> str:
    return f'<article class="notice">\n{_noticed(notice, said)}</article>\n'


def _noticed(notice: Notice, said: Words) -> str:
    reasons = (("why", notice.why), ("also_seen", notice.also_seen), ("next_step", notice.next_step))
    rows = "".join(f"<div><dt>{_text(said.say(f'attention.{k}'))}</dt><dd>{_text(t)}</dd></div>\n" for k, t in reasons)
    return (
        f'{mark_svg(notice.level)}\n<p class="kind">{_text(notice.heading)}</p>\n'
        f'<h3>{_text(notice.headline)}</h3>\n<dl class="reasons">\n{rows}</dl>\n'
    )


def _joined(section: Section, _: Words) -> str:
    return f'<p class="quiet">{_text(" ".join(s.text for s in section.statements))}</p>\n'


def _who(section: Section, _: Words) -> str:
    pictures = "".join(f'<figure class="who-comes">{_picture(f)}</figure>\n' for f in section.figures)
    return pictures + _quiet(section)


def _never_spoken(section: Section, said: Words) -> str:
    pairs = "".join(_pair(s, said) for s in section.statements if s.pair)
    rest = "".join(f'<p class="quiet">{_text(s.text)}</p>\n' for s in section.statements if not s.pair)
    return (f'<ul class="pairs">\n{pairs}</ul>\n' if pairs else "") + rest


def _pair(statement: Statement, said: Words) -> str:
    together = statement.text
    if statement.figures:
        together = said.say("never_spoken.together", int(statement.figures["sessions"]))
    first, second = statement.pair or ("", "")
    if max(len(first), len(second)) > _SEAT_LETTERS:
        return f"<li>{_text(statement.text)}</li>\n"
    seats = "".join(
        f'<circle class="seat" cx="{x}" cy="18" r="16"/><text class="letter" x="{x}" y="23.5">{_text(label)}</text>'
        for x, label in ((18, first), (76, second))
    )
    picture = f'<svg viewBox="0 0 94 36" aria-hidden="true" focusable="false">{seats}<path class="gap" d="M40 18H56"/></svg>'
    told = f'<span class="unseen">{_text(statement.text)}</span><span aria-hidden="true">{_text(together)}</span>'
    return f"<li>{picture}{told}</li>\n"


def _circle(section: Section, said: Words) -> str:
    drawn = "".join(_captioned(f, said) for f in section.figures if f.specification)
    return drawn + _quiet(section) + _numbers(section.figures, said)


def _captioned(figure: Figure, said: Words) -> str:
    key = "".join(_key(*kind) for kind in key_of(figure, said))
    return (
        f'<figure class="talk-circle">{_picture(figure)}\n<figcaption>{_text(figure.caption)}</figcaption>\n'
        f'<ul class="key">{key}</ul></figure>\n'
    )


def _key(colour: str, faint: bool, told: str) -> str:
    pale = ' opacity=".36"' if faint else ""
    line = f'<path fill="{colours("light")[colour]}"{pale} d="M2 4Q30 7 58 8.6V9.4Q30 11 2 14Z"/>'
    return f'<li><svg viewBox="0 0 60 18" aria-hidden="true" focusable="false">{line}</svg><span>{_text(told)}</span></li>\n'


def _bars(section: Section, said: Words) -> str:
    pictures = "".join(f'<figure class="{_text(f.key)}">{_in_two_widths(f)}</figure>\n' for f in section.figures)
    return pictures + _numbers(section.figures, said)


def _tables(section: Section, said: Words) -> str:
    return _numbers(section.figures, said)


def _relationships(section: Section, said: Words) -> str:
    drawn = "".join(
        f"<figure>\n<figcaption>{mark_svg(f.level) if f.level else ''}<span>{_text(f.title)}</span></figcaption>\n"
        f"{_picture(f)}\n<p>{_text(f.caption)}</p>\n</figure>\n"
        for f in section.figures
    )
    after = "".join(f'<p class="quiet after">{_text(s.text)}</p>\n' for s in section.statements)
    return f'<div class="glance">\n{drawn}</div>\n{after}{_numbers(section.figures, said)}'


def _numbers(figures: Iterable[Figure], said: Words) -> str:
    tables = "".join(_table(f) for f in figures if not f.table.is_empty())
    summary = f"<summary>{_text(said.say('relationships.numbers'))}</summary>"
    return f'<details class="numbers">{summary}\n<div class="tables">\n{tables}</div></details>\n'


def _table(figure: Figure) -> str:
    head = "".join(f'<th scope="col">{_text(c)}</th>' for c in figure.table.columns)
    body = "".join("<tr>" + "".join(f"<td>{_text(v)}</td>" for v in row) + "</tr>\n" for row in figure.table.iter_rows())
    caption = _text(figure.table_caption or figure.title)
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{caption}"><table>\n'
        f"<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n"
        f"<tbody>\n{body}</tbody>\n</table></div>\n"
    )


def _quiet(section: Section, _: Words | None = None) -> str:
    return "".join(f'<p class="quiet">{_text(s.text)}</p>\n' for s in section.statements)


def _missing(section: Section, _: Words) -> str:
    return f'<p class="quiet">{_text(" ".join(s.text for s in section.statements))}</p>\n'


def _asked(section: Section, _: Words) -> str:
    return f'<ul class="boxes">{"".join(f"<li>{_text(c)}</li>" for c in section.choices)}</ul>\n'


def _items(statements: Iterable[Statement]) -> str:
    return "".join(f"<li>{_text(s.text)}</li>" for s in statements)


def _in_two_widths(figure: Figure) -> str:
    """The picture, and where it has a narrow one, that beside it; the style shows one of the two."""
    if figure.narrow is None:
        return _picture(figure)
    narrow = svg(figure.narrow, figure.text_alternative)
    return f'<div class="if-wide">{_picture(figure)}</div><div class="if-narrow">{narrow}</div>'


def _picture(figure: Figure) -> str:
    return svg(figure.specification, figure.text_alternative)


def _text(value: object) -> str:
    """The one door by which text enters the page."""
    return escape(unbroken(str(value)), quote=True)


_COLUMNS = {
    "main": ("since", "attention", "chairs", "practice", "missing", "heard", "heard_circle"),
    "aside": ("who", "due", "never_spoken", "heard_shares", "heard_pairs"),
    "span": ("relationships", "asked", "heard_time", "heard_basis", "heard_numbers"),
}
_INSIDE = {
    "since": _since,
    "attention": _attention,
    "chairs": _joined,
    "practice": _quiet,
    "due": _quiet,
    "missing": _missing,
    "who": _who,
    "never_spoken": _never_spoken,
    "relationships": _relationships,
    "asked": _asked,
    "heard": _since,
    "heard_circle": _circle,
    "heard_shares": _bars,
    "heard_pairs": _never_spoken,
    "heard_time": _bars,
    "heard_basis": _quiet,
    "heard_numbers": _tables,
}
