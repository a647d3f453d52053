"""A file that does not hold together is refused by file, place and remedy; what ships loads."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.instruments import InstrumentRefused, catalogue, instrument, load, score
from fourfold.instruments.loader import _FIELDS, _ITEM_FIELDS, _SCALE_FIELDS, read

WHOLE = """
key = "calm"
version = "2"
title = "Calm"
source = "made for the tests"
licence = "CC0-1.0"
languages = ["en", "es"]
lowest = 1
highest = 5
unscored = ["free"]
ends = { en = ["no", "yes"], es = ["no", "sí"] }

[missing]
most_missing = 1
source = "the manual, page 3"

[texts.en]
title = "Calm"
[texts.es]
title = "Calma"

[[items]]
key = "a"
wording = { en = "A calm day.", es = "Un día de calma." }
[[items]]
key = "b"
wording = { en = "A loud day.", es = "Un día de ruido." }
[[items]]
key = "free"
quality = "bond"
level = "member_facilitator"
target = "facilitator"
wording = { en = "Calm with {name}.", es = "Calma con {name}." }
[[items]]
key = "when"
lowest = 0
highest = 1
wording = { en = "When?", es = "¿Cuándo?" }
choices = [
  { value = 0, wording = { en = "now", es = "ahora" } },
  { value = 1, wording = { en = "later", es = "luego" } },
]

[[scales]]
key = "total"
items = ["a", "b", "when"]
reversed = ["b"]
score = "sum"
[[scales.cut_offs]]
at_least = 9
label = "calm"
source = "the manual, page 4"
[[scales.norms]]
name = "test sample"
mean = 6.5
sd = 2
n = 100
population = "nobody real"
source = "made for the tests"

[[examples]]
answers = { a = 5, b = 2, when = 1 }
scores = { total = 10 }
source = "worked by hand"
"""

BROKEN = [
    # what is changed, into what, the place, the remedy
    ('key = "calm"', 'key = "storm"', "key", "rename one of them"),
    ('version = "2"', "", "version", 'write version = "..."'),
    ('licence = "CC0-1.0"', 'license = "CC0-1.0"', "license", "is not a field here; use one of key"),
    ('title = "Calm"\nsource', 'title = ""\nsource', "title", "is missing or no text"),
    ("lowest = 1\n", "lowest = 1.5\n", "item 'a', lowest|lowest", "write lowest = 1"),
    ("lowest = 1\n", "lowest = 5\n", "item 'a', lowest", "is not below highest 5"),
    ('languages = ["en", "es"]', "languages = 3", "languages", "is no list of texts"),
    ('languages = ["en", "es"]', 'languages = ["en", "en"]', "languages", "'en' stands there twice"),
    ('languages = ["en", "es"]', 'languages = ["en", "es", "fr"]', "item 'a', wording", "is missing in 'fr'; write it"),
    ('languages = ["en", "es"]', 'languages = ["en"]', "item 'a', wording", "is given in 'es'"),
    (', es = "Un día de calma."', "", "item 'a', wording", "is missing in 'es'; write it"),
    ('wording = { en = "A calm day.", es = "Un día de calma." }', "", "item 'a', wording", "is missing in 'en'"),
    (', es = ["no", "sí"]', "", "item 'a', ends", "is missing in 'es'"),
    ('es = ["no", "sí"]', 'es = ["no"]', "ends, es", "needs the words at both ends"),
    ('es = "luego"', 'fr = "tard"', "item 'when', choice 2, wording", "is missing in 'es'"),
    ("{ value = 1, wording", "{ value = 2, wording", "item 'when', choices", "one choice for each value from 0 to 1"),
    ("Calma con {name}.", "Calma con ella.", "item 'free', wording, es", "put {name} where the name belongs"),
    ("A calm day.", "A calm day, {name}.", "item 'a', wording, en", "take {name} out"),
    ('key = "b"', 'key = "a"', "items", "the key 'a' is given to more than one"),
    (
        'level = "member_facilitator"',
        'level = "friends"',
        "item 'free', level",
        "'friends' is not known; use one of member_fac",
    ),
    ('level = "member_facilitator"\n', "", "item 'free', quality", "also needs a level and a target"),
    ('target = "facilitator"', 'target = "them"', "item 'free', target", "use one of facilitator, members"),
    ('items = ["a", "b", "when"]', 'items = ["a", "b"]', "item 'when'", "belongs to no scale; add it to one, or to unscored"),
    ('items = ["a", "b", "when"]', 'items = ["a", "b", "when", "c"]', "scale 'total', items", "'c' is no item"),
    ('items = ["a", "b", "when"]', 'items = ["a", "b", "when", "free"]', "scale 'total', items", "is declared unscored"),
    ('unscored = ["free"]', 'unscored = ["free", "c"]', "unscored", "'c' is no item"),
    ('reversed = ["b"]', 'reversed = ["free"]', "scale 'total', reversed", "is not on this scale"),
    ('score = "sum"', 'score = "median"', "scale 'total', score", "use one of sum, mean"),
    (
        "[[examples]]",
        '[[scales]]\nkey = "more"\nitems = ["a"]\nscore = "sum"\n[[examples]]',
        "scale 'more', items",
        "overall = true",
    ),
    ("[[examples]]", '[[scales]]\nkey = "total"\nitems = ["a"]\nscore = "sum"\n[[examples]]', "scales", "keys are unique"),
    (
        "[[examples]]",
        '[[scales]]\nkey = "more"\nitems = []\nscore = "sum"\n[[examples]]',
        "scale 'more', items",
        "there is none",
    ),
    ("most_missing = 1", "most_missing = 3", "scale 'total', missing, most_missing", "does not leave an answer"),
    ("most_missing = 1", "most_missing = 1\nleast_answered = 0.8", "missing", "not both or none"),
    ("most_missing = 1", "least_answered = 80", "missing, least_answered", "write 0.8 for 80 %"),
    ('source = "the manual, page 3"', "", "missing, source", "or leave [missing] out and ours is taken"),
    ("scores = { total = 10 }", "scores = { total = 8 }", "example 1, scores, total", "the key gives 10, the example says 8"),
    ("scores = { total = 10 }", "scores = { sum = 10 }", "example 1, scores", "'sum' is no scale"),
    ("{ a = 5, b = 2, when = 1 }", "{ a = 6, b = 2, when = 1 }", "example 1, answers", "item 'a': 6 is not on its scale"),
    ("{ a = 5, b = 2, when = 1 }", "{ a = 5 }", "example 1, answers", "1 of its 3 items was answered"),
    ('[texts.es]\ntitle = "Calma"', "", "texts", "is missing in 'es'"),
    ('[texts.es]\ntitle = "Calma"', '[texts.es]\nhello = "Hola"', "texts, en", "'hello' is missing"),
    ("n = 100\n", "", "scale 'total', norm 1, n", "write n = 1"),
    ("at_least = 9\n", 'at_least = "9"\n', "scale 'total', cut-off 1, at_least", "write at_least = 1.0"),
    ('reversed = ["b"]', 'reversed = ["b"]\noverall = 1', "scale 'total', overall", "write overall = true or leave it out"),
]


def test_a_whole_file_is_read_whole() -> None:
    calm = read(WHOLE, "calm.toml")
    assert (calm.key, calm.version, calm.languages) == ("calm", "2", ("en", "es"))
    assert calm.scale("total").norms[0].n == 100
    assert calm.scale("total").cut_offs[0].at_least == 9
    assert calm.item("free").is_rating
    assert calm.item("when").choices[1].wording["es"] == "luego"
    assert not calm.missing.is_ours


@pytest.mark.parametrize(("old", "new", "place", "remedy"), BROKEN, ids=[f"{place} {new[:20]}" for _, new, place, _ in BROKEN])
def test_each_broken_file_is_refused_by_place_and_remedy(old: str, new: str, place: str, remedy: str) -> None:
    assert old in WHOLE
    with pytest.raises(InstrumentRefused) as refused:
        read(WHOLE.replace(old, new, 1), "calm.toml")
    assert refused.value.place in place.split("|")
    assert str(refused.value).startswith(f"calm.toml, {refused.value.place}: ")
    assert remedy in str(refused.value)


def test_a_list_that_is_no_list_of_tables_is_refused() -> None:
    head = WHOLE.partition("[[items]]")[0].partition("[missing]")[0]
    with pytest.raises(InstrumentRefused, match=r"calm.toml, items: is no list of tables; write \[\[items\]\]"):
        read(head + 'items = ["a"]', "calm.toml")
    with pytest.raises(InstrumentRefused, match=r"calm.toml, items: there is none"):
        read(head.replace('unscored = ["free"]', ""), "calm.toml")
    with pytest.raises(InstrumentRefused, match=r"calm.toml, missing: is no table; write \[missing\]"):
        read(head + "missing = 3", "calm.toml")


def test_what_is_no_toml_is_refused_by_line() -> None:
    with pytest.raises(InstrumentRefused, match=r"calm.toml: is no TOML: .*line 2, column"):
        read('key = "calm"\nversion = = 2', "calm.toml")


@given(st.integers(0, len(WHOLE)), st.integers(0, len(WHOLE)))
def test_a_file_with_a_hole_is_read_or_refused_and_nothing_else(start: int, stop: int) -> None:
    with suppress(InstrumentRefused):
        assert read(WHOLE[: min(start, stop)] + WHOLE[max(start, stop) :], "calm.toml").items


@given(st.permutations(["a", "b", "when"]), st.integers(1, 5), st.integers(1, 5), st.integers(0, 1))
def test_every_example_is_scored(order: list[str], a: int, b: int, when: int) -> None:
    example = f"{{ a = {a}, b = {b}, when = {when} }}"
    items = str(order).replace("'", '"')
    said = WHOLE.replace('["a", "b", "when"]', items).replace("{ a = 5, b = 2, when = 1 }", example)
    read(said.replace("total = 10", f"total = {a + 6 - b + when}"), "calm.toml")
    with pytest.raises(InstrumentRefused, match="example 1, scores, total"):
        read(said.replace("total = 10", f"total = {a + b + when + (b == 3)}"), "calm.toml")


def test_the_catalogue_loads() -> None:
    assert {"facilitator_check_in", "member_check_in"} <= set(catalogue())
    for key in catalogue():
        assert instrument(key).key == key


def test_a_site_adds_its_own(tmp_path: Path) -> None:
    (tmp_path / "calm.toml").write_text(WHOLE, encoding="utf-8")
    assert catalogue(tmp_path) == tuple(sorted((*catalogue(), "calm")))
    assert instrument("calm", tmp_path) == load(tmp_path / "calm.toml")
    assert instrument("member_check_in", tmp_path) == instrument("member_check_in")


def test_a_site_cannot_replace_what_ships(tmp_path: Path) -> None:
    (tmp_path / "member_check_in.toml").write_text(WHOLE, encoding="utf-8")
    with pytest.raises(InstrumentRefused, match=r"member_check_in.toml, key: .* give your own instrument another key"):
        instrument("member_check_in", tmp_path)


@pytest.mark.parametrize("key", ["calm", "../member_check_in", "", "member_check_in.toml"])
def test_a_key_that_is_nowhere_is_said_to_be(key: str, tmp_path: Path) -> None:
    for folder in (None, tmp_path):
        with pytest.raises(KeyError, match="there are facilitator_check_in, member_check_in"):
            instrument(key, folder)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "calm.toml").write_bytes(WHOLE.encode("latin-1"))
    with pytest.raises(InstrumentRefused, match=r"calm.toml: is not UTF-8 text"):
        load(tmp_path / "calm.toml")


def test_what_is_missing_is_named() -> None:
    calm = read(WHOLE, "calm.toml")
    with pytest.raises(KeyError, match="calm has no item 'c'; it has a, b, free, when"):
        calm.item("c")


def test_the_file_that_the_reference_shows_is_read_as_it_stands() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "instruments.md").read_text(encoding="utf-8")
    shown = read(page.partition("```toml\n")[2].partition("```")[0], "calm_day.toml")
    assert score(shown, {"calm": 3, "hurry": 1})["total"].value == 3
    for field in (*_FIELDS, *_ITEM_FIELDS, *_SCALE_FIELDS):
        assert f"`{field}`" in page or f".{field}]]`" in page or field in ("items", "scales", "examples"), field
