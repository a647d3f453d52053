"""The page on transcripts names every suffix, column and limit, and its claims about labels hold."""

import re
from pathlib import Path

from fourfold.formats.cues.checked import GHOST_S, GHOST_SHARE, LONGEST_S, MOST_CUES
from fourfold.formats.cues.file_text import LARGEST
from fourfold.formats.cues.names import LONGEST
from fourfold.formats.transcripts import SUFFIXES
from fourfold.formats.turns_csv import NEEDED, OPTIONAL

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "transcripts.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("\n## ")[0]


def test_every_suffix_is_named_and_no_other() -> None:
    first = (line.split("|")[1] for line in TABLE.splitlines() if line.startswith("| `"))
    assert {suffix for cell in first for suffix in re.findall(r"`(\.\w+)`", cell)} == set(SUFFIXES)


def test_every_column_of_a_table_of_turns_is_named() -> None:
    rows = re.findall(r"^\| (`[^|]+) \|.*\|$", PAGE.partition("## CSV")[2], flags=re.MULTILINE)
    assert {name for cell in rows for name in re.findall(r"`(\w+)`", cell)} == {*NEEDED, *OPTIONAL}


def test_limits_are_those_of_the_code() -> None:
    assert f"above {LARGEST // 1_000_000} MB" in PAGE
    assert f"{MOST_CUES:,} stretches" in PAGE
    assert f"behind {LONGEST_S / 3600:.0f} hours" in PAGE
    assert (
        f"less than {GHOST_SHARE:.0%} of the speech and no stretch longer than {GHOST_S:.0f} seconds".replace("2%", "2 %")
        in PAGE
    )
    assert f"after {LONGEST} characters" in PAGE
