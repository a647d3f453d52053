"""Every verb with which the code adds to the audit log, followed from the call that names it to `note`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "src" / "fourfold"


@dataclass(frozen=True, slots=True)
class Noting:
    """A function that adds an entry: which of its parameters is the verb, and what is made of it."""

    module: str
    name: str
    index: int
    param: str
    pattern: str

    def is_called(self, module: str, name: str) -> bool:
        """Whether a name in a module is this function: a private one only in its own."""
        return name == self.name and (not name.startswith("_") or module == self.module)


@dataclass(frozen=True, slots=True)
class Call:
    """A call and the function around it."""

    module: str
    node: ast.Call
    around: ast.FunctionDef | None


def verbs_in_code() -> set[str]:
    """The verbs. Raises `AssertionError` for a verb that cannot be followed to the words that name it."""
    calls = [call for path in sorted(SOURCE.rglob("*.py")) for call in _calls(path)]
    known = {Noting("web/audit/actions.py", "note", 1, "verb", "{}")}
    verbs: set[str] = set()
    while True:
        found = {item for call in calls for noting in known for item in _told(call, noting)}
        verbs |= {item for item in found if isinstance(item, str)}
        more = {item for item in found if isinstance(item, Noting)} - known
        if not more:
            return verbs | {word for call in calls for word in _of_entry(call)}
        known |= more


def _calls(path: Path) -> Iterator[Call]:
    module = path.relative_to(SOURCE).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {id(node): around for around in ast.walk(tree) if isinstance(around, ast.FunctionDef) for node in ast.walk(around)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield Call(module, node, inside.get(id(node)))


def _told(call: Call, noting: Noting) -> Iterator[str | Noting]:
    """The verbs that a call names, or the function around it, where that is handed the verb in its turn."""
    if not (isinstance(call.node.func, ast.Name) and noting.is_called(call.module, call.node.func.id)):
        return
    named = [keyword.value for keyword in call.node.keywords if keyword.arg == noting.param]
    given = (named or call.node.args[noting.index : noting.index + 1])[0]
    for one in (given.body, given.orelse) if isinstance(given, ast.IfExp) else (given,):
        if isinstance(one, ast.Constant):
            yield noting.pattern.format(one.value)
        else:
            yield _around(call, one, noting.pattern)


def _around(call: Call, verb: ast.expr, pattern: str) -> Noting:
    parts = verb.values if isinstance(verb, ast.JoinedStr) else [verb]
    words = [part.value if isinstance(part, ast.Constant) else "{}" for part in parts]
    names = [node.id for part in parts for node in ast.walk(part) if isinstance(node, ast.Name)]
    params = [arg.arg for arg in call.around.args.args] if call.around else []
    if call.around is None or len(names) != 1 or names[0] not in params:
        raise AssertionError(f"{call.module}:{call.node.lineno}: name the verb where it can be followed")
    return Noting(call.module, call.around.name, params.index(names[0]), names[0], pattern.format("".join(map(str, words))))


def _of_entry(call: Call) -> Iterator[str]:
    """The verb of an entry that is made without `note`."""
    if isinstance(call.node.func, ast.Name) and call.node.func.id == "AuditEntry":
        for keyword in call.node.keywords:
            if keyword.arg == "verb" and isinstance(keyword.value, ast.Constant):
                yield str(keyword.value.value)
