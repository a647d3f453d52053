"""Passages: each turns a record and its estimates into one section of a report, in words."""
