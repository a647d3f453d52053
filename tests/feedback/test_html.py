"""The page: one file, nothing from elsewhere, everything escaped, everything named."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.feedback.html import to_fragment, to_html
from fourfold.feedback.reports import brief
from fourfold.feedback.theme import DRAWN_IN, follow_tokens, style
from fourfold.record import GroupRecord
from fourfold.vocabulary import Level
from tests.feedback.stage import HELD, estimates, group_record, signal

VOID = {"meta", "path", "circle", "rect", "line", "br"}


class Outline(HTMLParser):
    """Elements with their attributes, the text, and whether every tag that opens also closes."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if self.open and self.open[-1] != "style" else ""

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]


def full(language: str = "en", **given_to: object) -> str:
    record = group_record(turns=[(n, "m0", "m1") for n in HELD], left=[("m5", 8)], **given_to)
    return to_html(brief.write_from(record, estimates(record, signals=[signal()]), language))


@pytest.fixture(scope="module", params=["en", "es"])
def page(request: pytest.FixtureRequest) -> str:
    return full(request.param)


def test_nothing_runs_and_nothing_is_fetched(page: str) -> None:
    assert not re.search(r"<(script|link|img|iframe|object|form|input)\b|\bon\w+=|@import|url\(", page)
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_it_is_well_formed_and_its_ids_are_unique(page: str) -> None:
    outline = Outline(page)
    assert outline.open == []
    ids = [attrs["id"] for _, attrs in outline.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert all(attrs["aria-labelledby"] in ids for attrs in outline.all("section"))


def test_it_has_a_language_a_title_and_landmarks() -> None:
    outline = Outline(full("es"))
    assert outline.all("html")[0]["lang"] == "es"
    assert len(outline.all("main")) == len(outline.all("h1")) == len(outline.all("title")) == 1
    assert "<title>Antes de la sesión · Monday circle · sesión\u00a011 · Fourfold</title>" in full("es")


def test_every_picture_has_a_name_or_is_hidden(page: str) -> None:
    pictures = Outline(page).all("svg")
    assert len(pictures) >= 10
    for attrs in pictures:
        assert attrs.get("aria-hidden") == "true" or (attrs.get("role") == "img" and attrs.get("aria-label"))
    assert len([a for a in pictures if a.get("role") == "img"]) == 1 + len(Level)


def test_the_numbers_stand_behind_a_disclosure_only(page: str) -> None:
    before, _, behind = page.partition("<details")
    assert not re.search(r">[^<]*\d[.,]\d[^<]*<", before.partition("</style>")[2])
    assert behind.count("<table>") == 4


def test_pictures_follow_the_theme_of_the_page(page: str) -> None:
    style = page.partition("</style>")[0]
    drawn = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{3,6})"', page.partition("</style>")[2]))
    assert drawn
    assert not [colour for colour in drawn if f'="{colour}"]' not in style]


def test_the_style_of_pictures_is_the_one_that_follows_the_tokens() -> None:
    written = re.sub(r"/\*.*?\*/\n", "", style("pictures.css"), flags=re.DOTALL)
    assert written == follow_tokens("figure svg", DRAWN_IN) + "\n"


def test_a_fragment_holds_every_part_and_nothing_that_a_page_must_not_have() -> None:
    record = group_record(turns=[(n, "m2", "m1") for n in HELD])
    report = brief.write_from(record, estimates(record, signals=[signal()]))
    fragment = to_fragment(report)
    assert set(fragment.sections) == {s.key for s in report.sections} - {"asked"}
    assert len(fragment.notices) == len(report.section("attention").notices) == 1
    for part in (*fragment.sections.values(), *fragment.notices):
        outline = Outline(part)
        assert outline.open == []
        assert not [a for _, attrs in outline.elements for a in attrs if a.startswith("on") or a in ("href", "src", "style")]
        assert part in to_html(report)
    assert set(to_fragment(report, only=("since",)).sections) == {"since"}
    assert to_fragment(report, only=("since",)).notices == ()


@settings(max_examples=15, deadline=None)
@given(label=st.text(min_size=1, max_size=12), name=st.text(max_size=20), reason=st.text(max_size=20))
def test_no_text_becomes_mark_up(label: str, name: str, reason: str) -> None:
    record = named(label, name, reason)
    outline = Outline(to_html(brief.write_from(record, estimates(record, signals=[signal()]))))
    assert outline.open == []
    assert {tag for tag, _ in outline.elements} <= {tag for tag, _ in Outline(full()).elements} | {"tspan", "dl"}
    assert not [a for _, attrs in outline.elements for a in attrs if a.startswith("on") or a in ("href", "src", "style")]


@pytest.mark.parametrize("label", ["<b>", "&lt;", '"x"', "<script>alert(1)</script>", "]]>", "A\x07B", "😀", "שלום", "{name}"])
def test_awkward_labels_are_shown_as_they_are(label: str) -> None:
    record = named(label, label, label)
    outline = Outline(to_html(brief.write_from(record, estimates(record, signals=[signal()]))))
    assert f"{label.replace(chr(7), chr(32))} was away last time." in outline.text.replace("\u2068", "").replace("\u2069", "")


def named(label: str, name: str, reason: str) -> GroupRecord:
    record = group_record(
        labels=(label, *"BCDEF"), turns=[(n, "m2", "m1") for n in HELD], absent=[("m0", 10)], announced=[("m1", reason)]
    )
    return replace(record, group=replace(record.group, name=name))
