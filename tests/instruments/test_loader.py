"""A file that does not hold together is refused by file, place and remedy; what ships loads."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.instruments import InstrumentRefused, catalogue, instrument, load, score
from fourfold.instruments.loader import read
from fourfold.instruments.rows import CODE_FIELDS, FIELDS, ITEM_FIELDS, SCALE_FIELDS

WHOLE = """
key = "calm"
version = "2"
title = "Calm"
respondent = "staff"
constructs = ["well_being"]
wording_at = "nowhere"
notes = ["Made up.", "Nobody is asked."]
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
title = { en = "Calm", es = "Calma" }
direction = "better"
items = ["a", "b", "when"]
reversed = ["b"]
score = "sum"
[[scales.cut_offs]]
at_least = 9
label = "calm"
source = "the manual, page 4"
[[scales.cut_offs]]
at_least = 11
label = "very calm"
wording.es = "mucha calma"
source = "the manual, page 4"
[[scales.cut_offs]]
of = "of others"
at_least = 5
label = "calm enough"
source = "another book"
[[scales.reliability]]
kind = "alpha"
value = 0.8
source = "the manual, page 5"
[scales.change]
value = 3
source = "the manual, page 6"
[[scales.norms]]
name = "test sample"
mean = 6.5
sd = 2
n = 100
population = "nobody real"
source = "made for the tests"

[codes]
panel = "1-1"
totals.total = "1-2"
items = { a = "1-3", when = "1-4" }
answers = { 0 = "LA0", 5 = "LA5" }

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
    ('title = "Calm"\nrespondent', 'title = ""\nrespondent', "title", "is missing or no text"),
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
    (
        "[[examples]]",
        '[[scales]]\nkey = "total"\ntitle = {en="T", es="T"}\nitems = ["a"]\nscore = "sum"\n[[examples]]',
        "scales",
        "keys are unique",
    ),
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
    ('respondent = "staff"', 'respondent = "client"', "respondent", "use one of member, staff, rater"),
    ('"well_being"', '"happiness"', "constructs", "'happiness' is not known; use some of alliance"),
    ('title = { en = "Calm", es = "Calma" }', 'title.en = "Calm"', "scale 'total', title", 'write title.es = "..."'),
    ('direction = "better"', 'direction = "up"', "scale 'total', direction", "use one of better, worse, neither"),
    ("at_least = 11", "at_least = 9", "scale 'total', cut_offs", "do not ascend"),
    ("at_least = 11", "at_least = 12", "scale 'total', cut_offs", "12 is not on the scale, which goes from 2 to 11"),
    ("at_least = 5", "at_least = 1", "scale 'total', cut_offs of 'of others'", "1 is not on the scale"),
    ("n = 100", "n = 1", "scale 'total', norm 1", "leave it out without them"),
    ("sd = 2\n", "sd = nan\n", "scale 'total', norm 1, sd", "is missing or no number"),
    ("value = 3\n", "value = inf\n", "scale 'total', change, value", "is missing or no number"),
    ("mean = 6.5", "mean = 1.6", "scale 'total', norm 1, mean", "1.6 is not on the scale, which goes from 2 to 11"),
    ("sd = 2\n", "sd = 5\n", "scale 'total', norm 1, sd", "5 is more than 100 scores with that mean can have"),
    ('kind = "alpha"', 'kind = "beta"', "scale 'total', reliability 1", "needs a kind, one of alpha, omega, retest"),
    ("value = 0.8\n", "value = 80\n", "scale 'total', reliability 1", "a value between 0 and 1"),
    ("value = 3\n", "value = -3\n", "scale 'total', change, value", "without its sign"),
    ('direction = "better"', "lowest = 0", "scale 'total', lowest", "follows from the items"),
    ('totals.total = "1-2"', 'totals.sum = "1-2"', "codes, totals", "'sum' is no scale"),
    ('when = "1-4"', 'then = "1-4"', "codes, items", "'then' is no item"),
    ('5 = "LA5"', '6 = "LA6"', "codes, answers", "'6' is no answer of an item"),
    ('5 = "LA5"', 'yes = "LA6"', "codes, answers", "'yes' is no answer; write whole numbers"),
    ('items = { a = "1-3", when = "1-4" }', 'items = ["1-3", "1-4"]', "codes, items", "one entry for each of the 4 items"),
    ('items = { a = "1-3", when = "1-4" }', 'items = ["1-3", "1-4", 5, "1-6"]', "codes, items", 'write codes as "..."'),
    ('key = "b"\n', 'key = "b"\nstep = 3\n', "item 'b', step", "3 does not lead from 1 to 5"),
    ('key = "b"\n', 'key = "b"\nsafety_from = 3\n', "item 'b', safety_from", "needs safety = true"),
    ('key = "b"\n', 'key = "b"\nsafety = true\nsafety_from = 6\n', "item 'b', safety_from", "and an answer of the item"),
    ("highest = 5\n", "highest = 5\nnumbered = 0\n", "numbered", "0 is not from 1 to 300"),
    ('respondent = "staff"', 'kind = "recorded"', "items", "take them out, since only totals"),
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


@settings(deadline=None)
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
        with pytest.raises(KeyError, match=r"there are .*member_check_in"):
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
    for field in (*FIELDS, *ITEM_FIELDS, *SCALE_FIELDS, *CODE_FIELDS):
        assert f"`{field}`" in page or f".{field}]]`" in page or field in ("items", "scales", "examples"), field


def test_a_file_that_is_a_folder_or_nests_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.toml").mkdir()
    (tmp_path / "deep.toml").write_text("a = " + "[" * 100_000)
    with pytest.raises(InstrumentRefused, match=r"folder\.toml.*cannot be read"):
        load(tmp_path / "folder.toml")
    with pytest.raises(InstrumentRefused, match=r"deep\.toml.*nested too deeply"):
        load(tmp_path / "deep.toml")
