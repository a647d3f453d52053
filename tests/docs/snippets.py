"""The examples of a document, as they can be run."""

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(console|python)[^\n]*\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One fenced block: `kind` is console or python."""

    kind: str
    text: str

    def commands(self) -> list[str]:
        """The lines behind a prompt, without their comments."""
        lines = [line[2:] for line in self.text.splitlines() if line.startswith("$ ")]
        return [re.sub(r"\s+#.*$", "", line) for line in lines]


def examples(page: Path) -> list[Example]:
    """The runnable blocks of a page, in order."""
    return [Example(kind, text) for kind, text in _FENCE.findall(page.read_text())]
