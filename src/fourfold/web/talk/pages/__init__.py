"""Pages of the talk of a session: the board, what was imported, the second pass, agreement, and what was recalled."""
