"""What is known of goals and accountability: for those who lead or oversee, for the member, for a brief, and after leaving."""
