"""A file that does not hold together is refused by file, place and remedy; a site's own folder adds practices."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.practices import Kind, PracticeRefused, Setting, Suits, catalogue, load, practice
from fourfold.practices.loader import FIELDS, read

WHOLE = """
key = "calm"
version = "1"
kind = "mindfulness"
settings = ["session", "alone"]
suits = ["never_met"]
least_minutes = 2
most_minutes = 4
source = "made for the tests"
licence = "CC0-1.0"
languages = ["en", "es"]

[title]
en = "Calm"
es = "Calma"
[purpose]
en = "To rest."
es = "Descansar."
[steps]
en = ["Sit.", "Look."]
es = ["Siéntese.", "Mire."]
[not_when]
en = ["When it is late."]
es = ["Cuando es tarde."]
[gentler]
en = ["Stand."]
es = ["De pie."]

[evidence_none]
en = "No study was found."
es = "No se halló ningún estudio."

[[evidence]]
citation = "made for the tests (2026)"
url = "https://example.org/"
words = { en = "Nothing. It is invented.", es = "Nada. Es inventado." }
"""


def refused(text: str) -> str:
    with pytest.raises(PracticeRefused) as caught:
        read(text, "calm.toml")
    return str(caught.value)


def test_a_whole_file_is_a_practice() -> None:
    made = read(WHOLE, "calm.toml")
    assert made.kind is Kind.MINDFULNESS
    assert made.settings == {Setting.SESSION, Setting.ALONE}
    assert made.suits == {Suits.NEVER_MET}
    assert made.steps["es"] == ("Siéntese.", "Mire.")
    assert made.evidence[0].url == "https://example.org/"
    assert made.evidence_none["en"] == "No study was found."


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('key = "calm"', 'key = "other"', "calm.toml, key: 'other' is not the name of the file; rename one of them"),
        ('key = "calm"', 'key = "calm"\nmode = "x"', "calm.toml, mode: is not a field here"),
        ('"mindfulness"', '"magic"', "calm.toml, kind: 'magic' is not known; use one of compassion"),
        ('["never_met"]', '["bored"]', "calm.toml, suits: 'bored' is not known; use words of rupture_member_facilitator"),
        ('["session", "alone"]', "[]", "calm.toml, settings: there is none; write settings ="),
        ('["en", "es"]\n\n[title]', "[]\n\n[title]", "calm.toml, languages: there is none"),
        ('["en", "es"]\n\n[title]', '["en", "es", "fr"]\n\n[title]', "calm.toml, title: is missing in 'fr'; write it"),
        ('["en", "es"]\n\n[title]', '["en"]\n\n[title]', "calm.toml, title: is given in 'es', which languages does not name"),
        ("least_minutes = 2", "least_minutes = 0", "calm.toml, least_minutes: 0 is less than a minute"),
        ("most_minutes = 4", "most_minutes = 1", "calm.toml, most_minutes: 1 is below least_minutes 2"),
        ("most_minutes = 4", "most_minutes = 61", "calm.toml, most_minutes: 61 is more than 60; cut the practice"),
        ('en = ["Sit.", "Look."]', 'en = ["Sit."]', "calm.toml, steps: has more lines in one language than in another"),
        ('en = ["Sit.", "Look."]\nes = ["Siéntese.", "Mire."]', "", "calm.toml, steps: is missing in 'en'"),
        ('["When it is late."]', "[]", "calm.toml, not_when, en: is empty or has an empty line"),
        ('["De pie."]', '[" "]', "calm.toml, gentler, es: is empty or has an empty line"),
        ('es = "Descansar."', 'es = ""', 'calm.toml, purpose, es: is missing or no text; write es = "..."'),
        ('"https://example.org/"', '"http://example.org/"', "calm.toml, evidence 1, url: is no secure address"),
        ('citation = "made for the tests (2026)"', "", "calm.toml, evidence 1, citation: is missing or no text"),
        (', es = "Nada. Es inventado."', "", "calm.toml, evidence 1, words: is missing in 'es'"),
        ('es = "No se halló ningún estudio."', "", "calm.toml, evidence_none: is missing in 'es'"),
        ("[title]", "[title", "calm.toml: is no TOML: "),
    ],
)
def test_a_fault_is_named_with_its_place_and_remedy(was: str, becomes: str, told: str) -> None:
    assert was in WHOLE
    assert told in refused(WHOLE.replace(was, becomes))


def test_what_is_known_is_never_left_open() -> None:
    without = WHOLE.partition("[evidence_none]")[0]
    assert "evidence: there is none; cite a source, or say in evidence_none" in refused(without)


def test_a_key_fits_the_column_of_the_site() -> None:
    long = "c" * 41
    with pytest.raises(PracticeRefused, match="longer than 40 letters"):
        read(WHOLE.replace('"calm"', f'"{long}"'), f"{long}.toml")


def test_a_folder_of_a_site_adds_practices(tmp_path: Path) -> None:
    (tmp_path / "calm.toml").write_text(WHOLE, encoding="utf-8")
    assert set(catalogue(tmp_path)) == {*catalogue(), "calm"}
    assert practice("calm", tmp_path) == load(tmp_path / "calm.toml")
    with pytest.raises(KeyError, match="there is no practice 'calm'; there are "):
        practice("calm")


def test_a_folder_of_a_site_does_not_replace_what_ships(tmp_path: Path) -> None:
    shipped = catalogue()[0]
    (tmp_path / f"{shipped}.toml").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(PracticeRefused, match="ships with Fourfold; give your own practice another key"):
        practice(shipped, tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "calm.toml").write_bytes(WHOLE.encode("utf-16"))
    with pytest.raises(PracticeRefused, match=r"calm\.toml: is not UTF-8 text \(byte 0\); save it as UTF-8"):
        load(tmp_path / "calm.toml")


@given(key=st.sampled_from(FIELDS), value=st.sampled_from(["0", '""', "[]", "[[1]]", "{}", "{ en = 1 }", "true", '["x"]']))
def test_whatever_stands_in_a_field_it_is_read_or_refused(key: str, value: str) -> None:
    lines = [line for line in WHOLE.partition("[title]")[0].splitlines() if not line.startswith(f"{key} =")]
    with suppress(PracticeRefused):
        read("\n".join([f"{key} = {value}", *lines]), "calm.toml")
