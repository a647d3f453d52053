"""Overview: how a group is, on one page."""
