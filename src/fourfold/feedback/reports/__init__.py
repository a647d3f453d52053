"""Reports: one file each, with `AUDIENCE`, `TITLE` and `write(record) -> Report`."""
