"""What holds for every test."""

from fourfold.cli.threads import one_is_enough

one_is_enough()
