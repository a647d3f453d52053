"""Long files sealed in parts: what is cut, swapped or changed is noticed."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.web.storage.sealed_files import FileDamaged, seal_file, unseal_file

KEY, PART = bytes(32), (1 << 20) + 16


@pytest.mark.parametrize("size", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_it_opens_as_it_was(tmp_path: Path, size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    seal_file(BytesIO(content), tmp_path / "sealed", KEY)
    assert b"".join(unseal_file(tmp_path / "sealed", KEY)) == content


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("sealed") / "file"
    seal_file(BytesIO(bytes(3 << 20)), path, KEY)
    return path.read_bytes()


@given(at=st.integers(0), bit=st.integers(0, 7))
def test_every_flipped_bit_is_noticed(sealed: bytes, tmp_path_factory: pytest.TempPathFactory, at: int, bit: int) -> None:
    changed = bytearray(sealed)
    changed[at % len(changed)] ^= 1 << bit
    _refused(bytes(changed), tmp_path_factory.mktemp("changed"))


@pytest.mark.parametrize(
    "changed",
    [
        lambda b: b[: 7 + PART],
        lambda b: b[: 7 + 2 * PART],
        lambda b: b[:-1],
        lambda b: b[:7] + b[7 + PART :],
        lambda b: b[:7] + b[7 + PART : 7 + 2 * PART] + b[7 : 7 + PART] + b[7 + 2 * PART :],
        lambda b: b + b[-PART:],
        lambda b: b"",
    ],
    ids=["one part left", "last part gone", "last byte gone", "first part gone", "two swapped", "one twice", "empty"],
)
def test_parts_that_are_missing_or_moved_are_noticed(sealed: bytes, tmp_path: Path, changed: Callable[[bytes], bytes]) -> None:
    _refused(changed(sealed), tmp_path)


def _refused(content: bytes, folder: Path) -> None:
    (folder / "sealed").write_bytes(content)
    with pytest.raises(FileDamaged, match="was changed, or the file was cut short"):
        list(unseal_file(folder / "sealed", KEY))
