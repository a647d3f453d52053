"""The command line: `fourfold VERB`, one file a verb. Exit codes: 0 done, 1 the data are refused, 2 wrong use."""

from fourfold.cli import threads as _threads
from fourfold.cli.main import app, main

__all__ = ["app", "main"]

_threads.one_is_enough()
