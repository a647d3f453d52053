"""What readers of files say is known to the site sentence by sentence, so that no page in Spanish answers in English."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource
from itertools import product
from types import ModuleType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fourfold.web.told_by_readers import Pattern, retold
from fourfold.web.words import site_words

OTHERWISE = "readers.file_otherwise"
GAP = "\0"
_MESSAGE = {"WordingRefused": 0, "TranscriptRefused": 0, "_Refused": 0, "BoardRefused": 1}
"""Errors whose message is that argument, as it stands; behind its place for those that a board sent."""
_PLACED = {"InstrumentRefused": 2, "PracticeRefused": 2, "refusal": 1}
"""Errors whose message is that argument behind a place."""
_SAID_NOWHERE = {
    GAP,
    f"{GAP}.",
    f"{GAP}: {GAP}",
    f"{GAP}: '{GAP}' ships with Fourfold; give your own {GAP} another key",
}
"""What only hands on another sentence, and what no page of the site can be told."""

RAISE = [
    "fourfold.instruments.wording",
    "fourfold.web.assessments.pasted",
    "fourfold.web.assessments.reading_import",
    "fourfold.formats.fhir.wording",
    "fourfold.formats.fhir.json_text",
    "fourfold.instruments.toml_table",
    "fourfold.instruments.toml_catalogue",
    "fourfold.practices.loader",
    "fourfold.web.practices.shelf",
    "fourfold.web.talk.coded_events",
    "fourfold.web.talk.actions.board",
    *(f"fourfold.formats.cues.{name}" for name in ("checked", "file_text", "json_text", "timed_text")),
    *(f"fourfold.formats.{name}" for name in ("transcripts", "turns_csv", "rttm", "chat", "elan", "textgrid", "vtt", "srt")),
    *(f"fourfold.formats.{name}" for name in ("assemblyai", "deepgram", "teams", "whisper", "zoom")),
]
REMARK = [name for name in RAISE if name.startswith("fourfold.formats.") and "fhir" not in name]


def shape(node: ast.expr, module: ModuleType) -> list[str]:
    """The sentences that an expression can be, every gap alike; one for each text of a table that it looks up."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if not isinstance(node, ast.JoinedStr):
        return [GAP]
    found = [""]
    for part in node.values:
        if isinstance(part, ast.Constant):
            found = [text + str(part.value) for text in found]
        else:
            assert isinstance(part, ast.FormattedValue)
            found = [text + one for text in found for one in _looked_up(part.value, module)]
    return found


def _looked_up(node: ast.expr, module: ModuleType) -> list[str]:
    """What fills a gap where the module itself says it: the texts of a table, or the text that stands for nothing."""
    if isinstance(node, ast.BoolOp):
        return [GAP, *(one.value for one in node.values if isinstance(one, ast.Constant) and isinstance(one.value, str))]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
        table = getattr(module, node.value.id, None)
        return list(table.values()) if isinstance(table, dict) and all(isinstance(t, str) for t in table.values()) else [GAP]
    return [GAP]


def raised(module: ModuleType, tree: ast.AST) -> Iterator[str]:
    """Every sentence that a module refuses with."""
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in _MESSAGE and len(call.args) > _MESSAGE[name]:
            before = f"event {GAP}: " if name == "BoardRefused" else ""
            yield from (before + text for text in shape(call.args[_MESSAGE[name]], module))
        elif name in _PLACED and len(call.args) > _PLACED[name]:
            yield from (f"{GAP}: {text}" for text in shape(call.args[_PLACED[name]], module))
        elif name == "FhirRefused":
            place = shape(call.args[0], module)[0]
            for reason, remedy in product(*(_named(argument, module, tree) for argument in call.args[1:])):
                yield f"{place if GAP in place else GAP}: {reason}; {remedy}"


def _named(node: ast.expr, module: ModuleType, tree: ast.AST) -> list[str]:
    """The texts that an argument can be: its own, or those between which its name was decided."""
    if isinstance(node, ast.Name):
        given = [
            one.value for one in ast.walk(tree) if isinstance(one, ast.Assign) and node.id in map(ast.unparse, one.targets)
        ]
        found = [text for one in given for end in _ends(one) for text in shape(end, module)]
        return found or [GAP]
    return shape(node, module)


def _ends(node: ast.expr) -> list[ast.expr]:
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def tree_of(name: str) -> tuple[ModuleType, ast.Module]:
    module = import_module(name)
    return module, ast.parse(getsource(module))


def known(section: str) -> dict[str, str]:
    """The sentences of the table, every gap alike and without a full stop, with their names."""
    patterns = (Pattern.of(key, text) for key, text in site_words("en").entries[section].items())
    return {GAP.join(pattern.fixed): pattern.key for pattern in patterns}


def missing(said: set[str]) -> list[str]:
    sentences, parts = known("readers"), known("reader_parts")
    return sorted(text for text in said - _SAID_NOWHERE if text.removesuffix(".") not in {**sentences, **parts})


@pytest.mark.parametrize("name", RAISE)
def test_every_refusal_of_a_reader_has_a_sentence_in_every_language(name: str) -> None:
    module, tree = tree_of(name)
    assert not missing(set(raised(module, tree))), "give each a name and its sentences in words/*/readers.toml"


def test_a_list_that_is_none_in_a_questionnaire_has_one_too() -> None:
    module, tree = tree_of("fourfold.formats.fhir.definition")
    reads = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "objects")
    assert not missing(set(raised(module, reads)))


def test_every_fault_of_a_practice_has_one_too() -> None:
    module, tree = tree_of("fourfold.practices.checks")
    faults = [node.value for node in ast.walk(tree) if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple)]
    assert len(faults) > 10
    assert not missing({f"{GAP}: {text}" for fault in faults for text in shape(fault.elts[1], module)})


def texts_in(module: ModuleType, tree: ast.AST) -> set[str]:
    """Every text of a module but its docstrings, gaps alike, also those that are filled later."""
    passed = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    passed |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in passed]
    return {re.sub(r"\{[^}]*\}+|\0+", GAP, text.replace("{\0}", GAP)) for node in nodes for text in shape(node, module)}


def test_every_fault_of_a_record_has_one_too() -> None:
    parts = known("reader_parts")
    said = {text for text in texts_in(*tree_of("fourfold.record.checks")) if len(text.split()) > 2}
    assert len(said) > 20
    assert not missing({text if text in parts else f"{GAP}: {text}" for text in said})


@pytest.mark.parametrize("name", REMARK)
def test_every_remark_on_a_transcript_has_one_too(name: str) -> None:
    assert not missing({text for text in texts_in(*tree_of(name)) if text.endswith(".") and " " in text})


def test_no_sentence_is_kept_that_no_reader_says() -> None:
    names = [*RAISE, "fourfold.formats.fhir.definition", "fourfold.practices.checks", "fourfold.record.checks"]
    spoken = " ".join(text for name in names for text in texts_in(*tree_of(name)))
    kept = {**known("readers"), **known("reader_parts")}
    assert not [key for text, key in kept.items() if not key.endswith("_otherwise") and longest_words(text) not in spoken]


def longest_words(text: str) -> str:
    return str(max(re.findall(r"[A-Za-z ]+", text), key=len)).strip()


@pytest.mark.parametrize("section", ["readers", "reader_parts"])
def test_no_sentence_in_spanish_is_left_in_english(section: str) -> None:
    spanish = site_words("es").entries[section]
    plain = {key: re.sub(r"«[A-Z][^»]*»|\{[^}]*\}", "", text) for key, text in spanish.items()}
    assert not [text for text in plain.values() if re.search(r"\b(the|is|of|with|write|and|or|file|must)\b", text)]


@example("1,000")
@example("{place}")
@given(st.from_regex(r"[^'\0]{1,40}", fullmatch=True))
def test_what_a_file_holds_is_quoted_as_it_stands(said: str) -> None:
    told = retold(f"Line 3: '{said}' is no item of GAD-7; write one of q1, q2, * or title.", "es", OTHERWISE)
    assert told == f"Línea 3: «{said}» no es ninguna pregunta de GAD-7. Escriba * o title, o una de estas: q1, q2."


@given(st.text(max_size=300))
def test_whatever_is_said_spanish_gets_a_spanish_sentence_and_english_what_was_said(said: str) -> None:
    assert retold(said, "en", OTHERWISE) == said
    assert retold(said, "es-MX", OTHERWISE)
    assert retold(f"nobody knows {said} this", "es", OTHERWISE) == site_words("es").say(OTHERWISE)
