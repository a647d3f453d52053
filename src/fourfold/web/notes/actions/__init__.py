"""Writing, locking, adding to and signing notes; and process notes apart."""
