"""Every verb and every option is documented, and says how to be used."""

import re
from pathlib import Path

import click
import pytest
import typer

from fourfold.cli import app

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "commands.md").read_text()
VERBS: dict[str, click.Command] = vars(typer.main.get_command(app))["commands"]


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_documented_with_all_its_options(verb: str) -> None:
    section = re.search(rf"^## `fourfold {verb}.*?(?=^## |\Z)", REFERENCE, flags=re.MULTILINE | re.DOTALL)
    assert section, verb
    options = [o for p in VERBS[verb].params if p.param_type_name == "option" for o in p.opts if o.startswith("--")]
    assert not [o for o in options if f"`{o}" not in section.group()]


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_says_what_it_does(verb: str) -> None:
    assert VERBS[verb].help
