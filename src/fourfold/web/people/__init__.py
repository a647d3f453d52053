"""People: members and facilitators, what they agreed to, and what is kept of them."""
