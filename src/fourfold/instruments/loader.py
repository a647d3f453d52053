"""A TOML file -> an Instrument, or one refusal that says where and what to do; the catalogue and a site's own folder."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path

from fourfold.instruments.checks import check
from fourfold.instruments.instrument import Instrument
from fourfold.instruments.rows import instrument_row
from fourfold.instruments.toml_table import InstrumentRefused, Table


def catalogue(folder: Path | None = None) -> tuple[str, ...]:
    """The keys of the instruments that ship, and of those in a site's own folder, in alphabetical order."""
    own = () if folder is None else (path.stem for path in folder.glob("*.toml"))
    return tuple(sorted({*_shipped_keys(), *own}))


def instrument(key: str, folder: Path | None = None) -> Instrument:
    """The instrument of that key, from the catalogue or from a site's own folder.

    Raises KeyError for a key that is in neither, and InstrumentRefused for a file that cannot be used.
    """
    if key in _shipped_keys():
        if folder is not None and (folder / f"{key}.toml").exists():
            raise InstrumentRefused(f"{key}.toml", "key", f"'{key}' ships with Fourfold; give your own instrument another key")
        return _shipped(key)
    if folder is not None and key in catalogue(folder):
        return load(folder / f"{key}.toml")
    raise KeyError(f"there is no instrument '{key}'; there are {', '.join(catalogue(folder))}")


def load(path: Path) -> Instrument:
    """The instrument in a TOML file. Raises InstrumentRefused naming the file, the place and the remedy."""
    try:
        return read(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as fault:
        raise InstrumentRefused(path.name, "", f"is not UTF-8 text (byte {fault.start}); save it as UTF-8") from fault


def read(text: str, file: str) -> Instrument:
    """The instrument in the text of a TOML file; `file` is how refusals call it."""
    try:
        top = Table(file, "", tomllib.loads(text))
    except tomllib.TOMLDecodeError as fault:
        raise InstrumentRefused(file, "", f"is no TOML: {fault}; mend that place") from fault
    made = instrument_row(top)
    if made.key != Path(file).stem:
        raise top.refusal("key", f"'{made.key}' is not the name of the file; rename one of them")
    check(made, file)
    return made


def _shipped_keys() -> frozenset[str]:
    return frozenset(_shipped_texts())


@cache
def _shipped(key: str) -> Instrument:
    return read(_shipped_texts()[key], f"{key}.toml")


@cache
def _shipped_texts() -> dict[str, str]:
    found = files("fourfold.instruments").joinpath("catalogue").iterdir()
    return {f.name.removesuffix(".toml"): f.read_text(encoding="utf-8") for f in found if f.name.endswith(".toml")}
