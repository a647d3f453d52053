"""What is known of the well-being of staff: a file for each thing that the pages show."""
