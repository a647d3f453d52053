"""Fourfold: the four relationships in group therapy, measured and shown.

Rooms load when they are first used, so `import fourfold` costs next to nothing.

>>> import fourfold
>>> fourfold.vocabulary.Level.MEMBER_GROUP.value
'member_group'
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

__all__ = [
    "GroupRecord",
    "NotEnoughData",
    "RecordRefused",
    "Study",
    "__version__",
    "alliance",
    "conversation",
    "estimate_alliance",
    "feedback",
    "fit_growth",
    "fit_round_robin",
    "formats",
    "inference",
    "instruments",
    "privacy",
    "record",
    "simulate",
    "vocabulary",
]

_HOME = {
    "GroupRecord": "record",
    "NotEnoughData": "vocabulary",
    "RecordRefused": "record",
    "Study": "record",
    "estimate_alliance": "alliance",
    "fit_growth": "inference",
    "fit_round_robin": "inference",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"fourfold.{_HOME[name]}"), name)
    if name in __all__:
        return import_module(f"fourfold.{name}")
    raise AttributeError(f"fourfold has no {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return list(__all__)
