"""What is known of practices: a file for each thing that the pages show."""
