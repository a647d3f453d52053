"""Rules of the source that a linter cannot say."""

import ast
from pathlib import Path

import pytest

import fourfold

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fourfold"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
ALL_CODE = sorted([*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")])


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_every_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text()))


@pytest.mark.parametrize("path", ALL_CODE, ids=_name)
def test_no_file_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_function_is_longer_than_40_lines(path: Path) -> None:
    functions = [n for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.FunctionDef)]
    too_long = {f.name: f.end_lineno - f.lineno + 1 for f in functions if (f.end_lineno or 0) - f.lineno + 1 > 40}
    assert not {n: size for n, size in too_long.items() if not _is_kernel(path, n)}


def _is_kernel(path: Path, name: str) -> bool:
    """Compiled loops may be longer: a call inside them costs what the loop saves."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return any("njit" in ast.unparse(d) for d in node.decorator_list)
    return False


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_no_shortcut_is_taken(path: Path) -> None:
    text = path.read_text()
    shortcuts = ("type: ignore", "noqa", "TODO", "FIXME", "XXX", "pragma: no cover", "NotImplementedError")
    assert not [s for s in shortcuts if s in text]


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("__init__.py")), ids=_name)
def test_public_names_are_said_in_alphabetical_order_and_exist(path: Path) -> None:
    tree = ast.parse(path.read_text())
    said = [
        ast.literal_eval(n.value) for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"
    ]
    if not said:
        return
    module = __import__(".".join(path.relative_to(ROOT / "src").parent.parts), fromlist=["_"])
    assert all(hasattr(module, name) for name in said[0])
    assert len(set(said[0])) == len(said[0])


def test_tests_mirror_the_source() -> None:
    apart = {"house", "reference", "docs", "journeys", "faults", "peers"}
    folders = {t.parent.relative_to(ROOT / "tests") for t in (ROOT / "tests").rglob("test_*.py")}
    assert not [f for f in folders if f.parts[0] not in apart and not (SOURCE / f).is_dir()]


def test_the_package_names_what_it_offers() -> None:
    assert all(getattr(fourfold, name) is not None for name in fourfold.__all__)
    with pytest.raises(AttributeError, match="fourfold has no 'therapy'"):
        _ = fourfold.therapy


def test_every_report_names_its_audience() -> None:
    from fourfold.vocabulary import Role

    for path in (SOURCE / "feedback" / "reports").glob("[!_]*.py"):
        report = __import__(f"fourfold.feedback.reports.{path.stem}", fromlist=["_"])
        assert report.AUDIENCE in Role
        assert callable(report.write)
