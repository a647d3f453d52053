"""Storage: the encrypted database, its keys, and the one queued writer."""
