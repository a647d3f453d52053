"""The tensors of a checkpoint file in PyTorch's older layout, read without PyTorch and without running anything in it."""

import pickle
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

FloatTensor = NDArray[np.float32]
_MAGIC = 0x1950A86A20F9469CFC6C
_KINDS = {"FloatStorage": "<f4", "DoubleStorage": "<f8", "LongStorage": "<i8", "IntStorage": "<i4"}


class CheckpointRefused(ValueError):
    """A file is no checkpoint of the layout that is read here."""


@dataclass(frozen=True, slots=True)
class _View:
    """A tensor before its numbers are there: where in which run of numbers, and in what shape."""

    key: str
    offset: int
    shape: tuple[int, ...]


def read_tensors(path: Path) -> dict[str, FloatTensor]:
    """The tensors of the model's state in a checkpoint, by name. Raises `CheckpointRefused` or `OSError`."""
    with path.open("rb") as file:
        try:
            return _read(file)
        except (pickle.UnpicklingError, EOFError, ValueError, TypeError, LookupError, AttributeError) as fault:
            raise CheckpointRefused(f"{path.name}: not a checkpoint that can be read ({fault})") from fault


def _read(file: BinaryIO) -> dict[str, FloatTensor]:
    """The layout: a magic number, a version, facts of the machine, the state, the keys of its runs, and the runs."""
    kinds: dict[str, str] = {}
    magic, _, _, state, keys = (_Plain(file, kinds).load() for _ in range(5))
    if magic != _MAGIC:
        raise ValueError("another layout")
    runs = {key: _run(file, kinds[key]) for key in keys}
    views = state.get("model_state", state)
    return {str(name): _tensor(view, runs) for name, view in views.items() if isinstance(view, _View)}


def _run(file: BinaryIO, kind: str) -> NDArray[Any]:
    count = int.from_bytes(file.read(8), "little")
    numbers = np.frombuffer(file.read(count * np.dtype(kind).itemsize), dtype=kind)
    if len(numbers) != count:
        raise EOFError("it ends too early")
    return numbers


def _tensor(view: _View, runs: dict[str, NDArray[Any]]) -> FloatTensor:
    numbers = runs[view.key][view.offset : view.offset + prod(view.shape)]
    return numbers.reshape(view.shape).astype(np.float32)


class _Plain(pickle.Unpickler):
    """Reads numbers, texts, lists, dicts and tensors; any other name in the file is refused, so that none of it runs."""

    def __init__(self, file: BinaryIO, kinds: dict[str, str]) -> None:
        super().__init__(file)
        self._kinds = kinds

    def find_class(self, module: str, name: str) -> Any:
        allowed: dict[tuple[str, str], Callable[..., Any]] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _view,
        }
        if module == "torch" and name in _KINDS:
            return _KINDS[name]
        if (module, name) not in allowed:
            raise pickle.UnpicklingError(f"it names {module}.{name}")
        return allowed[module, name]

    def persistent_load(self, pid: Any) -> str:
        _, kind, key, *_ = pid
        self._kinds[str(key)] = kind
        return str(key)


def _view(key: str, offset: int, shape: tuple[int, ...], stride: tuple[int, ...], *_: Any) -> _View:
    dense = tuple(prod(shape[k + 1 :]) for k in range(len(shape)))
    if tuple(stride) != dense:
        raise ValueError("a tensor is not stored densely")
    return _View(key, offset, tuple(shape))
