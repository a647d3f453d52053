"""What is done with practices: planned and led in sessions, given to members, and logged."""
