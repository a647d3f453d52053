"""`python -m fourfold.cli`: the command without its script."""

from fourfold.cli import main

main()
