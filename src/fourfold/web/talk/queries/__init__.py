"""What is known of the talk of a session: a file for each thing that the pages show."""
