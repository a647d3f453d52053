"""A checkpoint is read without running anything in it."""

import os
import pickle
import struct
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest

from fourfold.audio.checkpoint import CheckpointRefused, read_tensors

MAGIC = 0x1950A86A20F9469CFC6C


class _Storage:
    """Written as a persistent id, as PyTorch writes the numbers of a tensor."""

    def __init__(self, key: str, count: int) -> None:
        self.key, self.count = key, count


class _Torch:
    """Stands for a name of PyTorch, which is not installed here."""

    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name


class _Tensor:
    def __init__(self, *arguments: object) -> None:
        self.arguments = arguments


class _Pickler(pickle._Pickler):
    """Writes names of PyTorch without importing it."""

    def save(self, obj: object, save_persistent_id: bool = True) -> None:
        if isinstance(obj, _Torch):
            self.write(f"c{obj.module}\n{obj.name}\n".encode())
        elif isinstance(obj, _Tensor):
            self.save(_Torch("torch._utils", "_rebuild_tensor_v2"))
            self.save(obj.arguments)
            self.write(pickle.REDUCE)
        elif isinstance(obj, _Storage):
            self.save(("storage", _Torch("torch", "FloatStorage"), obj.key, "cpu", obj.count, None))
            self.write(pickle.BINPERSID)
        else:
            super().save(obj, save_persistent_id)


def written(path: Path, state: object, runs: dict[str, np.ndarray]) -> Path:
    with path.open("wb") as file:
        for thing in (MAGIC, 1001, {}, state, list(runs)):
            _Pickler(file, 2).dump(thing)
        for numbers in runs.values():
            file.write(struct.pack("<q", len(numbers)) + numbers.astype("<f4").tobytes())
    return path


def test_tensors_come_back_in_their_shapes(tmp_path: Path) -> None:
    numbers = np.arange(10, dtype=np.float32)
    one = _Tensor(_Storage("a", 10), 2, (2, 3), (3, 1), False, OrderedDict())
    found = read_tensors(written(tmp_path / "c", {"model_state": OrderedDict(one=one), "step": 4}, {"a": numbers}))
    assert list(found) == ["one"]
    assert found["one"].tolist() == [[2, 3, 4], [5, 6, 7]]


def test_a_tensor_that_lies_outside_its_numbers_is_refused(tmp_path: Path) -> None:
    far = _Tensor(_Storage("a", 4), 2, (2, 3), (3, 1), False, OrderedDict())
    with pytest.raises(CheckpointRefused, match="not a checkpoint"):
        read_tensors(written(tmp_path / "c", {"one": far}, {"a": np.zeros(4)}))


def test_code_in_the_file_is_not_run(tmp_path: Path) -> None:
    class Harm:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(tmp_path / "harm"),)

    path = tmp_path / "c"
    path.write_bytes(b"".join(pickle.dumps(thing, 2) for thing in (MAGIC, 1001, {}, Harm(), [])))
    with pytest.raises(CheckpointRefused, match="it names"):
        read_tensors(path)
    assert not (tmp_path / "harm").exists()


@pytest.mark.parametrize("kept", [0, 5, 40, 200, -1])
def test_a_file_that_ends_early_is_refused(tmp_path: Path, kept: int) -> None:
    one = _Tensor(_Storage("a", 6), 0, (2, 3), (3, 1), False, OrderedDict())
    whole = written(tmp_path / "c", {"one": one}, {"a": np.zeros(6)}).read_bytes()
    (tmp_path / "cut").write_bytes(whole[:kept])
    with pytest.raises(CheckpointRefused):
        read_tensors(tmp_path / "cut")
