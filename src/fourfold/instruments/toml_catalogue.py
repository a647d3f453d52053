"""A catalogue of TOML files, one a thing: those that ship, and those in a site's own folder."""

import tomllib
from collections.abc import Callable
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from fourfold.instruments.toml_table import InstrumentRefused, Table


class Keyed(Protocol):
    """Something that is found by its key, which is the name of its file."""

    @property
    def key(self) -> str:
        """The name of its file, without `.toml`."""


Thing = TypeVar("Thing", bound=Keyed)


class TomlCatalogue(Generic[Thing]):
    """The things in the folder `catalogue` of a package; `noun` is what refusals call one of them.

    `row` makes a thing of the outermost table of its file, and `check` refuses one that does not hold together.
    """

    def __init__(self, package: str, noun: str, row: Callable[[Table], Thing], check: Callable[[Thing, str], None]) -> None:
        self._package, self._noun, self._row, self._check = package, noun, row, check
        self._read: dict[str, Thing] = {}

    def keys(self, folder: Path | None = None) -> tuple[str, ...]:
        """The keys of those that ship, and of those in a site's own folder, in alphabetical order."""
        own = () if folder is None else (path.stem for path in folder.glob("*.toml"))
        return tuple(sorted({*self._texts, *own}))

    def find(self, key: str, folder: Path | None = None) -> Thing:
        """The one of that key. Raises KeyError for one that is nowhere, and InstrumentRefused for a file of no use."""
        if key in self._texts:
            if folder is not None and (folder / f"{key}.toml").exists():
                told = f"'{key}' ships with Fourfold; give your own {self._noun} another key"
                raise InstrumentRefused(f"{key}.toml", "key", told)
            return self._shipped(key)
        if folder is not None and key in self.keys(folder):
            return self.load(folder / f"{key}.toml")
        raise KeyError(f"there is no {self._noun} '{key}'; there are {', '.join(self.keys(folder))}")

    def load(self, path: Path) -> Thing:
        """The one in a file. Raises InstrumentRefused naming the file, the place and the remedy."""
        try:
            return self.read(path.read_text(encoding="utf-8"), path.name)
        except UnicodeDecodeError as fault:
            raise InstrumentRefused(path.name, "", f"is not UTF-8 text (byte {fault.start}); save it as UTF-8") from fault
        except OSError as fault:
            raise InstrumentRefused(path.name, "", f"cannot be read ({fault.strerror}); put a file in its place") from fault

    def read(self, text: str, file: str) -> Thing:
        """The one in the text of a file; `file` is how refusals call it."""
        try:
            top = Table(file, "", tomllib.loads(text))
        except tomllib.TOMLDecodeError as fault:
            raise InstrumentRefused(file, "", f"is no TOML: {fault}; mend that place") from fault
        except RecursionError:
            raise InstrumentRefused(file, "", "is nested too deeply; write it anew") from None
        made = self._row(top)
        if made.key != Path(file).stem:
            raise top.refusal("key", f"'{made.key}' is not the name of the file; rename one of them")
        self._check(made, file)
        return made

    def _shipped(self, key: str) -> Thing:
        if key not in self._read:
            self._read[key] = self.read(self._texts[key], f"{key}.toml")
        return self._read[key]

    @cached_property
    def _texts(self) -> dict[str, str]:
        found = files(self._package).joinpath("catalogue").iterdir()
        return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found if f.name.endswith(".toml")}
