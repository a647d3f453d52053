"""Formats: one file a format, with `SUFFIXES`, `read` and/or `write`."""
