"""Forms of the talk of a session."""
