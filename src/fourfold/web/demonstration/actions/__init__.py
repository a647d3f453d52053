"""Filling an empty site with simulated groups: `filling` is the door, `tapping` follows one session."""
