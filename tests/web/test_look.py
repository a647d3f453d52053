"""What every page is made of: templates that keep to the policy, words in both languages, styles from the tokens."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.utils import translation

import fourfold.web
from fourfold.feedback.words import LANGUAGES
from fourfold.vocabulary import Level, Role
from fourfold.web.faults import server_error
from fourfold.web.templatetags.drawing import icon, level_named, mark, undo_address
from fourfold.web.words import site_words
from tests.feedback.test_words import FORBIDDEN, gaps, leaves
from tests.web.personas import World

WEB = Path(fourfold.web.__file__).parent
TEMPLATES = WEB / "templates"
STYLES = sorted((WEB / "static").rglob("*.css"))
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
SPRITE = (WEB / "static" / "fourfold" / "marks.svg").read_text(encoding="utf-8")
TOKENS = (WEB.parent / "feedback" / "templates" / "tokens.css").read_text(encoding="utf-8")

_SAID_IN_TEMPLATES = re.compile(r"""\{%\s*say\s+["']([\w.]+)["']""")
_SAID_IN_CODE = re.compile(r"""\.say\(\s*f?["']([a-z_]+\.[a-z0-9_]+)["']""")
_NAMED = re.compile(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""")
_STATIC = re.compile(r"""\{%\s*static\s+["']([^"']+)["']""")
_DRAWN = re.compile(r"""\{%\s*icon\s+["']([\w-]+)["']""")
_NAMED_COLOUR = re.compile(r"--[\w-]+:\s*#[0-9a-fA-F]{3,8}\s*;")
# White and black are what a camera or a printer needs, whatever the theme.
_COLOUR = re.compile(r"#(?!fff\b|000\b)[0-9a-fA-F]{3,8}\b|\b(?:rgb|rgba|hsl|hsla|oklch|lab)\(")


def _name(path: Path) -> str:
    return path.relative_to(TEMPLATES).as_posix()


def _all(wanted: re.Pattern[str], paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Every match of a pattern, with the file it stands in."""
    for path in paths:
        for found in wanted.findall(path.read_text(encoding="utf-8")):
            yield path.name, found


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_template_compiles_and_finds_what_it_names(path: Path) -> None:
    get_template(_name(path))
    for name in _NAMED.findall(path.read_text(encoding="utf-8")):
        get_template(name)


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_template_keeps_to_the_content_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style\b", text), "styles stand in the style sheets"
    assert not re.search(r"""\son[a-z]+\s*=\s*["']|javascript:""", text), "no script in an attribute"
    for opening in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in opening or 'type="application/json"' in opening, f"inline script: {opening}"
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:)?//""", text), "nothing comes from elsewhere"


def test_every_file_that_a_template_links_is_there() -> None:
    assert not [(page, name) for page, name in _all(_STATIC, PAGES) if not finders.find(name)]


def test_every_icon_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', SPRITE))
    assert not [(page, name) for page, name in _all(_DRAWN, PAGES) if name not in drawn]
    assert {f"level-{level.replace('_', '-')}" for level in Level} <= drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_is_said_has_words(language: str) -> None:
    known = dict(leaves(site_words(language).entries))
    code = sorted(path for path in WEB.rglob("*.py") if path.parent.name != "migrations")
    said = [*_all(_SAID_IN_TEMPLATES, PAGES), *_all(_SAID_IN_CODE, code)]
    assert len(said) > 50
    assert not [(place, key) for place, key in said if key not in known and f"{key}.other" not in known]
    assert {f"signin.role_{role}" for role in Role} <= set(known)


def test_every_language_has_the_same_words_with_the_same_gaps() -> None:
    english, spanish = (dict(leaves(site_words(language).entries)) for language in ("en", "es"))
    assert set(english) == set(spanish)
    differing = {key: (gaps(text) ^ gaps(spanish[key])) - {"count"} for key, text in english.items()}
    assert not {key: names for key, names in differing.items() if names}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_forbidden_word_is_on_a_page(language: str) -> None:
    wrong = re.compile(FORBIDDEN[language], flags=re.IGNORECASE)
    assert not [(key, text) for key, text in leaves(site_words(language).entries) if wrong.search(text)]


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_a_style_sheet_takes_its_colours_from_the_tokens(path: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(text.splitlines()) <= 400
    assert not _COLOUR.findall(_NAMED_COLOUR.sub("", text))
    defined = set(re.findall(r"(--[\w-]+)\s*:", TOKENS + text))
    assert not set(re.findall(r"var\((--[\w-]+)", text)) - defined
    assert "@import" not in text
    assert "url(" not in text


def test_a_mark_stands_for_each_level_and_its_name_beside_it() -> None:
    for level in Level:
        assert f"#level-{level.replace('_', '-')}" in mark(level)
        assert 'aria-hidden="true"' in mark(level)
    with translation.override("es"):
        assert "Integrante y grupo" in level_named("member_group")
    with pytest.raises(ValueError, match="nonsense"):
        mark("nonsense")


def test_an_icon_is_written_safely() -> None:
    assert icon("tick", "shape").startswith('<svg class="shape"')
    assert "<b>" not in icon("<b>")


def test_a_message_offers_to_undo_only_where_a_page_says_so() -> None:
    assert undo_address("undo:/sessions/3/undo/") == "/sessions/3/undo/"
    assert undo_address("other") == undo_address(None) == ""
    told = [Message(constants.SUCCESS, "A. is <late>.", "undo:/undo/7/"), Message(constants.ERROR, "Not closed.")]
    shown = render_to_string("parts/messages.html", {"messages": told})
    assert shown.count("<form") == 1
    assert 'action="/undo/7/"' in shown
    assert "A. is &lt;late&gt;." in shown
    assert shown.count('class="message fault"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "said"), [("en", "Sign in with a passkey"), ("es", "Entrar con una llave de acceso")])
def test_the_sign_in_page_reads_in_the_language_of_the_reader(client: Client, language: str, said: str) -> None:
    page = client.get("/accounts/login/", headers={"accept-language": language}).content.decode()
    assert f'<html lang="{language}">' in page
    assert said in page
    assert 'class="demonstration"' not in page


def test_the_demonstration_lists_a_sign_in_for_each_role() -> None:
    accounts = [(str(role), f"{role}@example.invalid", "a long word") for role in Role]
    shown = render_to_string("account/snippets/demonstration.html", {"demonstration_accounts": accounts, "login_url": "/in/"})
    assert shown.count('action="/in/"') == len(Role)
    assert "A programme manager" in shown


@pytest.mark.django_db
def test_a_browser_that_hides_where_a_form_comes_from_would_be_refused_so_we_let_it_tell_us(client: Client) -> None:
    assert client.get("/accounts/login/").headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_language_is_changed_by_a_button_and_never_leads_elsewhere(client: Client) -> None:
    answer = client.post("/language/", {"language": "es", "next": "/accounts/login/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/login/")
    assert '<html lang="es">' in client.get("/accounts/login/").content.decode()
    assert client.post("/language/", {"language": "en", "next": "//elsewhere.example/"}).headers["Location"] == "/"


def test_a_page_that_is_missing_and_one_that_is_not_for_the_viewer_look_alike(
    world: World, signed_in: Callable[[str], Client]
) -> None:
    client = signed_in("facilitator")
    addresses = [f"/groups/{world.elsewhere.pk}/", "/groups/999999/", "/groups/nothing-here/"]
    answers = [client.get(address) for address in addresses]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    pages = {_without_its_address(answer.content, address) for answer, address in zip(answers, addresses, strict=True)}
    assert len(pages) == 1
    assert "There is nothing here" in pages.pop()


def test_the_top_shows_the_ways_of_the_viewer_and_where_one_is(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("facilitator").get("/groups/nothing-here/").content.decode()
    assert re.findall(r'aria-current="page">(\w+)<', page) == ["Groups"]
    assert ">Facilitator</a>" in page
    assert 'action="/accounts/logout/"' in page
    assert ">Accounts</a>" not in page
    assert '<nav class="nav"' not in Client().get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_an_expired_form_says_what_to_do() -> None:
    answer = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a", "password": "b"})
    assert answer.status_code == 403
    assert "This form was open too long" in answer.content.decode()


def test_a_fault_of_ours_is_told_in_every_language_and_needs_no_session_or_database() -> None:
    answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "It was not your doing." in answer.content.decode()
    assert '<div class="alone" lang="es">' in answer.content.decode()
    for address in re.findall(r'href="/static/([^"]+)"', answer.content.decode()):
        assert finders.find(address), address


def _without_its_address(page: bytes, address: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.decode())
    return text.replace(f'value="{address}"', "")
