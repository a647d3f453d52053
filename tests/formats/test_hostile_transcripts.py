"""Whatever a file contains, a reader of transcripts reads it or refuses it in words."""

import os
import random
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.formats.transcript import TranscriptRefused
from tests.formats.hostile import FORMS, SAMPLES, TOKENS, check_reading, spoiled

quiet = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
each = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__.rsplit(".", 1)[-1])
suffixes = {form: form.SUFFIXES[0] for form in FORMS}


def check(form: ModuleType, folder: Path, data: bytes) -> bool:
    path = folder / f"a{suffixes[form]}"
    path.write_bytes(data)
    return check_reading(form, path)


@each
def test_every_sample_is_read_before_it_is_spoiled(form: ModuleType, tmp_path: Path) -> None:
    assert check(form, tmp_path, SAMPLES[form][0])


@each
@quiet
@given(data=st.one_of(st.binary(max_size=300), st.lists(st.sampled_from(TOKENS), max_size=40).map(b"".join)))
def test_bytes_of_any_kind(form: ModuleType, tmp_path: Path, data: bytes) -> None:
    check(form, tmp_path, data)


@each
@quiet
@given(number=st.integers(0, 9), seed=st.integers(0, 2**32))
def test_spoiled_samples(form: ModuleType, tmp_path: Path, number: int, seed: int) -> None:
    held = SAMPLES[form]
    check(form, tmp_path, spoiled(held[number % len(held)], random.Random(seed)))


@each
def test_a_sample_of_another_format_under_its_suffix(form: ModuleType, tmp_path: Path) -> None:
    for held in SAMPLES.values():
        for data in held:
            check(form, tmp_path, data)


@each
def test_a_pipe_is_refused_and_not_waited_for(form: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / f"a{suffixes[form]}"
    os.mkfifo(path)
    with pytest.raises(TranscriptRefused, match="save what it holds as a file"):
        form.read(path)
