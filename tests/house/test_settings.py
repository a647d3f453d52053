"""Every variable of the environment that the code reads is documented, and no other."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"FOURFOLD_[A-Z]+(?:_[A-Z]+)*")


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    files = [p for room in ("src", "tests", "bench") for p in (ROOT / room).rglob("*") if p.suffix in {".py", ".sh"}]
    read = {name for path in files if path != Path(__file__) for name in NAME.findall(path.read_text(encoding="utf-8"))}
    documented = set(NAME.findall((ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")))
    assert read == documented
