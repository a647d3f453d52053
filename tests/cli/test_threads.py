"""The command keeps the matrix library on one thread, unless somebody asked for more."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("asked", "given"), [(None, "1"), ("2", "2")])
def test_one_thread_is_enough_unless_asked(asked: str | None, given: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"}
    if asked:
        environment["OPENBLAS_NUM_THREADS"] = asked
    code = "import fourfold.cli, os, sys; print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert done.stdout.split() == [given, "False"]
