"""A TOML file -> an Instrument, or one refusal that says where and what to do; the catalogue and a site's own folder."""

from pathlib import Path

from fourfold.instruments.checks import check
from fourfold.instruments.instrument import Instrument
from fourfold.instruments.rows import instrument_row
from fourfold.instruments.toml_catalogue import TomlCatalogue

_INSTRUMENTS = TomlCatalogue("fourfold.instruments", "instrument", instrument_row, check)


def catalogue(folder: Path | None = None) -> tuple[str, ...]:
    """The keys of the instruments that ship, and of those in a site's own folder, in alphabetical order."""
    return _INSTRUMENTS.keys(folder)


def instrument(key: str, folder: Path | None = None) -> Instrument:
    """The instrument of that key, from the catalogue or from a site's own folder.

    Raises KeyError for a key that is in neither, and InstrumentRefused for a file that cannot be used.
    """
    return _INSTRUMENTS.find(key, folder)


def load(path: Path) -> Instrument:
    """The instrument in a TOML file. Raises InstrumentRefused naming the file, the place and the remedy."""
    return _INSTRUMENTS.load(path)


def read(text: str, file: str) -> Instrument:
    """The instrument in the text of a TOML file; `file` is how refusals call it."""
    return _INSTRUMENTS.read(text, file)
