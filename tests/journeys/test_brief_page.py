"""The brief as a page in a real browser: it fits, it loads nothing, and everybody can read it."""

from pathlib import Path

import pytest

from fourfold.feedback.html import to_html
from fourfold.feedback.reports import brief
from fourfold.simulate import demonstration_programme

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("briefs")
    for record in demonstration_programme():
        for language in ("en", "es"):
            path = folder / f"{record.group.group_id}-{language}.html"
            path.write_text(to_html(brief.write(record, language=language)), encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.mark.parametrize("width", [820, 1200, 1440])
def test_no_table_is_cut_on_a_wide_screen(browser, pages: list[Path], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    for path in pages:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        cut = "[...document.querySelectorAll('.scroll')].filter(part => part.scrollWidth > part.clientWidth).length"
        assert page.evaluate(cut) == 0, path.name
    page.close()


def test_on_a_telephone_the_day_and_the_leaders_have_a_line_each(browser, pages: list[Path]) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(pages[0].as_uri())
    lines = "[...document.querySelectorAll('.occasion span')].filter(part => part.offsetParent).map(part => part.offsetTop)"
    tops = page.evaluate(lines)
    assert len(tops) == len(set(tops)) == 2
    page.close()


@pytest.mark.parametrize("width", [360, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_brief_fits_loads_nothing_and_is_accessible(browser, pages: list[Path], width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in pages:
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    assert len(asked) == len(pages)
    page.close()
