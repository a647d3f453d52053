"""Rules of the whole repository: what it names, what it promises, what it keeps to itself."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORDS = {".py", ".md", ".toml", ".txt", ".typ", ".css", ".html", ".json", ".csv", ""}


def _tracked() -> list[Path]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a git checkout: the list of files is not known")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


def _texts() -> list[tuple[Path, str]]:
    return [(p, p.read_text(encoding="utf-8")) for p in _tracked() if p.suffix in WORDS and p != Path(__file__)]


def test_nothing_names_a_machine_or_a_registry() -> None:
    told = re.compile(r"(?<![\w.])/(work|farm|root|tmp|home)/|py" + r"pi\.org|pythonhosted|npmjs\.(org|com)|deb\.debian")
    assert not [(p.name, m.group()) for p, text in _texts() for m in told.finditer(text)]


def test_locked_requirements_carry_a_hash_for_every_package_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        packages = re.findall(r"^[a-zA-Z0-9][^ ]*==", text, flags=re.MULTILINE)
        assert packages
        assert len(re.findall(r"\\\n    --hash=sha256:", text)) >= len(packages)
        assert "://" not in text


def test_people_are_called_by_the_words_of_the_glossary() -> None:
    wrong = re.compile(r"\b(patients?|clients?|inmates?)\b", flags=re.IGNORECASE)
    name = "Patient Health Questionnaire"  # what others called their instrument
    shown = [(p, t.replace(name, "")) for p, t in _texts() if p.suffix in {".toml", ".typ", ".html"} and "src" in p.parts]
    assert not [(p.name, m.group()) for p, text in shown for m in wrong.finditer(text)]


def test_every_change_fragment_is_short() -> None:
    for path in (ROOT / "changes").glob("*.md"):
        assert 1 <= len(path.read_text().splitlines()) <= 6, path.name


def test_every_decision_says_what_was_measured() -> None:
    for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"):
        text = path.read_text()
        assert re.match(r"^# \d+\. ", text), path.name
        assert "## Measured" in text or "## Why" in text, path.name


def test_every_page_of_the_documents_is_reachable() -> None:
    pages = {p.relative_to(ROOT / "docs").as_posix() for p in (ROOT / "docs").rglob("*.md") if "_build" not in p.parts}
    text = "".join((ROOT / "docs" / p).read_text() for p in pages)
    assert "decisions/*" in text
    assert not [p for p in pages if not p.startswith(("decisions/", "index")) and Path(p).stem not in text]
