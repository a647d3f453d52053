"""What is written of the talk of a session: a file for each kind of coding."""
