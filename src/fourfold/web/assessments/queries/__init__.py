"""What is known of instruments, of who is asked, of the door, and of scores."""
