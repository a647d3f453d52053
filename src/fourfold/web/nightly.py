"""What is due once a day: every slice that has a `jobs.py` with `nightly() -> str`."""

import logging
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import fourfold.web


@dataclass(frozen=True, slots=True)
class Done:
    """How a slice's nightly work ended, in a sentence."""

    name: str
    succeeded: bool
    said: str


def jobs() -> list[str]:
    """The slices that have nightly work, in the order of their names."""
    slices = [found.name for found in iter_modules(fourfold.web.__path__) if found.ispkg]
    return sorted(name for name in slices if find_spec(f"fourfold.web.{name}.jobs"))


def run(name: str) -> Done:
    """The nightly work of one slice, done; what stops it stops no other."""
    try:
        return Done(name, True, import_module(f"fourfold.web.{name}.jobs").nightly())
    except Exception as fault:
        logging.getLogger(__name__).debug("nightly %s", name, exc_info=True)
        return Done(name, False, f"{type(fault).__name__}: {fault}")
