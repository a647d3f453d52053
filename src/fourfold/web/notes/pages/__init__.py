"""Pages of notes, and of process notes apart."""
