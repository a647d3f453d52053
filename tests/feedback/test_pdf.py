"""The sheet: exactly one page, tagged, titled, in its language, the same bytes for the same report."""

import io
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from fourfold.feedback import Report, Statement
from fourfold.feedback.pdf import PAPERS, to_pdf
from fourfold.feedback.reports import brief
from tests.feedback.stage import HELD, demonstration, estimates, group_record, signal


def sheet(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def crowded(language: str, labels: tuple[str, ...] = tuple("ABCDEFGHIJKLMNO")) -> Report:
    """Fifteen members, three notices, everything that can be said at once."""
    away = [(f"m{k}", 10) for k in range(3, 8)]
    record = group_record(labels, ("Ann-Sophie", "Ben", "Chris"), turns=[(n, "m0", "m1") for n in HELD], absent=away)
    many = [signal(person=f"m{k}", since_session=7, q=0.06) for k in range(3)]
    straight = [("m0", 9, 8), ("m1", 9, 8)]
    return brief.write_from(record, estimates(record, signals=many, straight=straight), language, budget=3)


@pytest.fixture(scope="module")
def usual() -> Report:
    record = group_record(turns=[(n, "m0", "m1") for n in HELD])
    return brief.write_from(record, estimates(record, signals=[signal()]), "es")


def test_every_brief_of_the_demonstration_fits_one_page() -> None:
    for record, found in demonstration():
        for language in ("en", "es"):
            report = brief.write_from(record, found, language)
            for paper in PAPERS:
                assert len(sheet(to_pdf(report, paper)).pages) == 1, (record.group.name, language, paper)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("fonts", [(), ("DejaVu Sans",)])
def test_a_crowded_brief_fits_one_page_also_in_a_wide_font(paper: str, language: str, fonts: tuple[str, ...]) -> None:
    report = crowded(language)
    text = " ".join(sheet(to_pdf(report, paper, fonts=fonts)).pages[0].extract_text().split())
    assert len(sheet(to_pdf(report, paper, fonts=fonts)).pages) == 1
    for notice in getattr(report.section("attention"), "notices", ()):
        assert notice.headline.replace("\u00a0", " ") in text.replace("\u00a0", " ")


def test_what_cannot_fit_is_left_out_with_a_sentence(usual: Report) -> None:
    long = Statement("Una frase que no termina nunca y sigue y sigue. " * 200)
    missing = replace(usual.section("missing"), statements=(long, long))
    report = replace(usual, sections=tuple(missing if s.key == "missing" else s for s in usual.sections))
    page = sheet(to_pdf(report, "letter"))
    assert len(page.pages) == 1
    assert "Abreviado a una página" in page.pages[0].extract_text()


def test_paper_sizes(usual: Report) -> None:
    sizes = {paper: sheet(to_pdf(usual, paper)).pages[0].mediabox for paper in PAPERS}
    assert [round(float(v)) for v in (sizes["a4"].width, sizes["a4"].height)] == [595, 842]
    assert [round(float(v)) for v in (sizes["letter"].width, sizes["letter"].height)] == [612, 792]
    with pytest.raises(ValueError, match="no paper 'a5'; use a4 or letter"):
        to_pdf(usual, "a5")


def test_it_is_tagged_titled_and_in_its_language(usual: Report) -> None:
    root = sheet(to_pdf(usual)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert sheet(to_pdf(usual)).metadata.title == "Antes de la sesión · Monday circle · sesión 11"
    assert b"pdfuaid:part" in to_pdf(usual) or "pdfuaid" in str(root["/Metadata"].get_data())


def test_every_figure_has_its_words_for_those_who_do_not_see_it(usual: Report) -> None:
    told = [f.text_alternative for s in usual.sections for f in s.figures]
    structure = str(_alternatives(sheet(to_pdf(usual)).trailer["/Root"]["/StructTreeRoot"]))
    assert len(told) == 5
    assert all(words in structure for words in told)


def _alternatives(node: object) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [a for child in node for a in _alternatives(child)]
    if not isinstance(node, dict):
        return []
    own = [str(node["/Alt"])] if "/Alt" in node else []
    return own + (_alternatives(node["/K"]) if "/K" in node else [])


def test_the_same_report_makes_the_same_bytes(usual: Report) -> None:
    assert to_pdf(usual) == to_pdf(usual)


@settings(max_examples=15, deadline=None)
@given(label=st.text(min_size=1, max_size=12))
def test_no_text_becomes_code_and_no_letter_stops_the_press(label: str) -> None:
    record = group_record(labels=(label, *"BCDEF"), turns=[(n, "m1", "m2") for n in HELD])
    assert len(sheet(to_pdf(brief.write_from(record, estimates(record, signals=[signal()])))).pages) == 1


@pytest.mark.parametrize(
    "label", ["#panic()", "$x$", "*b*", "_i_", "@ref", "<a>", "\\", "`c`", "// x", "[y]", "A\u0e01", "😀", "שלום"]
)
def test_typst_mark_up_in_a_label_is_text(label: str) -> None:
    record = group_record(labels=(label, *"BCDEF"))
    page = sheet(to_pdf(brief.write_from(record, estimates(record, signals=[signal()]))))
    assert len(page.pages) == 1
    if label.isascii():
        assert label in page.pages[0].extract_text()
